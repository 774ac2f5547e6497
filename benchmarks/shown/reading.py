"""The labelled samples, and the instrument reading each text once for all the tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from audit.agreement import Agreement, agreement
from audit.fitting.samples import Sample
from audit.labels.labelled import join
from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS
from audit.reading.features import Matrix, plain
from audit.reading.identity import instrument_folder, read_card
from audit.reading.instrument import Instrument
from audit.reading.normalise import normalise
from audit.reading.readings import Reading

Asked = TypeVar("Asked", bound=Hashable)


@dataclass(frozen=True)
class Source:
    """One sample: its labels, under the folder of labels, and its texts, under that of data."""

    labels: str
    texts: str
    kind: str
    text: str
    context: str | None

    @property
    def columns(self) -> Mapping[str, int]:
        """The columns that can be labelled, and how many levels each has."""
        return REPLY_COLUMNS if self.kind == "reply" else CLAIM_COLUMNS


PAIRS = Source("pairs.csv", "replies/pairs.csv", "reply", "reply", "customer")
REPLIES = Source("replies.csv", "replies/sample.csv", "reply", "reply", "customer")
STATEMENTS = Source("statements.csv", "marketing/sentences.csv", "claim", "text", None)


class ReadOnce(Instrument):
    """The instrument; a text that two tables ask for is read for the first of them."""

    def __init__(self, folder: Path, card: Mapping[str, Any]) -> None:
        super().__init__(folder, card, None)
        self._kept_readings: dict[Hashable, Reading] = {}
        self._kept_vectors: dict[str, Matrix] = {}

    def read_replies(
        self, pairs: Sequence[tuple[str, str | None]], encoded: Any = None
    ) -> list[Reading]:
        """As the instrument reads them."""
        read = super().read_replies
        return self._once("reply", list(pairs), lambda some: read(some, encoded))

    def read_customers(self, texts: Sequence[str], encoded: Any = None) -> list[Reading]:
        """As the instrument reads them."""
        read = super().read_customers
        return self._once("customer", list(texts), lambda some: read(some, encoded))

    def read_claims(self, texts: Sequence[str], encoded: Any = None) -> list[Reading]:
        """As the instrument reads them."""
        read = super().read_claims
        return self._once("claim", list(texts), lambda some: read(some, encoded))

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """The frozen embedding of texts (n, width), zeros for a text with nothing to encode."""
        said = [plain(normalise(text)) for text in texts]
        new = sorted(set(said) - set(self._kept_vectors) - {""})
        self._kept_vectors |= zip(new, self.encoder.encode(new), strict=True)
        nothing = np.zeros(self.card["model"]["dimensions"], dtype=np.float32)
        found = [self._kept_vectors.get(text, nothing) for text in said]
        return np.asarray(found, dtype=np.float32).reshape(len(said), len(nothing))

    def _once(
        self, kind: str, asked: list[Asked], read: Callable[[list[Asked]], list[Reading]]
    ) -> list[Reading]:
        new = list(dict.fromkeys(one for one in asked if (kind, one) not in self._kept_readings))
        if new:
            self._kept_readings |= {
                (kind, one): made for one, made in zip(new, read(new), strict=True)
            }
        return [self._kept_readings[kind, one] for one in asked]


@dataclass(frozen=True)
class World:
    """The folders of texts and labels, and the one instrument that reads them."""

    data: Path
    labels: Path

    @cached_property
    def instrument(self) -> ReadOnce:
        """The instrument in use: AUDIT_INSTRUMENT, else the bundled one."""
        folder = instrument_folder()
        return ReadOnce(folder, read_card(folder))

    def samples(self, source: Source) -> Sequence[Sample]:
        """The labelled texts of a source."""
        return join(
            self.labels / source.labels, self.data / source.texts, source.columns, source.text,
            source.context, "id",
        ).samples  # fmt: skip

    def read(self, source: Source) -> list[Reading]:
        """Readings of the samples of a source, out of fold where they were fitted on."""
        samples = self.samples(source)
        if source.kind == "claim":
            return self.instrument.read_claims([sample.text for sample in samples])
        return self.instrument.read_replies([(s.text, s.message or None) for s in samples])

    def agreement(self, source: Source) -> Agreement:
        """What `audit agreement` says of a source."""
        return agreement(
            self.labels / source.labels, self.data / source.texts, source.kind,
            text=source.text, context=source.context, instrument=self.instrument,
        )  # fmt: skip


def first(samples: Sequence[Sample], column: str) -> Any:
    """The first rater's levels (n,), -1 where there is none."""
    return np.array([s.labels[column][0] if s.labels.get(column) else -1 for s in samples])


def clusters(samples: Sequence[Sample]) -> list[str]:
    """What is resampled as a whole: the brand, or the text where the brand is not known."""
    return [sample.brand or sample.id for sample in samples]

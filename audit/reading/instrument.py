"""The instrument: encoder and fitted heads together, reading texts.

    instrument = load_instrument()
    instrument.read_replies([("Sorry for the wait, Ann.", "Two hours on hold!"), ("Hello", None)])

Texts may be raw or normalised.  What the encoder makes of them is kept by the caller if it likes:
`texts_to_encode` says which strings it needs, `encode` reads them, every `read_*` takes that back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from audit.dimensions import dimensions, exemplar_probabilities
from audit.reading import inputs
from audit.reading.columns import TURN_COLUMNS
from audit.reading.encoder import Encoder, Progress, SentenceEncoder
from audit.reading.features import plain
from audit.reading.folds import EVERY, FOLDS, fold_of, load_index
from audit.reading.headfile import load_heads
from audit.reading.heads import Floats, Head
from audit.reading.identity import instrument_folder, instrument_id, read_card
from audit.reading.normalise import normalise
from audit.reading.projection import Projection, load_projection
from audit.reading.readings import Reading
from audit.reading.tokens import Encoded
from db.errors import InstrumentError

BATCH = 256
READ_AHEAD = 512


def load_instrument(folder: Path | None = None, encoder: Encoder | None = None) -> Instrument:
    """The instrument of a folder; its encoder is loaded when the first text needs a vector."""
    folder = instrument_folder(folder)
    return Instrument(folder, read_card(folder), encoder)


class Instrument:
    """Reads customers' messages, replies and claims; see the module's docstring."""

    def __init__(self, folder: Path, card: Mapping[str, Any], encoder: Encoder | None) -> None:
        self.folder = folder
        self.card = card
        self._encoder = encoder

    @cached_property
    def instrument_id(self) -> str:
        """The identity readings are kept under."""
        return instrument_id(self.folder)

    @property
    def model(self) -> tuple[str, str]:
        """The encoder's model_id and revision, which vectors are kept under."""
        return self.card["model"]["id"], self.card["model"]["revision"]

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder the heads were fitted on; InstrumentError if it is another."""
        path = self.card["model"].get("path")
        encoder = self._encoder or SentenceEncoder(Path(path) if path else None)
        if encoder.revision != self.card["model"]["revision"]:
            raise InstrumentError(
                f"the heads at {self.folder} were fitted on {self.card['model']['id']} "
                f"{self.card['model']['revision'][:12]}, the model found is "
                f"{encoder.revision[:12]}; "
                f"reinstall the model or fit anew with 'python -m audit.fit'"
            )
        return encoder

    @property
    def unfitted(self) -> tuple[str, ...]:
        """Dimensions that have exemplars but no heads, and are read by likeness to those."""
        return tuple(d.name for d in dimensions() if d.name not in TURN_COLUMNS)

    def texts_to_encode(self, texts: Iterable[str | None]) -> list[str]:
        """The distinct strings that the encoder has to see before these texts can be read."""
        found = {plain(normalise(text)) for text in texts if text}
        if self.unfitted:
            found |= {plain(normalise(e)) for d in dimensions() for e in d.all_exemplars()}
        return sorted(found - {""})

    def encode(
        self, strings: Sequence[str], progress: Progress | None = None
    ) -> dict[str, Encoded]:
        """Strings that `texts_to_encode` named, each with its vector and its tokens' states."""
        found = {}
        for start in range(0, len(strings), READ_AHEAD):
            some = strings[start : start + READ_AHEAD]
            vectors, states = self.encoder.read(some)
            for string, vector, said in zip(some, vectors, states, strict=True):
                found[string] = Encoded(vector, self._projection.project(said))
            if progress is not None:
                progress(len(some))
        return found

    def read_customers(
        self, texts: Sequence[str], encoded: Mapping[str, Encoded] | None = None
    ) -> list[Reading]:
        """Need and emotion of customers' messages."""
        texts = [normalise(text) for text in texts]
        encoded = self._encoded(texts, encoded)
        folds = [fold_of(self._index, "walk", text) for text in texts]
        made = inputs.customer_inputs(texts, encoded, self.model_width)
        return _join([self._read("customer", "context", made, folds)], len(texts))

    def read_replies(
        self,
        pairs: Sequence[tuple[str, str | None]],
        encoded: Mapping[str, Encoded] | None = None,
    ) -> list[Reading]:
        """All columns of (reply, message) pairs; without a message, from the reply alone.

        A reply alone is read under the first edition of the codebook, the one with a rule for it.
        """
        cleaned = [(normalise(reply), normalise(message or "")) for reply, message in pairs]
        encoded = self._encoded([text for pair in cleaned for text in pair], encoded)
        found: list[Reading | None] = [None] * len(cleaned)
        for alone in (False, True):
            rows = [i for i, (_, message) in enumerate(cleaned) if (not message) is alone]
            for start in range(0, len(rows), BATCH):
                some = rows[start : start + BATCH]
                for row, reading in zip(
                    some,
                    self._read_turns([cleaned[row] for row in some], alone, encoded),
                    strict=True,
                ):
                    found[row] = reading
        return [reading for reading in found if reading is not None]

    def read_claims(
        self, texts: Sequence[str], encoded: Mapping[str, Encoded] | None = None
    ) -> list[Reading]:
        """Promise and the six of marketing statements."""
        texts = [normalise(text) for text in texts]
        encoded = self._encoded(texts, encoded)
        folds = [fold_of(self._index, "talk", text) for text in texts]
        made = inputs.claim_inputs(texts, encoded, self.model_width)
        parts = [_coherent(self._read("claim", "context", made, folds))]
        parts += self._zero_shot(texts, encoded, "claim")
        return _join(parts, len(texts))

    def _read_turns(
        self, pairs: list[tuple[str, str]], alone: bool, encoded: Mapping[str, Encoded]
    ) -> list[Reading]:
        folds = [fold_of(self._index, "walk", reply, message) for reply, message in pairs]
        replies, messages = [reply for reply, _ in pairs], [message for _, message in pairs]
        edition = inputs.FIRST_EDITION if alone else inputs.SECOND_EDITION
        turns = inputs.turn_inputs(pairs, [edition] * len(pairs), encoded, self.model_width)
        if alone:
            side, made = "alone", inputs.alone_inputs(replies, encoded, self.model_width)
            at = folds
        else:
            side, made = "customer", inputs.customer_inputs(messages, encoded, self.model_width)
            at = [fold_of(self._index, "walk", message) for message in messages]
        mode = "alone" if alone else "context"
        parts = [self._read(side, mode, made, at), self._read("turn", mode, turns, folds)]
        parts += self._zero_shot(replies, encoded, "reply")
        return _join(parts, len(pairs))

    def _read(
        self, group: str, mode: str, made: inputs.Inputs, folds: Sequence[int]
    ) -> dict[str, tuple[Floats, list[int]]]:
        at = np.asarray(folds, dtype=np.int64)
        columns = self._heads[0][group].columns
        sums = {name: np.zeros((len(made), levels)) for name, levels in columns.items()}
        cuts = {name: np.zeros((len(made), levels - 1)) for name, levels in columns.items()}
        seen = np.zeros(len(made))
        for fold, heads in enumerate(self._heads):
            rows = np.flatnonzero((at == fold) | (at == EVERY))
            if not len(rows):
                continue
            head = heads[group]
            for name, values in head.probabilities(made.take(rows), mode).items():
                sums[name][rows] += values
                cuts[name][rows] += np.asarray(head.calibrations[mode].cuts[name])
            seen[rows] += 1
        found = {}
        for name in columns:
            mean = np.round(sums[name] / seen[:, None], 6)
            expected = mean @ np.arange(mean.shape[1])
            level = (expected[:, None] > cuts[name] / seen[:, None]).sum(axis=1)
            found[name] = (mean, level.tolist())
        return found

    def _zero_shot(
        self, texts: Sequence[str], encoded: Mapping[str, Encoded], side: str
    ) -> list[dict[str, tuple[Floats, list[int]]]]:
        found = []
        for dimension in dimensions():
            if dimension.name in self.unfitted:
                exemplars = [
                    inputs.look_up([normalise(e) for e in level], encoded, self.model_width)
                    for level in dimension.exemplars[side]
                ]
                said = inputs.look_up(texts, encoded, self.model_width)
                chances = exemplar_probabilities(said, exemplars)
                found.append({dimension.name: (chances, chances.argmax(axis=1).tolist())})
        return found

    def fold(self, kind: str, text: str, message: str | None = None) -> int:
        """The one head that may read a labelled text, by number, or EVERY for any other text."""
        return fold_of(self._index, "talk" if kind == "claim" else "walk", text, message)

    @property
    def model_width(self) -> int:
        """The length of a vector."""
        return int(self.card["model"]["dimensions"])

    @cached_property
    def _index(self) -> dict[int, int]:
        return load_index(self.folder / "folds.npz")

    @cached_property
    def _heads(self) -> list[dict[str, Head]]:
        return [load_heads(self.folder / f"fold-{fold}.npz") for fold in range(FOLDS)]

    @cached_property
    def _projection(self) -> Projection:
        return load_projection(self.folder / "projection.npz")

    def _encoded(
        self, texts: Sequence[str], known: Mapping[str, Encoded] | None
    ) -> Mapping[str, Encoded]:
        known = known or {}
        missing = [text for text in self.texts_to_encode(texts) if text not in known]
        if not missing:
            return known
        made = self.encode(missing)
        return {**{k: known[k] for k in self.texts_to_encode(texts) if k in known}, **made}


def _coherent(
    found: dict[str, tuple[Floats, list[int]]],
) -> dict[str, tuple[Floats, list[int]]]:
    """A claim promises something if it promises any of the six, and at least as surely."""
    chance = np.max([values[:, 1] for values, _ in found.values()], axis=0)
    level = np.max([levels for _, levels in found.values()], axis=0)
    return {**found, "promise": (np.stack([1 - chance, chance], axis=1), level.tolist())}


def _join(parts: Sequence[Mapping[str, tuple[Floats, list[int]]]], count: int) -> list[Reading]:
    columns = {name: value for part in parts for name, value in part.items()}
    rows = {name: [tuple(row) for row in values.tolist()] for name, (values, _) in columns.items()}
    return [
        Reading(
            {name: rows[name][row] for name in columns},
            {name: levels[row] for name, (_, levels) in columns.items()},
        )
        for row in range(count)
    ]

"""An instrument computable by hand: it reads words, and its vectors count letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from builders import NAMES

from audit.reading.facts import Facts
from audit.reading.features import plain
from audit.reading.readings import Reading
from audit.reading.tokens import Encoded

FACTS = Facts("fake-1", NAMES, dict.fromkeys(NAMES, 0.0))
IDENTITY = ("fake-model", "1")


class FakeEncoder:
    """Vectors of length one over the letters a to z."""

    model_id, revision = IDENTITY
    dimensions = 26

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], progress: object = None) -> np.ndarray:
        """Letter counts, normalised; remembers what it was asked."""
        self.encoded += texts
        found = np.zeros((len(texts), 26), dtype=np.float32)
        for i, text in enumerate(texts):
            for letter in text.lower():
                if "a" <= letter <= "z":
                    found[i, ord(letter) - 97] += 1
            found[i] /= np.linalg.norm(found[i]) or 1.0
        return found


def _binary(found: bool) -> tuple[float, float]:
    return (0.1, 0.9) if found else (0.9, 0.1)


class FakeInstrument:
    """A level of a dimension is how often its name stands in a text, up to 2."""

    instrument_id = FACTS.instrument_id

    def __init__(self) -> None:
        self.encoder = FakeEncoder()
        self.read: list[str] = []

    def texts_to_encode(self, texts: Sequence[str | None]) -> list[str]:
        """The distinct strings that need a vector."""
        return sorted({plain(text) for text in texts if text} - {""})

    def encode(self, strings: Sequence[str]) -> dict[str, Encoded]:
        """Their vectors, and no states: nothing here looks at tokens."""
        bare = np.zeros((0, 1), dtype=np.float16)
        vectors = self.encoder.encode(strings)
        return {s: Encoded(vector, bare) for s, vector in zip(strings, vectors, strict=True)}

    def read_customers(
        self, texts: Sequence[str], encoded: Mapping[str, Encoded] | None = None
    ) -> list[Reading]:
        """In need where it says "broke", moved where it says "angry"."""
        self.read += texts
        return [self._two(text, ("need", "broke"), ("emotion", "angry")) for text in texts]

    def read_replies(
        self,
        pairs: Sequence[tuple[str, str | None]],
        encoded: Mapping[str, Encoded] | None = None,
    ) -> list[Reading]:
        """Levels by words; need and emotion from the reply where there is no message."""
        self.read += [text for text, _ in pairs]
        return [self._reply(text) for text, _ in pairs]

    def read_claims(
        self, texts: Sequence[str], encoded: Mapping[str, Encoded] | None = None
    ) -> list[Reading]:
        """A promise of each dimension it names."""
        self.read += texts
        found = []
        for text in texts:
            named = [name for name in NAMES if name in text]
            pairs: dict[str, tuple[float, ...]] = {n: _binary(n in named) for n in NAMES}
            pairs["promise"] = _binary(bool(named))
            found.append(Reading(pairs, {name: int(p[1] > 0.5) for name, p in pairs.items()}))
        return found

    def _two(self, text: str, *columns: tuple[str, str]) -> Reading:
        pairs: dict[str, tuple[float, ...]] = {n: _binary(word in text) for n, word in columns}
        return Reading(pairs, {name: int(p[1] > 0.5) for name, p in pairs.items()})

    def _reply(self, text: str) -> Reading:
        levels = {name: min(2, text.count(name)) for name in NAMES}
        probabilities: dict[str, tuple[float, ...]] = {
            name: tuple(float(level == i) for i in range(3)) for name, level in levels.items()
        }
        for column, word in (
            ("dismissive", "nonsense"),
            ("acknowledged", "sorry"),
            ("need", "sorry"),
            ("emotion", "sorry"),
        ):
            probabilities[column] = _binary(word in text)
            levels[column] = int(word in text)
        probabilities["overall"] = (0.0, 0.0, 1.0, 0.0, 0.0)
        return Reading(probabilities, {**levels, "overall": 2})

"""What the instrument says of one text: a probability for every level of every column.

Three kinds of text are read.  A `customer` message alone gives need and emotion; a `reply`, with
the message it answers where that is held, gives acknowledged, the six dimensions, dismissive and
overall; a `claim` (a marketing statement) gives promise and the six.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["customer", "reply", "claim"]

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities and levels, by column.

    `probabilities[column]` has one entry a level, from level 0, summing to 1; `levels[column]` is
    the level decided on, by the instrument's own thresholds.
    """

    probabilities: Mapping[str, tuple[float, ...]]
    levels: Mapping[str, int]

    def expected(self, column: str) -> float:
        """The mean level of `column` under its probabilities."""
        return sum(level * p for level, p in enumerate(self.probabilities[column]))

    def to_json(self) -> str:
        """One line of JSON, probabilities to four decimals, keys sorted."""
        return json.dumps(
            {
                name: [self.levels[name], *(round(p, DECIMALS) for p in values)]
                for name, values in sorted(self.probabilities.items())
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Reading:
        """The reading that `to_json` wrote."""
        raw = json.loads(text)
        return cls(
            {name: tuple(values[1:]) for name, values in raw.items()},
            {name: int(values[0]) for name, values in raw.items()},
        )


def reading_key(side: Side, text: str, context: str | None = None) -> str:
    """The key a reading is kept under: SHA-256 of side, text and context (all normalised)."""
    return hashlib.sha256("\x1f".join((side, text, context or "")).encode()).hexdigest()

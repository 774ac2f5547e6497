"""What a brand says: its claims among its distinct marketing statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.corpus.exchanges import StatementRow
from audit.formulas.minimum import Span, span
from audit.reading.readings import Reading
from audit.talk.claims import CLAIM_AT, Claim

Array = NDArray[np.float64]

MAYBE = 0.5
"""From here on a statement is likelier a promise than not."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The talk side of a brand.

    `probabilities` holds, for each distinct statement, how likely it promises anything (0 to 1).
    """

    claims: tuple[Claim, ...]
    probabilities: tuple[float, ...]
    documents: int
    span: Span

    @property
    def uncertain(self) -> int:
        """How many of them are likelier a promise than not, and not likely enough to count."""
        return sum(MAYBE <= chance < CLAIM_AT for chance in self.probabilities)

    @property
    def statements(self) -> int:
        """How many distinct statements were read."""
        return len(self.probabilities)

    def talk_draws(self, random: np.random.Generator, draws: int) -> Array:
        """Draws (draws,) of claims per 100 statements under the instrument's own doubt.

        Each statement promises or not with its probability; the spread of that count is laid
        around the number of claims found.
        """
        p = np.sort(np.asarray(self.probabilities))
        spread = np.zeros(draws)
        for chance in p:
            spread += (random.random(draws) < chance) - chance
        return np.clip(100 * (len(self.claims) + spread) / len(p), 0.0, 100.0)


def promise(
    rows: Sequence[tuple[StatementRow, Reading]], words: Mapping[int, str], claims: Sequence[Claim]
) -> Promise:
    """The promise made by these statements, the same `words` (by statement id) counted once."""
    distinct: dict[str, float] = {}
    for row, reading in rows:
        key = words[row.id]
        distinct[key] = max(distinct.get(key, 0.0), reading.expected("promise"))
    return Promise(
        tuple(claims),
        tuple(distinct.values()),
        len({row.document for row, _ in rows}),
        span([date for row, _ in rows for date in (row.first_seen, row.last_seen)]),
    )

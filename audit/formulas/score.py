"""The formulas: from readings of turns and claims to delivery, promise weights and the score.

All of it is arithmetic on arrays; nothing here reads a file or a model.  docs/methodology.md
explains each figure in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Number = TypeVar("Number", float, Array)

WEAK = 0.25
"""What a formulaic turn (level 1) is worth beside a specific and sincere one (level 2)."""

FULL_WEIGHT_CLAIMS = 2
"""How many distinct claims of a dimension give it its full weight."""


def said_for_real(
    level_1: Number, level_2: Number, dismissive: float, *, sent_alike: bool = False
) -> Number:
    """g of one turn and dimension, 0 to 1: P(level 2) + P(level 1)/4, times 1 - P(dismissive).

    A text sent alike to several customers can count as level 1 at most.  Arrays give arrays.
    """
    if sent_alike:
        level_1, level_2 = level_1 + level_2, 0 * level_2
    return (level_2 + WEAK * level_1) * (1 - dismissive)


def promise_weights(claims: Mapping[str, int]) -> dict[str, float]:
    """The weight of each dimension, summing to 1: min(1, claims / 2), normalised.

    All zero where nothing is promised.
    """
    raw = {name: min(1.0, count / FULL_WEIGHT_CLAIMS) for name, count in claims.items()}
    total = sum(raw.values())
    return {name: (value / total if total else 0.0) for name, value in raw.items()}


def delivery(per_customer: Array) -> Array:
    """D by dimension (k,), 0 to 1: the mean over customers of `per_customer` (n, k)."""
    return np.asarray(per_customer.mean(axis=0)) if len(per_customer) else np.array([])


def walk_the_talk(weights: Sequence[float], delivered: Array) -> float | Array:
    """100 times the weighted sum of `delivered` over its last axis: the score, 0 to 100."""
    result = 100 * (delivered @ np.asarray(weights))
    return float(result) if np.ndim(result) == 0 else result


def walk(delivered: Array) -> float | Array:
    """100 times the plain mean of `delivered` over its last axis, 0 to 100."""
    result = 100 * delivered.mean(axis=-1)
    return float(result) if np.ndim(result) == 0 else result


def talk(claims: int, statements: int) -> float:
    """Distinct claims per 100 distinct marketing statements; 0 where there are none."""
    return 100 * claims / statements if statements else 0.0


CORNERS = {
    (True, True): "walks the talk",
    (True, False): "all talk",
    (False, True): "quiet achiever",
    (False, False): "says little, does little",
}
CORNER_CERTAINTY = 0.9


def corner(talk_draws: Array, walk_draws: Array, talk_median: float, walk_median: float) -> str:
    """The corner that holds at least 90 % of the draws, else "unclear"."""
    says, does = talk_draws >= talk_median, walk_draws >= walk_median
    for (loud, warm), name in CORNERS.items():
        if float(np.mean((says == loud) & (does == warm))) >= CORNER_CERTAINTY:
            return name
    return "unclear"

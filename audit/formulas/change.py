"""How a figure changed between two periods: certainly, not at all, or not so that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.formulas import estimate
from audit.formulas.estimate import Estimate

Array = NDArray[np.float64]

MORE, LESS, SAME = "more", "less", "the same"
NOT_SHOWN, NOT_KNOWN = "no change could be shown", "not known"

TALK_MARGIN = 2.0
"""Claims per 100 statements: a smaller change of talk is none that matters."""

WALK_MARGIN = 5.0
"""Customers of 100: a smaller change of what is delivered is none that matters."""

EQUIVALENCE = 0.9
"""Two one-sided tests at 5 % each: this interval has to lie within the margin."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in two periods, and their difference, now less then, with its 95 % interval.

    Figures run from 0 to 100; `cases_then` and `cases_now` are what they rest on.  `change` is
    MORE, LESS, SAME, NOT_SHOWN or NOT_KNOWN, the last with its `reason`.
    """

    name: str
    margin: float
    then: float | None
    now: float | None
    cases_then: int
    cases_now: int
    difference: Estimate | None
    change: str
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.name,
            "then": None if self.then is None else round(self.then, 4),
            "now": None if self.now is None else round(self.now, 4),
            "n_then": self.cases_then,
            "n_now": self.cases_now,
            "difference": None if self.difference is None else self.difference.to_dict(),
            "change": self.change,
            "margin": self.margin,
            "reason": self.reason,
        }


def known_change(
    name: str, margin: float, values: tuple[float, float], n: tuple[int, int], draws: Array
) -> Change:
    """What changed, from draws of the difference: certain, equivalent, or neither."""
    difference = estimate.interval(values[1] - values[0], draws, sum(n))
    same = estimate.interval(values[1] - values[0], draws, sum(n), EQUIVALENCE)
    if difference.lo > 0:
        change = MORE
    elif difference.hi < 0:
        change = LESS
    elif -margin < same.lo and same.hi < margin:
        change = SAME
    else:
        change = NOT_SHOWN
    return Change(name, margin, *values, *n, difference, change)


def unknown_change(name: str, margin: float, n: tuple[int, int], reason: str) -> Change:
    """A figure that is not known of both periods."""
    return Change(name, margin, None, None, *n, None, NOT_KNOWN, reason)

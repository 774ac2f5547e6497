"""Figures corrected by hand labels: prediction-powered inference for a ratio, cases in clusters.

Every figure here is a ratio of sums over turns: of what customers got to how many there were.  The
readings of all turns give it first; the labels of a random few say how far the readings are off,
and take that off (Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023, *Science* 382, with the
power tuning of Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453; both by `ppi-python`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.formulas.estimate import LEVEL, Estimate
from db.errors import MissingExtra

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

FEWEST_LABELLED = 30
FEWEST_CASES = 10
NORMAL = 1.959963984540054
"""The normal quantile that `ppi-python` puts on both sides of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the instrument reads in all N turns, as the parts of a ratio.

    `over` and `under` are (N,): the figure is the sum of the one divided by that of the other.
    `who` (N,) numbers the customers.  `without` (M,) is the part below the line of customers who
    got no turn: they are never drawn, and are taken as read.
    """

    over: Array
    under: Array
    who: Places
    without: Array

    @property
    def value(self) -> float:
        """The figure as the instrument alone reads it; nan with no case."""
        below = self.under.sum() + self.without.sum()
        return float(self.over.sum() / below) if below else float("nan")


@dataclass(frozen=True, slots=True)
class Labels:
    """The same two parts by hand, of the turns at `rows` (n,) of the readings."""

    rows: Places
    over: Array
    under: Array


def missing(labels: Labels) -> str | None:
    """What the labels lack for a corrected figure, in numbers; None where there are enough."""
    if len(labels.rows) < FEWEST_LABELLED:
        return f"labelled turns: {len(labels.rows)} of {FEWEST_LABELLED}"
    cases = int(np.count_nonzero(labels.under))
    return f"labelled turns that count: {cases} of {FEWEST_CASES}" if cases < FEWEST_CASES else None


def corrected(read: Readings, labels: Labels) -> Estimate | None:
    """The ratio corrected by the labels, 0 to 1, with its 95 % interval; n is the labelled turns.

    The ratio is first solved for with the full weight of the readings; then the mean of over -
    ratio * under, which is 0 at the truth, is estimated by `ppi_mean_ci` with its weight tuned, and
    the ratio moved by what is left (one Newton step).  The package knows no clusters, so it is
    handed one value a customer: the sum over the customer's turns, times customers over turns.  Its
    normal interval is widened to Student's.  None where the labels lack something, see `missing`.
    """
    if missing(labels):
        return None
    rest = np.setdiff1d(np.arange(len(read.over)), labels.rows)
    all_labelled = len(set(read.who[rest].tolist())) < 2
    if all_labelled:
        rest = labels.rows
    absent = float(read.without.sum()) / len(read.over)
    above = _both(read.over, labels.over, labels.rows, rest)
    below = _both(read.under, labels.under, labels.rows, rest) + absent
    if below <= 0:
        return None
    ratio = above / below
    by_hand = labels.over - ratio * labels.under
    by_reading = read.over - ratio * read.under
    weight = 0 if all_labelled else None
    mean, error = _mean(by_hand, by_reading, read.who, labels.rows, rest, weight)
    value = ratio + (mean - ratio * absent) / below
    spread = error**2 + _between(mean, ratio * read.without, len(read.over))
    margin = _student(len(set(read.who[labels.rows].tolist()))) * float(np.sqrt(spread)) / below
    value, low, high = (min(max(v, 0.0), 1.0) for v in (value, value - margin, value + margin))
    return Estimate(value, low, high, len(labels.rows))


def _both(read: Array, by_hand: Array, rows: Places, rest: Places) -> float:
    return float(read[rest].mean() + (by_hand - read[rows]).mean())


def _mean(
    by_hand: Array, by_reading: Array, who: Places, rows: Places, rest: Places, weight: int | None
) -> tuple[float, float]:
    """The prediction-powered mean over turns and its standard error; `weight` None is tuned."""
    interval = _ppi_mean_ci()
    labelled = _by_customer(by_hand, who[rows])
    as_read = _by_customer(by_reading[rows], who[rows])
    others = _by_customer(by_reading[rest], who[rest])
    # Readings that never vary tell nothing: the package would divide by their variance.
    if np.concatenate([as_read, others]).std() == 0:
        weight = 0
    low, high = interval(labelled, as_read, others, alpha=1 - LEVEL, lam=weight)
    low, high = float(np.squeeze(low)), float(np.squeeze(high))
    return (low + high) / 2, (high - low) / 2 / NORMAL


def _by_customer(values: Array, who: Places) -> Array:
    """One value a customer, whose mean over customers is that of `values` over turns."""
    _, at = np.unique(who, return_inverse=True)
    sums = np.bincount(at, weights=values)
    return np.asarray(sums * (len(sums) / len(values)))


def _student(customers: int) -> float:
    """What stands for the normal quantile where few customers are labelled.

    Student's t (Abramowitz and Stegun 26.7.5), times what dividing by n and not n - 1 makes too
    small: the package takes neither into account.
    """
    z, free = NORMAL, max(customers - 1, 1)
    quantile = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return float(quantile * np.sqrt(customers / free))


def _between(mean: float, without: Array, turns: int) -> float:
    """The variance that comes from who got a turn at all, of a mean over turns."""
    if not len(without):
        return 0.0
    return float((turns * mean**2 + (without**2).sum()) / turns**2)


def _ppi_mean_ci() -> Callable[..., tuple[Any, Any]]:
    try:
        with warnings.catch_warnings():  # it silences every warning of the process when imported
            from ppi_py import ppi_mean_ci
    except ImportError as error:
        raise MissingExtra(
            "figures are corrected by ppi-python, which is not installed;"
            " pip install 'walk-the-talk-audit[labels]'"
        ) from error
    return ppi_mean_ci  # type: ignore[no-any-return]

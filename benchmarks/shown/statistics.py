"""Statistics of the tables that `audit agreement` does not need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.formulas.agreement_statistics import BINS, Floats, Integers, brier, f1


def macro_f1(truth: Integers, found: Integers) -> float:
    """The mean F1 of the levels that occur in either; nan if there are none."""
    truth, found = np.asarray(truth), np.asarray(found)
    levels = np.union1d(truth, found)
    each = [f1((truth == level).astype(int), (found == level).astype(int)) for level in levels]
    return float(np.mean(each)) if each else float("nan")


def brier_reduction(truth: Integers, chance: Floats) -> float:
    """The share by which probabilities lower the Brier score of always saying the base rate.

    The Brier skill score (Murphy 1973) with the sample's own rate r, whose score is r (1 - r); nan
    if nothing varies.
    """
    rate = float(np.mean(truth))
    if rate in (0.0, 1.0):
        return float("nan")
    return 1 - brier(truth, chance) / (rate * (1 - rate))


def equal_mass_error(truth: Integers, chance: Floats, bins: int = BINS) -> float:
    """Expected calibration error over bins of as equal a number of texts as can be.

    Texts of one and the same probability may fall into two bins; they keep their order.
    """
    truth, chance = np.asarray(truth, dtype=np.float64), np.asarray(chance)
    if not len(truth):
        return float("nan")
    parts = np.array_split(np.argsort(chance, kind="stable"), min(bins, len(truth)))
    gaps = [len(rows) * abs(truth[rows].mean() - chance[rows].mean()) for rows in parts]
    return float(sum(gaps) / len(truth))


def slope(labelled: Floats, read: Floats) -> float:
    """By how much the read mean rises where the labelled mean rises by one; least squares."""
    labelled, read = np.asarray(labelled, dtype=np.float64), np.asarray(read, dtype=np.float64)
    if len(labelled) < 3 or labelled.std() == 0:
        return float("nan")
    return float(np.cov(labelled, read, ddof=0)[0, 1] / labelled.var())


def means_by(
    names: Sequence[str], values: Sequence[Floats], fewest: int
) -> tuple[list[str], npt.NDArray[np.float64]]:
    """The names that occur at least `fewest` times, and their means (names, values)."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[name].append(row)
    kept = sorted(name for name, mine in rows.items() if len(mine) >= fewest)
    found = [[float(np.mean(np.asarray(value)[rows[name]])) for value in values] for name in kept]
    return kept, np.array(found, dtype=np.float64).reshape(len(kept), len(values))

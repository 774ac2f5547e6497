"""Statistics of agreement, in numpy: kappa, F1, calibration, and clustered bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BINS = 10


def quadratic_kappa(one: Integers, other: Integers) -> float:
    """Cohen's kappa with squared weights (Cohen 1968); 1 where both never vary and agree."""
    one, other = np.asarray(one), np.asarray(other)
    if not len(one):
        return float("nan")
    observed = np.mean((one - other) ** 2)
    by_chance = one.var() + other.var() + (one.mean() - other.mean()) ** 2
    if by_chance == 0:
        return 1.0
    return float(1 - observed / by_chance)


def precision(truth: Integers, found: Integers) -> float:
    """The share of what was found that is true; nan if nothing was found."""
    said = np.sum(found == 1)
    return float(np.sum((truth == 1) & (found == 1)) / said) if said else float("nan")


def recall(truth: Integers, found: Integers) -> float:
    """The share of what is true that was found; nan if nothing is true."""
    real = np.sum(truth == 1)
    return float(np.sum((truth == 1) & (found == 1)) / real) if real else float("nan")


def f1(truth: Integers, found: Integers) -> float:
    """The harmonic mean of precision and recall; nan if nothing is true or found."""
    both, either = np.sum((truth == 1) & (found == 1)), np.sum(truth == 1) + np.sum(found == 1)
    return float(2 * both / either) if either else float("nan")


def brier(truth: Integers, chance: Floats) -> float:
    """The mean squared distance of probabilities from what was so (Brier 1950)."""
    return float(np.mean((np.asarray(chance) - np.asarray(truth)) ** 2))


def calibration_error(truth: Integers, chance: Floats, bins: int = BINS) -> float:
    """Expected calibration error over equal-width bins, weighted by their size."""
    truth, chance = np.asarray(truth, dtype=np.float64), np.asarray(chance)
    if not len(truth):
        return float("nan")
    at = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        np.sum(at == b) * abs(truth[at == b].mean() - chance[at == b].mean())
        for b in range(bins)
        if np.any(at == b)
    ]
    return float(sum(gaps) / len(truth))


def pearson(one: Floats, other: Floats) -> float:
    """Pearson's correlation; nan with fewer than three points or without variation."""
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if len(one) < 3 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def clustered_interval(
    statistic: Callable[[npt.NDArray[np.intp]], float],
    clusters: Sequence[str],
    draws: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """A 95 % percentile interval, whole clusters drawn with replacement.

    `statistic` takes row positions; draws on which it is not a number are left out.
    """
    rows: dict[str, list[int]] = {}
    for row, cluster in enumerate(clusters):
        rows.setdefault(cluster, []).append(row)
    members = [np.array(found, dtype=np.intp) for found in rows.values()]
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = random.integers(len(members), size=len(members))
        value = statistic(np.concatenate([members[place] for place in drawn]))
        if not np.isnan(value):
            found.append(value)
    if not found:
        return float("nan"), float("nan")
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)

"""Intervals: the bootstrap over customers, the instrument's own error, and rank sets.

Every function is deterministic: draws come from a fixed seed, and callers sort their rows by value
first, so that neither the order of the input nor a brand's name can move a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS = 2000
SEED = 20210301
LEVEL = 0.95
CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the number of cases it rests on."""

    value: float
    lo: float
    hi: float
    n: int

    def scaled(self, factor: float) -> Estimate:
        """The same estimate in another unit."""
        return Estimate(self.value * factor, self.lo * factor, self.hi * factor, self.n)

    def to_dict(self) -> dict[str, float | int]:
        """Keys value, lo, hi, n; figures rounded to four decimals."""
        return {
            "value": round(self.value, 4),
            "lo": round(self.lo, 4),
            "hi": round(self.hi, 4),
            "n": self.n,
        }


def generator(stream: int = 0) -> np.random.Generator:
    """The random generator of one named stream of draws; the same for every brand."""
    return np.random.default_rng([SEED, stream])


def sorted_rows(rows: Array) -> Array:
    """The rows in lexicographic order of their values: an order no name or file can change."""
    return rows[np.lexsort(rows.T[::-1])] if len(rows) else rows


def mean_draws(rows: Array, draws: int = DRAWS, stream: int = 0) -> Array:
    """Bootstrap draws of the column means of `rows` (n, k), as an array (draws, k).

    Rows are the independent units (one a customer), resampled with replacement (Efron 1979).
    """
    rows = sorted_rows(rows)
    n = len(rows)
    result = np.empty((draws, rows.shape[1]))
    random = generator(stream)
    step = max(1, CHUNK // max(n, 1))
    for start in range(0, draws, step):
        size = min(step, draws - start)
        counts = random.multinomial(n, np.full(n, 1 / n), size=size)
        result[start : start + size] = counts @ rows / n
    return result


def ratio_draws(sums: Array, sizes: Array, draws: int = DRAWS, stream: int = 0) -> Array:
    """Draws (draws,) of sum(sums)/sum(sizes), resampled by customer: a share of turns."""
    both = mean_draws(np.column_stack([sums, sizes]), draws, stream)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(both[:, 0] / both[:, 1])


def share(sums: Sequence[float], sizes: Sequence[float], stream: int = 0) -> Estimate | None:
    """The share sum(sums)/sum(sizes), cases clustered by customer, or None with no cases."""
    a, b = np.asarray(sums, float), np.asarray(sizes, float)
    total = float(b.sum())
    if not total:
        return None
    return interval(float(a.sum()) / total, ratio_draws(a, b, stream=stream), round(total))


def interval(value: float, draws: Array, n: int, level: float = LEVEL) -> Estimate:
    """The percentile interval of `draws` around `value`, widened to hold it."""
    tail = (1 - level) / 2
    lo, hi = np.quantile(draws, [tail, 1 - tail])
    return Estimate(value, min(float(lo), value), max(float(hi), value), n)


def rank_sets(values: Array, draws: Array, level: float = LEVEL) -> list[tuple[int, int]]:
    """Simultaneous confidence sets for the ranks (1 is highest) of p brands.

    `values` is (p,), `draws` (b, p), drawn independently.  All pairwise differences are bounded at
    once by the bootstrap distribution of their largest studentised deviation; brand j ranks below
    every k whose difference is certainly positive (Mogstad, Romano, Shaikh, Wilhelm 2024, Review
    of Economic Studies 91).
    """
    p = len(values)
    if p == 0:
        return []
    centred = draws - draws.mean(axis=0)
    variance = centred.var(axis=0)
    largest = np.zeros(len(draws))
    for j in range(p):
        scale = np.sqrt(variance + variance[j])
        scale[scale == 0] = np.inf
        deviation = np.abs(centred - centred[:, [j]]) / scale
        deviation[:, j] = 0
        largest = np.maximum(largest, deviation.max(axis=1))
    critical = float(np.quantile(largest, level))
    sets = []
    for j in range(p):
        margin = critical * np.sqrt(variance + variance[j])
        above = int(np.sum(values - values[j] > margin))
        below = int(np.sum(values[j] - values > margin))
        sets.append((1 + above, p - below))
    return sets

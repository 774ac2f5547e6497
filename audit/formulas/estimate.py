"""Intervals: the bootstrap over customers, and rank sets.

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
RANKS = 5
"""The stream of draws that ranks are told apart with."""

AT_EITHER_END = 1 / 3
"""How much of an observation is added at 0 and at 1, for what the sample has not shown."""


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


def mean_draws(
    rows: Array, draws: int = DRAWS, stream: int = 0, ends: Array | None = None
) -> Array:
    """Draws (draws, k) of the column means of the population that `rows` (n, k) came from.

    Rows are the independent units (one a customer), with values from 0 to 1.  They are weighted at
    random, each by a unit exponential (the Bayesian bootstrap: Rubin 1981, Annals of Statistics 9),
    beside a third of an observation at either end of the scale (a Dirichlet process whose base lies
    at the ends: Ferguson 1973, Annals of Statistics 1; a third: Kerman 2011, Electronic Journal of
    Statistics 5).  For values of 0 and 1 alone this is the Beta(s + 1/3, n - s + 1/3) posterior.
    Where most customers got nothing, the plain bootstrap never sees what it has not drawn, and its
    intervals end too low: benchmarks/simulation.py.  `ends` (2, k) are the two rows at the ends;
    zeros and ones if not given.
    """
    rows = sorted_rows(rows)
    n, k = rows.shape
    low_and_high = np.vstack([np.zeros(k), np.ones(k)]) if ends is None else ends
    result = np.empty((draws, k))
    random = generator(stream)
    step = max(1, CHUNK // max(n, 1))
    for start in range(0, draws, step):
        size = min(step, draws - start)
        weights = random.standard_exponential((size, n))
        unseen = random.standard_gamma(AT_EITHER_END, (size, 2))
        total = weights.sum(axis=1) + unseen.sum(axis=1)
        drawn = weights @ rows + unseen @ low_and_high
        result[start : start + size] = drawn / total[:, None]
    return result


def ratio_draws(sums: Array, sizes: Array, draws: int = DRAWS, stream: int = 0) -> Array:
    """Draws (draws,) of sum(sums)/sum(sizes), resampled by customer: a share of turns."""
    ends = np.array([[0.0, 1.0], [1.0, 1.0]])
    both = mean_draws(np.column_stack([sums, sizes]), draws, stream, ends)
    return np.asarray(both[:, 0] / both[:, 1])


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


def unlinked(values: Array, draws: Array) -> Array:
    """The columns of `draws` (b, p), each in an order of its own; by value, whatever the names."""
    random = generator(RANKS)
    result = np.empty_like(draws)
    for column in np.lexsort([draws.std(axis=0), values]):
        result[:, column] = random.permutation(draws[:, column])
    return result


def rank_sets(values: Array, draws: Array, level: float = LEVEL) -> list[tuple[int, int]]:
    """Simultaneous confidence sets for the ranks (1 is highest) of p brands.

    `values` is (p,), `draws` (b, p).  All pairwise differences are bounded at once by the bootstrap
    distribution of their largest studentised deviation; brand j ranks below every k whose
    difference is certainly positive (Mogstad, Romano, Shaikh, Wilhelm 2024, Review of Economic
    Studies 91).  Pairs told apart are set aside and the rest bounded anew, until no more are told
    apart (their stepwise improvement: Romano and Wolf 2005, Econometrica 73).  Brands are
    independent samples, but their draws come from the same seed and move together, so each brand's
    are shuffled first.
    """
    p = len(values)
    if p == 0:
        return []
    draws = unlinked(values, draws)
    centred = draws - draws.mean(axis=0)
    variance = centred.var(axis=0)
    scale = np.sqrt(variance[:, None] + variance)
    differences = values[:, None] - values
    apart = np.zeros((p, p), dtype=bool)
    while True:
        margin = _largest(centred, scale, ~apart, level) * scale
        found = apart | (np.abs(differences) > margin)
        if np.array_equal(found, apart):
            break
        apart = found
    above = np.sum(apart & (differences < 0), axis=1)
    below = np.sum(apart & (differences > 0), axis=1)
    return [(1 + int(a), p - int(b)) for a, b in zip(above, below, strict=True)]


def _largest(centred: Array, scale: Array, open_pairs: NDArray[np.bool_], level: float) -> float:
    """The quantile of the largest studentised difference of draws (b, p) among open pairs.

    A difference of two brands, studentised, is at most the length of their own two studentised
    deviations (Cauchy-Schwarz), so of a pair that differs by more than x one deviates by x/sqrt(2)
    or more itself.  In each draw the brands are held against all others from the furthest out on,
    until what is left lies too near: the same figure as over all pairs, many times sooner.
    """
    usable = open_pairs & (scale > 0)
    if not usable.any():
        return 0.0
    variance = np.square(np.diagonal(scale)) / 2
    largest = np.zeros(len(centred))
    for part in np.array_split(np.arange(len(centred)), 1 + centred.size // CHUNK):
        drawn = centred[part]
        out = np.square(drawn) / np.where(variance > 0, variance, np.inf)
        left, best = np.arange(len(part)), np.zeros(len(part))
        for furthest in np.argsort(-out, axis=1).T:
            left = left[2 * out[left, furthest[left]] >= np.square(best[left])]
            if not len(left):
                break
            own = furthest[left]
            apart = np.abs(drawn[left] - drawn[left, own][:, None])
            found = np.divide(apart, scale[own], out=np.zeros_like(apart), where=usable[own])
            best[left] = np.maximum(best[left], found.max(axis=1))
        largest[part] = best
    return float(np.quantile(largest, level))

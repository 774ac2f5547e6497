"""A share of few cases with its interval."""

from __future__ import annotations

from math import sqrt

from audit.formulas.estimate import Estimate

Z = 1.959964
"""The 97.5 % quantile of the normal distribution."""


def proportion(successes: int, n: int) -> Estimate:
    """The share of `successes` among `n` cases (at least one) with its 95 % score interval.

    Wilson 1927, Journal of the American Statistical Association 22; it holds for small n and near
    0 and 1, where the bootstrap does not.
    """
    share = successes / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half), n)

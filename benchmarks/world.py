"""A made-up brand for simulations: customers in incidents, canned turns, an instrument that errs.

Everything is drawn from Beta distributions, so that means are known.  Warmth is shared: by the
customers of one incident (four on average, correlated .1 in what they get of all six), by the turns
to one customer, by the dimensions of one turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.formulas.instrument_error import correlated, moved, on_arcsine_scale
from audit.formulas.score import WEAK, said_for_real

Array = NDArray[np.float64]

DELIVERED = {
    "care": 0.10,
    "understanding": 0.20,
    "listening": 0.22,
    "personal": 0.18,
    "presence": 0.28,
    "ownership": 0.10,
}
"""What a turn of its own words delivers on average: about what brands on short posts do."""

NAMES = tuple(DELIVERED)
INCIDENT = 4
TURNS = 1.34
MEANT = 0.5
"""Of the turns that deliver a dimension at all, the share that does so at level 2."""
FORMULAS_ONLY = 0.8
"""Of the canned turns, the share that is nothing but formulas; the rest is sent alike."""
WARMEST = 1.3
"""The warmest turn, where the average is 1."""
LIKE = (20, 6, 4, 5, 3)
"""How alike incidents, customers, turns, and readings of levels 1 and 2 are (sums of Betas)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is read of a brand: delivery by customer (n, 6), and of all turns before rules (6,)."""

    rows: Array
    as_read: Array


def warmth() -> Array:
    """Mean delivery (6,) of the brand's own words."""
    return np.array(list(DELIVERED.values()))


def misread(
    random: np.random.Generator, real: Array, residuals: Mapping[str, Mapping[str, float]], how: str
) -> Array:
    """What the instrument takes the brand's mean delivery for, with an error drawn for the brand.

    "card": the residuals' mean and spread, less where less is delivered, as they were measured to
    be; "flat": by as much everywhere; "none": no error.
    """
    sd = np.array([residuals[name]["sd"] for name in NAMES])
    mean = np.array([residuals[name]["mean"] for name in NAMES])
    error = mean + sd * correlated(random, sd.shape)
    if how == "none":
        return real
    if how == "flat":
        return np.clip(real + error, 0.001, 0.99)
    return moved(real, on_arcsine_scale(error))


def population(random: np.random.Generator, n: int, canned: float, real: Array) -> Sample:
    """So many customers that their mean is the truth."""
    return sample(random, n, canned, real)


def sample(random: np.random.Generator, n: int, canned: float, read: Array) -> Sample:
    """`n` customers of a brand whose own words read as `read` (6,) on average, each with noise."""
    incident = np.cumsum(random.random(n) < 1 / INCIDENT)
    usual = beta(random, np.full(incident[-1] + 1, 1 / WARMEST), LIKE[0])
    customer = beta(random, usual[incident], LIKE[1])
    turns = random.geometric(1 / TURNS, n)
    turn = WARMEST * beta(random, np.repeat(customer, turns), LIKE[2])
    some = beta(random, turn[:, None] * read / (MEANT + WEAK * (1 - MEANT)), LIKE[3])
    level_2 = some * beta(random, np.full(some.shape, MEANT), LIKE[4])
    level_1 = some - level_2
    own = said_for_real(level_1, level_2, 0.0)
    got = np.array(own)
    kind = random.random(len(turn))
    alike = kind < canned * (1 - FORMULAS_ONLY)
    got[alike] = said_for_real(level_1[alike], level_2[alike], 0.0, sent_alike=True)
    got[~alike & (kind < canned)] = 0.0
    first = np.concatenate([[0], np.cumsum(turns)[:-1]])
    rows = np.add.reduceat(got, first, axis=0) / turns[:, None]
    return Sample(rows, np.mean(own, axis=0))


def beta(random: np.random.Generator, mean: Array, like: float) -> Array:
    """Beta draws about `mean` (any shape), the closer the greater `like` is."""
    inside = np.clip(mean, 1e-4, 1 - 1e-4)
    return random.beta(inside * like, (1 - inside) * like)

"""Intervals and rank sets."""

from __future__ import annotations

import numpy as np
import pytest

from audit.formulas import estimate
from audit.formulas.estimate import interval, mean_draws, rank_sets, share


def test_the_order_of_rows_does_not_matter() -> None:
    """Draws are the same bytes for any order of the input."""
    rows = np.random.default_rng(1).random((40, 6))

    assert np.array_equal(mean_draws(rows), mean_draws(rows[::-1]))


def test_the_bootstrap_interval_has_the_width_theory_gives() -> None:
    """For a mean, about 2 x 1.96 standard errors."""
    rows = np.random.default_rng(2).normal(0.5, 0.2, (400, 1))

    found = interval(float(rows.mean()), mean_draws(rows)[:, 0], 400)

    expected = 2 * 1.96 * rows.std() / np.sqrt(400)
    assert found.hi - found.lo == pytest.approx(expected, rel=0.1)


def test_the_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    """Of 300 samples of 60 customers, 95 % intervals hold the true mean in 91 to 98 %."""
    random = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        rows = (random.random((60, 1)) < 0.3).astype(float)
        found = interval(float(rows.mean()), mean_draws(rows, draws=500)[:, 0], 60)
        held += found.lo <= 0.3 <= found.hi

    assert 0.91 <= held / 300 <= 0.98


def test_draws_of_a_share_are_the_beta_posterior() -> None:
    """Of values 0 and 1 alone, a third of an observation at either end: Beta(s + 1/3, f + 1/3)."""
    rows = np.array([[1.0]] * 3 + [[0.0]] * 27)

    found = np.quantile(mean_draws(rows, draws=20_000), [0.025, 0.5, 0.975])

    posterior = np.random.default_rng(6).beta(3 + 1 / 3, 27 + 1 / 3, 20_000)
    assert found == pytest.approx(np.quantile(posterior, [0.025, 0.5, 0.975]), abs=0.005)


def test_what_was_never_seen_is_not_ruled_out() -> None:
    """Thirty customers who got nothing: the interval starts at 0 and ends above it."""
    none = np.zeros((30, 1))

    found = interval(0.0, mean_draws(none)[:, 0], 30)

    assert found.lo == 0.0
    assert 0.03 < found.hi < 0.12


def test_intervals_hold_where_most_customers_get_nothing() -> None:
    """Nine in ten get 0, the others anything: 95 % intervals of 30 hold in 93 to 98 %."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        rows = random.random((30, 1)) * (random.random((30, 1)) < 0.1)
        found = interval(float(rows.mean()), mean_draws(rows, draws=1000)[:, 0], 30)
        held += found.lo <= 0.05 <= found.hi

    assert 0.93 <= held / 600 <= 0.98


def test_a_share_clusters_turns_by_customer() -> None:
    """Ten turns of one customer say less than ten of ten: the interval is wider."""
    spread = share([1.0, 0.0] * 20, [1.0, 1.0] * 20)
    clumped = share([10.0, 0.0, 10.0, 0.0], [10.0, 10.0, 10.0, 10.0])

    assert spread is not None
    assert clumped is not None
    assert spread.value == clumped.value == 0.5
    assert clumped.hi - clumped.lo > 2 * (spread.hi - spread.lo)


def test_a_share_of_nothing_is_not_known() -> None:
    """No cases, no figure."""
    assert share([], []) is None


def test_ranks_that_cannot_be_told_apart_share_their_set() -> None:
    """Two equal brands may each be first or second; one far below is certainly third."""
    random = np.random.default_rng(4)
    values = np.array([50.0, 50.5, 10.0])
    draws = values + random.normal(0, 2, (2000, 3))

    assert rank_sets(values, draws) == [(1, 2), (1, 2), (3, 3)]


def test_rank_sets_hold_all_true_ranks_at_once_as_often_as_they_say() -> None:
    """Of 200 simulated rankings of five brands, all sets hold in at least 93 %."""
    random = np.random.default_rng(5)
    truth = np.array([60.0, 55.0, 50.0, 45.0, 20.0])
    ranks = [1, 2, 3, 4, 5]
    held = 0
    for _ in range(200):
        values = truth + random.normal(0, 4, 5)
        draws = values + random.normal(0, 4, (1000, 5))
        sets = rank_sets(values, draws)
        held += all(lo <= r <= hi for r, (lo, hi) in zip(ranks, sets, strict=True))

    assert held / 200 >= 0.93


def test_rank_sets_do_not_depend_on_draws_that_move_together() -> None:
    """Draws of the same seed, brand by brand, say no more than draws of different ones."""
    values = np.array([50.0, 45.0])
    together = values + np.random.default_rng(8).normal(0, 4, (2000, 1))

    assert rank_sets(values, together) == [(1, 2), (1, 2)]


def test_the_largest_difference_of_many_brands_is_that_of_all_pairs() -> None:
    """Looking only at the brands furthest out finds what looking at every open pair finds."""
    random = np.random.default_rng(5)
    spreads = random.uniform(0.0, 3.0, 60)
    spreads[7] = 0.0
    centred = random.normal(0, 1, (300, 60)) * spreads
    centred -= centred.mean(axis=0)
    scale = np.sqrt(centred.var(axis=0)[:, None] + centred.var(axis=0))
    open_pairs = random.random((60, 60)) < 0.4
    open_pairs |= open_pairs.T

    found = estimate._largest(centred, scale, open_pairs, 0.95)

    every = np.abs(centred[:, :, None] - centred[:, None, :]) / np.where(scale > 0, scale, np.inf)
    largest = np.where(open_pairs, every, 0).max(axis=(1, 2))
    assert found == pytest.approx(float(np.quantile(largest, 0.95)), abs=1e-12)

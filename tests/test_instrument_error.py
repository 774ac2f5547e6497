"""The instrument's own error, and the intervals it goes into."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAMES, replied, turn

from audit.formulas.estimate import generator
from audit.formulas.instrument_error import correlated, factors, moved, on_arcsine_scale, spread
from audit.reading.facts import facts
from audit.reading.identity import read_card
from audit.walk.delivery import Array, Turn, delivery_draws, mean_as_read, per_customer

RESIDUAL = {"sd": 0.06, "mean": 0.02, "brands": 36}


def test_the_mean_error_and_its_own_doubt_count_too() -> None:
    """The root of the expected square: sd, its share for the mean's own error, and the mean."""
    assert spread(RESIDUAL) == pytest.approx(np.sqrt(0.06**2 * (1 + 1 / 36) + 0.02**2))


def test_the_error_is_as_measured_where_it_was_measured_and_less_below() -> None:
    """About .2 it has the spread of the card; at .02 a third of that; it never leaves 0 to 1."""
    noise = on_arcsine_scale(np.array([0.06])) * generator().standard_normal((20_000, 1))

    usual, low, none = (moved(np.array([d]), noise) for d in (0.2, 0.02, 0.0))

    assert usual.std() == pytest.approx(0.06, rel=0.05)
    assert low.std() == pytest.approx(0.02, rel=0.1)
    assert none.min() == 0.0
    assert moved(np.array([1.0]), noise).max() == 1.0


def test_errors_of_two_dimensions_go_together_a_little() -> None:
    """Their correlation is a fifth."""
    drawn: Array = correlated(generator(), (20_000, 6))

    assert np.asarray(np.corrcoef(drawn.T))[0, 1] == pytest.approx(0.2, abs=0.03)
    assert drawn.std() == pytest.approx(1.0, abs=0.02)


def test_what_was_not_read_is_not_misread() -> None:
    """The factor is 1 where the readings are 0."""
    found = factors(generator(), 100, np.array([0.0, 0.2]), np.array([0.06, 0.06]))

    assert set(found[:, 0]) == {1.0}
    assert found[:, 1].std() > 0.2


def test_a_turn_that_counts_nothing_brings_no_error() -> None:
    """Ninety formulas and ten warm turns: the error is a tenth of that of a hundred warm ones."""
    warm = [turn(f"w{i}", replied({"care": 1})) for i in range(100)]
    few = warm[:10] + [turn(f"f{i}", replied({"care": 1}), all_formula=True) for i in range(90)]
    errors = dict.fromkeys(NAMES, 0.05)

    def drawn(turns: list[Turn]) -> Array:
        rows, read = per_customer(turns, NAMES), mean_as_read(turns, NAMES)
        sampled = delivery_draws(rows, read, NAMES, {})[:, 0]
        return np.asarray(delivery_draws(rows, read, NAMES, errors)[:, 0] / sampled)

    assert drawn(few) == pytest.approx(drawn(warm))
    assert per_customer(few, NAMES)[:, 0].mean() == pytest.approx(0.025)


def test_every_dimension_has_an_error() -> None:
    """Those of the card have their own; there is none without."""
    found = facts()

    residuals = read_card()["residuals"]
    assert set(found.errors) == set(found.dimensions)
    assert found.errors["care"] == spread(residuals["care"])


@pytest.mark.slow
@pytest.mark.parametrize(("n", "canned"), [(30, 0.0), (30, 0.9), (300, 0.9)])
def test_intervals_hold_the_truth_as_often_as_they_say(n: int, canned: float) -> None:
    """Cells of the simulation grid: 400 runs each hold in 92 to 99 % (2,000 runs: 93 to 98)."""
    simulation = pytest.importorskip("simulation", reason="the benchmarks lie in the checkout only")

    held, _ = simulation.cell(n, canned, 400, facts().errors, "card")

    assert 0.92 <= held[0] <= 0.99
    assert 0.92 <= held[1] <= 0.99
    assert 0.92 <= held[2:].mean() <= 0.99

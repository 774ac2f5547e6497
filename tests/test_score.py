"""The formulas, held against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from audit.formulas.score import corner, promise_weights, said_for_real, talk, walk, walk_the_talk

NAMES = ("care", "understanding", "listening", "personal", "presence", "ownership")


def score_of(claims: dict[str, int], delivered: dict[str, float]) -> float:
    """The score of a brand with these claims and deliveries; all others 0."""
    weights = promise_weights({name: claims.get(name, 0) for name in NAMES})
    given = np.array([delivered.get(name, 0.0) for name in NAMES])
    return float(walk_the_talk([weights[name] for name in NAMES], given))


def test_a_sincere_turn_counts_whole_and_a_formulaic_one_a_quarter() -> None:
    """g is P(level 2) plus a quarter of P(level 1)."""
    assert said_for_real(0.0, 1.0, 0.0) == 1.0
    assert said_for_real(1.0, 0.0, 0.0) == 0.25
    assert said_for_real(0.4, 0.5, 0.0) == pytest.approx(0.6)


def test_a_dismissive_turn_counts_nothing() -> None:
    """g is taken times 1 minus P(dismissive)."""
    assert said_for_real(0.0, 1.0, 1.0) == 0.0
    assert said_for_real(0.0, 1.0, 0.25) == pytest.approx(0.75)


def test_a_text_sent_alike_counts_as_level_1_at_most() -> None:
    """What several customers got cannot be specific to one."""
    assert said_for_real(0.2, 0.8, 0.0, sent_alike=True) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("presence_claims", "expected"), [(0, 20.0), (1, 43.333), (2, 55.0), (11, 55.0)]
)
def test_a_new_promise_moves_the_score_toward_its_delivery(
    presence_claims: int, expected: float
) -> None:
    """Care promised by two claims and delivered at .2, presence delivered at .9."""
    found = score_of({"care": 2, "presence": presence_claims}, {"care": 0.2, "presence": 0.9})

    assert found == pytest.approx(expected, abs=0.001)


def test_repeating_a_promise_changes_nothing() -> None:
    """Two claims already give the full weight."""
    delivered = {"care": 0.3, "ownership": 0.1}

    assert score_of({"care": 2, "ownership": 2}, delivered) == score_of(
        {"care": 9, "ownership": 5}, delivered
    )


def test_who_promises_nothing_has_no_weights() -> None:
    """All weights are 0, so there is nothing to score."""
    assert set(promise_weights(dict.fromkeys(NAMES, 0)).values()) == {0.0}


def test_walk_is_the_plain_mean_and_talk_a_rate() -> None:
    """Walk runs over all six dimensions; talk over distinct statements."""
    assert walk(np.array([0.0, 0.0, 0.3, 0.3, 0.3, 0.3])) == pytest.approx(20.0)
    assert talk(3, 60) == 5.0
    assert talk(0, 0) == 0.0


def test_a_corner_is_named_only_when_it_holds_nine_draws_in_ten() -> None:
    """Otherwise it is unclear."""
    loud, quiet = np.full(100, 9.0), np.full(100, 1.0)
    torn = np.array([9.0] * 80 + [1.0] * 20)

    assert corner(loud, quiet, 5.0, 5.0) == "all talk"
    assert corner(quiet, loud, 5.0, 5.0) == "quiet achiever"
    assert corner(loud, loud, 5.0, 5.0) == "walks the talk"
    assert corner(quiet, quiet, 5.0, 5.0) == "says little, does little"
    assert corner(torn, loud, 5.0, 5.0) == "unclear"

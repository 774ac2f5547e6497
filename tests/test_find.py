"""Findings: the worked cases, the minimum of evidence, and what must not move a figure."""

from __future__ import annotations

import random

import numpy as np
import pytest
from builders import NAMES, claim, inputs, replied, turn

from audit.finding.make import find

CARE = claim("We care about every one of you.", ["care"], ["/a", "/b"])
CARE_TOO = claim("You come first in our hearts.", ["care"], ["/b"])
THERE = claim("We are by your side, day and night.", ["presence"], ["/c"])
CLAIMS = [CARE, CARE_TOO, THERE]
WARM = replied({"care": 2, "presence": 2})
COLD = replied({})
FORMULA = replied({"care": 1, "understanding": 1, "ownership": 1})


def value(finding: object, name: str) -> float:
    """The value of a figure that must be there."""
    found = getattr(finding, name)
    assert found is not None
    return float(found.value)


def test_ninety_cold_replies_alike_and_ten_warm_ones_deliver_a_tenth() -> None:
    """Nothing is dropped as a duplicate: every customer counts once."""
    turns = [turn(f"c{i}", COLD, sent_alike=True) for i in range(90)]
    turns += [turn(f"w{i}", WARM) for i in range(10)]

    found = find(inputs(turns, CLAIMS))

    assert found.n_need == 100
    care = next(d for d in found.dimensions if d.name == "care").delivery
    assert care is not None
    assert care.value == pytest.approx(0.10)


def test_making_one_reply_better_in_words_of_its_own_never_lowers_the_score() -> None:
    """One of the ninety gets a reply of its own at level 1, then at level 2."""
    scores = []
    for better in (COLD, FORMULA, WARM):
        turns = [turn(f"c{i}", COLD, sent_alike=True) for i in range(89)]
        turns += [turn("better", better)]
        turns += [turn(f"w{i}", WARM) for i in range(10)]
        scores.append(value(find(inputs(turns, CLAIMS)), "score"))

    assert scores == sorted(scores)
    assert scores[0] < scores[2]


def test_sympathy_by_formula_to_everyone_counts_nothing() -> None:
    """All of it is formulaic, and the share says so."""
    turns = [turn(f"c{i}", FORMULA, all_formula=True, sent_alike=True) for i in range(40)]

    found = find(inputs(turns, CLAIMS))

    assert value(found, "score") == 0.0
    assert value(found, "formulaic_share") == 1.0
    assert value(found, "canned_share") == 1.0


def test_a_level_that_stands_without_the_formula_counts() -> None:
    """What is left of the turn without its formulaic sentences is what counts."""
    left = replied({"care": 2})
    turns = [turn(f"c{i}", WARM, own=left) for i in range(40)]

    found = find(inputs(turns, CLAIMS))

    by_name = {d.name: d.delivery.value for d in found.dimensions if d.delivery}
    assert by_name["care"] == 1.0
    assert by_name["presence"] == 0.0
    assert value(found, "formulaic_share") == 0.0


def test_thanks_for_a_wonderful_stay_to_the_furious_scores_close_to_nothing() -> None:
    """A dismissive turn counts nothing, however personal."""
    reading = replied({"personal": 2, "care": 2}, dismissive=0.95)
    turns = [turn(f"c{i}", reading) for i in range(40)]

    assert value(find(inputs(turns, CLAIMS)), "score") < 5


def test_the_order_of_turns_and_the_brands_name_change_nothing() -> None:
    """Every figure and interval is the same, to the last digit."""
    turns = [turn(f"c{i}", replied({"care": i % 3, "presence": (i + 1) % 3})) for i in range(60)]
    shuffled = list(turns)
    random.Random(7).shuffle(shuffled)

    one, two = find(inputs(turns, CLAIMS)), find(inputs(shuffled, CLAIMS, brand="zenith"))

    assert one.to_dict() | {"brand": ""} == two.to_dict() | {"brand": ""}


def test_a_customer_counts_once_however_many_turns_they_got() -> None:
    """Ten cold turns to one customer weigh as much as one."""
    warm = [turn(f"w{i}", WARM) for i in range(30)]

    once = find(inputs([*warm, turn("x", COLD)], CLAIMS))
    often = find(inputs([*warm, *(turn("x", COLD) for _ in range(10))], CLAIMS))

    assert once.n_need == often.n_need == 31
    assert value(once, "score") == value(often, "score")


def test_copying_a_reply_never_lifts_delivery_above_what_its_customers_got() -> None:
    """A warm reply sent to two customers counts for each as level 1 at most."""
    own = find(inputs([turn(f"c{i}", WARM) for i in range(40)], CLAIMS))
    copied = find(inputs([turn(f"c{i}", WARM, sent_alike=True) for i in range(40)], CLAIMS))

    assert value(copied, "score") == pytest.approx(value(own, "score") / 4)


def test_customers_without_need_do_not_count() -> None:
    """Praise and banter are no test of empathy."""
    turns = [turn(f"c{i}", WARM) for i in range(30)]
    turns += [turn(f"p{i}", COLD, need=0, emotion=0) for i in range(50)]

    assert find(inputs(turns, CLAIMS)).n_need == 30


def test_unanswered_customers_count_nothing_where_every_message_is_shown() -> None:
    """Elsewhere they are unknown, and the answered share says so."""
    warm = [turn(f"w{i}", WARM, complete=True) for i in range(30)]
    silent = [turn(f"s{i}", None, complete=True) for i in range(30)]
    unknown = [turn(f"s{i}", None) for i in range(30)]

    shown = find(inputs([*warm, *silent], CLAIMS))
    hidden = find(inputs([turn(f"w{i}", WARM) for i in range(30)] + unknown, CLAIMS))

    assert shown.n_need == 60
    assert value(shown, "answered_share") == 0.5
    assert value(shown, "score") == pytest.approx(value(hidden, "score") / 2)
    assert hidden.answered_share is None
    assert "answered-share-unknown" in {code for code, _ in hidden.limitations}


def test_too_few_customers_give_no_score_and_a_number_that_says_so() -> None:
    """29 of 30 is not enough; neither walk nor score is shown."""
    found = find(inputs([turn(f"c{i}", WARM) for i in range(29)], CLAIMS))

    assert found.status == "insufficient"
    assert found.score is None
    assert found.walk is None
    assert found.reasons == ("customers in need: 29 of 30",)


def test_too_few_claims_leave_the_walk_standing() -> None:
    """One claim of three: no score, but what customers got is known."""
    found = find(inputs([turn(f"c{i}", WARM) for i in range(40)], [CARE]))

    assert found.status == "insufficient"
    assert found.reasons == ("claims: 1 of 3",)
    assert found.score is None
    assert value(found, "walk") == pytest.approx(100 * 2 / 6)


def test_three_claims_of_one_page_are_not_two_documents() -> None:
    """The promise must stand in two places."""
    one_page = [claim(f"promise {i}", ["care"], ["/only"]) for i in range(3)]

    found = find(inputs([turn(f"c{i}", WARM) for i in range(40)], one_page))

    assert found.reasons == ("documents with claims: 1 of 2",)


def test_periods_that_lie_apart_are_not_held_against_each_other() -> None:
    """Replies of 2017 and a promise of 2026: named with both years."""
    turns = [turn(f"c{i}", WARM, at="2017-10-01T10:00:00Z") for i in range(40)]

    found = find(inputs(turns, CLAIMS))

    assert found.reasons == ("periods apart: marketing 2026, replies 2017",)
    assert found.score is None


def test_who_promises_nothing_gets_no_score() -> None:
    """Forty statements, none a promise."""
    found = find(inputs([turn(f"c{i}", WARM) for i in range(40)], []))

    assert found.status == "no-promise"
    assert found.score is None
    assert value(found, "talk") == 0.0


def test_no_marketing_text_is_not_the_same_as_promising_nothing() -> None:
    """Without statements nothing can be said of the promise."""
    found = find(inputs([turn(f"c{i}", WARM) for i in range(40)], [], statements=0))

    assert found.status == "insufficient"
    assert found.talk is None
    assert found.reasons == ("claims: 0 of 3 (no marketing text held)",)


def test_exploratory_lowers_the_bar_and_says_so() -> None:
    """Ten customers and one claim, messages not held: a figure, stamped."""
    turns = [turn(f"c{i}", WARM, held=False) for i in range(12)]

    found = find(inputs(turns, [CARE]), exploratory=True)

    assert found.status == "exploratory"
    assert found.score is not None
    assert "exploratory" in {code for code, _ in found.limitations}
    assert find(inputs(turns, [CARE])).score is None


def test_exploratory_keeps_a_finding_that_stands_at_the_published_bar() -> None:
    """Its figures are those of the published finding, under the stamp of the run."""
    turns = [turn(f"c{i}", WARM) for i in range(40)]

    plain, lower = find(inputs(turns, CLAIMS)), find(inputs(turns, CLAIMS), exploratory=True)

    assert lower.status == "scored"
    assert lower.exploratory
    assert lower.score == plain.score


def test_the_instruments_own_error_widens_the_interval() -> None:
    """With it the interval is wider, and the value the same."""
    turns = [turn(f"c{i}", replied({"care": i % 3})) for i in range(200)]
    errors = dict.fromkeys(NAMES, 0.08)

    bare, with_error = find(inputs(turns, CLAIMS)), find(inputs(turns, CLAIMS, errors=errors))

    assert bare.score is not None
    assert with_error.score is not None
    assert bare.score.value == with_error.score.value
    assert with_error.score.hi - with_error.score.lo > bare.score.hi - bare.score.lo


def test_the_weakest_promised_dimension_is_named() -> None:
    """Among what is promised, what was delivered least."""
    turns = [turn(f"c{i}", replied({"care": 2, "presence": 1})) for i in range(40)]

    assert find(inputs(turns, CLAIMS)).weakest == "presence"


def test_the_acknowledged_rate_is_of_customers_who_show_a_feeling() -> None:
    """The calm are not in its denominator."""
    turns = [turn(f"c{i}", replied({}, acknowledged=1.0)) for i in range(30)]
    turns += [turn(f"d{i}", replied({})) for i in range(10)]
    turns += [turn(f"e{i}", replied({}), emotion=0) for i in range(60)]

    found = find(inputs(turns, CLAIMS))

    assert value(found, "acknowledged_rate") == 0.75
    assert found.acknowledged_rate is not None
    assert found.acknowledged_rate.n == 40


def test_many_documents_are_resampled() -> None:
    """From ten documents with claims on, the promise is drawn too, and the interval widens."""
    turns = [turn(f"c{i}", replied({"care": 2})) for i in range(60)]
    few = [claim(f"care {i}", ["care"], [f"/{i}"]) for i in range(2)]
    many = [claim(f"care {i}", ["care"], [f"/{i}"]) for i in range(2)]
    many += [claim(f"there {i}", ["presence"], [f"/p{i}"]) for i in range(2)]
    many += [claim(f"own {i}", ["ownership"], [f"/o{i}"]) for i in range(8)]

    census = find(inputs(turns, [*few, THERE]))
    drawn = find(inputs(turns, many))

    assert census.score is not None
    assert drawn.score is not None
    assert drawn.score.hi - drawn.score.lo > 10 * (census.score.hi - census.score.lo)
    assert np.isclose(drawn.score.value, 100 / 3)

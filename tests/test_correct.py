"""Figures corrected by hand labels: the parts of a ratio, the estimate, and its coverage."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from builders import NAMES, claim, inputs, replied, turn

from audit.finding.make import find
from audit.labels.by_hand import ACKNOWLEDGED, WALK, as_read, by_hand, pairs
from audit.labels.correct import Labels, Readings, corrected, missing
from audit.labels.hand_labels import HandLabel
from audit.walk.delivery import Turn
from db.errors import MissingExtra

CLAIMS = [claim("We care.", ["care"], ["/a", "/b"])]
ALL_ZERO = dict.fromkeys(NAMES, 0)


def label(levels: dict[str, int], **more: int) -> dict[str, int]:
    """The labels of a turn to a customer in need, 0 where not named."""
    return {"need": 1, "emotion": 1, "acknowledged": 0, "dismissive": 0} | ALL_ZERO | levels | more


def mixed(count: int = 60) -> list[Turn]:
    """Turns of many kinds: to customers in need and not, of one turn and of three."""
    return [
        turn(
            f"c{i % (count // 2)}" if i % 3 else f"c{i}",
            replied({"care": i % 3, "presence": (i // 2) % 3}, acknowledged=(i % 4) / 4),
            need=int(i % 5 > 0),
            emotion=int(i % 2),
        )
        for i in range(count)
    ]


def test_as_read_the_figures_are_those_that_are_published() -> None:
    """Delivered by dimension, walk and the acknowledged rate, customers without an answer too."""
    turns = mixed()
    silent = [turn(f"s{i}", None, need=i % 2, complete=True) for i in range(9)]
    finding = find(inputs([*turns, *silent], CLAIMS))

    read = as_read(turns, silent, NAMES)

    for dimension in finding.dimensions:
        assert dimension.delivery is not None
        assert read[dimension.name].value == pytest.approx(dimension.delivery.value)
    assert finding.walk is not None
    assert finding.acknowledged_rate is not None
    assert 100 * read[WALK].value == pytest.approx(finding.walk.value)
    assert read[ACKNOWLEDGED].value == pytest.approx(finding.acknowledged_rate.value)


def test_a_label_counts_by_the_rules_of_the_score() -> None:
    """Level 1 a quarter, level 2 all, dismissive nothing; without need neither part counts."""
    one = turn("c", replied({"care": 2}))

    assert pairs(one, label({"care": 2}), NAMES)["care"] == (1.0, 1.0)
    assert pairs(one, label({"care": 1}), NAMES)["care"] == (0.25, 1.0)
    assert pairs(one, label({"care": 2}, dismissive=1), NAMES)["care"] == (0.0, 1.0)
    assert pairs(one, {"need": 0}, NAMES) == dict.fromkeys((*NAMES, WALK), (0.0, 0.0))
    assert pairs(one, label({"care": 2}), NAMES)[WALK] == pytest.approx((1 / 6, 1.0))
    assert pairs(one, {"care": 2, "dismissive": 0}, NAMES) == {}


def test_what_is_sent_to_many_is_no_more_for_being_labelled() -> None:
    """Sent alike: level 1 at most; formulas alone: nothing; else the share that is left."""
    warm = replied({"care": 2})
    left = replied({"care": 1})

    assert pairs(turn("c", warm, sent_alike=True), label({"care": 2}), NAMES)["care"][0] == 0.25
    assert pairs(turn("c", warm, all_formula=True), label({"care": 2}), NAMES)["care"][0] == 0
    assert pairs(turn("c", warm, own=left), label({"care": 2}), NAMES)["care"][0] == 0.25


def test_raters_are_averaged_and_gaps_left_out() -> None:
    """Two raters who differ count half each; a turn without a column is not in its figure."""
    turns = [turn("a", replied({})), turn("b", replied({}))]
    given = [
        HandLabel("d1", "Ann", label({"care": 2})),
        HandLabel("d1", "Bo", label({"care": 0}, need=0)),
        HandLabel("d2", "Ann", {"need": 1, "emotion": 0}),
    ]

    found = by_hand(turns, {"d1": 0, "d2": 1}, given, NAMES)

    assert found["care"].rows.tolist() == [0]
    assert (found["care"].over.tolist(), found["care"].under.tolist()) == ([0.5], [0.5])
    assert found[ACKNOWLEDGED].rows.tolist() == [0, 1]


def population(customers: int, seed: int) -> tuple[Readings, np.ndarray, np.ndarray]:
    """Turns of customers, read with a bias, and the truth of both parts."""
    random = np.random.default_rng(seed)
    who = np.repeat(np.arange(customers), random.choice([1, 1, 2, 3], size=customers))
    kind = random.beta(0.6, 2, size=customers)[who]
    need = (random.random(len(who)) < 0.7).astype(float)
    said = np.clip(random.choice([0, 0.25, 1], size=len(who), p=[0.5, 0.3, 0.2]) * kind * 2, 0, 1)
    read_need = np.where(random.random(len(who)) < 0.92, need, 1 - need)
    read_said = np.clip(0.6 * said + 0.1 + 0.1 * random.standard_normal(len(who)), 0, 1)
    return Readings(read_need * read_said, read_need, who, np.zeros(0)), need * said, need


def drawn(over: np.ndarray, under: np.ndarray, count: int, seed: int) -> Labels:
    """The labels of so many turns drawn at random."""
    rows = np.random.default_rng(seed).choice(len(over), size=count, replace=False)
    return Labels(rows, over[rows], under[rows])


def test_labels_that_agree_leave_the_figure_as_it_is() -> None:
    """Where every reading is right, the corrected figure is the figure."""
    pytest.importorskip("ppi_py", reason="the extra `labels` is not installed")
    read, _, _ = population(200, 1)

    found = corrected(read, drawn(read.over, read.under, 100, 1))

    assert found is not None
    assert found.value == pytest.approx(read.value, abs=0.01)
    assert found.lo < read.value < found.hi
    assert found.n == 100


def test_with_every_turn_labelled_the_figure_is_that_of_the_labels() -> None:
    """Nothing is left for the readings to say."""
    pytest.importorskip("ppi_py", reason="the extra `labels` is not installed")
    read, over, under = population(60, 2)
    rows = np.arange(len(over))

    found = corrected(read, Labels(rows, over, under))

    assert found is not None
    assert found.value == pytest.approx(over.sum() / under.sum())


def test_intervals_hold_the_truth_and_the_bias_goes() -> None:
    """With 80 labelled of about 500: coverage near 95 %, no bias where the readings have one."""
    pytest.importorskip("ppi_py", reason="the extra `labels` is not installed")
    _, over, under = population(100_000, 3)
    truth = over.sum() / under.sum()
    held, values, as_it_was = 0, [], []
    for seed in range(300):
        read, over, under = population(280, 100 + seed)
        found = corrected(read, drawn(over, under, 80, seed))
        assert found is not None
        held += found.lo <= truth <= found.hi
        values.append(found.value)
        as_it_was.append(read.value)

    assert 0.91 <= held / 300 <= 0.99
    assert abs(np.mean(values) - truth) < 0.005 < abs(np.mean(as_it_was) - truth)


def test_with_too_few_labels_there_is_no_figure() -> None:
    """What is missing is said in numbers."""
    read, over, under = population(100, 4)

    few = drawn(over, under, 29, 4)
    aside = Labels(np.arange(40), np.zeros(40), np.zeros(40))

    assert (missing(few), corrected(read, few)) == ("labelled turns: 29 of 30", None)
    assert (missing(aside), corrected(read, aside)) == ("labelled turns that count: 0 of 10", None)


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, with what to install."""
    monkeypatch.setitem(sys.modules, "ppi_py", None)
    read, over, under = population(100, 5)

    with pytest.raises(MissingExtra, match=r"pip install 'walk-the-talk-audit\[labels\]'"):
        corrected(read, drawn(over, under, 50, 5))

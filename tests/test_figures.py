"""The command that prints every figure: its statistics by hand, its tables, its probes."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("shown", reason="the benchmarks lie in the checkout only")

from shown import nested, probes, statistics
from shown.brands import KINDS
from shown.table import Line, Table, Target, figure, short

from audit.agreement import Figure
from audit.fitting.train import Material
from audit.reading.inputs import Inputs
from audit.reading.tokens import Tokens


def test_macro_f1_is_the_mean_over_levels() -> None:
    """Level 0 has F1 4/5, level 1 has 1/2, level 2 has 0: the mean is .433."""
    truth = np.array([0, 0, 1, 1, 2])
    found = np.array([0, 0, 1, 0, 1])

    assert statistics.macro_f1(truth, found) == pytest.approx((4 / 5 + 1 / 2 + 0) / 3)


def test_macro_f1_counts_a_level_that_was_only_found() -> None:
    """A level that nobody gave and that was read all the same has F1 0 and counts."""
    assert statistics.macro_f1(np.array([0, 0]), np.array([0, 2])) == pytest.approx((2 / 3) / 2)


def test_brier_reduction_is_against_the_base_rate() -> None:
    """At a base rate of one half, whose score is .25, probabilities .2 off score .04: 84 % less."""
    truth = np.array([1, 0, 1, 0])
    chance = np.array([0.8, 0.2, 0.8, 0.2])

    assert statistics.brier_reduction(truth, chance) == pytest.approx(1 - 0.04 / 0.25)
    assert statistics.brier_reduction(truth, np.full(4, 0.5)) == pytest.approx(0)


def test_brier_reduction_of_what_never_varies_is_no_number() -> None:
    """Where all are so, the base rate has no error to lower."""
    assert math.isnan(statistics.brier_reduction(np.array([1, 1]), np.array([0.9, 0.8])))


def test_bins_of_equal_size_split_what_equal_width_joins() -> None:
    """Two bins of two: .1 and .2 with rate 0, .3 and .4 with rate 1 are .15 and .65 off."""
    truth = np.array([1, 0, 1, 0])
    chance = np.array([0.4, 0.2, 0.3, 0.1])

    found = statistics.equal_mass_error(truth, chance, bins=2)

    assert found == pytest.approx((2 * 0.15 + 2 * 0.65) / 4)


def test_slope_is_how_much_of_a_difference_is_read() -> None:
    """Read means that move half as far as the labelled ones have slope one half."""
    assert statistics.slope(np.array([0.0, 1.0, 2.0]), np.array([0.5, 1.0, 1.5])) == (
        pytest.approx(0.5)
    )
    assert math.isnan(statistics.slope(np.array([1.0, 1.0, 1.0]), np.array([0.0, 1.0, 2.0])))


def test_means_leave_out_names_with_too_few() -> None:
    """Two of b and one of a: only b has a mean of at least two."""
    names, means = statistics.means_by(
        ["b", "a", "b"], [np.array([1.0, 9.0, 2.0]), np.array([0.0, 9.0, 1.0])], 2
    )

    assert names == ["b"]
    assert means.tolist() == [[1.5, 0.5]]


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (Target(0.7), 0.7, True),
        (Target(0.7), 0.6999, False),
        (Target(0.05, "at most"), 0.05, True),
        (Target(0.7, "above"), 0.7, False),
        (Target(0.7), float("nan"), False),
        (Target(0.05, "at most"), float("nan"), False),
    ],
)
def test_a_target_is_met_or_not(target: Target, value: float, met: bool) -> None:
    """On the bound counts, unless it has to be passed; what cannot be computed never counts."""
    assert target.met(value) is met


def test_a_table_says_target_verdict_and_what_stands_beside() -> None:
    """Each line has its figure, its target with the verdict, and the baselines' columns."""
    shown = Table(
        "a table",
        ["a note"],
        [
            Line("one", Figure(0.71, 0.6, 0.8, 50), Target(0.7), {"TF-IDF": 0.5}),
            Line("other", Figure(-0.02, -0.1, 1.0, 50)),
        ],
    )

    title, note, head, one, other = shown.to_text().splitlines()

    assert (title, note) == ("== a table", "a note")
    assert head.split() == ["n", "figure", "[95", "%]", "target", "TF-IDF"]
    assert one.split() == "one 50 .710 [.600, .800] at least .700: met .500".split()
    assert other.split() == "other 50 -.020 [-.100, 1.000] -".split()
    assert shown.judged == [("a table, one", True)]


def test_a_figure_draws_whole_clusters() -> None:
    """With one cluster every draw is the sample itself, and the interval has no width."""
    found = figure(lambda rows: float(np.array([1.0, 2.0])[rows].mean()), ["x", "x"])

    assert (found.value, found.lo, found.hi, found.n) == (1.5, 1.5, 1.5, 2)


@pytest.mark.parametrize(("value", "text"), [(0.5, ".500"), (-0.5, "-.500"), (10.0, "10.000")])
def test_numbers_are_short(value: float, text: str) -> None:
    """No zero before the point, and none lost that is not before it."""
    assert short(value) == text


def test_kinds_of_brands_go_by_the_id() -> None:
    """A p and a number is a tweet, ph a hotel's review, pi a thread."""
    ids = ["p12", "ph12", "pi12"]

    found = {kind: [name for name in ids if rule.match(name)] for kind, rule in KINDS.items()}

    assert found == {"tweets": ["p12"], "hotels": ["ph12"], "threads": ["pi12"], "all": ids}


def test_probes_hold_who_is_answered(tmp_path: Path) -> None:
    """The second side answers its own message where it has one, else the first side's."""
    pair = {"id": "x-1", "kind": "x", "half": "seen", "column": "need", "a": "Hello", "b": "Hi",
            "a_level": 1, "b_level": 0, "customer": "It broke"}  # fmt: skip
    lines = [pair, {**pair, "customer_b": "It works"}]
    _write(tmp_path / "reply.jsonl", lines)
    _write(tmp_path / "claim.jsonl", [{k: v for k, v in pair.items() if k != "customer"}])

    one, other, claim = probes.read_probes(tmp_path)

    assert (one.a, one.b) == (("Hello", "It broke"), ("Hi", "It broke"))
    assert other.b == ("Hi", "It works")
    assert claim.is_claim
    assert claim.a == ("Hello", "")


def test_a_probe_whose_first_side_is_not_higher_is_refused(tmp_path: Path) -> None:
    """Such a pair would be counted the wrong way round."""
    _write(tmp_path / "reply.jsonl", [{"id": "x-1", "half": "seen", "a_level": 0, "b_level": 1}])

    with pytest.raises(ValueError, match="x-1"):
        probes.read_probes(tmp_path)


def test_our_probes_are_two_halves_of_whole_kinds() -> None:
    """At least 200 pairs, at least 15 a kind, half of each kind unseen."""
    found = probes.read_probes(probes.PROBES)
    kinds = {probe.kind for probe in found}

    halves = {
        kind: [sum(p.kind == kind and p.half == half for p in found) for half in ("seen", "unseen")]
        for kind in kinds
    }

    assert len(found) >= 200
    assert all(seen == unseen and seen + unseen >= 15 for seen, unseen in halves.values())


def test_levels_become_the_outputs_they_reach() -> None:
    """Level 1 reaches 1 and not 2; level 0 reaches neither."""
    found = nested.reached({"x": np.array([0, 1, 2])}, {"x": 3})

    assert found.tolist() == [[0, 0], [1, 0], [1, 1]]


@pytest.mark.slow
def test_a_fold_is_read_without_its_labels() -> None:
    """Other labels in a fold change nothing in how that fold is read."""
    one = _study(lambda levels, _: levels)
    other = _study(lambda levels, folds: np.where(folds == 0, 2 - levels, levels))

    found, changed = (nested.read_nested(study, lambda _: None)["x"] for study in (one, other))

    judged = one.folds == 0
    assert np.any(one.labels["x"][judged] != other.labels["x"][judged])
    assert found[judged].tolist() == changed[judged].tolist()
    assert found[~judged].tolist() != changed[~judged].tolist()


def _study(change: Callable[[Any, Any], Any]) -> nested.Study:
    """Sixty made-up rows whose embedding says the level, in folds of twelve."""
    random = np.random.default_rng(3)
    count, columns = 60, {"x": 3}
    folds = np.arange(count) % 5
    levels = random.integers(3, size=count)
    embedded = random.normal(size=(count, 8)).astype(np.float32)
    embedded[:, 0] += 2 * levels
    labels = {"x": change(levels, folds)}
    states = [random.normal(size=(4, 6)).astype(np.float16) for _ in range(count)]
    ones = np.ones(count, dtype=np.float32)
    given = Inputs(
        embedded,
        np.zeros((count, 2), dtype=np.float32),
        ([["so"]] * count, [["it"]] * count),
        Tokens(states, [2] * count, ones),
    )
    names = [str(row) for row in range(count)]
    material = Material(given, nested.reached(labels, columns), ones, names)
    return nested.Study(material, columns, labels, folds)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

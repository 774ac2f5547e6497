"""What the customer wrote next: dialogs as they are filed, and the regression by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

heard = pytest.importorskip("heard", reason="the benchmarks lie in the checkout only")

DIALOGS = """
--------------------  [1, 2, 3]  --------------------
USER: it broke /// again {3,2,n}
SUPP: so sorry /// a new one leaves today
USER: thanks { 1 ,,2}

--------------------  [4, 5, 6, 7]  --------------------
USER: hello? {,,}
SUPP: hello
USER: it broke {2,2,2}
SUPP: DM us
"""


def test_dialogs_are_read_turn_by_turn(tmp_path: Path) -> None:
    """Parts are joined; a blank and an n are no rating."""
    path = tmp_path / "dialogs.txt"
    path.write_text(DIALOGS, encoding="utf-8")

    first, second = heard.read_dialogs(path)

    assert first[0].text == "it broke again"
    assert [turn.ratings for turn in first] == [(3, 2, None), None, (1, None, 2)]
    assert len(second) == 4


def test_a_line_of_no_known_kind_is_named(tmp_path: Path) -> None:
    """Nothing is passed over in silence."""
    path = tmp_path / "dialogs.txt"
    path.write_text("AGENT: hello\n", encoding="utf-8")

    with pytest.raises(ValueError, match="line 1"):
        list(heard.read_dialogs(path))


def test_a_case_lies_between_two_turns_that_a_rater_shares(tmp_path: Path) -> None:
    """Before and after are by the raters of both; without one it is counted and left out."""
    path = tmp_path / "dialogs.txt"
    path.write_text(DIALOGS, encoding="utf-8")

    found, without = heard.cases(list(heard.read_dialogs(path)))

    assert found == [
        heard.Case(0, 1, "it broke again", "so sorry a new one leaves today", "thanks", 3.0, 1.0)
    ]
    assert without == 1


def test_clustered_errors_by_hand() -> None:
    """With one predictor, the mean: the sandwich is the sum over clusters of squared residuals."""
    outcome = np.array([0.0, 2.0, 4.0, 6.0])
    clusters = np.array([0, 0, 1, 1])

    coefficients, errors = heard.clustered_ols(outcome, np.ones((4, 1)), clusters)

    assert coefficients[0] == 3
    # Cluster sums of residuals -4 and 4, over 4 squared; times 2/1 for few clusters, 3/3 for rows.
    assert errors[0] == pytest.approx(np.sqrt((16 + 16) / 16 * 2))


def test_an_effect_that_was_put_in_is_found() -> None:
    """Half a standard deviation down for each one up, given what was before."""
    random = np.random.default_rng(0)
    read = random.standard_normal(600)
    before = 2 + random.standard_normal(600) + 0.5 * read
    after = before - read + random.standard_normal(600)
    found = [
        heard.Case(row // 3, row % 3, "", "", "", float(before[row]), float(after[row]))
        for row in range(600)
    ]

    one = heard.effect(found, read)

    assert one.raw == pytest.approx(-1, abs=0.1)
    assert one.value == pytest.approx(-read.std() / after.std(), abs=0.1)
    assert one.lo < one.value < one.hi < 0

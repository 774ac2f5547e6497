"""Then and now: what certainly changed, what stayed, and what is not known."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from fakes import FACTS
from rich.console import Console, Group
from small_database import Stored, word

from audit.finding.then_and_now import ThenAndNow, all_then_and_now, periods
from audit.formulas.change import known_change, unknown_change
from audit.report.changes_text import changes
from audit.report.then_and_now_text import COLUMNS, as_csv, as_json, print_all, sentences
from audit.talk.presence import Presence
from db.errors import BadInput

THEN, NOW = periods("2019-01-01..2019-12-31", None, None)


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """An empty database."""
    return Stored(tmp_path)


def brand(stored: Stored, name: str, then: int, now: int, claims: tuple[int, int] = (4, 4)) -> None:
    """A brand that delivers care at one level then and at another now, to 40 customers each.

    Of twenty statements that stand all the time, `claims` promise care then and now.
    """
    walk, talk = stored.walk(name), stored.talk(name)
    for day, level in (("2019-05-01", then), ("2021-05-01", now)):
        for _ in range(40):
            stored.answers(walk, day, f"about yours{' care' * level}")
    for i in range(20):
        for seen, count in (("2019-05-01", claims[0]), ("2021-05-01", claims[1])):
            text = f"we care {8 * 'xyzkqjvwbpf'[i % 11]}." if i < count else f"plain {word(i)} fact"
            held = "SELECT 1 FROM statements WHERE source_id = ? AND text = ?"
            if stored.database.execute(held, [talk, text]).fetchone():
                stored.database.execute(
                    "UPDATE statements SET last_seen = ? WHERE source_id = ? AND text = ?",
                    [seen, talk, text],
                )
            else:
                stored.says(talk, text, seen, seen, f"/{i % 4}")


def found(stored: Stored) -> dict[str, ThenAndNow]:
    """All brands, read and compared."""
    stored.read()
    both = all_then_and_now(stored.database, stored.store, FACTS, THEN, NOW)
    return {each.brand: each for each in both}


def test_who_does_better_is_told_from_who_stays(stored: Stored) -> None:
    """And the sentence counts them."""
    brand(stored, "better", 0, 2)
    brand(stored, "same", 0, 0)
    brand(stored, "worse", 2, 0)
    both = found(stored)

    assert {name: each.walk.change for name, each in both.items()} == {
        "better": "more",
        "same": "the same",
        "worse": "less",
    }
    assert both["same"].shift == ""
    assert "of a hundred, 0 got" in both["better"].shift
    assert both["better"].shift.endswith("figures over both are of neither")
    assert both["worse"].shift
    assert both["better"].dimensions[0].then == 0
    assert both["better"].dimensions[0].now == pytest.approx(90)  # one in ten dismissive
    assert sentences(list(both.values())) == [
        "On short-post, of 3 comparable brands, 0 say more, 1 do better, 2 show neither."
    ]


def test_who_says_more_is_told_from_who_says_the_same(stored: Stored) -> None:
    """Statements that stood in both periods move nothing."""
    brand(stored, "louder", 0, 0, (2, 10))
    brand(stored, "steady", 0, 0, (4, 4))
    both = found(stored)

    assert (both["louder"].talk.then, both["louder"].talk.now) == (10, 50)
    assert both["louder"].talk.change == "more"
    assert both["steady"].talk.change == "the same"
    assert both["steady"].talk.difference is not None
    assert both["steady"].talk.difference.lo == both["steady"].talk.difference.hi == 0


def test_what_was_first_read_later_is_not_known_for_then(stored: Stored) -> None:
    """Nothing is made up: no figure, a reason, and not comparable."""
    walk, talk = stored.walk("late"), stored.talk("late")
    for day in ("2019-05-01", "2021-05-01"):
        for _ in range(40):
            stored.answers(walk, day, "care")
    for i in range(20):
        stored.says(talk, f"we care {word(i)}.", "2021-06-01", "2021-06-01")
    late = found(stored)["late"]

    assert late.talk.change == "not known"
    assert late.talk.then is None
    assert late.reasons == (
        "talk not known for then: 20 of 20 statements stand in sources first read on 2021-06-01",
    )
    assert not late.comparable


def test_too_few_customers_then_is_said_in_numbers(stored: Stored) -> None:
    """The walk is not known, its dimensions neither."""
    walk = stored.walk("small")
    for _ in range(12):
        stored.answers(walk, "2019-05-01", "care")
    for _ in range(40):
        stored.answers(walk, "2021-05-01", "care")
    small = found(stored)["small"]

    assert small.walk.reason == "customers in need then: 12 of 30"
    assert {each.change for each in small.dimensions} == {"not known"}


def test_the_same_needs_an_equivalence_test() -> None:
    """A wide interval around 0 shows no change and no sameness; a narrow one shows sameness."""
    wide = np.random.default_rng(1).normal(0, 6, 2000)
    narrow = wide / 6

    assert known_change("walk", 5, (20, 20), (40, 40), wide).change == "no change could be shown"
    assert known_change("walk", 5, (20, 20), (40, 40), narrow).change == "the same"
    assert known_change("walk", 5, (20, 40), (40, 40), narrow + 20).change == "more"


def test_an_article_counts_in_the_period_it_came_out_in() -> None:
    """A page that stands counts in both; an archive that grows does not."""
    article = Presence("2019-05-01", "2021-06-01", "2021-06-01", dated=True)
    page = Presence("2019-05-01", "2021-06-01", "2021-06-01", dated=False)

    assert (article.within(THEN), article.within(NOW)) == (True, False)
    assert (page.within(THEN), page.within(NOW)) == (True, True)
    assert not article.unknown_in(THEN)


def test_now_is_all_after_then_unless_said() -> None:
    """And may not overlap with it."""
    assert (THEN.since, THEN.until) == ("2019-01-01", "2019-12-31")
    assert (NOW.since, NOW.until) == ("2020-01-01", None)
    for wrong in ("2019", "2019-01-01..", "2020-01-01..2019-01-01", "2019-01-01..2019-13-01"):
        with pytest.raises(BadInput):
            periods(wrong, None, None)
    with pytest.raises(BadInput, match="overlaps"):
        periods("2019-01-01..2019-12-31", "2019-06-01", None)


def test_what_is_not_known_is_said_without_a_table_of_nothing() -> None:
    """Only the reasons stand there; where one side is known there is a table."""
    talk = unknown_change("talk", 2, (0, 0), "statements known to have stood then: 0 of 10")
    walk = unknown_change("walk", 5, (0, 40), "customers in need then: 0 of 30")
    out = io.StringIO()
    each = ThenAndNow("acme", "short-post", THEN, NOW, talk, walk, (walk,))

    Console(file=out, width=100).print(Group(*changes(each)))

    assert "What changed is not known:" in out.getvalue()
    assert "- customers in need then: 0 of 30" in out.getvalue()
    assert "not known\n" not in out.getvalue()
    assert each.shift == ""


def test_the_ranking_opens_with_the_sentence_and_has_rows(stored: Stored) -> None:
    """As text, CSV and JSON, with the margin of sameness in print."""
    brand(stored, "better", 0, 2)
    both = list(found(stored).values())
    out = io.StringIO()

    print_all(Console(file=out, width=100, no_color=True), both, exploratory=False)
    (row,) = csv.DictReader(io.StringIO(as_csv(both, exploratory=False)))

    assert out.getvalue().startswith("On short-post, of 1 comparable brands, 0 say more, 1 do")
    assert "lies within 2 claims" in " ".join(out.getvalue().split())
    assert list(row) == COLUMNS
    assert row["walk_change"] == "more"
    assert as_json(both, exploratory=False)["brands"][0]["walk"]["change"] == "more"

"""Alarms: told from a source's own crawls, where due and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from crawler.alarms import Crawled, alarms, raised

START = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def nightly(*counts: dict[str, int], reason: str = "finished") -> list[Crawled]:
    """A crawl a night with these counts, the first on 1 March."""
    return [
        Crawled(START + n * DAY, START + n * DAY + timedelta(minutes=5), reason, found)
        for n, found in enumerate(counts)
    ]


def shown(*numbers: int) -> list[Crawled]:
    """Crawls of a site that showed so many statements."""
    return nightly(*({"statements shown": n, "requests": 9, "not modified": 7} for n in numbers))


def replies(*numbers: int) -> list[Crawled]:
    """Crawls of an account that brought so many new replies."""
    return nightly(*({"replies new": n, "requests": 4} for n in numbers))


def kinds(crawls: list[Crawled], after: timedelta = timedelta(0)) -> list[str]:
    """The kinds of alarm that stand some time after the last crawl."""
    now = crawls[-1].ended + after if crawls else START + after
    return [kind for kind, _ in alarms(crawls, DAY, now, known_since=START)]


@pytest.mark.parametrize(
    ("crawls", "expected"),
    [
        (shown(40, 40, 41, 40), []),
        (shown(40, 40, 41, 21), []),
        (shown(40, 40, 41, 19), ["less"]),
        (shown(40, 40, 41, 0), ["less"]),
        (shown(40, 19), []),
        (shown(4, 4, 4, 2), []),
        (shown(0, 0, 3, 0, 0, 2, 0), []),
        (nightly({}, {}, {}), ["nothing"]),
        (replies(5, 0, 3, 0, 0), []),
    ],
    ids=[
        "as usual", "a little less", "less than half", "a sudden nothing", "too few to tell",
        "a small site", "a source that shows little as a rule", "nothing ever", "an account",
    ],
)  # fmt: skip
def test_yield_is_held_against_what_is_usual(crawls: list[Crawled], expected: list[str]) -> None:
    """Less than half of the usual statements, and a sudden nothing, raise an alarm."""
    assert kinds(crawls) == expected


def test_a_nothing_never_becomes_usual() -> None:
    """After a hundred nights of nothing the alarm still stands, and says what was usual."""
    found = alarms(shown(*[40] * 30, *[0] * 100), DAY, START + 130 * DAY, known_since=START)

    assert found == (("less", "shows nothing where 40 statements are usual"),)


def test_a_smaller_site_becomes_usual() -> None:
    """A site that lost most of its pages for good raises the alarm for ten crawls, no longer."""
    crawls = shown(*[40] * 30, *[15] * 15)

    assert [n for n in range(1, 46) if kinds(crawls[:n])] == list(range(31, 41))


def test_a_change_in_shape_is_told_from_a_page_that_broke() -> None:
    """Many pages that cannot be made out are an alarm; one or two are not."""
    usual = {"statements shown": 40, "requests": 40, "not modified": 38}
    odd = {"statements shown": 40, "requests": 40, "not modified": 8, "made by script": 30}
    one = {"statements shown": 40, "requests": 40, "not modified": 38, "made by script": 1}

    assert kinds(nightly(usual, usual, usual, odd)) == ["shape"]
    assert kinds(nightly(usual, usual, usual, one)) == []


def test_an_answer_that_is_not_understood_is_an_alarm() -> None:
    """An account whose server answers in another form, be it in one answer."""
    usual, other = {"requests": 4, "replies new": 1}, {"requests": 2, "not understood": 1}

    assert kinds(nightly(usual, usual, other)) == ["shape"]


def test_a_brand_gone_quiet() -> None:
    """Three times its longest silence so far; before five silences were broken nothing is told."""
    broken = [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]

    assert kinds(replies(*broken, *[0] * 6)) == []
    assert kinds(replies(*broken, *[0] * 7)) == ["quiet"]
    assert kinds(replies(*broken[:9], *[0] * 50)) == []


def test_what_failed_and_what_was_not_read() -> None:
    """A crawl that ended badly; one not done for two and a half spans; one never done."""
    failed = shown(40) + nightly({}, reason="a.example answered 503")

    assert kinds(failed) == ["failed"]
    assert kinds(shown(40), after=1.9 * DAY) == []
    assert kinds(shown(40), after=2.4 * DAY) == []
    assert kinds(shown(40), after=2.6 * DAY) == ["late"]
    assert kinds([], after=DAY) == []
    assert kinds([], after=3 * DAY) == ["late"]


def spans(found: Iterable[object]) -> list[tuple[str, int, int]]:
    """Kind, first and last night of alarms."""
    return [
        (alarm.kind, (alarm.first - START).days, (alarm.last - START).days)  # type: ignore[attr-defined]
        for alarm in found
    ]


def test_alarms_of_nights_that_were() -> None:
    """Each alarm is one line from its first to its last night; one that came again is another."""
    crawls = shown(*[40] * 5, 0, 0, 40, 40, 0)

    assert spans(raised(crawls, DAY, START, known_since=START)) == [("less", 5, 6), ("less", 9, 9)]
    assert spans(raised(crawls, DAY, START + 8 * DAY, known_since=START)) == [("less", 9, 9)]


def test_a_run_that_did_not_take_place_is_told_afterwards() -> None:
    """A source that was not read for a week, then well: the week was an alarm."""
    crawls = shown(40, 40, 40)
    late = [Crawled(one.started + 7 * DAY, one.ended + 7 * DAY, "finished", one.counts)
            for one in crawls]  # fmt: skip

    assert spans(raised(crawls + late, DAY, START, known_since=START)) == [("late", 7, 7)]

"""The fictional high street as it is read: checked, and moved in time to end today."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import crawler
from crawler.demo.brands import plain
from crawler.demo.folder import PERIODS
from crawler.demo.street import TODAY, Street, load_street
from db.errors import BadInput, BadSetting

BRAND = """
name = "Tern & Co"
slug = "tern"
zone = "Europe/London"
group = "pier"
handle = "tern"
character = "made for a test"
sells = "deck chairs"
slogan = "Sit down"
"""
PAGES = """
[[page]]
path = "/"
kind = "landing"
title = "Tern & Co"
[[page.section]]
heading = "Sit down"
text = ["Chairs by the hour."]

[[page]]
path = "/news"
kind = "news"
title = "News"
[[page.section]]
heading = "News"
text = ["What is new on the pier."]
"""
TALK = {
    "id": "tern-1",
    "period": 1,
    "need": 1,
    "at": "2025-03-04T10:00:00+00:00",
    "author": "Zoë B.",
    "customer": "@tern the chair folded, with me in it",
    "turns": [{"at": "2025-03-04T11:00:00+00:00", "parts": ["@zoeb Are you hurt?"]}],
    "followup": {"at": "2025-03-04T11:30:00+00:00", "text": "only my pride"},
}


def write(folder: Path, brand: str = BRAND, pages: str = PAGES, *talks: dict[str, Any]) -> Path:
    """A street of one brand, in files."""
    tern = folder / "tern"
    tern.mkdir()
    (tern / "brand.toml").write_text(brand, encoding="utf-8")
    (tern / "pages.toml").write_text(pages, encoding="utf-8")
    lines = "".join(json.dumps(talk) + "\n" for talk in talks or (TALK,))
    (tern / "conversations.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def street() -> Street:
    """The bundled street on a Wednesday."""
    return load_street(date(2026, 7, 1))


def test_every_brand_of_the_street_is_there(street: Street) -> None:
    """The street has at least eight brands, acme among them, each with its own character."""
    characters = {brand.character for brand in street.brands.values()}

    assert "acme" in street.brands
    assert len(street.brands) == len(characters) >= 8


def test_each_period_has_customers_in_need(street: Street) -> None:
    """Each brand has at least forty customers in need in each period, but for the one without."""
    few = {
        brand.character
        for brand in street.brands.values()
        for period in (1, 2)
        if sum(talk.need for talk in brand.conversations if talk.period == period) < 40
    }

    assert few == {"too little evidence"}


def test_no_two_people_share_a_handle_at_a_brand(street: Street) -> None:
    """Within a brand a handle is one person's."""
    for brand in street.brands.values():
        people = {(talk.handle, talk.author) for talk in brand.conversations}

        assert len({handle for handle, _ in people}) == len(people), brand.slug


@pytest.mark.parametrize("days", range(0, 420, 59))
def test_the_street_ends_within_the_last_seven_days(days: int) -> None:
    """Whatever day it is, the last message or post is at most seven days old, and in the past."""
    today = date(2026, 6, 1) + timedelta(days=days)

    street = load_street(today)

    moments = [talk.last for brand in street.brands.values() for talk in brand.conversations]
    moments += [page.modified for brand in street.brands.values() for page in brand.pages]
    assert today - timedelta(days=7) <= max(moments).date() < today


def test_moving_keeps_weekday_hour_and_distances() -> None:
    """Across a change of clocks messages keep local weekday and hour, replies their delay."""
    first, later = load_street(date(2026, 7, 1)), load_street(date(2026, 11, 24))

    for slug, brand in later.brands.items():
        zone = ZoneInfo(brand.zone)
        for old, new in zip(first.brands[slug].conversations, brand.conversations, strict=True):
            before, after = (talk.customer.at.astimezone(zone) for talk in (old, new))
            assert before.time() == after.time()
            assert (after.date() - before.date()).days == 7 * 21
            assert old.last - old.customer.at == new.last - new.customer.at


def test_periods_move_along(street: Street) -> None:
    """The two periods begin on Mondays, a year of weeks apart, and hold their conversations."""
    first, second = street.periods

    assert first.start.weekday() == second.start.weekday() == 0
    assert second.start - first.start == timedelta(weeks=52)
    for brand in street.brands.values():
        for talk in brand.conversations:
            day = talk.customer.at.astimezone(ZoneInfo(brand.zone)).date()
            period = street.periods[talk.period - 1]
            assert period.start <= day <= period.end


def test_the_day_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """AUDIT_DEMO_TODAY says what day it is on the street."""
    monkeypatch.setenv(TODAY, "2027-02-03")

    assert load_street().today == date(2027, 2, 3)
    assert load_street().now().date() == date(2027, 2, 3)


def test_without_a_day_it_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing says otherwise the street is as of today."""
    monkeypatch.delenv(TODAY, raising=False)

    assert abs(load_street().today - datetime.now(UTC).date()) <= timedelta(days=1)


def test_a_day_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that cannot be read is named, with the way to write it."""
    monkeypatch.setenv(TODAY, "soon")

    with pytest.raises(BadSetting, match=r"AUDIT_DEMO_TODAY is 'soon'.*YYYY-MM-DD"):
        load_street()


def test_it_is_read_from_wherever_one_stands(tmp_path: Path) -> None:
    """The street comes with the package, not from the working directory."""
    home = Path(crawler.__file__ or "").resolve().parent.parent
    program = "from crawler.demo.street import load_street; print(*load_street().brands)"

    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "acme" in run.stdout.split()


@pytest.mark.parametrize(
    ("name", "handle"),
    [("Jo Marsh", "jomarsh"), ("Zoë B.", "zoeb"), ("Snow_Drop 7", "snow_drop7"), ("Łęcki", "ecki")],
)
def test_a_name_becomes_a_handle(name: str, handle: str) -> None:
    """A handle has the name's small letters without accents, its digits and underscores."""
    assert plain(name) == handle


def test_the_brand_knows_its_customers_handle(tmp_path: Path) -> None:
    """A customer goes by the handle the brand uses; only unanswered ones by their name."""
    mrs = TALK | {"turns": [{"at": "2025-03-04T11:00:00Z", "parts": ["@MrsZ Oh no"]}]}
    alone = TALK | {"id": "tern-2", "turns": []}

    street = load_street(date(2026, 7, 1), write(tmp_path, BRAND, PAGES, mrs, alone))

    assert [talk.handle for talk in street.brands["tern"].conversations] == ["mrsz", "zoeb"]


def test_periods_are_whole_weeks() -> None:
    """The periods written for run from a Monday to a Sunday."""
    assert {(start.weekday(), end.weekday()) for start, end in PERIODS} == {(0, 6)}


Change = Callable[[str], str]
BAD_TOML: list[tuple[str, Change, Change, str]] = [
    ("key", lambda b: b.replace("zone =", "zones ="), str, "brand.toml lacks zone"),
    ("more", lambda b: b + 'age = "9"\n', str, "brand.toml has age, which nothing reads"),
    ("slug", lambda b: b.replace('"tern"', '"gull"', 1), str, "slug 'gull' is not the folder's"),
    ("zone", lambda b: b.replace("London", "Atlantis"), str, "no time zone 'Europe/Atlantis'"),
    ("empty", lambda b: b.replace("Sit down", " "), str, "brand.toml: slogan: ' ' where a text"),
    ("handle", lambda b: b.replace('handle = "tern"', 'handle = "t-n"'), str, "handle has more"),
    ("toml", lambda b: b + "=", str, "brand.toml is not TOML"),
    ("path", str, lambda p: p.replace('"/news"', '"/News"'), "page /News: path has more than"),
    ("kind", str, lambda p: p.replace('kind = "news"', 'kind = "x"'), "kind 'x' is none of"),
    ("date", str, lambda p: p.replace('"News"', '"News"\ndate = 2025-01-07', 1), "posts have a"),
    ("news", str, lambda p: p.replace('"/news"', '"/latest"'), "pages of kind news are"),
    ("twice", str, lambda p: p.replace('"/news"', '"/"'), "path '/' is there twice"),
    ("text", str, lambda p: p.replace('["Chairs by the hour."]', "[]"), "no text under 'Sit down'"),
]


@pytest.mark.parametrize(("brand", "pages", "message"), [c[1:] for c in BAD_TOML], ids=lambda _: "")
def test_a_bad_brand_or_page_is_named(
    tmp_path: Path, brand: Change, pages: Change, message: str
) -> None:
    """What is wrong with a brand or a page is said in one line, with its file."""
    folder = write(tmp_path, brand(BRAND), pages(PAGES))

    with pytest.raises(BadInput) as caught:
        load_street(date(2026, 7, 1), folder)

    assert message in str(caught.value)
    assert "tern/" in str(caught.value)
    assert "\n" not in str(caught.value)


BAD_TALK: list[tuple[dict[str, Any], str]] = [
    ({"period": 3}, "period '3' is neither 1 nor 2"),
    ({"need": 2}, "need '2' is neither 0 nor 1"),
    ({"at": "yesterday"}, "at 'yesterday' is no time"),
    ({"at": "2025-03-04T10:00:00"}, "has no zone"),
    ({"at": "2025-07-04T10:00:00Z"}, "is outside period 1"),
    ({"author": "???"}, "has no letter of a-z"),
    ({"customer": ""}, "'' where a text is wanted"),
    ({"customer": "x" * 501}, "more than 500 characters"),
    ({"turns": [{"at": "2025-03-04T09:00:00Z", "parts": ["hello"]}]}, "no later than what it"),
    ({"turns": [{"at": "2025-03-04T11:00:00Z", "parts": []}]}, "a turn without parts"),
    ({"followup": {"at": "2025-03-03T11:00:00Z", "text": "so"}}, "followup comes no later"),
    ({"id": "gull-1"}, "id lacks the slug"),
    ({"mood": "low"}, "has mood, which nothing reads"),
]


@pytest.mark.parametrize(("change", "message"), BAD_TALK)
def test_a_bad_conversation_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    """What is wrong with a conversation is said in one line, with its file and line."""
    talk = TALK | ({"turns": []} if change.get("author") else {}) | change
    folder = write(tmp_path, BRAND, PAGES, talk)

    with pytest.raises(BadInput, match=message.replace("?", r"\?")) as caught:
        load_street(date(2026, 7, 1), folder)

    assert str(caught.value).startswith("tern/conversations.jsonl:1")


def test_a_conversation_is_there_once(tmp_path: Path) -> None:
    """Two conversations with one id are refused."""
    with pytest.raises(BadInput, match="id 'tern-1' is there twice"):
        load_street(date(2026, 7, 1), write(tmp_path, BRAND, PAGES, TALK, TALK))


def test_an_empty_street_is_refused(tmp_path: Path) -> None:
    """A folder without brands is no street."""
    with pytest.raises(BadInput, match="no brand in"):
        load_street(date(2026, 7, 1), tmp_path)

"""The fictional high street: nine brands, moved in time so that they are of today."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from zoneinfo import ZoneInfo

from crawler.demo.brands import Brand, Conversation, Page, Turn
from crawler.demo.folder import PERIODS, read_brand
from db.errors import BadInput, BadSetting

TODAY = "AUDIT_DEMO_TODAY"
"""The environment variable that says what day it is on the street, as YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends in it."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Street:
    """The brands by slug, as of `today`; `periods` are those of the conversations, in order."""

    today: date
    periods: tuple[Period, Period]
    brands: Mapping[str, Brand]

    def now(self) -> datetime:
        """The moment it is on the street, in UTC: the street's day, the clock's time."""
        return datetime.combine(self.today, datetime.now(UTC).time().replace(microsecond=0), UTC)


def load_street(today: date | None = None, folder: Traversable | None = None) -> Street:
    """The street as of a day: everything moved by whole weeks, so that it ended in the last seven.

    Weekday and time of day stay as written, in the brand's own zone; what lies between messages
    of one conversation stays as long as it was.  `folder` is where the brands' folders lie, by
    default in this package.  BadInput says what is wrong in a file, BadSetting in the variable.
    """
    root = folder or files("crawler.demo").joinpath("street")
    found = [read_brand(each) for each in root.iterdir() if each.is_dir()]
    if not found:
        raise BadInput(f"no brand in {root}; install the program again")
    written = sorted(found, key=lambda brand: brand.slug)
    handles = [brand.handle for brand in written]
    for brand in written:
        if handles.count(brand.handle) > 1:
            raise BadInput(f"two brands have the handle '{brand.handle}'; change one")
    today = today or _today()
    last = max(moment for brand in written for moment in _moments(brand))
    weeks = timedelta(weeks=(today - timedelta(days=1) - last.date()).days // 7)
    first, second = (Period(start + weeks, end + weeks) for start, end in PERIODS)
    brands = {brand.slug: _move(brand, weeks) for brand in written}
    return Street(today, (first, second), MappingProxyType(brands))


def _moments(brand: Brand) -> Iterator[datetime]:
    yield from (talk.last for talk in brand.conversations)
    yield from (page.modified for page in brand.pages)


def _today() -> date:
    value = os.environ.get(TODAY)
    if not value:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadSetting(f"{TODAY} is '{value}', which is no day; write YYYY-MM-DD") from None


def _move(brand: Brand, weeks: timedelta) -> Brand:
    zone = ZoneInfo(brand.zone)
    pages = tuple(_move_page(page, weeks, zone) for page in brand.pages)
    talks = tuple(_move_talk(talk, weeks, zone) for talk in brand.conversations)
    return replace(brand, pages=pages, conversations=talks)


def _move_page(page: Page, weeks: timedelta, zone: ZoneInfo) -> Page:
    day = page.day + weeks if page.day else None
    return replace(page, day=day, modified=page.modified + _by(page.modified, weeks, zone))


def _move_talk(talk: Conversation, weeks: timedelta, zone: ZoneInfo) -> Conversation:
    by = _by(talk.customer.at, weeks, zone)

    def moved(turn: Turn) -> Turn:
        return replace(turn, at=turn.at + by)

    followup = moved(talk.followup) if talk.followup else None
    turns = tuple(moved(turn) for turn in talk.turns)
    return replace(talk, customer=moved(talk.customer), turns=turns, followup=followup)


def _by(moment: datetime, weeks: timedelta, zone: ZoneInfo) -> timedelta:
    """How far a moment moves when the clock on the wall is to show the same weeks later."""
    return (moment.astimezone(zone) + weeks).astimezone(UTC) - moment

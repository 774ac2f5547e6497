"""Dates and times as files have them: each way of writing is known by name, none is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.items import When
from db.errors import BadInput

Order = Literal["day", "month"]
CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*([AaPp][Mm])?"
ZONE = r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:[T ,]+{CLOCK}{ZONE})?")
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}})(?:[T ,]+{CLOCK}{ZONE})?")
TWITTER = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})"
)
EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
FIRST_YEAR = 1990
NOON, LAST_MONTH = 12, 12


class BadDate(ValueError):
    """A date that cannot be used; the message is fit to count by."""


@dataclass(slots=True)
class DateSurvey:
    """What the dates of one column have in common; `note` is told every value."""

    day_first: bool = False
    month_first: bool = False
    zoned: str | None = None
    unzoned: str | None = None

    def note(self, value: str) -> None:
        """Take in one value."""
        if found := YEAR_LAST.fullmatch(value):
            self.day_first |= int(found[1]) > LAST_MONTH
            self.month_first |= int(found[3]) > LAST_MONTH
            clock, zone = found[5], found[10]
        elif found := YEAR_FIRST.fullmatch(value):
            clock, zone = found[4], found[9]
        elif TWITTER.fullmatch(value) or EPOCH.fullmatch(value):
            clock, zone = "x", "x"
        else:
            return
        if clock and zone:
            self.zoned = self.zoned or value
        elif clock:
            self.unzoned = self.unzoned or value

    def order(self) -> Order | None:
        """Which comes first, where the column shows it without contradiction."""
        if self.day_first == self.month_first:
            return None
        return "day" if self.day_first else "month"

    def reader(self, name: str, *, order: Order | None, zone: ZoneInfo | None) -> DateReader:
        """A reader for the column; BadInput where times lack the zone that only the user knows."""
        if self.unzoned and zone is None:
            also = f", others with one ('{self.zoned}')" if self.zoned else ""
            raise BadInput(
                f"{name} has times without a zone ('{self.unzoned}'){also}; "
                "--timezone names the zone of those without, for example --timezone UTC"
            )
        return DateReader(order or self.order(), zone)


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the dates of one column: which of day and month comes first, and the zone if none."""

    order: Order | None = None
    zone: ZoneInfo | None = None

    def read(self, value: str) -> When | None:
        """The day, or the moment in UTC, or None for nothing.  Raises BadDate."""
        if not value:
            return None
        try:
            return self._read(value)
        except (ValueError, OverflowError) as error:
            raise BadDate(str(error) if isinstance(error, BadDate) else "no such date") from error

    def _read(self, value: str) -> When:
        if found := YEAR_FIRST.fullmatch(value):
            year, month, day = int(found[1]), int(found[2]), int(found[3])
            return self._moment(year, month, day, found.groups()[3:])
        if found := YEAR_LAST.fullmatch(value):
            month, day = self._ordered(int(found[1]), int(found[3]))
            return self._moment(int(found[4]), month, day, found.groups()[4:])
        if found := TWITTER.fullmatch(value):
            month = MONTHS.index(found[1]) + 1
            clock = (found[3], found[4], found[5], None, None, found[6])
            return self._moment(int(found[7]), month, int(found[2]), clock)
        if found := EPOCH.fullmatch(value):
            return datetime.fromtimestamp(int(found[1]), UTC)
        raise BadDate("date not understood")

    def _ordered(self, first: int, second: int) -> tuple[int, int]:
        """Month and day of two numbers."""
        if self.order == "day":
            return second, first
        if self.order == "month":
            return first, second
        if first == second or first > LAST_MONTH:
            return second, first
        if second > LAST_MONTH:
            return first, second
        raise BadDate("day or month first? not clear from the file")

    def _moment(self, year: int, month: int, day: int, clock: tuple[str | None, ...]) -> When:
        if year < FIRST_YEAR:
            raise BadDate("no such date")
        hour, minute, second, _, half, zone = clock
        if hour is None:
            return date(year, month, day)
        hours = int(hour)
        if half:
            if not 1 <= hours <= NOON:
                raise BadDate("no such date")
            hours = hours % NOON + (NOON if half.lower() == "pm" else 0)
        local = datetime(
            year, month, day, hours, int(minute or 0), int(second or 0), tzinfo=self._zone(zone)
        )
        return local.astimezone(UTC)

    def _zone(self, zone: str | None) -> ZoneInfo | timezone:
        if zone is None:
            if self.zone is None:
                raise BadDate("time without a zone")
            return self.zone
        if zone in {"Z", "UTC", "GMT"}:
            return UTC
        digits = zone[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-offset if zone[0] == "-" else offset)


@dataclass(frozen=True, slots=True)
class Dates:
    """The readers of a file's date fields."""

    readers: dict[str, DateReader] = field(default_factory=dict)

    def read(self, name: str, value: str) -> When | None:
        """`value` of the field `name` as a day or a moment.  Raises BadDate."""
        return self.readers.get(name, DateReader()).read(value)


def find_zone(name: str | None) -> ZoneInfo | None:
    """The zone of that name; BadInput where there is none."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"no time zone '{name}'; give one such as Europe/London or UTC") from error


def iso(when: When | None) -> str | None:
    """ISO 8601 as it is stored: 2025-11-15, or 2025-11-15T10:30:00Z."""
    if isinstance(when, datetime):
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if when is None else when.isoformat()

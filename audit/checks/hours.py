"""The hours that a claim says somebody is there, and those of them that put it to the test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DAY = 24 * 60
WEEK = range(7)
OFFICE = (range(5), 8 * 60, 20 * 60)
"""Monday to Friday, 8 to 20: when nearly any brand has somebody there."""

_ALWAYS = re.compile(
    r"24\s?/\s?7|24[\s-]hours?[\s-](?:a|per|every|each|support|service|help|care|line)"
    r"|(?:a)?round[\s-]the[\s-]clock|\bday (?:and|or) night\b|\bnight (?:and|or) day\b"
    r"|\bat all hours\b|\b(?:any|every) hour\b|\bany time of (?:the )?day\b|\bany night\b"
    r"|\bno such thing as out of hours\b|\bthree in the morning\b|\bwe never (?:sleep|close)\b",
    re.IGNORECASE,
)
_WEEKEND = re.compile(
    r"\bweekends?\b|\b(?:seven|7) days a week\b|\b365 days\b|\bevery day of the (?:week|year)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?P<from>\d{1,2})(?:[:.](?P<from_min>\d\d))?\s*(?P<from_half>[ap]\.?m\b\.?)?"
    r"\s*(?:-|–|to|until|till)\s*"
    r"(?P<to>\d{1,2})(?:[:.](?P<to_min>\d\d))?\s*(?P<to_half>[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
NAMES = "mon tue wed thu fri sat sun".split()
_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_SPAN = re.compile(rf"\b({_NAME})\s*(?:-|–|to|through)\s*({_NAME})\b", re.IGNORECASE)
_ONE = re.compile(rf"\b{_NAME}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hours:
    """Days of the week (Monday is 0), each from one minute of the day to another, local time."""

    days: frozenset[int]
    start: int = 0
    end: int = DAY

    def hold(self, moment: datetime) -> bool:
        """Whether a local moment lies in them."""
        return moment.weekday() in self.days and self.start <= _minute(moment) < self.end

    def tested_at(self, moment: datetime) -> bool:
        """Whether a moment lies in the part of them that is put to the test.

        That is what lies before or after office hours, on any day; else the weekend; else, where
        they are an office's hours, all of them.
        """
        days, start, end = OFFICE
        if not self.hold(moment):
            return False
        if self.start < start or self.end > end:
            return not start <= _minute(moment) < end
        return moment.weekday() not in days if self.days - set(days) else True


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


ALWAYS = Hours(frozenset(WEEK))
WEEKENDS = Hours(frozenset({5, 6}), *OFFICE[1:])


def stated_hours(text: str) -> Hours | None:
    """The hours a text names; None where it names none.

    A range of the clock without days is taken for Monday to Friday.  Several ranges are not told
    apart: a text with more than one names none that could be checked.
    """
    ranges = list(_CLOCK.finditer(text))
    if len(ranges) > 1:
        return None
    for clock in ranges:
        start, end = _time(clock, "from"), _time(clock, "to")
        if start is not None and end is not None and start < end:
            return Hours(_days(text) or frozenset(range(5)), start, end)
    if _ALWAYS.search(text):
        return ALWAYS
    return WEEKENDS if _WEEKEND.search(text) else None


def _time(found: re.Match[str], side: str) -> int | None:
    hour, minute = int(found[side]), int(found[f"{side}_min"] or 0)
    half = (found[f"{side}_half"] or "").lower()
    if not half and side == "from":
        half = "a" if hour <= 12 and found["to_half"].lower().startswith("p") else ""
    if hour > 24 or minute > 59:
        return None
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return hour * 60 + minute


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for first, last in _SPAN.findall(text):
        start, end = _number(first), _number(last)
        found |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    found |= {_number(name) for name in _ONE.findall(text)}
    if re.search(r"\bweekdays?\b", text, re.IGNORECASE):
        found |= set(range(5))
    if _WEEKEND.search(text):
        found |= set(WEEK) if re.search(r"\bdays\b|every day", text, re.IGNORECASE) else {5, 6}
    return frozenset(found)


def _number(name: str) -> int:
    return NAMES.index(name[:3].lower())

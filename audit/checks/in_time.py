"""Whether customers were answered as soon, and at such hours, as a claim says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.checks.timed import Limit, Timed
from audit.walk.delivery import Turn
from audit.walk.reply_times import Asked, first_messages

GRACE = timedelta(hours=2)
"""Who answers so soon was there, whatever the clock said."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Record:
    """What claims are held against: the first message of each customer on a channel.

    `zone` is the brand's time zone, None where it is not known.
    """

    channel: str
    messages: Sequence[Asked]
    zone: ZoneInfo | None

    @property
    def whole(self) -> list[Asked]:
        """The messages of sources that show every message."""
        return [message for message in self.messages if message.complete]

    @property
    def end(self) -> datetime:
        """When the record ends: its last moment."""
        return max(max(each.asked, each.replied or each.asked) for each in self.messages)


def record(channel: str, turns: Sequence[Turn], zone: str | None) -> Record:
    """The record of a brand on a channel."""
    return Record(channel, first_messages(turns), ZoneInfo(zone) if zone else None)


def tested(said: Timed, found: Record, held: Sequence[Asked]) -> list[tuple[Asked, bool]]:
    """The messages that put a claim to the test, each with whether it was answered as claimed."""
    result = []
    kept = _within(said, found) if said.limit else _there(said, found)
    for message in held:
        if message.replied is None and not (said.every or message.need):
            continue  # nothing in it asked for an answer
        outcome = kept(message)
        if outcome is not None:
            result.append((message, outcome))
    return result


def _within(said: Timed, found: Record) -> Callable[[Asked], bool | None]:
    """Whether a message was answered within the limit; None where that is not known."""
    limit, zone, hours, end = said.limit, found.zone, said.hours, found.end
    assert limit is not None

    def kept(message: Asked) -> bool | None:
        deadline = _deadline(message.asked, limit, zone)
        if hours is not None and zone is not None:
            closing = min(deadline, message.asked + DAY).astimezone(zone)
            if not hours.hold(message.asked.astimezone(zone)) or not (
                hours.hold(closing) or limit.span >= DAY
            ):
                return None
        if message.replied is None:
            return False if deadline <= end else None
        return message.replied <= deadline

    return kept


def _deadline(asked: datetime, limit: Limit, zone: ZoneInfo | None) -> datetime:
    if limit.working_days is None or zone is None:
        return asked + limit.span
    day, left = asked.astimezone(zone), limit.working_days
    while left:
        day += DAY
        left -= day.weekday() < 5
    return day.replace(hour=23, minute=59, second=59)


def _there(said: Timed, found: Record) -> Callable[[Asked], bool | None]:
    """Whether somebody answered at such hours, or soon; None for messages of other hours."""
    hours, zone, end = said.hours, found.zone, found.end
    assert hours is not None
    assert zone is not None

    def kept(message: Asked) -> bool | None:
        if not hours.tested_at(message.asked.astimezone(zone)):
            return None
        if message.replied is None:
            return False if message.asked + DAY <= end else None
        took = message.replied - message.asked
        return took <= GRACE or (took <= DAY and hours.tested_at(message.replied.astimezone(zone)))

    return kept

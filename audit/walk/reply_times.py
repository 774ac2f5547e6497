"""How soon customers were answered, and at which hours and on which days of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor, sqrt
from zoneinfo import ZoneInfo

from audit.formulas.estimate import Estimate
from audit.walk.delivery import Turn

LEAST_ANSWERED = 10
"""With fewer customers answered there is no median time to the first reply."""

LEAST_REPLIES = 30
"""With fewer replies, which hours and days are covered is not known."""

COVERED_SHARE = 0.01
"""An hour or a day is covered if this share of the replies falls into it; one reply does not."""

HALF_WIDTH = 0.98


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer's first message and the first turn to it, in UTC; `replied` None where none.

    `complete` is whether the source shows every message; `need` whether the message calls for
    empathy.
    """

    asked: datetime
    replied: datetime | None
    need: bool
    complete: bool


def first_messages(turns: Sequence[Turn]) -> list[Asked]:
    """The first message of each customer, oldest first.

    Left out are those without a time, and those answered at a time that is not known.
    """
    found: dict[tuple[int, str], dict[int, list[Turn]]] = {}
    for turn in turns:
        if turn.row.message_id is not None and turn.row.asked_at:
            found.setdefault(turn.who, {}).setdefault(turn.row.message_id, []).append(turn)
    messages = []
    for own in found.values():
        first = min(own.values(), key=lambda each: (each[0].row.asked_at or "", each[0].row.id))
        replies = [t for t in first if t.reply is not None]
        row = first[0].row
        asked = _moment(row.asked_at or "")
        after = [at for at in map(_own_moment, replies) if at is not None and at >= asked]
        if replies and not after:
            continue  # no time, or an answer before the question: times not to be relied on
        messages.append(Asked(asked, min(after, default=None), first[0].need, row.complete))
    return sorted(messages, key=lambda each: (each.asked, each.replied or each.asked, each.need))


def _moment(time: str) -> datetime:
    found = datetime.fromisoformat(time)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _own_moment(turn: Turn) -> datetime | None:
    """When a turn itself was written; None where that is not known.

    A turn stored without a time goes by that of its message: the same second is no reply time.
    A midnight is a day, and may well be the same.
    """
    if not turn.row.at:
        return None
    found = _moment(turn.row.at)
    lent = turn.row.at == turn.row.asked_at and found.time() != datetime.min.time()
    return None if lent else found


def has_times(moments: Sequence[datetime]) -> bool:
    """Whether they are times and not days only: most are not at midnight exactly."""
    midnight = sum(moment.time() == datetime.min.time() for moment in moments)
    return bool(moments) and midnight * 2 < len(moments)


def time_to_reply(messages: Sequence[Asked]) -> Estimate | str:
    """The median time from a customer's first message to the first turn, in hours, or why not.

    The interval is that of the order statistics, which needs no distribution (Conover 1999,
    Practical Nonparametric Statistics, 3.2).  Customers without an answer are not in it.
    """
    answered = [each for each in messages if each.replied is not None]
    if not answered:
        return "no answered message with both times is held"
    if not has_times([each.asked for each in answered]):
        return "the source gives days without times"
    n = len(answered)
    if n < LEAST_ANSWERED:
        return f"customers answered: {n} of {LEAST_ANSWERED}"
    hours = sorted(
        (each.replied - each.asked).total_seconds() / 3600 for each in answered if each.replied
    )
    low = max(0, floor(n / 2 - HALF_WIDTH * sqrt(n)) - 1)
    high = min(n - 1, ceil(n / 2 + HALF_WIDTH * sqrt(n)))
    middle = (hours[(n - 1) // 2] + hours[n // 2]) / 2
    return Estimate(middle, hours[low], hours[high], n)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The hours of the day (0 to 23) and days of the week (Monday is 0) that replies fall on."""

    hours: tuple[int, ...]
    weekdays: tuple[int, ...]
    zone: str
    n: int


def coverage(turns: Sequence[Turn], zone: str | None) -> Coverage | str:
    """When a brand answers, in its own time zone (UTC where none is known), or why not."""
    found = (_own_moment(turn) for turn in turns if turn.reply is not None)
    times = [time for time in found if time is not None]
    if not times:
        return "no reply with a time is held"
    if not has_times(times):
        return "the source gives days without times"
    if len(times) < LEAST_REPLIES:
        return f"replies with a time: {len(times)} of {LEAST_REPLIES}"
    local = [time.astimezone(ZoneInfo(zone or "UTC")) for time in times]
    least = max(2.0, COVERED_SHARE * len(local))
    hours = Counter(time.hour for time in local)
    days = Counter(time.weekday() for time in local)
    return Coverage(
        tuple(hour for hour in range(24) if hours[hour] >= least),
        tuple(day for day in range(7) if days[day] >= least),
        zone or "UTC",
        len(local),
    )

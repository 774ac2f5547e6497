"""Claims that speak of times, held against when customers were answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from builders import claim, replied, statement, turn

from audit.checks.borne_out import LEAST, Check, checks
from audit.checks.hours import ALWAYS, stated_hours
from audit.checks.in_time import record
from audit.checks.timed import timed
from audit.formulas.proportion import proportion
from audit.talk.presence import Presence
from audit.walk.delivery import Turn
from audit.walk.reply_times import Coverage, coverage, first_messages, time_to_reply

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
STOOD = Presence("2026-01-01", "2026-06-01", "2026-01-01", dated=False)
WITHIN = "We reply to every message within an hour."
ALWAYS_THERE = "Whatever the hour, we answer you on social media 24 hours a day, 7 days a week."
_numbers = count()


def asked(at: datetime, after: timedelta | None, *, complete: bool = True) -> Turn:
    """A new customer's message at a moment, and the turn so long after it, if any."""
    made = turn(f"who{next(_numbers)}", None if after is None else replied(), complete=complete)
    at_text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    reply = at if after is None else at + after
    row = replace(made.row, asked_at=at_text, at=reply.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return replace(made, row=row)


def every_day(n: int, hour: int, after: timedelta | None, **more: bool) -> list[Turn]:
    """A message a day at that hour of UTC and some minutes."""
    return [
        asked(MONDAY + timedelta(days=i, hours=hour, minutes=i), after, **more) for i in range(n)
    ]


def held(
    text: str, turns: list[Turn], zone: str | None = "UTC", channel: str = "short-post"
) -> Check:
    """What those turns say of a claim."""
    made = claim(text, ["presence"])
    found = record(channel, turns, zone)
    presence = {row.id: STOOD for row in made.statements}
    (only,) = checks([made], [], presence, found)
    return only


def test_a_claim_kept_is_borne_out_with_its_numbers() -> None:
    """In so many messages, on which channel, between which days."""
    found = held(WITHIN, every_day(60, 10, timedelta(minutes=20)))

    assert found.result == (
        "borne out in 60 messages on short posts between 2026-03-02 and 2026-04-30"
    )
    assert "60 of 60 were answered within an hour" in found.reason
    assert found.to_dict()["n"] == 60


def test_a_claim_broken_mostly_is_not_borne_out_and_never_false() -> None:
    """The words are those, and the share stands beside them."""
    found = held(WITHIN, every_day(60, 10, timedelta(hours=5)))

    assert found.result.startswith("not borne out in 60 messages")
    assert "false" not in found.result + found.reason


def test_one_counterexample_refutes_nothing() -> None:
    """Fifty-nine in time and one late: borne out all the same."""
    turns = [*every_day(59, 10, timedelta(minutes=5)), *every_day(1, 12, timedelta(hours=30))]

    assert held(WITHIN, turns).verdict == "borne out"


def test_too_few_messages_decide_nothing() -> None:
    """One less than the least, all of them late."""
    found = held(WITHIN, every_day(LEAST - 1, 10, timedelta(hours=5)))

    assert found.result == (
        f"not checkable here: messages with a known outcome: {LEAST - 1} of {LEAST}"
    )


def test_a_share_near_the_line_is_too_close_to_tell() -> None:
    """Nine in ten of thirty lie on both sides of nine in ten."""
    turns = every_day(27, 10, timedelta(minutes=5)) + every_day(3, 12, timedelta(hours=9))

    assert "too close to tell" in held(WITHIN, turns).result


def test_what_is_usual_needs_half() -> None:
    """Seven in ten within the hour: kept by "we aim to", not by "every message"."""
    turns = every_day(70, 10, timedelta(minutes=5)) + every_day(30, 12, timedelta(hours=9))

    assert held("We aim to reply within an hour.", turns).verdict == "borne out"
    assert held(WITHIN, turns).verdict == "not borne out"


def test_unanswered_messages_count_once_their_time_has_passed() -> None:
    """Not those written within the limit of the end of the record."""
    end = MONDAY + timedelta(days=99)
    late = [asked(end - timedelta(minutes=i), None) for i in range(40)]
    early = [asked(MONDAY + timedelta(minutes=i), None) for i in range(40)]
    answered = every_day(60, 10, timedelta(minutes=5))

    assert held(WITHIN, [*answered, *late, asked(end, None)]).verdict == "borne out"
    assert held(WITHIN, [*answered, *early, asked(end, None)]).verdict == "not borne out"


def test_around_the_clock_is_told_by_the_nights_only() -> None:
    """Good office hours do not make it true, nor their absence false."""
    by_day = every_day(100, 10, timedelta(minutes=5))
    next_morning = every_day(40, 23, timedelta(hours=11))
    at_night = every_day(40, 23, timedelta(hours=3))

    assert held(ALWAYS_THERE, by_day + next_morning).verdict == "not borne out"
    assert held(ALWAYS_THERE, by_day + at_night).verdict == "borne out"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Our phone lines answer you within an hour.", "speaks of phone"),
        ("24/7 support.", "neither that messages are answered"),
        ("We reply to every review within a day.", "speaks of review"),
        ("Refunds are answered for by us within an hour.", "something else"),
        ("We cannot answer messages 24/7.", "nobody is there"),
        ("We reply within an hour during opening hours.", "does not name"),
    ],
)
def test_a_claim_of_another_scope_or_channel_is_not_checkable_here(text: str, why: str) -> None:
    """Whatever the times of the messages here say."""
    found = held(text, every_day(60, 10, timedelta(hours=5)))

    assert found.verdict == "not checkable here"
    assert why in found.result


def test_a_record_with_gaps_bears_nothing_out() -> None:
    """A source that does not show every message hides who was not answered."""
    found = held(WITHIN, every_day(60, 10, timedelta(minutes=5), complete=False))

    assert "does not show every message" in found.result


def test_days_without_times_bear_nothing_out() -> None:
    """Review pages give days; midnight is no time."""
    turns = [asked(MONDAY + timedelta(days=i), timedelta(days=1)) for i in range(60)]

    assert "days without times" in held(WITHIN, turns).result


def test_hours_need_the_brands_time_zone() -> None:
    """Night is night only somewhere."""
    found = held(ALWAYS_THERE, every_day(60, 23, timedelta(hours=9)), zone=None)

    assert "--zone" in found.result


def test_a_claim_is_held_against_messages_of_its_own_time() -> None:
    """Those of years before it stood are not counted."""
    made = claim(WITHIN, ["presence"])
    later = Presence("2029-01-01", "2029-02-01", "2029-01-01", dated=False)
    found = record("short-post", every_day(60, 10, timedelta(hours=9)), "UTC")

    (only,) = checks([made], [], {row.id: later for row in made.statements}, found)

    assert only.result.endswith(f"0 of {LEAST}")


def test_a_statement_of_when_customers_are_answered_is_checked_promise_or_not() -> None:
    """Opening hours and delivery times are not."""
    rows = [
        statement("We answer every message within two working days."),
        statement("Parcels arrive within two days."),
        statement("Open Monday to Friday, 9am to 5pm."),
        statement("We care about you."),
    ]

    found = checks([], rows, {}, record("short-post", every_day(60, 10, timedelta(hours=9)), "UTC"))

    assert [check.claim for check in found] == ["We answer every message within two working days."]
    assert found[0].verdict == "borne out"


def test_times_are_read_from_words() -> None:
    """Numbers in words and digits, working days, hours of the clock."""
    days = timed("You'll hear back from us within 2 business days.")
    clock = stated_hours("Our team is here 8am to 8pm, seven days a week.")

    assert days is not None
    assert days.limit is not None
    assert days.limit.working_days == 2
    assert clock is not None
    assert (sorted(clock.days), clock.start, clock.end) == ([*range(7)], 480, 1200)
    assert stated_hours("Write to us any night of the year.") == ALWAYS
    assert timed("A small parcel costs from £3.20.") is None


def test_a_share_has_the_interval_of_wilson() -> None:
    """Known values: 81 of 263 (Newcombe 1998, table I), and the ends."""
    found = proportion(81, 263)

    assert (round(found.lo, 4), round(found.hi, 4)) == (0.2553, 0.3662)
    assert proportion(0, 20).lo == 0
    assert proportion(20, 20).hi == 1


def test_the_first_reply_counts_and_each_customer_once() -> None:
    """A second message of the same customer is not another."""
    first = asked(MONDAY, timedelta(hours=1))
    again = asked(MONDAY + timedelta(days=1), timedelta(hours=9))
    same = replace(again, row=replace(again.row, customer=first.row.customer))

    (only,) = first_messages([same, first])

    assert only.replied == MONDAY + timedelta(hours=1)


def test_a_reply_that_goes_by_the_time_of_its_message_has_none_of_its_own() -> None:
    """No time to reply, no hours, and no promise borne out by it."""
    lent = every_day(60, 10, timedelta(0))
    known = every_day(40, 12, timedelta(hours=2))

    found = time_to_reply(first_messages([*lent, *known]))
    hours = coverage([*lent, *known], None)

    assert not isinstance(found, str)
    assert not isinstance(hours, str)
    assert (found.value, found.n) == (2.0, 40)
    assert (hours.hours, hours.n) == ((14,), 40)
    assert held(WITHIN, lent).verdict == "not checkable here"
    assert time_to_reply(first_messages(lent)) == "no answered message with both times is held"


def test_the_median_time_to_reply_has_an_interval_or_a_reason() -> None:
    """Hours, among those answered."""
    turns = [
        asked(MONDAY + timedelta(hours=9, minutes=i), timedelta(hours=i)) for i in range(1, 41)
    ]
    found = time_to_reply(first_messages(turns))

    assert not isinstance(found, str)
    assert (found.value, found.n) == (20.5, 40)
    assert found.lo < 20.5 < found.hi
    assert time_to_reply([]) == "no answered message with both times is held"
    assert time_to_reply(first_messages(turns[:4])) == "customers answered: 4 of 10"


def test_hours_and_weekdays_are_those_of_the_brands_zone() -> None:
    """Half past midnight UTC is the evening before in New York; one stray reply covers nothing."""
    turns = [
        asked(MONDAY + timedelta(days=i, minutes=20), timedelta(minutes=10)) for i in range(35)
    ]
    stray = asked(MONDAY + timedelta(hours=12), timedelta(minutes=1))

    found = coverage([*turns, stray], "America/New_York")

    assert isinstance(found, Coverage)
    assert set(found.hours) <= {19, 20}
    assert found.weekdays == tuple(range(7))
    assert coverage(turns[:5], None) == "replies with a time: 5 of 30"

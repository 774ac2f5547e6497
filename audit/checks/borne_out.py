"""Claims that times can bear out or not, such as "24/7" or "within an hour"; never "false"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.checks.in_time import Record, tested
from audit.checks.timed import Timed, timed
from audit.corpus.channels import channel_words
from audit.corpus.exchanges import StatementRow
from audit.formulas.estimate import Estimate
from audit.formulas.proportion import proportion
from audit.talk.claims import Claim
from audit.talk.presence import Presence
from audit.walk.reply_times import has_times

LEAST = 20
"""Fewer messages than this bear nothing out and refute nothing."""

IN_TIME = 0.9
"""What share of messages has to be answered in time where a claim names one without a hedge."""

USUALLY = 0.5
"""The share where it says "usually" or "we aim to", and for claims of being there at all."""

BORNE_OUT, NOT_BORNE_OUT = "borne out", "not borne out"
NOT_CHECKABLE = "not checkable here"


@dataclass(frozen=True, slots=True)
class Check:
    """A claim that speaks of times, and what can be said of it.

    `share` of `n` messages written between `since` and `until` were answered as claimed; None, with
    the `reason`, where it cannot be checked.
    """

    claim: str
    verdict: str
    reason: str
    channel: str
    share: Estimate | None = None
    since: str | None = None
    until: str | None = None

    @property
    def result(self) -> str:
        """The finding in words."""
        if self.verdict == NOT_CHECKABLE:
            return f"{NOT_CHECKABLE}: {self.reason}"
        n = self.share.n if self.share else 0
        days = f"between {self.since} and {self.until}"
        return f"{self.verdict} in {n} messages on {channel_words(self.channel)} {days}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "claim": self.claim,
            "result": self.result,
            "verdict": self.verdict,
            "reason": self.reason,
            "channel": self.channel,
            "n": self.share.n if self.share else None,
            "share": self.share.to_dict() if self.share else None,
            "since": self.since,
            "until": self.until,
        }


def checks(
    claims: Sequence[Claim],
    statements: Sequence[StatementRow],
    presence: Mapping[int, Presence],
    found: Record,
) -> list[Check]:
    """Each wording that speaks of times, and what the record says of it.

    Those of `statements` that say when customers are answered are checked too, whether or not they
    are read as promises of a dimension.  A claim is held against messages of its own time only: up
    to a year from when it stood.
    """
    rows = {row.text: row for claim in claims for row in claim.statements}
    spoken = {text: timed(text) for text in rows}
    for row in statements:
        said = timed(row.text) if row.text not in rows else None
        if said is not None and said.answering and not said.elsewhere:
            rows[row.text], spoken[row.text] = row, said
    return [
        _check(said, presence.get(rows[text].id), found)
        for text, said in spoken.items()
        if said is not None
    ]


def _check(said: Timed, stood: Presence | None, found: Record) -> Check:
    reason = _out_of_scope(said, found)
    if reason:
        return Check(said.text, NOT_CHECKABLE, reason, found.channel)
    held = [
        each for each in found.whole if stood is None or stood.near(each.asked.date().isoformat())
    ]
    in_time = tested(said, found, held)
    if len(in_time) < LEAST:
        kind = "messages that put it to the test" if said.hours else "messages with a known outcome"
        reason = f"{kind}: {len(in_time)} of {LEAST}"
        return Check(said.text, NOT_CHECKABLE, reason, found.channel)
    days = sorted(message.asked.date().isoformat() for message, _ in in_time)
    wanted = USUALLY if said.hedged or said.limit is None else IN_TIME
    share = proportion(sum(kept for _, kept in in_time), len(in_time))
    words = (
        f"{sum(kept for _, kept in in_time)} of {share.n} {_as_claimed(said)}"
        f" ({share.value:.0%}, 95 % interval {share.lo:.0%} to {share.hi:.0%}; at least"
        f" {wanted:.0%} wanted)"
    )
    if share.lo >= wanted:
        verdict = BORNE_OUT
    elif share.hi < wanted:
        verdict = NOT_BORNE_OUT
    else:
        verdict, words = NOT_CHECKABLE, f"too close to tell: {words}"
    return Check(said.text, verdict, words, found.channel, share, days[0], days[-1])


def _as_claimed(said: Timed) -> str:
    if said.limit is not None:
        return f"were answered {said.limit.words}"
    return "written at the hours in question were answered at such hours too"


def _out_of_scope(said: Timed, found: Record) -> str:
    """Why a claim cannot be held against this record; "" where it can."""
    placeless = not said.answering and (said.limit is not None or not said.channels)
    by_the_clock = said.hours is not None or (said.limit and said.limit.working_days)
    named = ", ".join(sorted(map(channel_words, said.channels)))
    reasons = (
        (said.denied, "it says when nobody is there"),
        (
            said.elsewhere,
            f"it speaks of something else than answering messages ({said.elsewhere})",
        ),
        (
            said.channels and found.channel not in said.channels,
            f"it speaks of {named}, and these are messages on {channel_words(found.channel)}",
        ),
        (
            placeless,
            "it says neither that messages are answered, nor on which channel somebody is there",
        ),
        (said.in_hours and said.hours is None, "it holds during hours that it does not name"),
        (not found.messages, "no customer's message with a time is held"),
        (
            not found.whole,
            "the source does not show every message, so what stayed unanswered is not known",
        ),
        (
            not has_times([message.asked for message in found.whole]),
            "the source gives days without times",
        ),
        (
            by_the_clock and found.zone is None,
            "the brand's time zone is not known; 'audit add NAME --zone' says it",
        ),
    )
    return next((reason for applies, reason in reasons if applies), "")

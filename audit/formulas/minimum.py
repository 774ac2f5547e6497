"""How much evidence a finding needs, and what is missing where there is less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bar:
    """The least that a finding rests on.

    `statements` is the least for a talk figure; with `days_apart` None the periods may lie apart.
    """

    customers: int
    claims: int
    documents: int
    statements: int
    days_apart: int | None
    held_only: bool


PUBLISHED = Bar(customers=30, claims=3, documents=2, statements=10, days_apart=365, held_only=True)
EXPLORATORY = Bar(
    customers=10, claims=1, documents=1, statements=1, days_apart=None, held_only=False
)

RESAMPLED_DOCUMENTS = 10
"""From this many documents with claims on, the promise is resampled over them, not a census."""

STATEMENTS_READ = 10
"""With fewer distinct statements than this, no promise found is no finding of no promise."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last date seen, ISO dates; None where nothing is dated."""

    first: str | None
    last: str | None

    def __str__(self) -> str:
        if self.first is None or self.last is None:
            return "undated"
        start, end = self.first[:4], self.last[:4]
        return start if start == end else f"{start}-{end}"


def span(dates: list[str]) -> Span:
    """The span of ISO dates or times; empty strings are no dates."""
    known = sorted(d[:10] for d in dates if d)
    return Span(known[0], known[-1]) if known else Span(None, None)


def days_between(talk: Span, walk: Span) -> int | None:
    """Days between two spans: 0 where they overlap, None where one is undated."""
    if not (talk.first and talk.last and walk.first and walk.last):
        return None
    first = max(date.fromisoformat(talk.first), date.fromisoformat(walk.first))
    last = min(date.fromisoformat(talk.last), date.fromisoformat(walk.last))
    return max(0, (first - last).days)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The amounts a bar is held against."""

    customers: int
    statements: int
    claims: int
    documents: int
    talk: Span
    walk: Span


def missing_customers(bar: Bar, evidence: Evidence) -> list[str]:
    """What the walk side lacks, in numbers; empty where it is enough."""
    if evidence.customers < bar.customers:
        return [f"customers in need: {evidence.customers} of {bar.customers}"]
    return []


def missing_claims(bar: Bar, evidence: Evidence) -> list[str]:
    """What the talk side lacks, in numbers; empty where it is enough."""
    lacks = []
    if evidence.claims < bar.claims:
        held = "" if evidence.statements else " (no marketing text held)"
        lacks.append(f"claims: {evidence.claims} of {bar.claims}{held}")
    elif evidence.documents < bar.documents:
        lacks.append(f"documents with claims: {evidence.documents} of {bar.documents}")
    if bar.days_apart is not None and evidence.statements:
        apart = days_between(evidence.talk, evidence.walk)
        if apart is not None and apart > bar.days_apart:
            lacks.append(f"periods apart: marketing {evidence.talk}, replies {evidence.walk}")
        elif apart is None:
            lacks.append(f"periods not known: marketing {evidence.talk}, replies {evidence.walk}")
    return lacks


def promises_nothing(evidence: Evidence) -> bool:
    """Whether enough marketing text was read to say that it promises nothing."""
    return evidence.claims == 0 and evidence.statements >= STATEMENTS_READ

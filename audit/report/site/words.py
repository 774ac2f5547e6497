"""What figures mean, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding.finding import Finding
from audit.finding.then_and_now import ThenAndNow
from audit.formulas.change import LESS, MORE
from audit.formulas.estimate import Estimate


def some(count: int, one: str, many: str = "") -> str:
    """A number of things, in the right number."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def score_sentence(finding: Finding) -> str:
    """What the score of a finding means, or why there is none."""
    if finding.score is not None:
        found = finding.score
        return (
            f"Of a hundred customers in need who wrote to {finding.brand}, about"
            f" {found.value:.0f} got what its marketing promises, said for real"
            f" (95 % interval {found.lo:.0f} to {found.hi:.0f})."
        )
    if finding.status == "no-promise":
        return (
            f"No score: none of {finding.n_statements} marketing statements promises how people"
            " are treated, so there is nothing to hold the replies against."
        )
    return f"No score: too little evidence. Held so far: {'; '.join(finding.reasons)}."


def rests_on(finding: Finding) -> str:
    """What a finding rests on."""
    return (
        f"Rests on {some(finding.n_need, 'customer')} in need,"
        f" {some(finding.n_replies, 'reply', 'replies')},"
        f" {some(finding.n_claims, 'distinct claim')} in {some(finding.n_documents, 'document')},"
        f" and {some(finding.n_statements, 'marketing statement')}."
    )


def weakest_sentence(finding: Finding) -> str:
    """The promised dimension that is delivered least; "" where there is no score."""
    found = next((d for d in finding.dimensions if d.name == finding.weakest), None)
    if found is None or found.delivery is None:
        return ""
    shown = found.delivery.scaled(100)
    return (
        f"Weakest of what it promises: {found.name}, delivered to {shown.value:.0f} of a hundred"
        f" ({shown.lo:.0f} to {shown.hi:.0f})."
    )


def moved_sentence(changes: ThenAndNow) -> str:
    """Which of the differences drawn are more than chance."""
    drawn = [("all six", changes.walk), *((each.name, each) for each in changes.dimensions)]
    shown = [name for name, each in drawn if each.change in (MORE, LESS)]
    if not shown:
        return "None of the differences drawn is certainly more than chance."
    return f"More than chance: {', '.join(shown)}; of the others that is not shown."


def why_none(finding: Finding) -> str:
    """Why a brand has no score, in a few words."""
    return "promises nothing" if finding.status == "no-promise" else "; ".join(finding.reasons)


def span_words(finding: Finding) -> str:
    """From when to when it was read."""
    return spans_words([finding])


def spans_words(findings: Sequence[Finding]) -> str:
    """From when to when several brands were read, the first and the last day of all."""
    walk = [day for f in findings for day in (f.walk_span.first, f.walk_span.last) if day]
    talk = [day for f in findings for day in (f.talk_span.first, f.talk_span.last) if day]
    text = f"Replies of {_days(walk)}" if walk else "No replies"
    return text + (f"; marketing of {_days(talk)}." if talk else ".")


def _days(days: Sequence[str]) -> str:
    first, last = min(days), max(days)
    return first if first == last else f"{first} to {last}"


def hours_words(found: Estimate | str) -> str:
    """How soon the first reply came."""
    if isinstance(found, str):
        return f"Not known: {found}."
    value, low, high = (_span(hours) for hours in (found.value, found.lo, found.hi))
    return f"Half of those answered had a reply within {value} ({low} to {high}, n {found.n:,})."


def _span(hours: float) -> str:
    return f"{hours * 60:.0f} minutes" if hours < 2 else f"{hours:.1f} hours"

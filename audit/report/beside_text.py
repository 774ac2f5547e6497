"""What stands beside a finding, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from audit.checks.borne_out import Check
from audit.finding.beside import Beside
from audit.formulas.estimate import Estimate
from audit.report.changes_text import changes
from audit.report.plain import plain
from audit.talk.phrases import Interchangeable
from audit.walk.reply_times import Coverage

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ALIKE_SHOWN = 3
INDENT, DEEPER = (0, 0, 0, 2), (0, 0, 0, 4)


def parts(found: Beside) -> Iterator[RenderableType]:
    """Times of replies, claims held against them, wording, and then and now where asked for."""
    yield ""
    yield Text("When it answers", style="bold")
    yield Padding(f"first reply: {_time(found.reply_time)}", INDENT)
    yield Padding(f"hours and days: {coverage_text(found.coverage)}", INDENT)
    if found.checks:
        yield ""
        yield Text("Claims that speak of times", style="bold")
    for check in found.checks:
        yield from _check(check)
    if found.alike.claims:
        yield ""
        yield from _alike(found.alike)
    if found.then_and_now is not None:
        yield ""
        yield from changes(found.then_and_now)


def _time(found: Estimate | str) -> str:
    if isinstance(found, str):
        return f"not known: {found}"
    return (
        f"half of those answered had it within {_span(found.value)}"
        f" (95 % interval {_span(found.lo)} to {_span(found.hi)}, n {found.n})"
    )


def _span(hours: float) -> str:
    return f"{hours * 60:.0f} minutes" if hours < 2 else f"{hours:.1f} hours"


def coverage_text(found: Coverage | str) -> str:
    """At which hours and on which days it answers, or why that is not known."""
    if isinstance(found, str):
        return f"not known: {found}"
    return f"{_hours(found.hours)}; {_days(found.weekdays)} ({found.zone}, n {found.n})"


def _runs(values: tuple[int, ...]) -> list[tuple[int, int]]:
    """Neighbouring numbers joined: 8, 9, 10, 14 are 8 to 10 and 14 to 14."""
    found: list[tuple[int, int]] = []
    for value in values:
        if found and value == found[-1][1] + 1:
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
    return found


def _hours(hours: tuple[int, ...]) -> str:
    return ", ".join(f"{first}:00 to {last + 1}:00" for first, last in _runs(hours)) or "no hour"


def _days(days: tuple[int, ...]) -> str:
    return (
        ", ".join(
            DAYS[first] if first == last else f"{DAYS[first]} to {DAYS[last]}"
            for first, last in _runs(days)
        )
        or "no day"
    )


def _check(check: Check) -> Iterator[RenderableType]:
    yield Padding(f"“{plain(check.claim)}”", INDENT)
    yield Padding(check.result, DEEPER)
    if check.share is not None and check.reason not in check.result:
        yield Padding(check.reason, DEEPER)


def _alike(found: Interchangeable) -> Iterator[RenderableType]:
    yield Text("Worded like other brands", style="bold")
    yield Padding(
        f"{len(found.alike)} of {found.claims} claims ({found.share:.0%}); 'audit phrases' says who"
        " else makes them.",
        INDENT,
    )
    for text in found.alike[:ALIKE_SHOWN]:
        yield Padding(f"- “{plain(text)}”", INDENT)

"""What changed of one brand between two periods, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audit.corpus.period import Period
from audit.finding.then_and_now import ThenAndNow
from audit.formulas.change import EQUIVALENCE, NOT_SHOWN, TALK_MARGIN, WALK_MARGIN, Change

SHARED_ERROR = (
    "The instrument's own error is the same in both periods and mostly cancels from a difference;"
    " it is not in the intervals."
)
MARGINS = (
    f'"the same" is said only where the difference certainly lies within {TALK_MARGIN:g} claims per'
    f" 100 statements (talk) or {WALK_MARGIN:g} of a hundred customers (walk, dimensions): two"
    f" one-sided tests at 5 %, the {EQUIVALENCE:.0%} interval."
)


def changes(each: ThenAndNow) -> Iterator[RenderableType]:
    """The section of one brand's audit."""
    yield Text("Then and now", style="bold")
    yield Padding(periods_line(each), (0, 0, 0, 2))
    known = each.talk.difference is not None or each.walk.difference is not None
    yield Padding(_table(each) if known else "What changed is not known:", (0, 0, 0, 2))
    for reason in each.reasons:
        yield Padding(f"- {reason}", (0, 0, 0, 2))
    if known:
        yield Padding(f"{MARGINS} {SHARED_ERROR}", (0, 0, 0, 2))


def _table(each: ThenAndNow) -> Table:
    table = plain_table("", "change", "then to now", "95 % of the difference")
    for word, change in (("says", each.talk), ("does", each.walk)):
        table.add_row(f"{word} ({change.name})", *cells(change))
    for change in each.dimensions:
        table.add_row(f"  {change.name}", *cells(change))
    return table


def periods_line(each: ThenAndNow) -> str:
    """Which two periods are compared."""
    return f"Then: {_span(each.then)}. Now: {_span(each.now)}."


def _span(when: Period) -> str:
    return f"{when.since} to {when.until}" if when.until else f"since {when.since}"


def plain_table(*names: str) -> Table:
    """A table without lines."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, no_wrap=True)
    return table


def cells(change: Change, short: bool = False) -> tuple[str, str, str]:
    """What changed, from what to what, and the interval of the difference."""
    if change.then is None or change.now is None or change.difference is None:
        return change.change, "", ""
    shown = "not shown" if short and change.change == NOT_SHOWN else change.change
    between = f"{change.difference.lo:+.1f} to {change.difference.hi:+.1f}"
    return shown, f"{change.then:.1f} to {change.now:.1f}", between

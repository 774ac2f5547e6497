"""Which two periods are held against each other where none was named: the last two years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from audit.corpus.period import Period
from audit.walk.delivery import Turn

YEAR = timedelta(days=365)
DAY = timedelta(days=1)


def last_two_years(turns: Sequence[Turn]) -> tuple[Period, Period] | None:
    """The year up to the newest of a brand's turns on a channel, and the year before it.

    One rule for all brands, so that no period is picked for what it shows.  None where no turn has
    a day.
    """
    newest = max((turn.row.at or "" for turn in turns), default="")
    if not newest:
        return None
    last = date.fromisoformat(newest[:10])
    start = last - YEAR + DAY
    now = Period(start.isoformat(), last.isoformat())
    return Period((start - YEAR).isoformat(), (start - DAY).isoformat()), now

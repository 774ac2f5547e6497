"""Which two periods a report holds against each other where none was named: the last two years."""

from __future__ import annotations

from datetime import date, timedelta

from sqlite_utils import Database

from audit.corpus.period import Period

YEAR = timedelta(days=365)
DAY = timedelta(days=1)


def last_two_years(database: Database) -> tuple[Period, Period] | None:
    """The year before the last one, and the year up to the newest reply held, of any brand.

    One rule for all brands, so that no period is picked for what it shows.  None where no reply
    has a day.
    """
    (newest,) = database.execute(
        "SELECT max(created_at) FROM messages WHERE role = 'brand'"
    ).fetchone()
    if not newest:
        return None
    last = date.fromisoformat(newest[:10])
    start = last - YEAR + DAY
    now = Period(start.isoformat(), last.isoformat())
    return Period((start - YEAR).isoformat(), (start - DAY).isoformat()), now

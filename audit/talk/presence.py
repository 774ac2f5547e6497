"""When each marketing statement stood where it was read, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

from sqlite_utils import Database

from audit.corpus.period import Period

DAY = len("2026-01-31")
UNKNOWN_SHARE = 0.1
"""With a larger share of statements of unknown beginning, talk in an earlier period is unknown."""


@dataclass(frozen=True, slots=True)
class Presence:
    """From which day to which day a statement is known to have stood, ISO dates.

    `since` is the first reading, or earlier: the day of an article, or the page's Last-Modified
    (RFC 9110, 8.8.2), before which its text cannot have changed by the server's own word.
    `source_read` is the day its source was first read; `dated` whether the text is of one day, as
    an article or a post is.
    """

    since: str
    until: str
    source_read: str
    dated: bool

    def within(self, period: Period) -> bool:
        """Whether it is known to have been said in the period.

        What is of one day counts then and not after: an archive only grows, so that what it keeps
        would weigh on every later period.
        """
        if self.dated:
            return period.holds(self.since)
        return self.since <= (period.until or "9999") and self.until >= (period.since or "")

    def unknown_in(self, period: Period) -> bool:
        """Whether it may have stood in the period, before anyone read its source."""
        end = period.until or "9999"
        return not self.dated and self.since > end and self.source_read > end

    def near(self, day: str, days: int = 365) -> bool:
        """Whether a day lies in its span or within so many days of it."""
        asked, apart = date.fromisoformat(day), timedelta(days)
        since, until = date.fromisoformat(self.since), date.fromisoformat(self.until)
        return since - apart <= asked <= until + apart


def presences(database: Database, brand_id: int | None = None) -> dict[int, Presence]:
    """The presence of every statement (of a brand), by statement id."""
    rows = database.execute(
        """
        SELECT t.id, t.first_seen, t.last_seen, c.last_modified, c.captured_at,
            coalesce((SELECT min(captured_at) FROM captures x WHERE x.source_id = t.source_id),
                (SELECT min(first_seen) FROM statements y WHERE y.source_id = t.source_id))
        FROM statements t JOIN sources s ON s.id = t.source_id
        LEFT JOIN captures c ON c.id = t.capture_id
        WHERE s.side = 'talk' AND (:brand IS NULL OR s.brand_id = :brand)
        """,
        {"brand": brand_id},
    )
    found = {}
    for statement, first, last, modified, captured, read in rows:
        of_its_day = len(first) == DAY or first == last
        dated = captured is not None and first[:DAY] < captured[:DAY] and of_its_day
        days = [first[:DAY], *([] if dated else _day(modified))]
        found[statement] = Presence(min(days), last[:DAY], read[:DAY], dated)
    return found


def _day(modified: str | None) -> list[str]:
    """The day of a Last-Modified header; none where there is none or it cannot be read."""
    try:
        return [parsedate_to_datetime(modified).date().isoformat()] if modified else []
    except ValueError:
        return []

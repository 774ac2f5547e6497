"""A period between two dates, and what lies in it or near it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.corpus.exchanges import StatementRow
from audit.formulas.minimum import days_between, span
from db.errors import BadInput


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to and including `until`, ISO dates; None is open."""

    since: str | None = None
    until: str | None = None

    def holds(self, at: str | None) -> bool:
        """Whether a date or time lies in it; what has no time lies in the open period only."""
        if self.since is None and self.until is None:
            return True
        day = (at or "")[:10]
        return bool(day) and (self.since or "") <= day <= (self.until or "9999")

    def near(self, row: StatementRow, days: int = 365) -> bool:
        """Whether a statement was seen in it or within a year of it."""
        if self.since is None and self.until is None:
            return True
        mine = span([self.since or row.first_seen, self.until or row.last_seen])
        apart = days_between(span([row.first_seen, row.last_seen]), mine)
        return apart is not None and apart <= days


def period(since: str | None, until: str | None) -> Period:
    """The period between two ISO dates.  Raises BadInput for no date, or for the wrong order."""
    for name, value in (("--since", since), ("--until", until)):
        if value is not None:
            try:
                date.fromisoformat(value)
            except ValueError as error:
                raise BadInput(f"{name} {value} is no date; write it as 2026-01-31") from error
    if since and until and since > until:
        raise BadInput(f"--since {since} lies after --until {until}; swap them")
    return Period(since, until)

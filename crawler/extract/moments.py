"""Times as pages and feeds write them; one that names no zone is known to the day alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from crawler.items import When

DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|\b(?:UTC?|GMT|[ECMP][SD]T))\s*$", re.IGNORECASE)


def read_moment(text: str) -> When | None:
    """The moment, in UTC and to the second; a day where no zone is given; None for no date."""
    text = text.strip()
    try:
        if DAY.match(text):
            return date.fromisoformat(text)
        found = parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    if found.tzinfo is None or not ZONE.search(text):
        return found.date()
    return found.astimezone(UTC).replace(microsecond=0)

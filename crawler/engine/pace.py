"""How long each host is left alone: what it asked for, for all sources of a run together."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from crawler.addresses import base

FIRST_BACKOFF = 2.0
MOST_BACKOFF = 60.0
LOOPBACK_SHARE = 0.01
"""On loopback nobody is spared by waiting: a hundredth of it tells that waiting works."""


@dataclass(slots=True)
class Pace:
    """When each host may be asked again, in seconds of `time.monotonic`.

    A host that failed too often in a row, or asks to be left alone for longer than a run waits, is
    `closed` to all sources of the run; the reason stands with it.
    """

    free_at: dict[str, float] = field(default_factory=dict)
    spacing: dict[str, float] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    closed: dict[str, str] = field(default_factory=dict)

    def wait(self, place: str) -> float:
        """Seconds until the host may be asked; 0, and the turn is taken, where it may be now.

        Who has waited asks again: another may have gone first, or the host asked for patience.
        """
        now = time.monotonic()
        left = self.free_at.get(place, 0.0) - now
        if left > 0:
            return left
        self.free_at[place] = now + self.spacing.get(place, 0.0)
        return 0.0

    def pause(self, place: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        self.free_at[place] = max(self.free_at.get(place, 0.0), time.monotonic() + seconds)

    def failed(self, place: str, most: int) -> None:
        """Count a request given up; the host is closed at the last of so many in a row."""
        self.failures[place] += 1
        if self.failures[place] >= most:
            self.closed.setdefault(
                place, f"{place.partition('://')[2]} failed {most} times in a row and is left alone"
            )

    def why_closed(self, url: str, home: str) -> str | None:
        """Why nothing more is asked at the home of a source, where that is where the address is."""
        return self.closed.get(base(url)) if base(url) == base(home) else None

    def answered(self, place: str) -> None:
        """Note that the host works."""
        self.failures.pop(place, None)

    def slow_down(self, place: str, seconds: float) -> None:
        """Leave so long between two requests to the host."""
        if seconds > 0:
            self.spacing[place] = seconds
            self.pause(place, seconds)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or as a date (RFC 9110)."""
    text = (value or "").strip()
    if text.isdigit():
        return float(text)
    return until(text, now)


def until(text: str, now: datetime) -> float | None:
    """Seconds until a moment written as HTTP, ISO 8601 or Unix time has it; None for nonsense."""
    try:
        if text.isdigit():
            return max(0.0, int(text) - now.timestamp())
        moment = parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=now.tzinfo)
    return max(0.0, (moment - now).total_seconds())


def backoff(attempt: int) -> float:
    """Seconds before the next attempt: twice as long each time, and never the same for two."""
    longest = min(MOST_BACKOFF, FIRST_BACKOFF * 2.0**attempt)
    return longest * random.uniform(0.5, 1.0)

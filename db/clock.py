"""What time it is: the one clock that everything stored is dated by.

AUDIT_CLOCK sets it ahead or back by a span, `+30d` or `-12h`, for trying out what months of nightly
runs do.  Whoever may meet dates made so is told: every command says it on stderr, and a crawl with
such a clock asks nobody beyond loopback, so that no real page gets a date that is not true.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from db.errors import BadSetting

VARIABLE = "AUDIT_CLOCK"
SHIFT = re.compile(r"([+-])(\d{1,6})([mhdw])")
SPAN = re.compile(r"[1-9]\d*[mhdw]")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def shift() -> timedelta:
    """How far the clock is set ahead of the system's, negative when back; zero as a rule.

    Raises BadSetting for a value of AUDIT_CLOCK that is no span.
    """
    value = os.environ.get(VARIABLE)
    if not value:
        return timedelta(0)
    found = SHIFT.fullmatch(value)
    if not found:
        raise BadSetting(
            f"{VARIABLE} is '{value}', which is no span; write +30d, -12h, or unset it"
        )
    sign, number, unit = found.groups()
    return timedelta(**{UNITS[unit]: int(f"{sign}{number}")})


_pinned: list[datetime] = []


def pin(moment: datetime | None) -> None:
    """Let it be that moment from now on, until told otherwise; None lets time go on.

    Only for reading an archive again, whose pages are to be dated by when they were captured.
    """
    _pinned[:] = [] if moment is None else [moment]


@contextmanager
def standing(moment: datetime | None) -> Iterator[None]:
    """The clock stands at that moment for the length of a block that waits for nothing; if given.

    So all that is read of one page is dated by when it came.
    """
    before = list(_pinned)
    if moment is not None:
        pin(moment)
    try:
        yield
    finally:
        _pinned[:] = before


def utcnow() -> datetime:
    """The moment it is, in UTC."""
    return _pinned[0] if _pinned else datetime.now(UTC) + shift()

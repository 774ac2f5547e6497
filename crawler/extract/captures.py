"""What a web archive lists of its captures, in the JSON of its CDX server.

https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
AGAIN = "-"
"""Stands for the status and type of a revisit: the body was that of an earlier capture."""

PERIODS = {"year": 4, "month": 6, "day": 8, "capture": 14}
"""How many digits of a timestamp tell one period from the next."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One capture; `timestamp` has fourteen digits, UTC."""

    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str

    @property
    def is_page(self) -> bool:
        """Whether it may hold a page as it was: neither an error, nor a redirect, nor a picture."""
        ok = self.statuscode in {"200", AGAIN}
        return ok and self.mimetype in {"text/html", "application/xhtml+xml", AGAIN, "warc/revisit"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Captures one after the other that all say the same: the first of them, and the last's time.

    `known` says that the first was read by an earlier crawl.
    """

    first: Listed
    last: str
    known: bool = False


def read_rows(text: str) -> tuple[list[Listed], str | None]:
    """The captures of one answer, and the key that the list goes on with.

    Raises ValueError for what is no such list.
    """
    found = json.loads(text) if text.strip() else []
    if not isinstance(found, list) or not all(isinstance(row, list) for row in found):
        raise ValueError
    key = None
    if len(found) > 1 and not found[-2] and len(found[-1]) == 1:
        key, found = str(found[-1][0]), found[:-2]
    rows = []
    for row in found[1:]:
        values = dict(zip(found[0], row, strict=False))
        listed = Listed(*(str(values[name]) for name in FIELDS))
        moment(listed.timestamp)
        rows.append(listed)
    return rows, key


def stretches(
    rows: Iterable[Listed], each: str, before: tuple[str, str] | None = None
) -> Iterator[Stretch]:
    """Captures of one address, in order of time, as what is to be read of them.

    One capture a period; those with the same digest after it only say how long it stood.  `before`
    is the digest and timestamp of what was read last.
    """
    digits = PERIODS[each]
    open_: Stretch | None = None
    if before:
        held = Listed("", before[1], "", "", "", before[0])
        open_ = Stretch(held, before[1], known=True)
    for row in rows:
        if not row.is_page:
            continue
        if open_ and row.digest == open_.first.digest:
            open_ = Stretch(open_.first, row.timestamp, open_.known)
        elif open_ is None or row.timestamp[:digits] != open_.last[:digits]:
            if open_:
                yield open_
            open_ = Stretch(row, row.timestamp)
    if open_:
        yield open_


def moment(timestamp: str) -> datetime:
    """The moment that fourteen digits stand for."""
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

"""Check every quote against what was captured: the archived bytes, and the hash of its text.

It says on which days a sentence was present, and on which it was absent; never that it was deleted:
of that no crawl knows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.archives.packing import PACKAGE, damaged
from crawler.archives.records import Record, record_at
from crawler.archives.words import Words
from db.archives import archives, find_archive, read_place
from db.queries import BrandRow
from db.quotes import Quote, quotes

FOUND = "found"
SAYS: Mapping[str, str] = {
    FOUND: "stand in the archived page, word for word",
    "found in parts": "stand in the archived page in parts, with other words between",
    "not archived": "were not archived: crawled without --archive, or imported",
    "archive missing": "cannot be checked: their archive is not where it was written",
    "archive damaged": "are in an archive that was changed since it was packed",
    "not found": "do not stand in the archived page",
    "altered": "are not what was stored: the database was changed by hand",
}
"""What can come of a quote, and how it is said."""

FINE = {FOUND, "found in parts", "not archived"}
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """One quote, and what came of it."""

    quote: Quote
    outcome: str

    def __str__(self) -> str:
        """The quote with its days."""
        quote = self.quote
        days = f"present on {quote.present_on or 'a day not told'}"
        if quote.present_until > quote.present_on:
            days += f" and until {quote.present_until}"
        if quote.absent_on:
            days += f", absent on {quote.absent_on}"
        text = quote.text if len(quote.text) <= 100 else f"{quote.text[:97]}..."
        return f'"{text}" {quote.url or quote.item_id}: {days}'


@dataclass(slots=True)
class Verified:
    """What came of the quotes of one brand: how many of each, and which want looking at."""

    brand: str
    outcomes: Counter[str] = field(default_factory=Counter)
    absent: list[Checked] = field(default_factory=list)
    wrong: list[Checked] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against a quote, and all that was archived could be read."""
        return set(self.outcomes) <= FINE

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "brand": self.brand,
            "ok": self.ok,
            "quotes": self.outcomes.total(),
            "outcomes": {name: self.outcomes[name] for name in SAYS},
            "archives_missing": self.missing,
            "absent": [_record(one) for one in self.absent],
            "wrong": [_record(one) for one in self.wrong],
        }

    def lines(self) -> Iterator[str]:
        """As text."""
        yield f"{self.brand}: {self.outcomes.total():,} quotes"
        for outcome, said in SAYS.items():
            if self.outcomes[outcome]:
                yield f"  {self.outcomes[outcome]:,} {said}"
        for name, where in self.missing.items():
            yield f"  missing: {name}, last in {where}; put it back, or name its folder: --archive"
        for title, found in (("not borne out", self.wrong), ("absent", self.absent)):
            for one in found[:SHOWN]:
                yield f"  {title}: {one}"
            if len(found) > SHOWN:
                yield f"  and {len(found) - SHOWN:,} more {title}; --json lists them"


def verify(
    database: Database, chosen: Sequence[BrandRow], folders: Sequence[Path] = ()
) -> list[Verified]:
    """Check the quotes of these brands; archives are sought in `folders` first.

    Reads each page once, and holds one at a time.
    """
    shelf = _Shelf(archives(database), folders)
    return [_brand(database, brand, shelf) for brand in chosen]


def _brand(database: Database, brand: BrandRow, shelf: _Shelf) -> Verified:
    found = Verified(brand.name)
    for quote in quotes(database, brand.id):
        one = Checked(quote, shelf.check(quote))
        found.outcomes[one.outcome] += 1
        if one.outcome not in FINE and one.outcome != "archive missing":
            found.wrong.append(one)
        if quote.absent_on:
            found.absent.append(one)
        if one.outcome == "archive missing":
            name = read_place(quote.place or "").archive
            found.missing[name] = str(shelf.written.get(name, "a folder not known"))
    return found


class _Shelf:
    """The archives, and the page that was opened last."""

    def __init__(self, written: Mapping[str, Path], folders: Sequence[Path]) -> None:
        self.written, self._folders = written, folders
        self._archives: dict[str, tuple[Path | None, list[str]]] = {}
        self._open: tuple[str, Record | None, Any] = ("", None, None)

    def check(self, quote: Quote) -> str:
        """What comes of a quote."""
        if sha256(quote.text.encode()).hexdigest() != quote.digest:
            return "altered"
        if quote.place is None:
            return "not archived"
        place = read_place(quote.place)
        path, wrong = self._archive(place.archive)
        if path is None:
            return "archive missing"
        record, content = self._page(quote.place, path)
        if record is None or not record.whole or {place.member, PACKAGE} & set(wrong):
            return "archive damaged"
        return self._sought(quote, content)

    def _sought(self, quote: Quote, content: Any) -> str:
        if not isinstance(content, Words):
            return FOUND if (quote.item_id, quote.text) in content else "not found"
        if content.hold(quote.text):
            return FOUND
        return "found in parts" if content.hold_parts(quote.text) else "not found"

    def _archive(self, name: str) -> tuple[Path | None, list[str]]:
        if name not in self._archives:
            home = [self.written[name]] if name in self.written else []
            path = find_archive(name, *self._folders, *home)
            wrong: list[str] = []
            if path is not None and not path.is_dir():
                wrong = damaged(path)
            self._archives[name] = path, wrong
        return self._archives[name]

    def _page(self, text: str, path: Path) -> tuple[Record | None, Any]:
        if self._open[0] != text:
            place = read_place(text)
            record = record_at(path, place.member, place.offset)
            content: Any = None
            if record is not None and record.kind == "conversion":
                lines = map(json.loads, record.body.decode().splitlines())
                content = {
                    (line.get("item_id") or line.get("document"), line.get("text"))
                    for line in lines
                }
            elif record is not None:
                content = Words(record)
            self._open = text, record, content
        return self._open[1], self._open[2]


def _record(one: Checked) -> dict[str, Any]:
    return {"outcome": one.outcome, **asdict(one.quote)}

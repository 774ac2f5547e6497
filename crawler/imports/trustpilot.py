"""Pages of Trustpilot as a browser saves them: reviews, each with the company's reply.

Trustpilot's robots.txt keeps crawlers out, so its pages come in as files: one saved page (.html),
a folder of them, or a zip file of them.  The reviews are read from the data that the page itself
is made from (`__NEXT_DATA__`); a page that has it in another shape is rejected, not taken for one
without reviews.  The brand is the company that the page is about; --brand gives another name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from crawler.archives.members import check_member, is_zip, open_zip
from crawler.extract.main_text import parse
from crawler.imports import reviews
from crawler.imports._formats import Request
from crawler.items import Item, Message, Rejected
from crawler.tables import Table
from crawler.tables.fields import Records
from crawler.tables.textfiles import Progress
from db.errors import BadInput

FIELDS = tuple(field for field in reviews.FIELDS if field.name != "url")
SETTINGS = reviews.SETTINGS
PAGES = (".html", ".htm")
MOST_PAGE = 8 * 1024 * 1024
MOST_PAGES = 10_000
ANOTHER_SHAPE = "a page of another shape"
names = reviews.names


def open_file(path: Path) -> Table:
    """The reviews of saved pages.  Raises BadInput for what is neither page, folder nor zip."""
    columns = tuple(field.name for field in FIELDS)
    if not any(True for _ in _saved(path)):
        raise BadInput(f"{path} has no saved page (.html) in it; save one from the browser")
    return Table(path, columns, partial(_rows, path))


def read(records: Records, request: Request) -> Iterator[Item]:
    """Each review and its reply, as in the format `reviews`."""
    for item in reviews.read(records, request):
        if isinstance(item, Message):
            yield replace(item, source=replace(item.source, spider="trustpilot"))
        else:
            yield item


def _saved(path: Path) -> Iterator[bytes | None]:
    """The saved pages, in order of their names; None for one that is too large."""
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in PAGES)
        yield from (_bytes(file) for file in found)
    elif is_zip(path):
        with open_zip(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PAGES:
                raise BadInput(f"{path} has {len(entries):,} members, more than {MOST_PAGES:,}")
            for entry in sorted(entries, key=lambda entry: entry.filename):
                check_member(path, entry)
                if entry.filename.lower().endswith(PAGES):
                    yield archive.read(entry) if entry.file_size <= MOST_PAGE else None
    else:
        yield _bytes(path)


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.stat().st_size <= MOST_PAGE else None


def _rows(path: Path, progress: Progress | None) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    line = 0
    for number, body in enumerate(_saved(path), start=1):
        if body is None:
            line += 1
            yield Rejected(line, "larger than 8 MiB")
            continue
        try:
            found = list(_reviews(_state(body)))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            line += 1
            yield Rejected(line, ANOTHER_SHAPE, f"page {number:,}")
            continue
        for row in found:
            line += 1
            yield line, row
        if progress:
            progress(number, number + 1)


def _state(body: bytes) -> dict[str, Any]:
    """What the page was made from.  Raises ValueError, or LookupError where it is not there."""
    page = parse(body.decode("utf-8", "replace"))
    scripts = [] if page is None else page.getroottree().xpath("//script[@id='__NEXT_DATA__']")
    state: dict[str, Any] = json.loads(scripts[0].text_content())["props"]["pageProps"]
    return state


def _reviews(state: dict[str, Any]) -> Iterator[dict[str, str]]:
    """A row for each review.  Raises LookupError where the page does not show replies."""
    brand = str(state["businessUnit"]["displayName"])
    for review in state["reviews"]:
        reply = review["reply"] or {}
        dates, consumer = review["dates"], review.get("consumer") or {}
        yield {
            "brand": brand,
            "review_id": str(review["id"]),
            "text": _text(str(review.get("title") or ""), str(review.get("text") or "")),
            "rating": str(review.get("rating") or ""),
            "created_at": str(dates["publishedDate"] or ""),
            "author": str(consumer.get("id") or consumer.get("displayName") or ""),
            "response": str(reply.get("message") or ""),
            "response_at": str(reply.get("publishedDate") or ""),
        }


def _text(title: str, text: str) -> str:
    """The review with its title, which is often but the beginning of the text."""
    start = title.rstrip(" .…")
    return text if text.startswith(start) else f"{title}\n\n{text}".strip()

"""The index of an archive: which record holds which address, sorted as CDXJ wants it.

https://specs.webrecorder.net/cdxj/0.1.0/ and, for the keys, SURT: the host's parts backwards.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

from crawler.archives.records import Record

INDEXED = ("response", "revisit", "conversion")


def index_lines(found: Iterable[Record]) -> Iterator[str]:
    """The lines of the index, in order; sorted on disk, so that memory does not grow."""
    # An empty name is SQLite's own temporary file: removed when closed.
    with closing(sqlite3.connect("")) as connection:
        connection.execute("CREATE TABLE lines (line TEXT)")
        connection.executemany(
            "INSERT INTO lines VALUES (?)",
            ((index_line(record),) for record in found if record.kind in INDEXED),
        )
        for (line,) in connection.execute("SELECT line FROM lines ORDER BY line"):
            yield line


def index_line(record: Record) -> str:
    """The line of one record."""
    kind = {name.lower(): value for name, value in record.headers}.get("content-type", "")
    mime = kind.partition(";")[0].strip() or record.fields.get("content-type", "")
    about = {
        "url": record.url,
        "mime": "warc/revisit" if record.kind == "revisit" else mime,
        "status": str(record.status or 200),
        "digest": record.fields.get("warc-payload-digest", ""),
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": record.member.removeprefix("archive/"),
    }
    return f"{surt(record.url)} {record.at:%Y%m%d%H%M%S} {json.dumps(about)}\n"


def surt(url: str) -> str:
    """The key of an address: `http://www.acme.example:8080/a?b=1` is `example,acme:8080)/a?b=1`."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    numbers = host.replace(".", "").isdigit()
    turned = host if numbers else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{turned}{port}){parts.path or '/'}{query}".lower()

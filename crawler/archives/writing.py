"""One WARC file: what one crawl of one source was answered, by warcio, after ISO 28500.

Each record is a gzip member of its own and written out at once, so that a run killed at any moment
leaves whole records and at most one that breaks off.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.clock import utcnow

NOT_KEPT = frozenset({"set-cookie", "transfer-encoding", "connection", "keep-alive"})
"""Headers that are of the connection, or of the one who asked, and not of the page."""

UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ITEMS = "application/x-ndjson"
REDACTED = "WARC-X-Redacted"
"""Says by which rules the content of a record was redacted; there is none on what is as it came."""

JOB = "walk-the-talk-audit"
"""The line of a file's first record that says which source it is of, as JSON."""

Headers = Iterable[tuple[str, str]]


class WarcFile:
    """Writes records to a file, at its end; `name` is what the file is called in its archive."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        from warcio.warcwriter import WARCWriter

        self.name = f"archive/{path.name}"
        self._file = path.open("ab")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        if not self._file.tell():
            lines = {
                "software": about["software"],
                "format": "WARC File Format 1.1",
                "conformsTo": "http://iipc.github.io/warc-specifications/specifications/"
                "warc-format/warc-1.1/",
                JOB: json.dumps(about, sort_keys=True),
            }
            record = self._writer.create_warcinfo_record(path.name, lines)
            record.rec_headers.replace_header("WARC-Date", _date(utcnow()))
            self._writer.write_record(record)

    def response(self, url: str, at: datetime, status: str, headers: Headers, body: bytes) -> int:
        """Write what a server answered, as it came; where the record begins, in bytes."""
        from warcio.statusandheaders import StatusAndHeaders

        kept = [pair for pair in headers if pair[0].lower() not in NOT_KEPT]
        http = StatusAndHeaders(status, kept, protocol="HTTP/1.1")
        if status.startswith("304"):
            return self._write(url, "revisit", at, {"WARC-Profile": UNCHANGED}, http=http)
        return self._write(url, "response", at, {}, body, http=http)

    def items(self, url: str, at: datetime, lines: Iterable[str], rules: str) -> int:
        """Write what was read of a response and redacted, instead of the response."""
        fields = {"Content-Type": ITEMS, REDACTED: rules}
        return self._write(url, "conversion", at, fields, "".join(lines).encode())

    def note(self, url: str, at: datetime, said: Mapping[str, Any]) -> int:
        """Write down what no server said: that it did not answer, or how the crawl ended."""
        fields = {"Content-Type": "application/json"}
        return self._write(url, "metadata", at, fields, json.dumps(said).encode())

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()

    def _write(
        self,
        url: str,
        kind: str,
        at: datetime,
        fields: dict[str, str],
        body: bytes = b"",
        http: Any = None,
    ) -> int:
        offset = self._file.tell()
        fields = {"WARC-Date": _date(at), **fields}
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body) if body else None,
            length=len(body),
            warc_headers_dict=fields,
            http_headers=http,
        )
        self._writer.write_record(record)
        return offset


def _date(at: datetime) -> str:
    """A moment as WARC 1.1 writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

"""Web archives of pages of our own, for tests."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


@dataclass(frozen=True)
class Shot:
    """A response to be archived; `packed` compresses its body, `again` makes it a revisit."""

    url: str
    body: str | bytes = ""
    at: str = "2025-03-01T10:00:00Z"
    status: str = "200 OK"
    kind: str = "text/html; charset=utf-8"
    packed: bool = False
    again: str = ""


def warc(shots: Iterable[Shot], *, gzipped: bool = True) -> bytes:
    """A WARC file of these responses, each with its request before it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzipped)
    for shot in shots:
        body = shot.body.encode() if isinstance(shot.body, str) else shot.body
        fields = [("Content-Type", shot.kind)]
        if shot.packed:
            body = gzip.compress(body)
            fields.append(("Content-Encoding", "gzip"))
        status = StatusAndHeaders(shot.status, fields, protocol="HTTP/1.1")
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        writer.write_record(
            writer.create_warc_record(
                shot.url, "request", http_headers=asked, warc_headers_dict={"WARC-Date": shot.at}
            )
        )
        if shot.again:
            record = writer.create_revisit_record(
                shot.url, shot.again, shot.url, shot.at, http_headers=status,
                warc_headers_dict={"WARC-Date": shot.at},
            )  # fmt: skip
        else:
            record = writer.create_warc_record(
                shot.url, "response", payload=io.BytesIO(body), length=len(body),
                http_headers=status, warc_headers_dict={"WARC-Date": shot.at},
            )  # fmt: skip
        writer.write_record(record)
    return out.getvalue()


def wacz(path: Path, members: dict[str, bytes], *, deflate: bool = False) -> Path:
    """A WACZ with these files in it."""
    kind = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr("datapackage.json", "{}")
        for name, body in members.items():
            archive.writestr(name, body)
    return path

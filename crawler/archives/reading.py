"""Responses out of a WARC or WACZ file, one at a time, as a server once gave them.

By warcio, after ISO 28500.  A response is decoded from chunks and compression and cut off nowhere:
one larger than 8 MiB is left out and said so.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from crawler.archives.members import list_members, open_member
from crawler.items import Rejected

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

MOST_BODY = 8 * 1024 * 1024
MOST_RECORD = 1024 * 1024 * 1024
"""A record of more bytes, unpacked, ends the reading of its file."""

BREAKS_OFF = "the archive breaks off"
PIECE = 64 * 1024
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Archived:
    """One response: its address, when it was captured, and what it was.

    `headers` have their names in small letters.  A `revisit` says that the body was that of the
    response with the same `digest`, and has none itself.  `line` counts the records of the
    archive; `member` and `offset` say where the record begins, in bytes.
    """

    line: int
    url: str
    at: datetime
    status: int
    headers: Mapping[str, str]
    body: bytes
    revisit: bool
    digest: str
    member: str
    offset: int

    @property
    def kind(self) -> str:
        """The media type, in small letters and without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_archive(
    path: Path,
    wants: Callable[[str], bool] = lambda _: True,
    progress: Progress | None = None,
) -> Iterator[Archived | Rejected]:
    """The responses of an archive in order; what could not be read comes as rejected.

    Those whose Content-Type `wants` denies are passed over.  Raises BadInput for a file that is no
    archive.
    """
    line = 0
    members = list_members(path)
    size = path.stat().st_size
    for number, name in enumerate(members):
        with open_member(path, name) as file:
            for found in _responses(file, name, line, wants):
                line = found.line
                if progress:
                    progress(size * number // len(members) if name else file.tell(), size)
                yield found


def read_at(path: Path, member: str, offset: int) -> Archived | Rejected | None:
    """The response that begins so many bytes into a file of the archive; None where none does."""
    with open_member(path, member) as file:
        file.seek(offset)
        return next(_responses(file, member, 0, lambda _: True), None)


def _responses(
    file: IO[bytes], member: str, line: int, wants: Callable[[str], bool]
) -> Iterator[Archived | Rejected]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = ArchiveIterator(file)
    while True:
        try:
            # The library talks to stderr about broken records, and quotes them.
            with contextlib.redirect_stderr(io.StringIO()):
                record = next(records, None)
        except (ArchiveLoadFailed, ValueError, OSError, EOFError) as error:
            lump = "non-chunked" in str(error)
            reason = "gzipped as one whole" if lump else BREAKS_OFF
            yield Rejected(line + 1, reason, "warcio recompress mends it" if lump else "")
            return
        if record is None:
            return
        line += 1
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                found = _response(record, line, member, records.offset, wants)
                whole = _skip(record)
        except _TooLarge:
            yield Rejected(line, "larger than 1 GiB", "what follows it was not read")
            return
        except (ArchiveLoadFailed, ValueError, KeyError, OSError, EOFError):
            found, whole = Rejected(line, "a record that is not understood"), True
        if not whole:
            yield Rejected(line, BREAKS_OFF)
            return
        if found is not None:
            yield found


class _TooLarge(Exception):
    """A record has no end."""


def _response(
    record: ArcWarcRecord, line: int, member: str, offset: int, wants: Callable[[str], bool]
) -> Archived | Rejected | None:
    """The record as a response; None where it is something else or not wanted."""
    revisit = record.rec_type == "revisit"
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    web = url.startswith(("http://", "https://"))
    if not (record.rec_type == "response" or revisit) or not web or not record.http_headers:
        return None
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    if not wants(headers.get("content-type", "")):
        return None
    stated = record.rec_headers.get_header("WARC-Date")
    at = datetime.fromisoformat(stated).astimezone(UTC).replace(microsecond=0)
    body = b"" if revisit else _body(record)
    if body is None:
        return Rejected(line, "larger than 8 MiB")
    return Archived(
        line, url, at, int(record.http_headers.get_statuscode()), headers, body, revisit,
        record.rec_headers.get_header("WARC-Payload-Digest") or "", member, offset,
    )  # fmt: skip


def _body(record: ArcWarcRecord) -> bytes | None:
    """The body, decoded; None where it is too large."""
    body = _read(record.content_stream(), MOST_BODY + 1)
    return None if len(body) > MOST_BODY else body


def _read(stream: Any, most: int) -> bytes:
    found: bytes = stream.read(most)
    return found


def _skip(record: ArcWarcRecord) -> bool:
    """Read what is left of a record, piece by piece; whether it is as long as it says."""
    read = 0
    while piece := record.raw_stream.read(PIECE):
        read += len(piece)
        if read > MOST_RECORD:
            raise _TooLarge
    return not getattr(record.raw_stream, "limit", 0)

"""Every record of an archive of ours, as it was written: responses, items, failures, notes.

An archive is a WACZ file, or the folder of WARC files that a crawl still writes, or left behind
when it was killed.  A file that breaks off ends with its last whole record.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from db.errors import BadInput

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

LOCAL_HEADER = struct.Struct("<4s22xHH")
"""Of a zip member's own header: the signature, and the lengths of its name and extra field."""

MOST_BODY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `kind` is its WARC-Type, `at` when it was written.

    `headers` and `status` are those of the response in it, if any, `body` its bytes as they came,
    compressed where they came so.  `whole` is false where the bytes are not those that its digest
    was made of.  It takes `length` bytes of the file `member`, from `offset` on.
    """

    kind: str
    url: str
    at: datetime
    fields: dict[str, str]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    whole: bool
    member: str
    offset: int
    length: int


def members(path: Path) -> list[str]:
    """The names of the WARC files of an archive, `archive/FILE.warc.gz`, in order."""
    if path.is_dir():
        return sorted(f"archive/{file.name}" for file in path.glob("*.warc.gz"))
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"{path} is not a usable WACZ archive ({error}); fetch it again") from error
    return sorted(name for name in names if name.startswith("archive/"))


def records(path: Path, member: str, start: int = 0) -> Iterator[Record]:
    """The records of one file of an archive from that byte on, up to the first broken one."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with opened(path, member) as (file, base):
        file.seek(base + start)
        stream = ArchiveIterator(file, check_digests=True)
        while True:
            try:
                # The library talks to stderr about broken records, and quotes them.
                with redirect_stderr(io.StringIO()):
                    record = next(stream, None)
                    if record is None:
                        return
                    found = _read(record, member)
                    offset, length = stream.get_record_offset(), stream.get_record_length()
            except (ArchiveLoadFailed, ValueError, KeyError, OSError, EOFError):
                return
            yield found(offset - base, length)


def record_at(path: Path, member: str, offset: int) -> Record | None:
    """The record that begins there; None where none does."""
    return next(records(path, member, offset), None)


@contextmanager
def opened(path: Path, member: str) -> Iterator[tuple[IO[bytes], int]]:
    """The file that holds a member's bytes, and where in it they begin.

    WACZ keeps WARC files as they are in its zip, so any place in them is reached at once.
    """
    if path.is_dir():
        with (path / Path(member).name).open("rb") as file:
            yield file, 0
        return
    with zipfile.ZipFile(path) as packed:
        entry = packed.getinfo(member)
    if entry.compress_type != zipfile.ZIP_STORED:
        raise BadInput(f"{path} has {member} compressed again; a WACZ keeps it as it is")
    with path.open("rb") as whole:
        whole.seek(entry.header_offset)
        _, name, extra = LOCAL_HEADER.unpack(whole.read(LOCAL_HEADER.size))
        begin = entry.header_offset + LOCAL_HEADER.size + name + extra
        yield _Part(whole, begin + entry.file_size), begin  # type: ignore[misc]


class _Part:
    """A file that ends where a member of it does."""

    def __init__(self, file: IO[bytes], end: int) -> None:
        self._file, self._end = file, end
        self.tell, self.seek = file.tell, file.seek

    def read(self, size: int = -1) -> bytes:
        """Up to so many bytes, none past the end."""
        left = max(0, self._end - self._file.tell())
        return self._file.read(left if size < 0 else min(size, left))


class _Found:
    """A record read, before it is known where it lies."""

    def __init__(self, **values: object) -> None:
        self._values = values

    def __call__(self, offset: int, length: int) -> Record:
        return Record(**self._values, offset=offset, length=length)  # type: ignore[arg-type]


def _read(record: ArcWarcRecord, member: str) -> _Found:
    fields = {name.lower(): value for name, value in record.rec_headers.headers}
    http = record.http_headers
    body: bytes = record.raw_stream.read(MOST_BODY)
    return _Found(
        kind=record.rec_type,
        url=fields.get("warc-target-uri", ""),
        at=datetime.fromisoformat(fields["warc-date"]).astimezone(UTC),
        fields=fields,
        status=int(http.get_statuscode() or 0) if http else 0,
        headers=tuple(http.headers) if http else (),
        body=body,
        whole=record.digest_checker.passed is not False,
        member=member,
    )

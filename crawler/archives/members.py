"""The WARC files of an archive: of a WACZ those in its folder `archive/`, else the file itself.

Nothing is unpacked to disk, and what could fill the memory or the day is refused
(https://specs.webrecorder.net/wacz/1.1.1/).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from db.errors import BadInput

ZIP = b"PK\x03\x04"
MOST_MEMBERS = 10_000
MOST_RATIO = 100
"""A member that unpacks to more than so many times its size is made to do harm."""

WARC_NAMES = (".warc", ".warc.gz")


def list_members(path: Path) -> list[str]:
    """The names of the WARC files in the archive; one empty name where it is a WARC itself.

    Raises BadInput for a file that cannot be read, a damaged WACZ, one without a WARC, or one
    that was made to do harm.
    """
    if not is_zip(path):
        return [""]
    with open_zip(path) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_MEMBERS:
            raise BadInput(f"{path} has {len(entries):,} members, more than {MOST_MEMBERS:,}")
        for entry in entries:
            check_member(path, entry)
        found = [
            entry.filename
            for entry in entries
            if entry.filename.startswith("archive/") and entry.filename.endswith(WARC_NAMES)
        ]
    if not found:
        raise BadInput(f"{path} has no WARC in its folder archive/; give a WACZ or a WARC file")
    return sorted(found)


@contextmanager
def open_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The bytes of one WARC file of the archive, gzipped or not."""
    if not name:
        with path.open("rb") as file:
            yield file
        return
    with open_zip(path) as archive:
        check_member(path, archive.getinfo(name))
        with archive.open(name) as member:
            yield member


def is_zip(path: Path) -> bool:
    """Whether the file is a zip file.  Raises BadInput where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(ZIP)) == ZIP
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}; check the name") from error


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file.  Raises BadInput where it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except zipfile.BadZipFile as error:
        raise BadInput(f"{path} is a damaged zip file ({error}); fetch it again") from error


def check_member(path: Path, entry: zipfile.ZipInfo) -> None:
    """Raise BadInput for a name that leads out of the archive, or a size that grows too much."""
    place = PurePosixPath(entry.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in (place.parts or ("",))[0]:
        raise BadInput(f"{path} has a member that leads out of it; it was made to do harm")
    if entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise BadInput(
            f"{path} has a member that unpacks to over {MOST_RATIO} times its size; "
            "it was made to do harm"
        )

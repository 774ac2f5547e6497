"""The archive of one run: a file for each source while it runs, packed as WACZ when it ends.

What a run that was killed left behind is cut back to its last whole record and packed by the next
one that writes into the same folder.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from sqlite_utils import Database

from crawler.archives.lines import Kept, write_lines
from crawler.archives.packing import pack
from crawler.archives.records import members, records
from crawler.archives.writing import WarcFile
from crawler.pipelines.privacy import VERSION as PRIVACY
from crawler.settings import BOT_NAME, VERSION
from db.archives import OPEN, Place, drop_archive, note_archive
from db.clock import utcnow
from db.errors import NotWritable

if TYPE_CHECKING:
    from crawler.engine.job import Job

logger = logging.getLogger(__name__)

LOCK = "lock"
SOFTWARE = f"{BOT_NAME} {VERSION}"


class Archive:
    """The archive a run writes into; `name` is what its file will be called."""

    def __init__(self, folder: Path, max_pages: int | None) -> None:
        self.folder, self._max_pages = folder, max_pages
        self.name, self._open = _new(folder)
        self._lock = FileLock(self._open / LOCK)
        self._lock.acquire(blocking=False)
        self._files: dict[int, WarcFile] = {}

    def file(self, job: Job) -> WarcFile:
        """The file of a source."""
        if job.main_id not in self._files:
            path = self._open / f"{file_name(job.brand, job.spider, job.target)}.warc.gz"
            about = {
                "software": SOFTWARE,
                "brand": job.brand,
                "spider": job.spider,
                "target": job.target,
                "max_pages": self._max_pages,
                "sources": {
                    side: {"channel": source.channel, "complete": source.complete}
                    for side, source in job.sources.items()
                },
            }
            self._files[job.main_id] = WarcFile(path, about)
        return self._files[job.main_id]

    def place(self, job: Job, offset: int) -> str:
        """How the database names a place in the file of a source."""
        return str(Place(self.name, self.file(job).name, offset))

    def end(self, job: Job) -> None:
        """Note that the crawl of a source has ended, and how; raises NotWritable."""
        try:
            self.file(job).note("", utcnow(), {"reason": job.reason, "counts": dict(job.counts)})
        except OSError as error:
            raise self.full(error) from error

    def full(self, error: OSError) -> NotWritable:
        """What to say where it cannot be written to."""
        return NotWritable(
            f"cannot write the archive {self.folder / self.name}: {error.strerror};"
            " free some space and run it again"
        )

    def close(self) -> Path | None:
        """Pack what was written; None where nothing was."""
        for file in self._files.values():
            file.close()
        self._lock.release()
        return _finish(self._open)


@contextmanager
def archive_in(
    folder: Path | None, database: Database, max_pages: int | None
) -> Iterator[Archive | None]:
    """An archive in that folder, if any, for the length of a run; packed however the run ends.

    Raises NotWritable where nothing can be written there.
    """
    if folder is None:
        yield None
        return
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rescue(folder)
        archive = Archive(folder, max_pages)
    except OSError as error:
        raise NotWritable(f"cannot write archives into {folder}: {error.strerror}") from error
    note_archive(database, archive.name, folder)
    try:
        yield archive
    finally:
        try:
            if not archive.close():
                drop_archive(database, archive.name)
        except OSError as error:
            raise NotWritable(
                f"cannot pack {folder / archive.name}: {error.strerror}; what was written stays in"
                f" {archive.name}{OPEN}, and the next run with this folder packs it"
            ) from error


def rescue(folder: Path) -> list[Path]:
    """Pack what runs that were killed left in that folder; the archives made so."""
    found = []
    for left in sorted(folder.glob(f"*.wacz{OPEN}")):
        lock = FileLock(left / LOCK)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue  # another run, of another database, is writing it
        try:
            for member in members(left):
                _cut_back(left, member)
        finally:
            lock.release()
        if made := _finish(left):
            logger.warning("packed %s, which a run that was cut short left behind", made)
            found.append(made)
    return found


def keep_items(archive: Archive, job: Job, url: str, items: Iterable[Any]) -> str | None:
    """Write what was read of a page, redacted, into the archive; its place there.

    None where there is nothing to write.  Raises NotWritable.
    """
    lines = list(write_lines(item for item in items if isinstance(item, Kept)))
    if not lines:
        return None
    try:
        offset = archive.file(job).items(url, utcnow(), lines, f"privacy {PRIVACY}")
    except OSError as error:
        raise archive.full(error) from error
    return archive.place(job, offset)


def file_name(brand: str, spider: str, target: str) -> str:
    """What the file of a source is called: readable, and its own."""
    plain = re.sub(r"[^a-z0-9]+", "-", f"{brand} {spider}".lower()).strip("-")[:60]
    digest = hashlib.sha256(json.dumps([brand, spider, target]).encode()).hexdigest()
    return f"{plain}-{digest[:8]}"


def _new(folder: Path) -> tuple[str, Path]:
    """A name that no archive in the folder has, and the open folder of that name."""
    stamp = f"{utcnow():%Y%m%dT%H%M%SZ}"
    for number in range(1, 1000):
        name = f"crawl-{stamp}{f'-{number}' if number > 1 else ''}.wacz"
        if (folder / name).exists():
            continue
        try:
            (folder / f"{name}{OPEN}").mkdir()
        except FileExistsError:
            continue
        return name, folder / f"{name}{OPEN}"
    raise NotWritable(f"{folder} has a thousand archives of {stamp}; clear it")


def _finish(left: Path) -> Path | None:
    """Pack an open folder and remove it; None where nothing was written."""
    target = left.with_name(left.name.removesuffix(OPEN))
    made = None
    if members(left) and not target.exists():
        pack(left, target, SOFTWARE)
    if target.exists():
        made = target
    shutil.rmtree(left)
    return made


def _cut_back(left: Path, member: str) -> None:
    """Cut a file back to its last whole record; remove one that has none."""
    end = 0
    for record in records(left, member):
        if not record.whole:
            break
        end = record.offset + record.length
    path = left / Path(member).name
    if end:
        with path.open("rb+") as file:
            file.truncate(end)
    else:
        path.unlink()

"""A copy of the database beside it, made before its schema is changed."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path

from db.clock import utcnow
from db.errors import NotWritable

logger = logging.getLogger(__name__)

KEPT = 3
"""So many copies are kept beside a database, the newest."""


def back_up(database: sqlite3.Connection, path: Path, migration: str) -> Path:
    """Copy the database at `path` whole, by SQLite's own backup, before `migration` is applied.

    The copy is named for the day and the migration; it is synced before the schema is touched, and
    older ones beyond those kept are removed.  Raises NotWritable where there is no room for it:
    nothing has changed then.
    """
    stamp = f"{utcnow():%Y%m%dT%H%M%SZ}"
    copy = path.with_name(f"{path.name}.before-{migration.partition('_')[0]}-{stamp}")
    part = copy.with_name(f".{copy.name}.part")
    try:
        _copy(database, part)
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise NotWritable(
            f"{path} must be brought up to date, and no backup can be written beside it ({error});"
            " free some space and run it again"
        ) from error
    for old in backups(path)[:-KEPT]:
        old.unlink()
    logger.warning("%s is brought up to date; what it was is kept as %s", path, copy.name)
    return copy


def backups(path: Path) -> list[Path]:
    """The copies beside a database, oldest first."""
    return sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda copy: copy.name[-16:])


def _copy(database: sqlite3.Connection, part: Path) -> None:
    part.unlink(missing_ok=True)
    target = sqlite3.connect(part)
    try:
        database.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())

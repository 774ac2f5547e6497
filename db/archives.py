"""Where the archives are that captures and messages were written into: the named queries."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from db.queries import now, path_of

OPEN = ".open"
"""What the folder of an archive that is still written to is called, after the archive's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: the archive's name, the file in it, and how many bytes into that."""

    archive: str
    member: str
    offset: int

    def __str__(self) -> str:
        """As the database has it."""
        return f"{self.archive}/{self.member}@{self.offset}"


def read_place(text: str) -> Place:
    """The place that such a text names."""
    path, _, offset = text.rpartition("@")
    archive, _, member = path.partition("/")
    return Place(archive, member, int(offset))


def note_archive(database: Database, name: str, folder: Path) -> None:
    """Note in which folder an archive is, by the way there from the database where there is one."""
    folder = folder.absolute()
    try:
        told = Path(os.path.relpath(folder, _home(database))).as_posix()
    except ValueError:  # on Windows, on another drive
        told = folder.as_posix()
    with database.atomic():
        database.execute(
            "INSERT INTO archives (name, folder, made_at) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET folder = excluded.folder",
            [name, told, now()],
        )


def drop_archive(database: Database, name: str) -> None:
    """Note of an archive that there is none: nothing was written into it."""
    with database.atomic():
        database.execute("DELETE FROM archives WHERE name = ?", [name])


def move_archive(database: Database, old: str, new: str, moves: Mapping[str, str | None]) -> None:
    """Note that an archive was written anew under another name, and where its records are now."""
    with database.atomic():
        database.execute(
            "INSERT INTO archives SELECT ?, folder, made_at FROM archives WHERE name = ?",
            [new, old],
        )
        database.execute("DELETE FROM archives WHERE name = ?", [old])
        for table in ("captures", "messages"):
            rows = database.execute(
                f"SELECT id, archive FROM {table} WHERE substr(archive, 1, ?) = ?",
                [len(old) + 1, f"{old}/"],
            ).fetchall()
            database.conn.executemany(
                f"UPDATE {table} SET archive = ? WHERE id = ?",
                [(moves.get(place), found) for found, place in rows],
            )


def archives(database: Database) -> dict[str, Path]:
    """The folder that each archive was written into, by name."""
    home = _home(database)
    rows = database.execute("SELECT name, folder FROM archives ORDER BY name")
    return {str(name): Path(os.path.normpath(home / folder)) for name, folder in rows}


def find_archive(name: str, *folders: Path) -> Path | None:
    """Where the archive of that name is in these folders, packed or not; None where it is not."""
    for folder in folders:
        for path in (folder / name, folder / f"{name}{OPEN}"):
            if path.exists():
                return path
    return None


def _home(database: Database) -> Path:
    """The folder that the database is in."""
    return (path_of(database) or Path()).absolute().parent

"""Where the archives are that captures and messages were written into: the named queries."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from db.queries import now

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
    path = next((str(row[2]) for row in database.execute("PRAGMA database_list")), "")
    return Path(path).absolute().parent

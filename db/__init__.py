"""The database: one SQLite file, opened, checked and migrated here."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from db.backup import back_up
from db.errors import (
    AuditError,
    DatabaseError,
    NewerSchema,
    NoDatabase,
    NotADatabase,
    NotWritable,
    OlderSchema,
)
from db.migrations import migrations

__all__ = ["Database", "explain", "fold_in", "open_database"]

Mode = Literal["read", "write", "create"]

BUSY_TIMEOUT_MS = 10_000
SQLITE_HEADER = b"SQLite format 3\x00"


def open_database(path: str | Path, mode: Mode = "read") -> Database:
    """Open the database at `path`.

    `read` opens it read-only and never migrates; `write` wants it to be there and migrates it;
    `create` makes it where it is missing.

    Raises NoDatabase, NotADatabase, NewerSchema, OlderSchema (only for `read`) or NotWritable.
    """
    path = Path(path).absolute()
    if path.is_dir():
        raise NotADatabase(f"{path} is a folder; name a database file with --db")
    if not path.exists():
        if mode != "create":
            raise NoDatabase(
                f"no database at {path}; 'audit add' or 'audit import' makes one,"
                " --db names another"
            )
        if not path.parent.is_dir():
            raise NoDatabase(f"no folder {path.parent} to make a database in; create it first")
    else:
        _check_header(path)
    try:
        connection = _connect(path, mode)
        database = Database(connection)
        _prepare(database, path, mode)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    return database


def fold_in(path: str | Path) -> None:
    """Fold the log of writes into the file itself, so that a copy of the file alone is whole.

    SQLite does so when the last connection closes, unless that one only reads.  Where another
    process has the database open the log stays: nothing is lost by it.
    """
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def explain(error: sqlite3.Error, path: str | Path) -> AuditError:
    """The error of our own tree that says in one line what an error of SQLite means here."""
    text = str(error)
    if "disk is full" in text or "disk I/O error" in text:
        return NotWritable(f"cannot write {path}: {text}; free some space and run it again")
    if "readonly" in text or "unable to open" in text:
        return NotWritable(f"cannot write {path}: file or folder is read-only; copy it or use --db")
    if "not a database" in text or "malformed" in text:
        return NotADatabase(f"{path} is not a usable SQLite database ({text}); restore a backup")
    if "locked" in text or "busy" in text:
        return DatabaseError(f"{path} is in use by another program ({text}); try again shortly")
    return DatabaseError(f"{path}: {text}")


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_HEADER))
    except OSError as error:
        raise DatabaseError(f"cannot read {path}: {error.strerror}") from error
    if start and start != SQLITE_HEADER:
        raise NotADatabase(f"{path} is not an SQLite database; name another with --db")


def _connect(path: Path, mode: Mode) -> sqlite3.Connection:
    if mode != "read":
        return sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)
    uri = path.as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A WAL database in a folder that cannot be written has nowhere to put its shared memory;
        # with no log beside it the file itself is whole and may be read as it stands.
        connection.close()
        wal = Path(f"{path}-wal")
        if wal.exists() and wal.stat().st_size:
            raise
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True)
    return connection


def _prepare(database: Database, path: Path, mode: Mode) -> None:
    database.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    database.execute("PRAGMA foreign_keys = ON")
    tables = set(database.table_names())
    ours = "_sqlite_migrations" in tables and "brands" in tables
    if tables and not ours:
        raise NotADatabase(f"{path} is an SQLite database but not one of ours; use --db")
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(database)} if ours else set()
    if newer := sorted(applied - known):
        raise NewerSchema(
            f"{path} was written by a newer version (it has {newer[-1]});"
            " update walk-the-talk-audit"
        )
    if known - applied:
        if mode == "read":
            if not ours:
                raise NoDatabase(f"{path} is empty; 'audit add' or 'audit import' fills it")
            raise OlderSchema(f"{path} was written by an older version; 'audit measure' updates it")
        if ours:
            back_up(database.conn, path, min(known - applied))
        database.execute("PRAGMA journal_mode = WAL")
        migrations.apply(database)
    if mode != "read":
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")

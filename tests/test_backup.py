"""A backup is made beside the database before its schema changes, and said."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import open_database
from db.backup import KEPT, backups
from db.errors import NotWritable
from db.migrations import migrations


def older(path: Path) -> None:
    """A database as it was before the newest migration, with a brand in it."""
    newest = migrations.pending(Database(memory=True))[-1].name
    database = Database(path)
    migrations.apply(database, stop_before=newest)
    database.execute("INSERT INTO brands (name, added_at) VALUES ('Acme', '2026')")
    database.conn.commit()
    database.close()


def test_an_upgrade_keeps_what_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The copy is whole and as it was, and its name is said; a new database makes none."""
    older(tmp_path / "audit.db")
    open_database(tmp_path / "new.db", "create").close()
    with caplog.at_level(logging.WARNING):
        open_database(tmp_path / "audit.db", "write").close()
    (copy,) = backups(tmp_path / "audit.db")
    open_database(tmp_path / "audit.db", "write").close()

    assert copy.name in caplog.text
    held = sqlite3.connect(copy)
    assert held.execute("SELECT name FROM brands").fetchall() == [("Acme",)]
    assert held.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    applied = held.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
    assert applied == len(migrations.pending(Database(memory=True))) - 1
    assert backups(tmp_path / "audit.db") == [copy]
    assert backups(tmp_path / "new.db") == []


def test_no_room_for_the_copy_is_no_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the copy cannot be written nothing is changed, and that is said."""
    older(tmp_path / "audit.db")
    before = (tmp_path / "audit.db").read_bytes()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.backup.os.fsync", no_room)
    with pytest.raises(NotWritable, match="no backup"):
        open_database(tmp_path / "audit.db", "write")
    assert (tmp_path / "audit.db").read_bytes() == before
    assert list(tmp_path.glob("*.before-*")) == []
    assert list(tmp_path.glob(".*.part")) == []


def test_the_newest_copies_are_kept(tmp_path: Path) -> None:
    """Three of them."""
    older(tmp_path / "audit.db")
    for year in range(2020, 2026):
        (tmp_path / f"audit.db.before-m004-{year}0101T000000Z").touch()
    open_database(tmp_path / "audit.db", "write").close()

    names = [copy.name for copy in backups(tmp_path / "audit.db")]
    assert len(names) == KEPT
    assert names[:2] == [f"audit.db.before-m004-{year}0101T000000Z" for year in (2024, 2025)]

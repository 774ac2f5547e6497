"""The database: opened, checked, migrated; and what it says when it cannot be."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import explain, fold_in, open_database
from db.errors import BadInput, Locked, NewerSchema, NoDatabase, NotADatabase, NotFound, OlderSchema
from db.lock import hold
from db.migrations import migrations
from db.queries import (
    add_brand,
    brand_id,
    brands,
    remove_brand,
    require_brand,
    require_known,
    source_id,
)


def test_a_new_database_has_every_table(tmp_path: Path) -> None:
    """Create makes the file and runs all migrations."""
    database = open_database(tmp_path / "audit.db", "create")

    assert {"brands", "sources", "messages", "statements", "readings", "findings"} <= set(
        database.table_names()
    )
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_missing_database_is_named_with_its_full_path(tmp_path: Path, mode: str) -> None:
    """Only create makes one."""
    path = tmp_path / "nowhere.db"

    with pytest.raises(NoDatabase, match=str(path)):
        open_database(path, mode)  # type: ignore[arg-type]
    assert not path.exists()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Text is not taken for SQLite, and is left as it was."""
    path = tmp_path / "notes.txt"
    path.write_text("hello")

    with pytest.raises(NotADatabase, match="not an SQLite database"):
        open_database(path, "write")
    assert path.read_text() == "hello"


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    """An SQLite file without our tables is not written to."""
    path = tmp_path / "other.db"
    Database(path)["recipes"].insert({"name": "soup"})  # type: ignore[union-attr]

    with pytest.raises(NotADatabase, match="not one of ours"):
        open_database(path, "create")


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A migration we do not know means a newer program wrote it."""
    path = tmp_path / "audit.db"
    database = open_database(path, "create")
    database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('audit', 'm999_future', '2030-01-01')"
    )
    database.conn.commit()

    with pytest.raises(NewerSchema, match="m999_future"):
        open_database(path, "read")


def test_every_older_schema_is_migrated_with_its_rows_kept(tmp_path: Path) -> None:
    """From each step a filled database reaches the newest one; reading alone never migrates."""
    names = [migration.name for migration in migrations.pending(Database(memory=True))]
    for step in names[1:]:
        path = tmp_path / f"{step}.db"
        old = Database(path)
        migrations.apply(old, stop_before=step)
        old.execute("INSERT INTO brands (name, added_at) VALUES ('acme', '2026-01-01')")
        old.conn.commit()
        old.close()

        with pytest.raises(OlderSchema, match="audit measure"):
            open_database(path, "read")
        database = open_database(path, "write")

        assert brand_id(database, "ACME") == 1
        assert [m.name for m in migrations.applied(database)] == names


def test_sqlite_errors_are_said_in_one_line(tmp_path: Path) -> None:
    """A full disk, a read-only file and a damaged file each say what next."""
    path = tmp_path / "audit.db"

    assert "free some space" in str(
        explain(sqlite3.OperationalError("database or disk is full"), path)
    )
    assert "read-only" in str(
        explain(sqlite3.OperationalError("attempt to write a readonly database"), path)
    )
    assert "restore a backup" in str(
        explain(sqlite3.DatabaseError("database disk image is malformed"), path)
    )


def test_a_database_in_a_read_only_folder_can_still_be_read(tmp_path: Path) -> None:
    """Reading writes nothing, not even WAL's shared memory."""
    folder = tmp_path / "frozen"
    folder.mkdir()
    path = folder / "audit.db"
    database = open_database(path, "create")
    add_brand(database, "acme")
    database.close()
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        assert [row.name for row in brands(open_database(path, "read"))] == ["acme"]
    finally:
        folder.chmod(0o755)


def test_a_second_run_is_told_that_one_is_working(tmp_path: Path) -> None:
    """The lock is refused at once, and free again afterwards."""
    path = tmp_path / "audit.db"
    with hold(path), pytest.raises(Locked, match="another run"), hold(path):
        pass
    with hold(path):
        pass


def test_a_brand_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    """Names and aliases, in any case; a near miss is offered the nearest name."""
    database = open_database(tmp_path / "audit.db", "create")
    found = add_brand(database, "Acme Kettles", aliases=["AcmeHelp"], group="street")

    assert brand_id(database, "acmehelp") == brand_id(database, "ACME KETTLES") == found
    with pytest.raises(NotFound, match="did you mean 'Acme Kettles'"):
        require_brand(database, "acme kettle")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"group": "banks", "channel": None}, "no group 'banks'; there are: street"),
        ({"group": "Street", "channel": "twitter"}, "no channel 'twitter'; there are: none"),
    ],
)
def test_what_no_brand_has_is_named_with_what_there_is(
    tmp_path: Path, asked: dict[str, str | None], said: str
) -> None:
    """A group or channel mistyped is no empty ranking."""
    database = open_database(tmp_path / "audit.db", "create")
    add_brand(database, "Acme", group="street")

    require_known(database, group="street", channel=None)
    with pytest.raises(NotFound, match=said):
        require_known(database, **asked)


def test_an_alias_that_was_a_brand_is_merged_in(tmp_path: Path) -> None:
    """Its sources move over and its name stays known."""
    database = open_database(tmp_path / "audit.db", "create")
    handle = add_brand(database, "AcmeHelp")
    moved = source_id(database, handle, "walk", "short-post", "twcs", "AcmeHelp", False)

    owner = add_brand(database, "Acme", aliases=["AcmeHelp"])

    assert [row.name for row in brands(database)] == ["Acme"]
    assert brand_id(database, "AcmeHelp") == owner
    assert database.execute("SELECT brand_id FROM sources WHERE id = ?", [moved]).fetchone() == (
        owner,
    )


def test_an_alias_of_another_brand_is_refused(tmp_path: Path) -> None:
    """One alias is one brand's, and nothing is changed by the attempt."""
    database = open_database(tmp_path / "audit.db", "create")
    add_brand(database, "Acme", aliases=["help"])

    with pytest.raises(BadInput, match="already an alias of 'Acme'"):
        add_brand(database, "Zenith", aliases=["help"])
    assert [row.name for row in brands(database)] == ["Acme"]


def test_removing_a_brand_removes_what_hangs_on_it(tmp_path: Path) -> None:
    """Sources, texts and aliases go with it."""
    database = open_database(tmp_path / "audit.db", "create")
    found = add_brand(database, "Acme", aliases=["help"])
    source_id(database, found, "walk", "review", "reviews", "x", True)

    remove_brand(database, found)

    for table in ("brands", "aliases", "sources"):
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_copy_of_the_file_alone_is_whole(tmp_path: Path) -> None:
    """What a writer leaves in the log while another reads is folded in once both are done."""
    path, log = tmp_path / "a.db", tmp_path / "a.db-wal"
    open_database(path, "create").close()
    reader = open_database(path, "read")
    writer = open_database(path, "write")
    add_brand(writer, "Acme")
    writer.close()
    reader.close()
    assert log.stat().st_size, "the log is folded in without our doing"

    fold_in(path)

    assert not log.exists()
    alone = shutil.copy(path, tmp_path / "b.db")
    assert [row.name for row in brands(open_database(alone))] == ["Acme"]

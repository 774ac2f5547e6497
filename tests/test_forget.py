"""A person asks to be forgotten: their words go from everywhere, and do not come back."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from local_host import run_crawl
from test_archive import audit, empty
from test_crawl import declare

from audit.corpus.keys import text_hash
from audit.corpus.prepare import prepare
from crawler.archives.packing import damaged
from crawler.archives.records import members, record_at, records
from crawler.demo.server import serve_street
from crawler.forget import forget
from crawler.imports import Options, import_file
from crawler.pipelines.secret import hide
from db import open_database
from db.archives import archives, find_archive, read_place
from db.errors import BadInput, NotFound
from db.queries import brands
from db.vectors import VectorStore

KEY = "k" * 32
WORDS = "My ocelot ate the parcel labelled zebrafish"
ROWS = [
    ("q1", "q1", "", "customer", "jo_doe", WORDS),
    ("q1", "a1", "q1", "brand", "", "We are sorry to hear that, and have sent another one."),
    ("q1", "q2", "a1", "customer", "jo_doe", "It came, and the ocelot likes it, heliotrope too"),
    ("q1", "a2", "q2", "brand", "", "Good to hear that it came."),
    ("q3", "q3", "", "customer", "ann", "The kettle leaks again, please do something"),
    ("q3", "a3", "q3", "brand", "", "That should not happen; please send us a photo."),
]
HEADER = ("thread_id", "message_id", "parent_id", "role", "author", "text")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """One key for all."""
    monkeypatch.setenv("AUDIT_KEY", KEY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of conversations."""
    path = tmp_path / "threads.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEADER, *ROWS])
    return path


@pytest.fixture
def database(tmp_path: Path, file: Path) -> Path:
    """It imported, prepared, and read by an instrument that found nothing."""
    folder = tmp_path / "held"
    folder.mkdir()
    path = folder / "audit.db"
    held = open_database(path, "create")
    import_file(held, file, "threads", Options(brand="Acme", channel="forum"))
    for brand in brands(held):
        prepare(held, brand)
    with held.atomic():
        held.execute(
            "INSERT INTO readings SELECT DISTINCT key, 'i', 'reply', '{}' FROM ("
            "SELECT message_key AS key FROM turns UNION SELECT reply_key FROM turns) "
            "WHERE key IS NOT NULL"
        )
    store = VectorStore(path, "m", "1")
    hashes = [row[0] for row in held.execute("SELECT vector_hash FROM turns")]
    store.put({found: np.ones(4, np.float32) for found in [*hashes, text_hash(WORDS)]})
    store.close()
    held.close()
    return path


def on_disk(folder: Path) -> bytes:
    """Every byte of every file under a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_words_go_from_every_file(database: Path) -> None:
    """From tables, free pages, log and side file; what the brand answered stays."""
    assert WORDS.encode() in on_disk(database.parent)
    held = open_database(database, "write")

    found = forget(held, "@Jo_Doe")

    texts = {text for (text,) in held.execute("SELECT text FROM messages")}
    assert texts == {row[5] for row in ROWS if row[4] != "jo_doe"}
    assert (found.messages, found.brands, found.embeddings) == (2, 1, 3)
    left = on_disk(database.parent)
    assert WORDS.encode() not in left
    assert b"heliotrope" not in left
    assert text_hash(WORDS).encode() not in left
    assert b"kettle leaks" in left


def test_readings_of_what_was_said_go_and_those_of_others_stay(database: Path) -> None:
    """A reading's key is made of the words; only turns that are held have any."""
    held = open_database(database, "write")
    before = held.execute("SELECT count(*) FROM readings").fetchone()[0]

    found = forget(held, "jo_doe")

    keys = {key for (key,) in held.execute("SELECT key FROM readings")}
    assert len(keys) == before - found.readings > 0
    wanted = held.execute("SELECT message_key, reply_key FROM turns").fetchall()
    assert keys == {key for pair in wanted for key in pair if key}


def test_answers_do_not_name_what_they_answered(database: Path) -> None:
    """Ids lead back to the words where they were said: an HMAC takes their place."""
    held = open_database(database, "write")

    forget(held, "jo_doe")

    rows = held.execute(
        "SELECT item_id, thread_id, parent_id, turn_id FROM messages WHERE item_id < 'a3'"
    ).fetchall()
    assert [row[0] for row in rows] == ["a1", "a2"]
    assert all(value.startswith("forgotten-") for row in rows for value in row[1:])
    assert rows[0][1] == rows[1][1], "still one thread"


def test_an_import_does_not_bring_them_back(database: Path, file: Path) -> None:
    """Not by the name, nor under another name by the ids; the answers stay as they are."""
    held = open_database(database, "write")
    forget(held, "jo_doe")
    before = held.execute("SELECT * FROM messages ORDER BY id").fetchall()

    report = import_file(held, file, "threads", Options(brand="Acme", channel="forum"))
    file.write_text(file.read_text().replace("jo_doe", "someone_else"))
    renamed = import_file(held, file, "threads", Options(brand="Acme", channel="forum"))

    assert report.rejected == renamed.rejected == {"of somebody forgotten": 2}
    assert held.execute("SELECT * FROM messages ORDER BY id").fetchall() == before


@pytest.mark.parametrize("ident", ["q1", hide("jo_doe", KEY.encode()), " JO_DOE "])
def test_a_message_or_a_code_will_do(database: Path, ident: str) -> None:
    """Whoever wrote the message is meant, with all they wrote."""
    held = open_database(database, "write")

    assert forget(held, ident).messages == 2


def test_asked_twice_it_is_done_once(database: Path) -> None:
    """The second time there is nothing left to do, and that is no error."""
    held = open_database(database, "write")
    forget(held, "jo_doe")

    assert forget(held, "jo_doe").messages == 0


def test_nobody_of_that_name_is_an_error(database: Path) -> None:
    """A slip of the pen must not look like work done."""
    with pytest.raises(NotFound, match="jo_dough"):
        forget(open_database(database, "write"), "jo_dough")


def test_an_id_of_several_people_is_not_guessed(database: Path, file: Path) -> None:
    """The same id in two sources: a name is asked for."""
    held = open_database(database, "write")
    file.write_text(file.read_text().replace("jo_doe", "kim"))
    import_file(held, file, "threads", Options(brand="Zenith", channel="forum"))
    import_file(held, file, "threads", Options(brand="Zenith", channel="review"))
    held.execute(
        "UPDATE messages SET author = 'other' WHERE id = (SELECT max(id) FROM messages "
        "WHERE item_id = 'q1')"
    )
    held.conn.commit()

    with pytest.raises(BadInput, match="several people"):
        forget(held, "q1")


def test_archives_are_written_anew_without_them(tmp_path: Path) -> None:
    """Their records are cut out, places are moved, the archive is whole; no replay knows them."""
    path, kept = tmp_path / "audit.db", tmp_path / "kept"
    with serve_street() as street:
        database = open_database(path, "create")
        declare(database, street, "pip-and-marrow")
        database.close()
        run_crawl(path, archive=str(kept))
        (old,) = kept.iterdir()
        held = open_database(path, "write")
        author, words = held.execute(
            "SELECT author, max(text) FROM messages WHERE role = 'customer' AND length(text) > 40"
        ).fetchone()
        theirs = [
            row[0]
            for row in held.execute(
                "SELECT text FROM messages WHERE author = ? AND role = 'customer'", [author]
            )
        ]
        held.close()

        run = audit(path, "forget", author)

        assert run.returncode == 0, run.stderr
        run_crawl(path)
    again = audit(empty(tmp_path / "b.db"), "crawl", "--from", str(kept))
    assert again.returncode == 0, again.stderr
    (new,) = kept.iterdir()
    assert new.name == old.name.replace(".wacz", ".r1.wacz")
    assert damaged(new) == []
    bodies = b"".join(r.body for name in members(new) for r in records(new, name))
    assert words.encode() in {text.encode() for text in theirs}
    assert b'"kind": "message"' in bodies
    assert all(text.encode() not in bodies for text in theirs)
    for held in (open_database(path), open_database(tmp_path / "b.db")):
        texts = {text for (text,) in held.execute("SELECT text FROM messages")}
        assert texts
        if held.execute("SELECT count(*) FROM forgotten").fetchone()[0]:
            assert texts.isdisjoint(theirs)
    held = open_database(path)
    for (text,) in held.execute("SELECT archive FROM messages WHERE archive IS NOT NULL"):
        place = read_place(text)
        found = find_archive(place.archive, *archives(held).values())
        assert found is not None
        record = record_at(found, place.member, place.offset)
        assert record is not None
        assert record.kind == "conversion"


def test_copies_of_the_database_go(database: Path) -> None:
    """A copy made before a migration holds their words; it is removed, and that is said."""
    copy = database.with_name(f"{database.name}.before-m009-20260101T000000Z")
    copy.write_bytes(database.read_bytes())
    held = open_database(database, "write")

    found = forget(held, "jo_doe")

    assert found.backups == (copy.name,)
    assert copy.name in str(found)
    assert not copy.exists()

"""Quotes are held against the bytes they were read from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from local_host import Answer, new_database, page, run_crawl, serve
from test_archive import audit
from test_crawl import declare, small_site

from crawler.archives.records import Record
from crawler.archives.words import Words
from crawler.demo.server import serve_street
from db import open_database


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[Path]:
    """A small site crawled into an archive; the database."""
    path = tmp_path / "audit.db"
    with serve(small_site()) as host:
        new_database(path, f"{host.address}/").close()
        run_crawl(path, archive=str(tmp_path / "kept"))
        yield path


def verified(path: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and what is said of the first brand."""
    run = audit(path, "verify", "--json", *arguments)
    assert run.stderr == ""
    return run.returncode, json.loads(run.stdout)[0]


def change(path: Path, query: str) -> None:
    """Change the database by hand."""
    database = open_database(path, "write")
    with database.atomic():
        database.execute(query)
    database.close()


def test_all_that_was_read_stands_in_the_archive(crawled: Path) -> None:
    """Every sentence of every page is found, word for word."""
    code, said = verified(crawled)

    assert code == 0
    assert said["outcomes"]["found"] == said["quotes"] > 4


def test_a_quote_made_up_is_found_out(crawled: Path) -> None:
    """One that does not match its hash was altered; one with a hash of its own is not found."""
    import hashlib

    text = "We promise you the moon."
    digest = hashlib.sha256(text.encode()).hexdigest()
    change(crawled, f"UPDATE statements SET text = '{text}' WHERE id = 1")
    change(crawled, f"UPDATE statements SET text = '{text}', text_hash = '{digest}' WHERE id = 2")

    code, said = verified(crawled)

    assert code == 3
    assert (said["outcomes"]["altered"], said["outcomes"]["not found"]) == (1, 1)
    assert [one["text"] for one in said["wrong"]] == [text, text]


def test_a_missing_archive_is_named_and_its_new_folder_may_be_said(crawled: Path) -> None:
    """Which archive, where it was; with --archive it is found again."""
    moved = crawled.parent / "elsewhere"
    shutil.move(crawled.parent / "kept", moved)
    (name,) = (path.name for path in moved.iterdir())

    code, said = verified(crawled)
    found, _ = verified(crawled, "--archive", str(moved))
    text = audit(crawled, "verify").stdout

    assert (code, found) == (3, 0)
    assert said["archives_missing"] == {name: str(crawled.parent / "kept")}
    assert f"missing: {name}" in text


def test_archives_moved_with_their_database_are_found(crawled: Path) -> None:
    """Where archives are is kept as the way from the database."""
    moved = crawled.parent / "moved"
    moved.mkdir()
    for path in list(crawled.parent.iterdir()):
        if path != moved:
            shutil.move(path, moved / path.name)

    assert verified(moved / "audit.db")[0] == 0


def test_an_archive_changed_since_is_found_out(crawled: Path) -> None:
    """Every quote from it is in doubt."""
    (path,) = (crawled.parent / "kept").iterdir()
    whole = bytearray(path.read_bytes())
    whole[400] ^= 1
    path.write_bytes(whole)

    code, said = verified(crawled)

    assert code == 3
    assert said["outcomes"]["archive damaged"] == said["quotes"]


def test_conversations_are_held_against_what_was_kept_of_them(tmp_path: Path) -> None:
    """A reply altered in the database, hash and all, is not what the archive says."""
    path = tmp_path / "audit.db"
    with serve_street() as street:
        database = open_database(path, "create")
        declare(database, street, "pip-and-marrow")
        database.close()
        run_crawl(path, archive=str(tmp_path / "kept"))
    code, said = verified(path)
    change(
        path,
        "UPDATE messages SET text = 'Go away.', content_hash = "
        "'7a3c51d8a4ef0bd6ba5a60b8be3d3da8d4c1f1a47c83ce31e8a3c3ba6d02b7a0' "
        "WHERE id = (SELECT min(id) FROM messages WHERE role = 'brand')",
    )

    assert code == 0
    assert said["outcomes"]["found"] == said["quotes"]
    assert verified(path)[0] == 3


def test_what_was_not_archived_is_said_to_be(tmp_path: Path) -> None:
    """Nothing speaks against it; nothing proves it."""
    with serve(small_site()) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        run_crawl(tmp_path / "audit.db")

    code, said = verified(tmp_path / "audit.db")

    assert code == 0
    assert said["outcomes"]["not archived"] == said["quotes"]


def test_it_says_present_and_absent_never_deleted(tmp_path: Path) -> None:
    """A crawl knows when it saw a sentence and when it did not; not what became of it."""
    path = tmp_path / "audit.db"
    with serve(small_site()) as host:
        new_database(path, f"{host.address}/").close()
        run_crawl(path, archive=str(tmp_path / "kept"))
        host.routes["/about"] = page("About us", "We are somebody else now, and we say so here.")
        run_crawl(path, archive=str(tmp_path / "kept"))

    text = audit(path, "verify").stdout

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f"present on {today}, absent on {today}" in text
    assert "delete" not in text


def words(body: str, kind: str = "text/html; charset=utf-8", **headers: str) -> Words:
    """The words of such a page."""
    given = (("Content-Type", kind), *headers.items())
    at = datetime.now(UTC)
    return Words(
        Record("response", "http://a.example/", at, {}, 200, given, body.encode(), True, "", 0, 1)
    )


@pytest.mark.parametrize(
    ("body", "kind", "text", "held"),
    [
        ("<p>We <b>care</b>\n you &amp; yours.</p>", "text/html", "We care you & yours.", True),
        ("<p>We care.</p>", "text/html", "We do not care.", False),
        ("<p>Call 020 7946 0018 any time.</p>", "text/html", "Call [phone] any time.", True),
        ("<p>Call us any time.</p>", "text/html", "Ring [phone] any time.", False),
        ('{"a": [{"b": "<p>We care<br>a lot</p>"}]}', "application/json", "We care a lot", True),
        ('<script type="ld+json">{"d": "We care"}</script>', "text/html", "We care", True),
        ('<meta content="We care">', "text/html", "We care", True),
    ],
)  # fmt: skip
def test_words_are_sought_as_a_reader_sees_them(
    body: str, kind: str, text: str, held: bool
) -> None:
    """Whatever the mark-up; a placeholder stands for anything short."""
    assert words(body, kind).hold(text) is held


def test_a_sentence_over_two_headings_is_held_in_parts() -> None:
    """And one with a word that is not there is not."""
    found = words("<h2>Ready to rent?</h2><button>Call</button><h2>Repairs by experts</h2>")

    assert not found.hold("Ready to rent? Repairs by experts")
    assert found.hold_parts("Ready to rent? Repairs by experts")
    assert not found.hold_parts("Ready to rent? Repairs by amateurs")


def test_a_compressed_page_is_read(tmp_path: Path) -> None:
    """The bytes in the archive are those that came, compressed; the words are found."""
    import gzip

    routes = small_site()
    body = page("Home", "We answer every letter by hand, as we always did.", links=("/about",))
    packed = Answer(gzip.compress(body.encode()), headers={"Content-Encoding": "gzip"})
    routes["/"] = packed
    with serve(routes) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))

    code, said = verified(tmp_path / "audit.db")

    assert code == 0
    assert said["outcomes"]["found"] == said["quotes"]

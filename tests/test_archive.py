"""What was read is kept as a web archive, and read again from it, offline, to the same rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from local_host import Answer, environment, new_database, page, run_crawl, serve, start_crawl
from test_crawl import declare, small_site

from crawler.archives.packing import damaged
from crawler.archives.records import members, record_at, records
from crawler.demo.server import serve_street
from crawler.pipelines.privacy import VERSION
from db import open_database
from db.archives import archives, find_archive, read_place
from db.queries import add_brand

ROWS = {
    "statements": "SELECT o.spider, o.target, s.document, s.place, s.lang, s.text, s.text_hash, "
    "s.url, s.first_seen, s.last_seen, c.content_hash, c.archive FROM statements s "
    "JOIN sources o ON o.id = s.source_id LEFT JOIN captures c ON c.id = s.capture_id",
    "messages": "SELECT o.spider, o.target, m.item_id, m.thread_id, m.parent_id, m.turn_id, "
    "m.role, m.author_kind, m.author, m.lang, m.text, m.content_hash, m.created_at, m.url, "
    "m.rating, m.archive FROM messages m JOIN sources o ON o.id = m.source_id",
    "captures": "SELECT o.spider, o.target, c.url, c.status, c.content_hash, c.etag, "
    "c.last_modified, c.archive, c.captured_at FROM captures c "
    "JOIN sources o ON o.id = c.source_id",
}


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is held, row numbers apart."""
    database = open_database(path)
    return {name: sorted(database.execute(query), key=repr) for name, query in ROWS.items()}


def audit(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli", "--db", str(path), *arguments],
        capture_output=True, text=True, env=environment(), check=False,
    )  # fmt: skip


def empty(path: Path) -> Path:
    """A database with a brand that has nothing to do with any of it."""
    database = open_database(path, "create")
    add_brand(database, "Somebody Else")
    database.close()
    return path


def test_archives_crawled_again_give_the_same_database(tmp_path: Path) -> None:
    """Two crawls with a change between them, site and conversations: the same rows, offline."""
    first, second, kept = tmp_path / "a.db", tmp_path / "b.db", tmp_path / "archives"
    with serve_street() as street:
        database = open_database(first, "create")
        for slug in ("acme", "gridline"):
            declare(database, street, slug)
        database.close()
        run_crawl(first, archive=str(kept))
        street.change_page("acme", "/our-promise", 0, 0, "We promise to answer by pigeon post.")
        talk = next(talk for talk in street.street.brands["acme"].conversations if talk.turns)
        street.edit_reply("acme", talk.id, "We were wrong about your kettle, and we are sorry.")
        time.sleep(1.1)
        run_crawl(first, archive=str(kept))
    again = audit(empty(second), "crawl", "--from", str(kept))

    assert again.returncode == 0, again.stderr
    live, read = rows(first), rows(second)
    assert all(live[table] for table in ROWS)
    assert read == live
    assert "by pigeon post" in str(live["statements"])
    assert "wrong about your kettle" in str(read["messages"])


def test_every_place_leads_to_the_bytes(tmp_path: Path) -> None:
    """A capture names the archive, the file in it and where the page as it came begins."""
    with serve(small_site()) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))
    database = open_database(tmp_path / "audit.db")
    folders = archives(database)

    for url, text in database.execute("SELECT url, archive FROM captures"):
        place = read_place(text)
        path = find_archive(place.archive, folders[place.archive])
        assert path is not None
        record = record_at(path, place.member, place.offset)
        assert record is not None
        assert (record.kind, record.url, record.whole) == ("response", url, True)
        assert record.body == host.answer("/" + url.split("/", 3)[3], {}).body.encode()  # type: ignore[union-attr]


def test_an_archive_is_a_wacz(tmp_path: Path) -> None:
    """With what the format asks for, each file under its hash; one byte changed is noticed."""
    with serve(small_site()) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))
    (path,) = (tmp_path / "kept").iterdir()

    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
        lines = packed.read("indexes/index.cdx").decode().splitlines()
        pages = packed.read("pages/pages.jsonl").decode().splitlines()
    assert {"datapackage.json", "datapackage-digest.json"} < names
    assert lines == sorted(lines)
    for line in lines:
        about = json.loads(line.split(" ", 2)[2])
        record = record_at(path, f"archive/{about['filename']}", int(about["offset"]))
        assert record is not None
        assert (record.url, str(record.length)) == (about["url"], about["length"])
    assert len(pages) == 1 + 3
    assert damaged(path) == []
    whole = bytearray(path.read_bytes())
    whole[200] ^= 1
    path.write_bytes(whole)
    assert damaged(path) == members(path)


def test_conversations_are_kept_redacted_and_say_so(tmp_path: Path) -> None:
    """Of pages on which customers speak only what was read is kept, by which rules it says."""
    with serve_street() as street:
        database = open_database(tmp_path / "audit.db", "create")
        declare(database, street, "pip-and-marrow")
        database.close()
        run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))
    (path,) = (tmp_path / "kept").iterdir()
    spoken = next(name for name in members(path) if "mastodon" in name)

    found = list(records(path, spoken))
    conversations = [record for record in found if record.kind == "conversion"]
    assert conversations
    assert {record.fields["warc-x-redacted"] for record in conversations} == {f"privacy {VERSION}"}
    raw = [record for record in found if record.kind in {"response", "revisit"}]
    assert {record.url.rsplit("/", 1)[1] for record in raw} <= {"robots.txt"}
    authors = {
        line["author"]
        for record in conversations
        for line in map(json.loads, record.body.decode().splitlines())
        if line["kind"] == "message" and line["role"] == "customer"
    }
    assert authors
    assert all(len(author) == 32 for author in authors)


def test_a_killed_crawl_leaves_an_archive_of_whole_records(tmp_path: Path) -> None:
    """Killed anywhere, the next crawl packs what there is, goes on, and both replay as one."""
    path, kept = tmp_path / "audit.db", tmp_path / "kept"
    routes = small_site()

    def slow(_path: str, _headers: Any) -> Answer:
        time.sleep(1)
        return Answer(page("About", "We are a bakery of old."))

    routes["/about"] = slow
    with serve(routes) as host:
        new_database(path, f"{host.address}/").close()
        process = start_crawl(path, archive=str(kept))
        while "/sitemap.xml" not in host.paths():
            time.sleep(0.01)
        time.sleep(0.3)
        process.kill()
        process.communicate()
        (left,) = kept.glob("*.open")
        (file,) = left.glob("*.warc.gz")
        whole = file.stat().st_size
        with file.open("ab") as broken:
            broken.write(file.read_bytes()[:77])
        run = start_crawl(path, archive=str(kept))
        _, err = run.communicate(timeout=60)
    again = audit(empty(tmp_path / "again.db"), "crawl", "--from", str(kept))

    assert run.returncode == 0, err
    found = sorted(kept.iterdir())
    assert [archive.suffix for archive in found] == [".wacz", ".wacz"]
    assert sum(record.length for record in records(found[0], members(found[0])[0])) == whole
    assert all(damaged(archive) == [] for archive in found)
    assert again.returncode in {0, 3}, again.stderr
    live, read = rows(path), rows(tmp_path / "again.db")
    assert [row[2:6] for row in live["statements"]] == [row[2:6] for row in read["statements"]]
    assert [row[2:5] for row in live["captures"]] == [row[2:5] for row in read["captures"]]


def test_a_replay_asks_nobody(tmp_path: Path) -> None:
    """With the site down and no contact given, the archive alone answers."""
    with serve(small_site()) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))
        asked = len(host.asked)
        run = audit(empty(tmp_path / "b.db"), "crawl", "--from", str(tmp_path / "kept"))
        later = len(host.asked)

    assert run.returncode == 0, run.stderr
    assert later == asked
    assert "pages 3 new" in run.stdout


def test_failures_are_replayed_as_failures(tmp_path: Path) -> None:
    """A page that broke off, one that was busy at first, one that was gone: as in the crawl."""
    routes = small_site()
    busy = iter([Answer("later", 503), Answer("later", 503)])
    routes["/about"] = lambda *_: next(busy, Answer(page("About", "We are a bakery of old.")))
    routes["/news"] = Answer("gone", 410)
    with serve(routes) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        live = run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))
    run = audit(empty(tmp_path / "b.db"), "crawl", "--json", "--from", str(tmp_path / "kept"))

    (report,) = json.loads(run.stdout)
    (was,) = live.values()
    assert report["counts"] == was["counts"]
    assert report["reason"] == was["reason"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.wacz", None, "no archive"),
        ("text.wacz", b"hello", "not a usable WACZ"),
    ],
)
def test_what_is_no_archive_is_said_in_one_line(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    """Exit code 1, one line, nothing stored."""
    if content is not None:
        (tmp_path / name).write_bytes(content)

    run = audit(empty(tmp_path / "a.db"), "crawl", "--from", str(tmp_path / name))

    assert run.returncode == 1
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_ends_the_crawl_before_it_begins(tmp_path: Path) -> None:
    """NotWritable, and nobody was asked."""
    (tmp_path / "kept").mkdir(mode=0o500)
    with serve(small_site()) as host:
        new_database(tmp_path / "audit.db", f"{host.address}/").close()
        found = run_crawl(tmp_path / "audit.db", archive=str(tmp_path / "kept"))

    assert found["error"] == "NotWritable"
    assert host.asked == []

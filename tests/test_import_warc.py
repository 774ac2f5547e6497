"""Web archives as an import: whose pages count, how they are dated, what is said of the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archived import Shot, wacz, warc
from local_host import page

from crawler.archives.reading import Archived, read_archive
from crawler.imports import Options, import_file, pairs
from crawler.imports._report import ImportReport
from db import Database
from db.errors import BadInput
from db.queries import add_brand

pytestmark = pytest.mark.usefixtures("key")

CARE = (
    "We care about every customer who walks through our door, and we have done so since 1931.",
    "If something goes wrong with your order, we put it right and tell you what happened.",
    "Whoever writes to us hears from a person, by name, within the day.",
)
HOME = Shot("https://acme.example/", page("Acme", *CARE), at="2024-05-01T08:00:00Z")
ABOUT = Shot("https://www.acme.example/about", page("About us", *reversed(CARE)))
ASKED = {
    "@context": "https://schema.org", "@type": "QAPage", "mainEntity": {
        "@type": "Question", "name": "My kettle leaks", "text": "What now?",
        "author": {"@type": "Person", "name": "Rosa"}, "dateCreated": "2024-04-01T10:00:00Z",
        "acceptedAnswer": {
            "@type": "Answer", "text": "We send you a new one.",
            "dateCreated": "2024-04-01T11:00:00Z",
            "author": {"@type": "Person", "url": "https://forum.example/u/acme-help"},
        },
    },
}  # fmt: skip
TALK = Shot(
    "https://forum.example/q/1",
    page("Kettle", "x").replace(
        "</head>", f'<script type="application/ld+json">{json.dumps(ASKED)}</script></head>'
    ),
)


def bring_in(database: Database, path: Path, *settings: str) -> ImportReport:
    """An archive imported for Acme."""
    said = Options(brand="Acme", settings=pairs(settings, "--set"))
    return import_file(database, path, "warc", said)


def test_pages_of_the_site_are_statements_of_their_day(tmp_path: Path, database: Database) -> None:
    """Each sentence of a page is held as seen when the page was captured; twice adds nothing."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([HOME, ABOUT]))

    first, again = bring_in(database, path), bring_in(database, path)

    assert (first.rows, first.new, again.new, again.held) == (2, 2, 0, 2)
    rows = database.execute("SELECT DISTINCT document, first_seen, last_seen, url FROM statements")
    assert set(rows.fetchall()) == {
        ("https://acme.example/", "2024-05-01T08:00:00Z", "2024-05-01T08:00:00Z", HOME.url),
        ("https://www.acme.example/about", ABOUT.at, ABOUT.at, ABOUT.url),
    }


def test_conversations_are_messages(tmp_path: Path, database: Database) -> None:
    """A page that declares a conversation is of the walk side; the account tells the brand."""
    path = wacz(tmp_path / "a.wacz", {"archive/one.warc.gz": warc([HOME, TALK])})

    report = bring_in(database, path, "site=acme.example", "account=acme-help")

    assert report.new == 2
    rows = database.execute("SELECT role, text, turn_id, lang FROM messages ORDER BY created_at")
    assert rows.fetchall() == [
        ("customer", "My kettle leaks\n\nWhat now?", None, "en"),
        ("brand", "We send you a new one.", "https://forum.example/q/1", "en"),
    ]


def test_a_page_captured_again_unchanged_still_said_so(tmp_path: Path, database: Database) -> None:
    """A revisit lengthens the time over which the sentences of the first capture were seen."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([HOME]))
    first = next(found for found in read_archive(path) if isinstance(found, Archived))
    again = Shot(HOME.url, at="2025-06-01T08:00:00Z", again=first.digest)
    strange = Shot(HOME.url, at="2025-07-01T08:00:00Z", again="sha1:OF-A-PAGE-ELSEWHERE")
    path.write_bytes(warc([HOME, again, strange]))

    report = bring_in(database, path)

    assert report.rejected == {"the same as a page that is not in the archive": 1}
    assert database.execute("SELECT DISTINCT first_seen, last_seen FROM statements").fetchall() == [
        ("2024-05-01T08:00:00Z", "2025-06-01T08:00:00Z")
    ]


def test_every_page_is_accounted_for(tmp_path: Path, database: Database) -> None:
    """What is an error, a redirect, of another site or of no use is counted by reason."""
    others = [
        Shot("https://acme.example/gone", "lost", status="404 Not Found"),
        Shot("https://acme.example/old", "", status="301 Moved Permanently"),
        Shot("https://acme.example/basket", page("Basket", *CARE)),
        Shot("https://acme.example/empty", "<html><body></body></html>"),
        Shot("https://elsewhere.example/", page("Elsewhere", *CARE)),
        Shot("https://acme.example/logo.png", b"\x89PNG", kind="image/png"),
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([HOME, *others]))

    report = bring_in(database, path, "site=acme.example")

    assert report.new == 1
    assert report.rejected == {
        "an error or a redirect": 2, "a basket, a log-in or small print": 1, "no text": 1,
        "not a page of the site": 1,
    }  # fmt: skip
    assert report.rows == 6


def test_whose_pages_count_is_never_guessed(tmp_path: Path, database: Database) -> None:
    """Of several hosts one has to be named, unless the brand was declared with its site."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([HOME, Shot("https://elsewhere.example/", page("Elsewhere", *CARE))]))

    with pytest.raises(BadInput, match=r"several hosts: acme.example \(1\), elsewhere"):
        bring_in(database, path)
    add_brand(database, "Acme", site="https://acme.example/")

    assert bring_in(database, path).new == 1


def test_an_archive_without_a_brand_says_what_to_add(tmp_path: Path, database: Database) -> None:
    """The brand is not in the archive, and has to be given."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([HOME]))

    with pytest.raises(BadInput, match="--brand NAME"):
        import_file(database, path, "warc", Options())


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, database: Database) -> None:
    """Bytes that are no archive are refused in one line, before anything is written."""
    path = tmp_path / "a.warc"
    path.write_bytes(b"Dear reader,\nthis is a letter.\n")

    with pytest.raises(BadInput, match="no record of a web archive"):
        bring_in(database, path)
    assert database.execute("SELECT count(*) FROM crawls").fetchone() == (0,)

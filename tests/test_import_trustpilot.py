"""Saved Trustpilot pages as an import: reviews with their replies, from one page or many."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from crawler.imports import Options, check, import_file, template
from db import Database
from db.errors import BadInput

pytestmark = pytest.mark.usefixtures("key")

SAVED = Path(__file__).resolve().parent / "saved" / "trustpilot.html"


def saved(**changes: Any) -> str:
    """The saved page with its data changed."""
    text = SAVED.read_text(encoding="utf-8")
    start = text.index(">", text.index("__NEXT_DATA__")) + 1
    end = text.index("</script>", start)
    state = json.loads(text[start:end])
    state["props"]["pageProps"].update(changes)
    return text[:start] + json.dumps(state) + text[end:]


def review(number: str) -> dict[str, Any]:
    """One more review."""
    return {
        "id": number, "rating": 4, "title": "Fine", "text": "It came on time.",
        "dates": {"publishedDate": "2026-01-01T00:00:00.000Z"}, "consumer": {"displayName": "Ana"},
        "reply": None,
    }  # fmt: skip


def test_a_saved_page_gives_reviews_and_replies(database: Database) -> None:
    """Reviews are the customers', replies the brand's, with their times and stars."""
    report = import_file(database, SAVED, "trustpilot")

    expected = json.loads(SAVED.with_suffix(".expected.json").read_text(encoding="utf-8"))
    rows = database.execute(
        "SELECT item_id, parent_id, turn_id, role, text, created_at, rating FROM messages "
        "ORDER BY item_id"
    )
    assert [list(row) for row in rows] == expected["messages"]
    assert report.rejected == expected["rejected"]
    assert database.execute("SELECT spider, channel, complete FROM sources").fetchall() == [
        ("trustpilot", "review", 1)
    ]
    assert database.execute("SELECT name FROM brands").fetchall() == [("Acme Kettles",)]


def test_many_pages_come_as_a_folder_or_a_zip(tmp_path: Path, database: Database) -> None:
    """A folder of pages and a zip of the same pages are the same reviews."""
    folder = tmp_path / "saved"
    folder.mkdir()
    shutil.copy(SAVED, folder / "1.html")
    (folder / "2.html").write_text(saved(reviews=[review("r9")]), encoding="utf-8")
    (folder / "notes.txt").write_text("not a page")
    packed = tmp_path / "saved.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)

    first = import_file(database, folder, "trustpilot")
    again = import_file(database, packed, "trustpilot")

    assert (again.new, again.held) == (0, first.new)
    assert database.execute("SELECT 1 FROM messages WHERE item_id = 'r9'").fetchone()


def test_a_page_of_another_shape_is_not_one_without_reviews(
    tmp_path: Path, database: Database
) -> None:
    """Where the place no longer gives replies, or the data at all, the page is rejected."""
    bare = review("r1")
    del bare["reply"]
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "1.html").write_text(saved(reviews=[bare]), encoding="utf-8")
    (folder / "2.html").write_text("<html><body>Just a page</body></html>", encoding="utf-8")
    (folder / "3.html").write_text(saved(businessUnit=None), encoding="utf-8")

    report = import_file(database, folder, "trustpilot")

    assert report.rejected == {"a page of another shape": 3}
    assert report.rows == 3


def test_zip_files_made_to_do_harm_are_refused(tmp_path: Path) -> None:
    """A member that leads out of the zip, or swells, is refused before anything is read."""
    out, bomb = tmp_path / "out.zip", tmp_path / "bomb.zip"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../1.html", "x")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.html", "0" * 50_000_000)

    with pytest.raises(BadInput, match="leads out of it"):
        check(out, "trustpilot")
    with pytest.raises(BadInput, match="100 times its size"):
        check(bomb, "trustpilot")


def test_there_is_no_template_to_fill(tmp_path: Path) -> None:
    """A saved page cannot be written by hand, and a folder without one says what to do."""
    with pytest.raises(BadInput, match="no table to fill"):
        template("trustpilot")
    with pytest.raises(BadInput, match="no saved page"):
        check(tmp_path, "trustpilot", Options())

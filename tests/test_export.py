"""Exports: tables in every form, typed and harmless, and a ranking that can be made again."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import FACTS
from small_database import Stored

from audit.corpus.period import Period
from audit.export import columns
from audit.export.datasette import HIDDEN, TABLES, metadata
from audit.export.replay import differences, main
from audit.export.tables import Source
from audit.export.write import export
from audit.rank import rank
from audit.report.tables import COLUMNS
from db.coverage import COLUMNS as COVERAGE
from db.search import make_searchable

DAY = "2021-05-01"
FORMULA = '=HYPERLINK("http://evil.example")'


def filled(folder: Path) -> Stored:
    """Two brands: one scored, one with too little, and texts that would like to be formulas."""
    folder.mkdir(exist_ok=True)
    stored = Stored(folder)
    walk, talk = stored.walk("acme"), stored.talk("acme")
    for i in range(40):
        stored.answers(walk, DAY, f"{FORMULA if i < 3 else 'about yours'} care \u202e\x07")
    for i in range(4):
        stored.says(talk, f"+we care {8 * 'xyzkqjvwbpf'[i]}.", DAY, DAY, f"/{i % 2}")
    for letter in "hdgmrstlno":
        stored.says(talk, f"plain {9 * letter} fact", DAY, DAY, "/0")
    stored.answers(stored.walk("tiny"), DAY, "about yours")
    stored.read()
    return stored


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """The two brands."""
    return filled(tmp_path / "one")


def exported(stored: Stored, folder: Path) -> Path:
    """A folder with the whole export."""
    ranking = rank(stored.database, stored.store, FACTS)
    export(folder, ranking, False, Source(stored.database, stored.store, FACTS, Period()), {})
    return folder


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_is_explained() -> None:
    """The columns of the contract, in its order, and those of coverage as the database has them."""
    assert [column.name for column in columns.RANKING] == list(COLUMNS)
    assert [column.name for column in columns.COVERAGE] == COVERAGE
    for each in (columns.RANKING, columns.DIMENSIONS, columns.EVIDENCE, columns.COVERAGE):
        assert all(len(column.text) > 10 for column in each)


def test_the_forms_hold_the_same_rows(stored: Stored, tmp_path: Path) -> None:
    """CSV, JSON and the spreadsheet agree, row by row."""
    import openpyxl

    out = exported(stored, tmp_path / "out")
    book = openpyxl.load_workbook(out / "walk-the-talk.xlsx")

    assert book.sheetnames == ["ranking", "dimensions", "evidence", "coverage", "notes"]
    for name in book.sheetnames[:-1]:
        rows = table(out / f"{name}.csv")
        assert rows
        assert len(json.loads((out / f"{name}.json").read_text())) == len(rows)
        assert book[name].max_row == len(rows) + 1
        assert [cell.value for cell in book[name][1]] == list(rows[0])


def test_the_spreadsheet_has_real_numbers_and_dates(stored: Stored, tmp_path: Path) -> None:
    """A score is a number, a day a date, the header frozen, and the notes explain each column."""
    import openpyxl

    book = openpyxl.load_workbook(exported(stored, tmp_path / "out") / "walk-the-talk.xlsx")
    page = book["ranking"]
    first = dict(zip(COLUMNS, [cell.value for cell in page[2]], strict=True))

    assert isinstance(first["score"], float)
    assert isinstance(first["n_need"], int)
    assert isinstance(first["since"], datetime | date)
    assert page.freeze_panes == "B2"
    assert page.column_dimensions["B"].width < 16 < page.column_dimensions["C"].width
    said = {row[1].value: row[2].value for row in book["notes"].iter_rows() if len(row) > 2}
    assert "customers in need" in said["score"]


def test_formulas_stay_texts(stored: Stored, tmp_path: Path) -> None:
    """What starts like one gets a quote in CSV, and is marked as text in the spreadsheet."""
    import openpyxl

    out = exported(stored, tmp_path / "out")
    page = openpyxl.load_workbook(out / "walk-the-talk.xlsx")["evidence"]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.value]

    assert not [c.value for c in cells if c.data_type == "f"]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    for name in ("ranking", "dimensions", "evidence", "coverage"):
        for row in table(out / f"{name}.csv"):
            texts = [value for key, value in row.items() if not _is_number(value)]
            assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]


def test_parquet_has_real_types(stored: Stored, tmp_path: Path) -> None:
    """Numbers, days and times in UTC; empty is null."""
    parquet = pytest.importorskip("pyarrow.parquet")

    found = parquet.read_table(exported(stored, tmp_path / "out") / "ranking.parquet")

    kinds = {field.name: str(field.type) for field in found.schema}
    assert (kinds["score"], kinds["rank"], kinds["since"]) == ("double", "int64", "date32[day]")
    assert found.column("score").to_pylist()[1] is None
    assert found.schema.field("score").metadata[b"description"]


def test_evidence_holds_no_customers_words(stored: Stored, tmp_path: Path) -> None:
    """Claims with replies for and against, random replies, and nothing a customer wrote."""
    out = exported(stored, tmp_path / "out")
    rows = table(out / "evidence.csv")

    assert {row["speaks"] for row in rows} == {"for", "against", "random"}
    assert all(row["claim"] for row in rows if row["speaks"] != "random")
    assert "mine broke" not in (out / "evidence.csv").read_text()


def test_coverage_counts_what_is_held(stored: Stored, tmp_path: Path) -> None:
    """A row a source, with what was read of it."""
    rows = table(exported(stored, tmp_path / "out") / "coverage.csv")
    walk = next(row for row in rows if (row["brand"], row["side"]) == ("acme", "walk"))

    assert (walk["customer_messages"], walk["brand_messages"]) == ("40", "40")
    assert walk["first"] == walk["last"] == f"{DAY}T10:00:00Z"
    assert walk["complete"] == "false"


def test_the_data_package_describes_every_table(stored: Stored, tmp_path: Path) -> None:
    """Each CSV file is a resource whose fields are its columns, with types and texts."""
    out = exported(stored, tmp_path / "out")
    package = json.loads((out / "datapackage.json").read_text())

    assert {resource["path"] for resource in package["resources"]} == {
        path.name for path in out.glob("*.csv")
    }
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table(out / resource["path"])[0])
        assert all(field["type"] and field["description"] for field in fields)
    assert package["licenses"]
    assert package["sources"]
    assert "six dimensions" in package["description"]


def test_datasette_is_told_of_tables_that_are_there(stored: Stored) -> None:
    """Every table, facet and order that it names exists, and its query runs."""
    told = metadata("audit")["databases"]["audit"]
    there = set(stored.database.table_names())

    assert set(TABLES) | set(HIDDEN) <= there
    for name, table_told in TABLES.items():
        own = {column.name for column in stored.database.table(name).columns}
        named = {*table_told.get("facets", []), table_told.get("sort_desc", "id")}
        assert named <= own, name
    stored.database.execute(told["queries"]["newest_findings"]["sql"]).fetchall()


def test_search_finds_words_and_forgets_what_is_deleted(stored: Stored) -> None:
    """Made once and kept in step; deleted words are in no page of the file."""
    make_searchable(stored.database)
    make_searchable(stored.database)
    query = "SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'hyperlink'"

    assert stored.database.execute(query).fetchone() == (3,)
    with stored.database.atomic():
        stored.database.execute("DELETE FROM messages WHERE text LIKE '%HYPERLINK%'")
    assert stored.database.execute(query).fetchone() == (0,)
    if sqlite3.sqlite_version_info >= (3, 42):
        blocks = stored.database.execute("SELECT block FROM messages_fts_data").fetchall()
        assert b"hyperlink" not in b"".join(block for (block,) in blocks)


def test_the_ranking_made_again_is_the_same_bytes(
    stored: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the same texts in another database: the same bytes, and the recipes agree."""
    one = exported(stored, tmp_path / "out1")
    other = exported(filled(tmp_path / "two"), tmp_path / "out2")

    assert main([str(one), str(other)]) == 0
    assert capsys.readouterr().out == "the same bytes\n"
    mine, theirs = (json.loads((out / "recipe.json").read_text()) for out in (one, other))
    assert mine["outputs"] == theirs["outputs"]


def test_a_ranking_that_lies_apart_is_told(
    stored: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which cell, and what was otherwise when it was made."""
    one = exported(stored, tmp_path / "out1")
    stored.answers(stored.walk("acme"), DAY, "care care")
    stored.read()
    other = exported(stored, tmp_path / "out2")

    assert main([str(one), str(other)]) == 1
    said = capsys.readouterr().out
    assert "made otherwise: texts messages" in said
    assert "acme on short-post: n_need is 40 and 41" in said


@pytest.mark.parametrize(("points", "apart"), [(0.05, 0), (0.2, 1)])
def test_a_tenth_of_a_point_is_near(
    stored: Stored, tmp_path: Path, points: float, apart: int
) -> None:
    """Other machines may round otherwise; what lies further apart is another ranking."""
    one, other = exported(stored, tmp_path / "out1"), exported(stored, tmp_path / "out2")
    _shift(other, points)

    assert len(list(differences(one, other))) == apart


def test_a_folder_that_is_no_export_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which file is missing, and what to name instead."""
    assert main([str(tmp_path), str(tmp_path)]) == 1
    assert "is no ranking" in capsys.readouterr().err


def test_an_export_without_evidence_still_stands(stored: Stored, tmp_path: Path) -> None:
    """The ranking alone is exported where there is no database at hand."""
    ranking = rank(stored.database, stored.store, FACTS)
    scored = [replace(item) for item in ranking]

    names = {path.name for path in export(tmp_path / "out", scored, False)}

    assert {"ranking.csv", "dimensions.csv", "findings.json", "recipe.json"} <= names
    assert "evidence.csv" not in names


def _shift(folder: Path, points: float) -> None:
    path = folder / "ranking.csv"
    rows: list[dict[str, Any]] = list(table(path))
    for row in rows:
        if row["walk"]:
            row["walk"] = str(float(row["walk"]) + points)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True

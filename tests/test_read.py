"""`audit read`: one row out for each row in, in order, whatever stands in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from small_instrument import LetterEncoder, write_instrument

from audit.read import header, read_file
from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS
from audit.reading.instrument import Instrument, load_instrument
from db.errors import BadInput, MissingColumn, NotWritable


@pytest.fixture
def small(tmp_path: Path) -> Instrument:
    """A small instrument."""
    return load_instrument(write_instrument(tmp_path / "small"), LetterEncoder())


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_in_order_with_its_status(tmp_path: Path, small: Instrument) -> None:
    """Rows keep their order; statuses are ok, no-context, language and empty."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "id,said,asked\n"
        "b,We are sorry about the delay,Where is my parcel?\n"
        "a,We will look into it today,\n"
        "c,Es tut uns sehr leid dass Sie so lange warten mussten,Wo ist es?\n"
        "d,  ,Hello?\n",
        encoding="utf-8",
    )

    count = read_file(
        source, "reply", text="said", context="asked", output=target, instrument=small
    )

    rows = rows_of(target)
    assert count == 4
    assert [row["id"] for row in rows] == ["b", "a", "c", "d"]
    assert [row["status"] for row in rows] == ["ok", "no-context", "language", "empty"]
    assert list(rows[0]) == header("reply")
    assert all(rows[1][column] != "" for column in REPLY_COLUMNS)
    assert all(rows[2][column] == rows[3][column] == "" for column in REPLY_COLUMNS)


def test_header_is_the_contract() -> None:
    """The columns are those of the contract, in its order."""
    assert header("claim") == [
        "id", "promise", "care", "understanding", "listening", "personal", "presence", "ownership",
        "promise_expected", "care_expected", "understanding_expected", "listening_expected",
        "personal_expected", "presence_expected", "ownership_expected", "status",
    ]  # fmt: skip
    assert header("reply")[:12] == [
        "id", "need", "emotion", "acknowledged", "care", "understanding", "listening", "personal",
        "presence", "ownership", "dismissive", "overall",
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_a_byte_order_mark(
    tmp_path: Path, small: Instrument, delimiter: str
) -> None:
    """Delimiters are found in the header; a byte order mark is no part of a name."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f"id{delimiter}text\n1{delimiter}We are here for you\n", encoding="utf-8-sig")

    read_file(source, "claim", text="text", output=target, instrument=small)

    (row,) = rows_of(target)
    assert row["id"] == "1"
    assert all(row[f"{column}_expected"] for column in CLAIM_COLUMNS)


def test_json_lines_and_row_numbers(tmp_path: Path, small: Instrument) -> None:
    """JSON lines are read too; without an id column rows are numbered from 1."""
    source, target = tmp_path / "in.jsonl", tmp_path / "out.csv"
    lines = [json.dumps({"text": "We are here"}), json.dumps({"text": None})]
    source.write_text("\n".join(lines), encoding="utf-8")

    read_file(source, "claim", text="text", output=target, instrument=small)

    assert [(row["id"], row["status"]) for row in rows_of(target)] == [("1", "ok"), ("2", "empty")]


def test_ids_are_no_formulas(tmp_path: Path, small: Instrument) -> None:
    """An id that a spreadsheet would compute is written as text; a number stays one."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,text\n=1+1,We care\n-5,We care\n", encoding="utf-8")

    read_file(source, "claim", text="text", output=target, instrument=small)

    assert [row["id"] for row in rows_of(target)] == ["'=1+1", "-5"]


def test_standard_output_is_the_default(
    tmp_path: Path, small: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an output file the rows go to standard output."""
    source = tmp_path / "in.csv"
    source.write_text("id,text\n1,We care about you\n", encoding="utf-8")

    read_file(source, "claim", text="text", instrument=small)

    assert capsys.readouterr().out.splitlines()[0] == ",".join(header("claim"))


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", BadInput, "is empty"),
        (b"id,text\n", BadInput, "no rows"),
        (b"id\0text", BadInput, "not a text file"),
        (b"id,words\n1,hello\n", MissingColumn, "no column 'text'; it has id, words"),
        (b'{"text": "a"}\n{oops\n', BadInput, "line 2"),
    ],
)
def test_bad_files_say_what_is_wrong(
    tmp_path: Path, small: Instrument, content: bytes, error: type[Exception], words: str
) -> None:
    """A file that cannot be used is one line that says why, and leaves no output."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(content)

    with pytest.raises(error, match=words):
        read_file(source, "claim", text="text", output=target, instrument=small)
    assert not target.exists()


def test_an_absent_folder_is_named(tmp_path: Path, small: Instrument) -> None:
    """An output that cannot be written is an error that names it."""
    source = tmp_path / "in.csv"
    source.write_text("id,text\n1,We care\n", encoding="utf-8")

    with pytest.raises(NotWritable, match=r"out\.csv"):
        read_file(
            source, "claim", text="text", output=tmp_path / "no" / "out.csv", instrument=small
        )


@pytest.mark.slow
def test_the_labelled_pool_is_read_whole(tmp_path: Path, shared_data: Path) -> None:
    """Every row of a real file comes out, in order, its cells filled."""
    source, target = shared_data / "replies" / "pairs.csv", tmp_path / "out.csv"

    count = read_file(source, "reply", text="reply", context="customer", output=target)

    rows = rows_of(target)
    assert count == len(rows) == 2247
    assert [row["id"] for row in rows] == [row["id"] for row in rows_of(source)]
    assert {row["status"] for row in rows} <= {"ok", "no-context", "language", "empty"}

"""Files of rows: their kinds, encodings, line ends and faults."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest

from crawler.items import Rejected
from crawler.tables import Row, open_table
from db.errors import BadInput

ROWS = 'id,text\n1,"Hello, you"\n2,Café – crème\n'


def read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file that has no faults."""
    return [(row.line, row.values) for row in open_table(path).rows() if isinstance(row, Row)]


def faults(path: Path) -> list[tuple[int, str]]:
    """Lines and reasons of the rows that could not be read."""
    return [(row.line, row.reason) for row in open_table(path).rows() if isinstance(row, Rejected)]


def written(folder: Path, content: str | bytes, name: str = "rows.csv") -> Path:
    """A file with that content, UTF-8 where it is text."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_the_encoding_is_found_from_the_bytes(tmp_path: Path, codec: str) -> None:
    """With and without a byte order mark, and in the eight bits of Windows."""
    path = written(tmp_path, ROWS.encode(codec))

    assert read(path) == [
        (2, {"id": "1", "text": "Hello, you"}),
        (3, {"id": "2", "text": "Café – crème"}),
    ]


def test_another_eight_bit_encoding_is_a_question_for_charset_normalizer(tmp_path: Path) -> None:
    """Runs of letters beyond ASCII are no Western text."""
    line = "Мой заказ так и не пришёл и поддержка молчит уже вторую неделю подряд."
    path = written(tmp_path, ("id,text\n" + f"1,{line}\n" * 30).encode("cp1251"))

    assert read(path)[0][1]["text"] == line


def test_a_broken_letter_costs_its_row_and_no_other(tmp_path: Path) -> None:
    """A file that is UTF-8 but for one byte stays UTF-8."""
    good = "é" * 50
    path = written(tmp_path, f"id,text\n1,{good}\n2,bad".encode() + b"\xff\n3,fine\n")

    assert faults(path) == [(3, "bytes that are no text")]
    assert [values["id"] for _, values in read(path)] == ["1", "3"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_newlines_inside_quotes(tmp_path: Path, end: str) -> None:
    """A row's line is the one it starts on."""
    path = written(tmp_path, end.join(["id,text", '1,"one', 'two"', "2,three", ""]))

    assert read(path) == [
        (2, {"id": "1", "text": f"one{end}two"}),
        (4, {"id": "2", "text": "three"}),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    """Though other delimiters stand in the texts."""
    texts = ["a; b, c | d", "plain; one", "x, y"]
    lines = [f'{n}{mark}"{text}"' for n, text in enumerate(texts)]
    path = written(tmp_path, "\n".join([f"id{mark}text", *lines]))

    assert [values["text"] for _, values in read(path)] == texts


def test_rows_of_the_wrong_width_are_listed_by_line(tmp_path: Path) -> None:
    """Too many, too few, and none at all."""
    path = written(tmp_path, "a,b\n1,2,3\n4\n,\n5,6\n\n7,8\n")

    assert faults(path) == [(2, "too many cells"), (3, "too few cells"), (4, "empty row")]
    assert [line for line, _ in read(path)] == [5, 7]


def test_a_stray_quote_is_told(tmp_path: Path) -> None:
    """It does not silently swallow the rows after it."""
    path = written(tmp_path, 'a,b\n1,"x"y\n2,z\n3,"open\n4,lost\n')

    assert faults(path) == [(2, "quotes not in pairs"), (4, "quote never closed")]
    assert [line for line, _ in read(path)] == [3]


def test_jsonl_values_are_text(tmp_path: Path) -> None:
    """Numbers as they were meant, nothing for null, and what is no object rejected."""
    lines = ['{"id": 3.0, "ok": true, "text": null}', "", "[1]", "{broken", '{"id": "x", "ok": 1}']
    path = written(tmp_path, "\n".join(lines), "rows.jsonl")

    assert read(path) == [(1, {"id": "3", "ok": "True", "text": ""}), (5, {"id": "x", "ok": "1"})]
    assert faults(path) == [(3, "not a JSON object"), (4, "not JSON")]


def test_a_workbook_gives_plain_text(tmp_path: Path) -> None:
    """Whole numbers without a point, days without a time, blank rows left out."""
    from openpyxl import Workbook

    book = Workbook()
    day, moment = date(2026, 3, 2), datetime.fromisoformat("2026-03-02T09:05")
    rows: list[list[object]] = [["id", "day", "at"], [3.0, day, moment], [], [4]]
    for row in rows:
        book.active.append(row)
    path = tmp_path / "rows.xlsx"
    book.save(path)

    assert read(path) == [
        (2, {"id": "3", "day": "2026-03-02", "at": "2026-03-02T09:05:00"}),
        (4, {"id": "4", "day": "", "at": ""}),
    ]


def test_a_gzipped_file_is_read_as_it_is(tmp_path: Path) -> None:
    """And one that is cut off is an error."""
    packed = gzip.compress(ROWS.encode() * 50)
    path = written(tmp_path, gzip.compress(ROWS.encode()), "rows.csv.gz")

    assert len(read(path)) == 2
    with pytest.raises(BadInput, match="damaged gzip"):
        open_table(written(tmp_path, packed[:-12], "cut.csv.gz"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"  \n \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (bytes(range(256)) * 40, "binary"),
        (b"1,2017-01-01,hello\n2,2017-01-02,you\n", "no header"),
        (b"a,b,A\n1,2,3\n", "twice"),
        (b"PK\x03\x04nonsense", "workbook"),
    ],
)
def test_an_unusable_file_is_one_clear_line(tmp_path: Path, content: bytes, message: str) -> None:
    """Empty, binary, without a header, with one name twice."""
    with pytest.raises(BadInput, match=message) as caught:
        open_table(written(tmp_path, content))

    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    """Each by its own line."""
    with pytest.raises(BadInput, match="is a folder"):
        open_table(tmp_path)
    with pytest.raises(BadInput, match="No such file"):
        open_table(tmp_path / "gone.csv")


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    """It is told in bytes of the file."""
    path = written(tmp_path, "id,text\n" + "1,hello\n" * 5000)
    seen: list[tuple[int, int]] = []

    for _ in open_table(path).rows(lambda done, total: seen.append((done, total))):
        pass

    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)

"""Tables as one spreadsheet: real numbers and dates, texts that stay texts, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.export.sheet import Column, Row, Sheet
from audit.export.writer import Form, Write

if TYPE_CHECKING:
    from openpyxl import Workbook

NAME = "walk-the-talk.xlsx"
MOST_CHARACTERS = 32_767
"""The most a cell of a spreadsheet holds."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONG = frozenset({"reason", "claim", "reply", "target", "claim_url", "reply_url"})
FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm"}


@contextmanager
def workbook(folder: Path, notes: Sequence[str]) -> Iterator[Form]:
    """`walk-the-talk.xlsx`: a worksheet a table, the header frozen, and a worksheet of notes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    said: list[tuple[str, Column]] = []

    @contextmanager
    def form(_: Path, sheet: Sheet) -> Iterator[Write]:
        said.extend((sheet.name, column) for column in sheet.columns)
        with _worksheet(book, sheet) as write:
            yield write

    yield form
    _notes(book, notes, said)
    book.save(folder / NAME)


@contextmanager
def _worksheet(book: Workbook, sheet: Sheet) -> Iterator[Write]:
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "B2"
    for place, column in enumerate(sheet.columns, 1):
        letter = _letter(place)
        page.column_dimensions[letter].width = _width(column)
    page.append([_cell(page, name, "string", bold=True) for name in sheet.names])

    def write(row: Row) -> None:
        page.append([_cell(page, row[column.name], column.kind) for column in sheet.columns])

    yield write


def _width(column: Column) -> float:
    """Sentences and addresses have room; of all else the name is seen whole."""
    return 44 if column.name in LONG else max(12, len(column.name) + 2)


def _notes(book: Workbook, notes: Sequence[str], said: Sequence[tuple[str, Column]]) -> None:
    page = book.create_sheet("notes")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 16, 28
    page.column_dimensions["C"].width = 100
    for note in notes:
        page.append([_cell(page, note, "string")])
    page.append([])
    page.append([_cell(page, name, "string", bold=True) for name in ("table", "column", "says")])
    for table, column in said:
        page.append([_cell(page, text, "string") for text in (table, column.name, column.text)])


def _cell(page: Any, value: Any, kind: str, *, bold: bool = False) -> Any:
    """A cell of the right type; a text is marked as one, so that nothing in it is computed."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if value is None:
        return None
    if kind in FORMATS:
        value = _time(str(value), kind)
    elif kind == "string":
        value = _ILLEGAL.sub(" ", str(value))[:MOST_CHARACTERS]
    made = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        made.data_type = "s"
    if kind in FORMATS and not isinstance(value, str):
        made.number_format = FORMATS[kind]
    if bold:
        made.font = Font(bold=True)
    return made


def _time(value: str, kind: str) -> date | datetime | str:
    """A day or a time in UTC (spreadsheets know no zones); what is neither stays a text."""
    try:
        if kind == "date":
            return date.fromisoformat(value[:10])
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return value


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def described(values: Mapping[str, Any]) -> list[str]:
    """Lines of notes from names and values."""
    return [f"{name}: {value}" for name, value in values.items()]

"""Rows of the first sheet of an XLSX workbook, streamed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from crawler.items import Rejected
from db.errors import BadInput


@contextmanager
def _sheet(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            try:
                yield book.worksheets[0]
            finally:
                book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError) as error:
        raise BadInput(f"{path} is no workbook that can be read; save it again as .xlsx") from error


def workbook_columns(path: Path) -> tuple[str, ...]:
    """The names in the first row of the first sheet; BadInput where there are none."""
    with _sheet(path) as sheet:
        for cells in sheet.iter_rows(min_row=1, max_row=1, values_only=True):
            names = tuple(_text(cell).strip() for cell in cells)
            named = [name.casefold() for name in names if name]
            if named and not all(name.replace(".", "").isdigit() for name in named):
                if len(set(named)) < len(named):
                    twice = next(name for name in named if named.count(name) > 1)
                    raise BadInput(f"{path} has the column '{twice}' twice; rename one")
                return names
    raise BadInput(f"{path} has no header row; put the column names in the first row")


def read_workbook(
    path: Path, columns: tuple[str, ...], progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    """Each row under the header as its row number and values; blank rows are no rows."""
    with _sheet(path) as sheet:
        total = sheet.max_row or 0
        for line, cells in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
            if progress and line % 1000 == 0:
                progress(min(line, total), total)
            texts = [_text(cell) for cell in cells]
            if not any(map(str.strip, texts)):
                continue
            if any(text.strip() for text in texts[len(columns) :]):
                yield Rejected(line, "too many cells", f"beyond the {len(columns)} of the header")
                continue
            texts += [""] * (len(columns) - len(texts))
            yield line, {name: text for name, text in zip(columns, texts, strict=False) if name}


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        # A day is a moment at midnight in a workbook.
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)

"""Rows of a CSV, JSONL or XLSX file, one at a time, each with the line it starts on.

Every value is text: a missing one is empty, 3.0 in a workbook is "3", true is "True".  A row that
cannot be read is a `Rejected`; a blank line is no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crawler.items import Rejected
from crawler.tables.delimited import CsvLayout, read_csv
from crawler.tables.jsonlines import json_columns, read_json
from crawler.tables.textfiles import GZIP, Progress, TextFile
from crawler.tables.workbooks import read_workbook, workbook_columns
from db.errors import BadInput

ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on (the first of the file is 1) and its values by column."""

    line: int
    values: dict[str, str]


Reader = Callable[[Progress | None], Iterator[tuple[int, dict[str, str]] | Rejected]]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows, read from its start each time `rows` is called."""

    path: Path
    columns: tuple[str, ...]
    read: Reader

    def rows(self, progress: Progress | None = None) -> Iterator[Row | Rejected]:
        """The rows in order; memory does not grow with the file."""
        for found in self.read(progress):
            yield found if isinstance(found, Rejected) else Row(*found)


def open_table(path: str | Path) -> Table:
    """The table in the file at `path`: its kind, encoding and delimiter found from its bytes.

    Raises BadInput for a file that is missing, a folder, empty, binary or without a header.
    """
    path = Path(path)
    if path.is_dir():
        raise BadInput(f"{path} is a folder; name one CSV, JSONL or XLSX file in it")
    try:
        with path.open("rb") as file:
            magic = file.read(len(ZIP))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}; check the name") from error
    if magic == ZIP:
        columns = workbook_columns(path)
        return Table(path, columns, partial(read_workbook, path, columns))
    text = TextFile.find(path, packed=magic.startswith(GZIP))
    start = text.first_letter()
    if not start:
        raise BadInput(f"{path} is empty; give a file with a header line and rows")
    if start == "[" and path.suffix.lower() == ".json":
        raise BadInput(f"{path} is one JSON list; write one object a line (.jsonl)")
    if start == "{":
        return Table(path, json_columns(text), partial(read_json, text))
    layout = CsvLayout.find(text)
    return Table(path, layout.columns, partial(read_csv, text, layout))

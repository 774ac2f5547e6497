"""Delimited text: the delimiter and header found from the start of the file, then row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crawler.items import Rejected
from crawler.tables.textfiles import NO_TEXT, Progress, TextFile
from db.errors import BadInput

DELIMITERS = ",;\t|"
LONGEST_FIELD = 1_000_000
LONGEST_NAME = 80
HEAD_ROWS = 30
HEAD_LINES = 2000
TICK_ROWS = 1000
VALUE = re.compile(r"[-+]?[\d.,:/\- ]*\d[\d.,:/\- ]*|https?://.*|.*\s@\w+.*")


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How one file is laid out: its delimiter and the names in its header."""

    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def find(cls, file: TextFile) -> CsvLayout:
        """The layout that the first lines show; BadInput where there is no header."""
        csv.field_size_limit(LONGEST_FIELD)
        with file.lines() as (lines, _):
            head = list(islice(lines, HEAD_LINES))
        _, _, delimiter, header = max(_score(head, mark) for mark in DELIMITERS)
        columns = tuple(cell.strip() for cell in header)
        named = [column for column in columns if column]
        values = [column for column in named if _is_value(column)]
        if not named or values:
            shown = "a value stands where a name should" if values else "no names"
            raise BadInput(f"{file.path} has no header line ({shown}); put column names first")
        lowered = [column.casefold() for column in named]
        twice = [name for name in named if lowered.count(name.casefold()) > 1]
        if twice:
            raise BadInput(f"{file.path} has the column '{twice[0]}' twice; rename one")
        return cls(delimiter, columns)


def read_csv(
    file: TextFile, layout: CsvLayout, progress: Progress | None = None
) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    """Each row after the header as its line and values, or what is wrong with it."""
    csv.field_size_limit(LONGEST_FIELD)
    with file.lines(progress) as (lines, tick):
        # Strict, so that a stray quote is told instead of swallowing the rows that follow.
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        header_seen = False
        line = 1
        for count, cells in enumerate(_rows(reader)):
            start, line = line, reader.line_num + 1
            if count % TICK_ROWS == 0:
                tick()
            if isinstance(cells, str):
                yield Rejected(start, cells, f"lines {start} to {reader.line_num}")
            elif cells and header_seen:
                broken = file.encoding.broken and any(map(NO_TEXT.search, cells))
                bad = Rejected(start, "bytes that are no text") if broken else None
                yield bad or _row(start, cells, layout.columns)
            elif cells:
                header_seen = True


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """The reader's rows; for one it cannot read, the reason."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                yield "quote never closed"
            elif "field limit" in str(error):
                yield f"a field longer than {LONGEST_FIELD:,} letters"
            else:
                yield "quotes not in pairs"


def _row(
    line: int, cells: list[str], columns: tuple[str, ...]
) -> tuple[int, dict[str, str]] | Rejected:
    if len(cells) != len(columns):
        reason = "too many cells" if len(cells) > len(columns) else "too few cells"
        return Rejected(line, reason, f"{len(cells)} where the header has {len(columns)}")
    if not any(map(str.strip, cells)):
        return Rejected(line, "empty row")
    return line, {name: cell for name, cell in zip(columns, cells, strict=True) if name}


def _score(head: list[str], mark: str) -> tuple[float, int, str, list[str]]:
    """How well `mark` splits the head: the share of rows as wide as the header, and the width."""
    try:
        rows = [row for row in islice(csv.reader(head, delimiter=mark), HEAD_ROWS) if row]
    except csv.Error:
        rows = []
    if not rows:
        return 0.0, 0, mark, []
    header, body = rows[0], rows[1:]
    alike = sum(len(row) == len(header) for row in body) / len(body) if body else 1.0
    # A mark that does not split the header at all is the right one only if no other does.
    return (alike + 1 if len(header) > 1 else 0.5), len(header), mark, header


def _is_value(cell: str) -> bool:
    return len(cell) > LONGEST_NAME or VALUE.fullmatch(cell) is not None

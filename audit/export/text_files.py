"""Tables as CSV, formula-safe, and as JSON, each written row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.corpus.cells import cell
from audit.export.sheet import Row, Sheet
from audit.export.writer import Write


@contextmanager
def csv_file(folder: Path, sheet: Sheet) -> Iterator[Write]:
    """`<name>.csv`: a header, an empty cell where nothing is known, true and false in words."""
    with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(sheet.names)

        def write(row: Row) -> None:
            writer.writerow([_as_text(row[name]) for name in sheet.names])

        yield write


@contextmanager
def json_file(folder: Path, sheet: Sheet) -> Iterator[Write]:
    """`<name>.json`: a list with an object a row, null where nothing is known."""
    with (folder / f"{sheet.name}.json").open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        count = 0

        def write(row: Row) -> None:
            nonlocal count
            values = {name: row[name] for name in sheet.names}
            file.write(",\n " if count else "\n ")
            file.write(json.dumps(values, ensure_ascii=False))
            count += 1

        yield write
        file.write("\n]\n" if count else "]\n")


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return cell(value)

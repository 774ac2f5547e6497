"""Read any file of texts: `audit read`, one row out for each row in, in order."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Literal

from audit.corpus.keys import LANGUAGES
from audit.corpus.rows import need_columns, read_rows
from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS
from audit.reading.instrument import Instrument, load_instrument
from audit.reading.readings import DECIMALS, Reading
from db.errors import BadInput, NotWritable
from db.text.language import detect

Kind = Literal["reply", "claim"]
Row = tuple[str, str, str]

CHUNK = 1024
FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


def header(kind: str) -> list[str]:
    """The columns written for replies or for claims."""
    columns = REPLY_COLUMNS if kind == "reply" else CLAIM_COLUMNS
    return ["id", *columns, *(f"{column}_expected" for column in columns), "status"]


def read_file(
    file: str | Path,
    kind: str,
    *,
    text: str,
    context: str | None = None,
    id_column: str | None = None,
    output: str | Path | None = None,
    progress: Callable[[int], None] | None = None,
    instrument: Instrument | None = None,
) -> int:
    """Read the texts of column `text`; write CSV to `output` or stdout; return how many rows.

    Without `id_column` a column named id is taken, or the row's number.  BadInput or MissingColumn
    if the file cannot be used; an output file appears only when it is complete.
    """
    if kind == "claim" and context:
        raise BadInput("--context goes with --as reply; a claim answers nobody")
    rows = _rows(Path(file), text, context, id_column)
    instrument = instrument or load_instrument()
    count = 0
    with _output(output) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header(kind))
        while chunk := list(islice(rows, CHUNK)):
            writer.writerows(read_chunk(instrument, kind, chunk))
            count += len(chunk)
            if progress is not None:
                progress(len(chunk))
    return count


def read_chunk(instrument: Instrument, kind: str, rows: Sequence[Row]) -> list[list[object]]:
    """The output rows of some (id, text, context)."""
    statuses = [_status(kind, text, context) for _, text, context in rows]
    able = sorted(
        {
            (text, context)
            for (_, text, context), status in zip(rows, statuses, strict=True)
            if status in ("ok", "no-context")
        }
    )
    if kind == "reply":
        read = instrument.read_replies([(text, context or None) for text, context in able])
    else:
        read = instrument.read_claims([text for text, _ in able])
    found = dict(zip(able, read, strict=True))
    columns = REPLY_COLUMNS if kind == "reply" else CLAIM_COLUMNS
    return [
        [_safe(name), *_cells(found.get((text, context)), list(columns)), status]
        for (name, text, context), status in zip(rows, statuses, strict=True)
    ]


def _status(kind: str, text: str, context: str) -> str:
    if not text:
        return "empty"
    if detect(text) not in LANGUAGES:
        return "language"
    return "no-context" if kind == "reply" and not context else "ok"


def _cells(reading: Reading | None, columns: Sequence[str]) -> list[object]:
    if reading is None:
        return [""] * (2 * len(columns))
    return [
        *(reading.levels[column] for column in columns),
        *(round(reading.expected(column), DECIMALS) for column in columns),
    ]


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.match(cell) else cell


def _rows(path: Path, text: str, context: str | None, id_column: str | None) -> Iterator[Row]:
    rows = read_rows(path)
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{path} has a header but no rows")
    need_columns(path, first, text, context, id_column)
    named = id_column or ("id" if "id" in first else None)

    def made(number: int, row: dict[str, str]) -> Row:
        message = row.get(context, "").strip() if context else ""
        return row.get(named, "") if named else str(number), row.get(text, "").strip(), message

    def every() -> Iterator[Row]:
        yield made(1, first)
        for number, row in enumerate(rows, 2):
            yield made(number, row)

    return every()


@contextmanager
def _output(path: str | Path | None) -> Iterator[IO[str]]:
    if path is None or str(path) == "-":
        yield sys.stdout
        return
    target = Path(path)
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(target)
    except OSError as error:
        raise NotWritable(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)

"""Rows of a JSONL file: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from crawler.items import Rejected
from crawler.tables.textfiles import NO_TEXT, Progress, TextFile
from db.errors import BadInput

HEAD = 100
TICK_ROWS = 1000


def json_columns(file: TextFile) -> tuple[str, ...]:
    """The names used in the first hundred lines; BadInput where no object stands there."""
    columns: dict[str, None] = {}
    for row in islice(read_json(file), HEAD):
        if not isinstance(row, Rejected):
            columns.update(dict.fromkeys(row[1]))
    if not columns:
        raise BadInput(f"{file.path} has no JSON object in its first {HEAD} lines; check it")
    return tuple(columns)


def read_json(
    file: TextFile, progress: Progress | None = None
) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    """Each line as its number and values, or what is wrong with it; blank lines are no rows."""
    with file.lines(progress) as (lines, tick):
        for number, line in enumerate(lines, start=1):
            if number % TICK_ROWS == 0:
                tick()
            if not line.isspace():
                yield _object(number, line)


def _object(number: int, line: str) -> tuple[int, dict[str, str]] | Rejected:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return Rejected(number, "not JSON")
    if not isinstance(found, dict):
        return Rejected(number, "not a JSON object")
    values = {str(name): _text(value) for name, value in found.items()}
    if any(map(NO_TEXT.search, values.values())):
        return Rejected(number, "bytes that are no text")
    return number, values


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)

"""Objects of a JSON list, one at a time, however long the list; also one assigned to a name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crawler.items import Rejected
from crawler.tables import Table
from crawler.tables.textfiles import GZIP, NO_TEXT, Progress, TextFile
from db.errors import BadInput

CHUNK = 1 << 18
MOST_LETTERS = 1 << 25
"""An object longer than this is taken for a list that is broken."""
BEFORE = re.compile(r'\s*(?:(?:window\.)?[\w.$]+\s*=\s*|\{\s*"(?:reviews|data)"\s*:\s*)?\[')
BETWEEN = re.compile(r"[\s,]*")

Shape = Callable[[dict[str, Any]], dict[str, str]]
"""What makes a row of texts of one object."""


def open_list(path: str | Path, shape: Shape) -> Table:
    """The table of a file with a JSON list of objects, or with one object a line.

    Raises BadInput for another file.
    """
    path = Path(path)
    if path.is_dir():
        raise BadInput(f"{path} is a folder; name one file in it")
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP)) == GZIP
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}; check the name") from error
    text = TextFile.find(path, packed=packed)
    read = partial(_read_list, text, shape)
    columns: dict[str, None] = {}
    for row in read(None):
        if not isinstance(row, Rejected):
            columns.update(dict.fromkeys(row[1]))
    if not columns:
        raise BadInput(f"{path} has no list of JSON objects; check that it is the right file")
    return Table(path, tuple(columns), read)


def flatten(value: Any, name: str = "") -> dict[str, str]:
    """The values of an object by the way to them: `reply.body`, `comments.0.text`."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        found: dict[str, str] = {}
        for key, below in pairs:
            found |= flatten(below, f"{name}.{key}" if name else str(key))
        return found
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return {name: "" if value is None else str(value)}


def _read_list(
    file: TextFile, shape: Shape, progress: Progress | None
) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    """Each object with the line it starts on, or what is wrong with it."""
    decoder = json.JSONDecoder(strict=False)
    with file.lines(progress) as (stream, tick):
        text, line, counted, whole = stream.read(CHUNK), 1, 0, False
        start = BEFORE.match(text)
        place = start.end() if start else 0
        while True:
            place = _after(BETWEEN, text, place)
            if text[place : place + 1] == "]":
                return
            line, counted = line + text.count("\n", counted, place), place
            value, end = _object(decoder, text, place)
            if (end < 0 or end == len(text)) and not whole:
                # What ends with the part that was read may go on in the next.
                more = stream.read(CHUNK) if len(text) - place < MOST_LETTERS else ""
                tick()
                text, place, counted, whole = text[place:] + more, 0, 0, not more
                continue
            if end < 0:
                if place < len(text):
                    yield Rejected(line, "not JSON", "nothing after it can be read")
                elif start:
                    yield Rejected(line, "the list breaks off", "the file is not whole")
                return
            yield _row(line, value, shape)
            place = end


def _object(decoder: json.JSONDecoder, text: str, place: int) -> tuple[Any, int]:
    """What begins there and where it ends; below zero where nothing whole does."""
    try:
        return decoder.raw_decode(text, place) if place < len(text) else (None, -1)
    except (ValueError, RecursionError):
        return None, -1


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _row(line: int, value: Any, shape: Shape) -> tuple[int, dict[str, str]] | Rejected:
    if not isinstance(value, dict):
        return Rejected(line, "not a JSON object")
    try:
        values = shape(value)
    except (AttributeError, LookupError, TypeError):
        return Rejected(line, "object not understood")
    if any(map(NO_TEXT.search, values.values())):
        return Rejected(line, "bytes that are no text")
    return line, values

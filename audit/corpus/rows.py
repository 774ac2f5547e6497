"""Rows of a CSV file of any usual delimiter, or of JSON lines, one dictionary each."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from db.errors import BadInput, MissingColumn

SNIFFED = 65536
DELIMITERS = ",;\t|"


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file; BadInput if it is absent, empty, binary or malformed."""
    head = _head(path)
    encoding = "utf-8-sig" if _is_utf8(head) else "cp1252"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        yield from _json_lines(path, encoding)
    else:
        yield from _delimited(path, encoding, head.decode(encoding, "replace"))


def need_columns(path: Path, row: dict[str, str], *columns: str | None) -> None:
    """Raise MissingColumn unless the row has every column asked for."""
    for column in columns:
        if column is not None and column not in row:
            raise MissingColumn(f"{path} has no column {column!r}; it has {', '.join(row)}")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(SNIFFED)
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}") from error
    if not head.strip():
        raise BadInput(f"{path} is empty; a header and at least one row are needed")
    if b"\0" in head:
        raise BadInput(f"{path} is not a text file; save it as CSV (UTF-8) or JSON lines")
    return head


def _is_utf8(head: bytes) -> bool:
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _delimited(path: Path, encoding: str, head: str) -> Iterator[dict[str, str]]:
    first = head.lstrip("\ufeff").splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        try:
            for row in reader:
                yield {key: value or "" for key, value in row.items() if key is not None}
        except csv.Error as error:
            raise BadInput(f"{path}, line {reader.line_num}: {error}") from error


def _json_lines(path: Path, encoding: str) -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise BadInput(f"{path}, line {number}: not JSON ({error.msg})") from error
            if not isinstance(row, dict):
                raise BadInput(f"{path}, line {number}: an object a line is needed")
            yield {str(k): "" if v is None else str(v) for k, v in row.items()}

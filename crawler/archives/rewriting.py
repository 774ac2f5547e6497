"""An archive written anew without what somebody wrote; all else in it stays, byte for byte."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crawler.archives.answers import about
from crawler.archives.kept import SOFTWARE
from crawler.archives.packing import pack
from crawler.archives.records import Record, members, opened, records
from crawler.archives.writing import REDACTED, WarcFile
from db.archives import Place

NUMBER = re.compile(r"(?:\.r(\d+))?\.wacz$")

Change = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any] | None]
"""From a line of items, and what its file is of, to the line as it shall be; None for none."""

Moves = dict[str, str | None]
"""Where each record of the old archive is in the new one; None for one that is left out."""


def rewrite(path: Path, change: Change) -> Moves:
    """Write the archive anew under its next name; {} where nothing in it is to be changed.

    The old archive stays: it is removed by whoever has noted where its records are now.
    """
    files = {member: about(path, member)[1] for member in members(path)}
    changed = any(
        _lines(record, said, change) is not None
        for member, said in files.items()
        for record in records(path, member)
    )
    if not changed:
        return {}
    moves: Moves = {}
    target = path.with_name(next_name(path.name))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        for member, said in files.items():
            file = Path(folder) / Path(member).name
            for record, offset in _copied(path, member, file, said, change):
                old = str(Place(path.name, member, record.offset))
                new = None if offset is None else str(Place(target.name, member, offset))
                moves[old] = new
        pack(Path(folder), target, SOFTWARE)
    return moves


def next_name(name: str) -> str:
    """`crawl-1.wacz` is followed by `crawl-1.r1.wacz`, that by `crawl-1.r2.wacz`."""
    return NUMBER.sub(lambda found: f".r{int(found[1] or 0) + 1}.wacz", name)


def _copied(
    path: Path, member: str, file: Path, said: dict[str, Any], change: Change
) -> Iterator[tuple[Record, int | None]]:
    """Copy a file's records, those changed written anew; each with where it is now."""
    file.touch()
    for record in records(path, member):
        lines = _lines(record, said, change)
        offset: int | None = file.stat().st_size
        if lines is None:
            with opened(path, member) as (source, begin), file.open("ab") as copy:
                source.seek(begin + record.offset)
                copy.write(source.read(record.length))
        elif lines:
            writer = WarcFile(file, said)
            offset = writer.items(record.url, record.at, lines, record.fields[REDACTED.lower()])
            writer.close()
        else:
            offset = None
        yield record, offset


def _lines(record: Record, said: dict[str, Any], change: Change) -> list[str] | None:
    """The lines of a record as they shall be; None where they stay as they are."""
    if record.kind != "conversion":
        return None
    before = record.body.decode().splitlines()
    after = [
        json.dumps(line, ensure_ascii=False)
        for line in (change(json.loads(text), said) for text in before)
        if line is not None
    ]
    return None if after == before else [f"{line}\n" for line in after]

"""`recipe.json`: all that the ranking was made from, so that it can be made again.

The same texts, read by the same instrument under the same versions, give the same bytes; elsewhere
the figures lie within a tenth of a point.  `audit.export.replay` holds two exports against each
other.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from audit.finding.panel import BUNDLED as PANELS
from audit.finding.panel import newest
from audit.formulas.estimate import DRAWS, SEED
from audit.reading.identity import instrument_folder, instrument_id

DISTRIBUTION = "walk-the-talk-audit"
NAME = "recipe.json"
WAY = (
    "Install the versions named here, bring in the same texts ('audit crawl --from ARCHIVE', or the"
    " same 'audit import' commands), run 'audit export FOLDER', then hold the two folders against"
    " each other: 'python -m audit.export.replay THIS_FOLDER FOLDER'."
)


def recipe(database: Database | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe of an export; `asked` are the options it was made with."""
    return {
        "how_to_make_it_again": WAY,
        "program": {DISTRIBUTION: importlib.metadata.version(DISTRIBUTION)},
        "asked": dict(asked),
        "texts": {} if database is None else texts(database),
        "archives": [] if database is None else archives(database),
        "instrument": {"id": instrument_id(), "files": _digests(instrument_folder())},
        "panel": {newest(PANELS).name: digest(newest(PANELS))},
        "seeds": {"bootstrap": SEED, "draws": DRAWS},
        "environment": environment(),
    }


def texts(database: Database) -> dict[str, Any]:
    """How many statements and messages there are, and a digest of each; order does not matter."""
    found = {}
    for name, query in (
        (
            "statements",
            "SELECT s.target || char(31) || t.document || char(31) || t.text_hash FROM statements t"
            " JOIN sources s ON s.id = t.source_id ORDER BY 1",
        ),
        (
            "messages",
            "SELECT s.target || char(31) || m.item_id || char(31) || m.content_hash FROM messages m"
            " JOIN sources s ON s.id = m.source_id ORDER BY 1",
        ),
    ):
        made, count = hashlib.sha256(), 0
        for (line,) in database.execute(query):
            made.update(f"{line}\n".encode())
            count += 1
        found[name] = {"count": count, "sha256": made.hexdigest()}
    return found


def archives(database: Database) -> list[str]:
    """The archives that captures lie in, by name."""
    rows = database.execute(
        "SELECT DISTINCT archive FROM captures WHERE archive IS NOT NULL ORDER BY 1"
    )
    return [str(name) for (name,) in rows]


def environment() -> dict[str, str]:
    """The interpreter, the machine, and the version of every library the program asks for."""
    wanted = importlib.metadata.requires(DISTRIBUTION) or []
    names = {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted}
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in sorted(names | {"numpy", "transformers", "tokenizers"}, key=str.casefold):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: digest(path)
        for path in sorted(folder.iterdir())
        if path.suffix in (".npz", ".json")
    }

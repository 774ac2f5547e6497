"""Hold two exports against each other: `python -m audit.export.replay FOLDER OTHER`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from audit.export.columns import RANKING
from audit.export.recipe import NAME
from db.errors import AuditError, BadInput

KEY = ("brand", "channel")
NEAR = 0.1
"""How far figures out of 100 may lie apart in another environment, in points."""
OF_A_HUNDRED = ("score", "talk", "walk")


def main(arguments: Sequence[str] | None = None) -> int:
    """Say whether the rankings are the same bytes, near, or apart; end with 1 where apart."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if len(given) != 2:
            raise BadInput("name two folders that 'audit export' wrote")
        one, other = (Path(folder) for folder in given)
        apart = list(differences(one, other))
    except AuditError as error:
        sys.stderr.write(f"replay: {error}\n")
        return error.exit_code
    for line in [*environments(one, other), *apart]:
        sys.stdout.write(f"{line}\n")
    if not apart:
        same = (one / "ranking.csv").read_bytes() == (other / "ranking.csv").read_bytes()
        sys.stdout.write("the same bytes\n" if same else f"within {NEAR} points\n")
    return 1 if apart else 0


def differences(one: Path, other: Path) -> Iterator[str]:
    """Every cell of the ranking that differs by more than NEAR, or in words.  Raises BadInput."""
    numbers = {column.name for column in RANKING if column.kind == "number"}
    mine, theirs = _ranking(one), _ranking(other)
    for key in sorted(mine.keys() | theirs.keys()):
        if key not in mine or key not in theirs:
            yield f"{' on '.join(key)}: only in {one if key in mine else other}"
            continue
        for name, value in mine[key].items():
            found = theirs[key].get(name, "")
            if value != found and not (name in numbers and _near(name, value, found)):
                yield f"{' on '.join(key)}: {name} is {value or 'empty'} and {found or 'empty'}"


def environments(one: Path, other: Path) -> Iterator[str]:
    """What was otherwise when the two were made: texts, instrument, panel, versions."""
    mine, theirs = _recipe(one), _recipe(other)
    for part in ("program", "asked", "texts", "instrument", "panel", "seeds", "environment"):
        for name in sorted(mine[part].keys() | theirs[part].keys()):
            a, b = mine[part].get(name), theirs[part].get(name)
            if a != b:
                yield f"made otherwise: {part} {name}"


def _near(name: str, value: str, found: str) -> bool:
    if not value or not found:
        return False
    points = 1.0 if name.split("_", maxsplit=1)[0] in OF_A_HUNDRED else 100.0
    return abs(float(value) - float(found)) * points <= NEAR


def _ranking(folder: Path) -> dict[tuple[str, ...], dict[str, str]]:
    path = folder / "ranking.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {tuple(row[name] for name in KEY): row for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise BadInput(f"{path} is no ranking: {error}; name a folder of 'audit export'") from error


def _recipe(folder: Path) -> dict[str, Any]:
    path = folder / NAME
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} is no recipe: {error}; name a folder of 'audit export'") from error


if __name__ == "__main__":
    sys.exit(main())

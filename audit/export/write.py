"""The files of an export, written into a folder and put in place one by one."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audit.export import parquet
from audit.export.datasette import metadata
from audit.export.package import METHODOLOGY, data_package
from audit.export.recipe import NAME as RECIPE
from audit.export.recipe import digest, recipe
from audit.export.tables import Source, sheets
from audit.export.text_files import csv_file, json_file
from audit.export.workbook import workbook
from audit.export.writer import write_sheet
from audit.rank import Ranked
from audit.reading.identity import instrument_id
from audit.report.terminal import STAMP
from db.errors import NotWritable
from db.queries import now

DATABASE = "audit"


def export(
    folder: str | Path,
    ranking: Sequence[Ranked],
    exploratory: bool,
    source: Source | None = None,
    asked: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write all files of a ranking; return their paths.

    Tables as CSV, JSON, Parquet (where its library is installed) and one spreadsheet; findings,
    their description, what Datasette wants to know, and the recipe.  `source` gives evidence and
    coverage, `asked` the options for the recipe.  Raises NotWritable where the folder cannot be
    made or written; what was there stays then.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as beside:
            _write(Path(beside), ranking, exploratory, source, asked or {})
            return [put(path, folder) for path in sorted(Path(beside).iterdir())]
    except OSError as error:
        raise NotWritable(f"cannot write to {folder.absolute()}: {error.strerror}") from error


def put(path: Path, folder: Path) -> Path:
    """Move a whole file to its place, so that no reader sees half of it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return Path(shutil.move(path, folder / path.name))


def _write(
    folder: Path,
    ranking: Sequence[Ranked],
    exploratory: bool,
    source: Source | None,
    asked: Mapping[str, Any],
) -> None:
    found = sheets(ranking, exploratory, source)
    made_at = now()
    notes = [f"Made {made_at} under instrument {instrument_id()}.", METHODOLOGY]
    with workbook(folder, [STAMP, *notes] if exploratory else notes) as page:
        forms = [csv_file, json_file, page]
        if parquet.available():
            forms.append(parquet.parquet_file)
        for sheet in found:
            write_sheet(folder, sheet, forms)
    _json(folder / "findings.json", [item.finding.to_dict() for item in ranking])
    described = [] if source is None else _sources(source)
    _json(folder / "datapackage.json", data_package(found, described, made_at, instrument_id()))
    _json(folder / "datasette.json", metadata(DATABASE))
    tables = {path.name: digest(path) for path in sorted(folder.glob("*.csv"))}
    made = recipe(None if source is None else source.database, asked)
    _json(folder / RECIPE, made | {"made_at": made_at, "outputs": tables})


def _sources(source: Source) -> list[dict[str, str]]:
    rows = source.database.execute(
        """
        SELECT DISTINCT b.name || ': ' || s.spider || ' ' || s.target,
            CASE WHEN s.target LIKE 'http%' THEN s.target ELSE b.site END
        FROM sources s JOIN brands b ON b.id = s.brand_id ORDER BY 1
        """
    ).fetchall()
    return [{"title": title, **({"path": path} if path else {})} for title, path in rows]


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")

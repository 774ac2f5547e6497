"""The ranking and its parts as files for others' tools, each put in place atomically."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audit.corpus.cells import cell
from audit.rank import Ranked
from audit.report.tables import as_csv, rows
from db.errors import NotWritable


def export(folder: str | Path, ranking: Sequence[Ranked], exploratory: bool) -> list[Path]:
    """Write ranking.csv, ranking.json, dimensions.csv and findings.json; return their paths.

    Raises NotWritable where the folder cannot be made or written.
    """
    folder = Path(folder)
    files = {
        "ranking.csv": as_csv(ranking, exploratory),
        "ranking.json": _json(rows(ranking, exploratory)),
        "dimensions.csv": _dimensions(ranking, exploratory),
        "findings.json": _json([item.finding.to_dict() for item in ranking]),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [put(folder / name, text) for name, text in files.items()]
    except OSError as error:
        raise NotWritable(f"cannot write to {folder.absolute()}: {error.strerror}") from error


def put(path: Path, text: str) -> Path:
    """Write a file beside its place and move it there, so that no reader sees half of it."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return path


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _dimensions(ranking: Sequence[Ranked], exploratory: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        "brand channel status exploratory dimension claims promise_weight"
        " delivery delivery_lo delivery_hi n".split()
    )
    for item in ranking:
        for found in item.finding.dimensions:
            figures = found.delivery.to_dict().values() if found.delivery else [None] * 4
            writer.writerow(
                [
                    cell(item.finding.brand),
                    item.finding.channel,
                    item.finding.status,
                    int(exploratory),
                    found.name,
                    found.claims,
                    round(found.promise_weight, 4),
                    *figures,
                ]
            )
    return out.getvalue()

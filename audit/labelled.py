"""Labels joined to the texts they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audit.agreement_statistics import Integers
from audit.fitting.samples import Sample
from audit.normalise import normalise
from audit.rows import need_columns, read_rows
from db.errors import BadInput

BRAND_COLUMNS = ("brand", "company", "hotel")


@dataclass(frozen=True)
class Labelled:
    """The labels of a file joined to texts: samples, and each rater's levels (-1: none)."""

    samples: Sequence[Sample]
    by_rater: Mapping[str, Mapping[str, Integers]]


def join(
    labels: Path,
    texts: Path,
    columns: Mapping[str, int],
    text: str,
    context: str | None,
    id_column: str,
) -> Labelled:
    """Labels (id, rater, columns) joined to the rows of a texts file by id."""
    pool: dict[str, dict[str, str]] = {}
    for row in read_rows(texts):
        need_columns(texts, row, text, context, id_column)
        pool[row[id_column]] = row
    given: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for row in read_rows(labels):
        need_columns(labels, row, "id")
        if row["id"] in pool:
            rater = row.get("rater") or "rater"
            given[row["id"]][rater] = {
                c: _level(labels, row, c, columns[c]) for c in columns if row.get(c, "").strip()
            }
    if not given:
        raise BadInput(f"no id of {labels} is in column {id_column!r} of {texts}")
    raters = sorted({rater for by_rater in given.values() for rater in by_rater})
    samples = []
    for name, by_rater in given.items():
        row = pool[name]
        message = row.get(context, "") if context else ""
        brand = next((row[column] for column in BRAND_COLUMNS if row.get(column)), "")
        held = {
            column: tuple(said[column] for said in by_rater.values() if column in said)
            for column in columns
        }
        samples.append(
            Sample(
                name, brand, normalise(row[text]), normalise(message), (row[text], message), 2,
                {column: levels for column, levels in held.items() if levels},
            )
        )  # fmt: skip
    levels = {
        rater: {
            column: np.array([given[s.id].get(rater, {}).get(column, -1) for s in samples])
            for column in columns
        }
        for rater in raters
    }
    return Labelled(samples, levels)


def _level(path: Path, row: Mapping[str, str], column: str, levels: int) -> int:
    cell = row[column].strip()
    try:
        level = int(float(cell))
    except ValueError:
        level = -1
    if not 0 <= level < levels:
        raise BadInput(
            f"{path}: {row['id']} has {column} {cell!r}; a whole number from 0 to {levels - 1} "
            f"is needed"
        )
    return level

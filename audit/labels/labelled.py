"""Labels joined to the texts they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audit.corpus.rows import need_columns, read_rows
from audit.fitting.samples import Sample
from audit.formulas.agreement_statistics import Integers
from audit.reading.normalise import normalise
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
    pool: dict[str, Mapping[str, str]] = {}
    for row in read_rows(texts):
        need_columns(texts, row, text, context, id_column)
        pool[row[id_column]] = row
    return join_to(labels, pool, columns, text, context, f"is in column {id_column!r} of {texts}")


def join_to(
    labels: Path,
    pool: Mapping[str, Mapping[str, str]],
    columns: Mapping[str, int],
    text: str,
    context: str | None,
    where: str,
) -> Labelled:
    """Labels (id, rater, columns) joined to rows by id; BadInput if none is there (`where`)."""
    found = False
    given: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for row in read_rows(labels):
        need_columns(labels, row, "id")
        if row["id"] in pool:
            found = True
            levels = {
                c: level_in(labels, row, c, columns[c]) for c in columns if row.get(c, "").strip()
            }
            if levels:
                given[row["id"]][row.get("rater") or "rater"] = levels
    if found and not given:
        raise BadInput(f"{labels} holds no label; fill in some of {', '.join(columns)}")
    if not given:
        raise BadInput(f"no id of {labels} {where}")
    raters = sorted({rater for by_rater in given.values() for rater in by_rater})
    samples = []
    for name, by_rater in given.items():
        texts = pool[name]
        message = texts.get(context, "") if context else ""
        brand = next((texts[column] for column in BRAND_COLUMNS if texts.get(column)), "")
        held = {
            column: tuple(said[column] for said in by_rater.values() if column in said)
            for column in columns
        }
        samples.append(
            Sample(
                name, brand, normalise(texts[text]), normalise(message), (texts[text], message), 2,
                {column: rated for column, rated in held.items() if rated},
            )
        )  # fmt: skip
    by_rater_levels = {
        rater: {
            column: np.array([given[s.id].get(rater, {}).get(column, -1) for s in samples])
            for column in columns
        }
        for rater in raters
    }
    return Labelled(samples, by_rater_levels)


def level_in(path: Path, row: Mapping[str, str], column: str, levels: int) -> int:
    """The level in a cell.  BadInput if it is none of those of its column."""
    cell = row[column].strip()
    try:
        value = float(cell)
        level = int(value) if value.is_integer() else -1
    except ValueError:
        level = -1
    if not 0 <= level < levels:
        raise BadInput(
            f"{path}: {row['id']} has {column} {cell!r}; a whole number from 0 to {levels - 1} "
            f"is needed"
        )
    return level

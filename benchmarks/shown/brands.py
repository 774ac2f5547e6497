"""Means of whole brands: read beside labelled, for brands with enough labelled turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from audit.formulas.agreement_statistics import pearson
from audit.reading.columns import SIX
from audit.reading.heads import Floats
from shown.plain import held_out
from shown.reading import PAIRS, World, first
from shown.statistics import means_by, slope
from shown.table import Line, Table, Target, figure

FEWEST = 8
TARGETS = dict.fromkeys(SIX, Target(0.88)) | dict.fromkeys(("listening", "ownership"), Target(0.78))
KINDS = {
    "tweets": re.compile(r"p\d"),
    "hotels": re.compile(r"ph"),
    "threads": re.compile(r"pi"),
    "all": re.compile(r"p"),
}
"""By the first letters of an id of pairs.csv."""


def brands(world: World) -> Iterator[Table]:
    """Pearson over brands of the mean expected level and the mean labelled one."""
    samples, readings = world.samples(PAIRS), world.read(PAIRS)
    columns = {name: PAIRS.columns[name] for name in SIX}
    chances = held_out(samples, columns, world.instrument)
    for kind, pattern in KINDS.items():
        lines = []
        for name in SIX:
            labelled = first(samples, name)
            rows = [
                row for row, sample in enumerate(samples)
                if pattern.match(sample.id) and labelled[row] >= 0
            ]  # fmt: skip
            read = [
                np.array([reading.expected(name) for reading in readings]),
                *(chance[name] @ np.arange(columns[name]) for chance in chances.values()),
            ]
            names, means = means_by(
                [samples[row].brand for row in rows],
                [labelled[rows], *(values[rows] for values in read)],
                FEWEST,
            )
            lines.append(_line(name, kind, names, means, list(chances)))
        notes = [
            f"brands with {FEWEST} or more labelled turns; Pearson of the mean expected level and "
            "the mean labelled level, brands resampled;",
            "error: read less labelled, mean and mean of its size; slope: rise of the read mean "
            "where the labelled one rises by 1",
        ]
        yield Table(f"brand means, {kind}", notes, lines)


def _line(name: str, kind: str, names: list[str], means: Floats, plain: list[str]) -> Line:
    labelled, read, others = means[:, 0], means[:, 1], means[:, 2:]
    error = read - labelled

    def correlation(rows: Any) -> float:
        return pearson(labelled[rows], read[rows])

    beside = {
        "error": float(error.mean()) if len(error) else float("nan"),
        "size": float(np.abs(error).mean()) if len(error) else float("nan"),
        "slope": slope(labelled, read),
        **{row: pearson(labelled, others[:, at]) for at, row in enumerate(plain)},
    }
    target = TARGETS[name] if kind == "tweets" else None
    return Line(name, figure(correlation, names), target, beside)

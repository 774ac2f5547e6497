"""Agreement on labelled marketing statements: what promises, and what it promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from audit.formulas.agreement_statistics import f1
from audit.reading.columns import SIX
from shown.reading import STATEMENTS, World, clusters, first
from shown.table import Line, Table, Target, figure
from shown.turns import BESIDE

FEWEST = 20
PROMISE, THEMES = Target(0.75), Target(0.68)


def statements(world: World) -> Iterator[Table]:
    """Promise, the mean of the themes that can be judged, and each theme."""
    samples, readings = world.samples(STATEMENTS), world.read(STATEMENTS)
    found = world.agreement(STATEMENTS)
    truth = {name: first(samples, name) for name in SIX}
    read = {name: np.array([r.levels[name] for r in readings]) for name in SIX}
    count = {name: int(np.sum(truth[name] == 1)) for name in SIX}
    judged = [name for name in SIX if count[name] >= FEWEST]
    unproven = [f"{name} ({count[name]})" for name in SIX if name not in judged]
    columns = {column.column: column for column in found.columns}
    plain = {
        name: {BESIDE[row]: one.value for row, one in columns[name].baselines.items()}
        for name in columns
    }

    def mean(rows: Any) -> float:
        some = [f1(truth[name][rows], read[name][rows]) for name in judged]
        return float(np.mean(some)) if some else float("nan")

    whole = {row: float(np.mean([plain[n][row] for n in judged])) for row in BESIDE.values()}
    lines = [
        Line("promise F1", columns["promise"].against["first"], PROMISE, plain["promise"]),
        Line(f"mean F1 of {len(judged)} themes", figure(mean, clusters(samples)), THEMES, whole),
        *(
            Line(f"{name} F1, {count[name]} positive", columns[name].against["first"], None,
                 plain[name])
            for name in judged
        ),
    ]  # fmt: skip
    notes = [
        f"{found.texts:,} statements of {found.clusters:,} companies, {found.out_of_fold:,} fitted "
        "on and read out of fold; whole companies resampled",
        f"unproven, fewer than {FEWEST} positive: {', '.join(unproven) or 'none'}",
    ]
    yield Table("statements.csv", notes, lines)

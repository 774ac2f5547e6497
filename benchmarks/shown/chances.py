"""Probabilities of need, emotion and promise: better than the base rate, and as often true."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from audit.formulas.agreement_statistics import Floats, Integers, brier, calibration_error
from shown.plain import held_out
from shown.reading import PAIRS, STATEMENTS, Source, World, clusters, first
from shown.statistics import brier_reduction, equal_mass_error
from shown.table import Line, Table, Target, figure

ASKED = {"need": PAIRS, "emotion": PAIRS, "promise": STATEMENTS}
Measure = Callable[[Integers, Floats], float]
MEASURES: tuple[tuple[str, Measure, Target | None], ...] = (
    ("Brier", brier, None),
    ("less than base rate's", brier_reduction, Target(1 / 3)),
    ("calibration error", calibration_error, Target(0.05, "at most")),
    ("  bins of equal size", equal_mass_error, Target(0.05, "at most")),
)


def chances(world: World) -> Iterator[Table]:
    """Brier score against the base rate's, and calibration error over ten bins."""
    for column, source in ASKED.items():
        yield _table(world, column, source)


def _table(world: World, column: str, source: Source) -> Table:
    samples = world.samples(source)
    truth = first(samples, column)
    rows = np.flatnonzero(truth >= 0)
    known = truth[rows]
    names = [clusters(samples)[row] for row in rows.tolist()]
    read = np.array([reading.expected(column) for reading in world.read(source)])[rows]
    plain = held_out(samples, {column: 2}, world.instrument)

    def line(name: str, measure: Measure, target: Target | None) -> Line:
        beside = {row: measure(known, chance[column][rows, 1]) for row, chance in plain.items()}
        found = figure(lambda at: measure(known[at], read[at]), names)
        return Line(f"{column}: {name}", found, target, beside)

    rate = float(known.mean())
    notes = [
        f"base rate {rate:.3f}, its Brier score {rate * (1 - rate):.4f}; ten bins of equal "
        "width, then of equal size; whole brands resampled"
    ]
    return Table(f"probability of {column}", notes, [line(*one) for one in MEASURES])

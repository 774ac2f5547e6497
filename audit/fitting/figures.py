"""What the out-of-fold readings of the labelled samples agree at: the figures on the card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audit.fitting.samples import Sample
from audit.formulas.agreement_statistics import calibration_error, f1, quadratic_kappa
from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS, SIX
from audit.reading.readings import Reading

Figures = dict[str, dict[str, float | int]]


def figures(
    turns: Sequence[Sample],
    readings: Sequence[Reading],
    statements: Sequence[Sample],
    claim_readings: Sequence[Reading],
) -> dict[str, Figures]:
    """Agreement with the first rater by column, for each sample."""
    found = {}
    for name, edition in (("pairs", 2), ("replies", 1)):
        rows = [row for row, sample in enumerate(turns) if sample.edition == edition]
        found[name] = agreement(
            [turns[row] for row in rows], [readings[row] for row in rows], REPLY_COLUMNS
        )
    found["claims"] = agreement(statements, claim_readings, CLAIM_COLUMNS)
    return found


def agreement(
    samples: Sequence[Sample], readings: Sequence[Reading], columns: dict[str, int]
) -> Figures:
    """Quadratic kappa of each column, F1 and calibration error of those with two levels."""
    found: Figures = {}
    for column, levels in columns.items():
        rows = [row for row, sample in enumerate(samples) if sample.labels.get(column)]
        if not rows:
            continue
        truth = np.array([samples[row].labels[column][0] for row in rows])
        read = np.array([readings[row].levels[column] for row in rows])
        found[column] = {"n": len(rows), "kappa": round(quadratic_kappa(truth, read), 4)}
        if levels == 2:
            chance = np.array([readings[row].probabilities[column][1] for row in rows])
            found[column]["f1"] = round(f1(truth, read), 4)
            found[column]["calibration_error"] = round(calibration_error(truth, chance), 4)
    if columns[SIX[0]] == 3:
        mean = np.mean([found[dimension]["kappa"] for dimension in SIX])
        found["six"] = {"kappa": round(float(mean), 4)}
    return found

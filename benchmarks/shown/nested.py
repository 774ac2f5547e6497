"""Heads of the instrument's kind on labels of another study: nested folds, nothing kept.

For the rows of fold f, calibration and cut points rest on readings of the other folds g by heads
fitted on neither f nor g, as in `audit.fitting.crossfit`; they are tuned for macro-F1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from audit.fitting.attend import EPOCHS, Lesson, fit_attentions
from audit.fitting.calibrate import platt, tune_cuts
from audit.fitting.groups import RECIPES
from audit.fitting.train import Material, fit_head
from audit.formulas.agreement_statistics import Integers
from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.folds import FOLDS
from audit.reading.heads import Calibration, decide, levels_from
from shown.statistics import macro_f1


@dataclass(frozen=True)
class Study:
    """Labelled texts of another study; `labels[column]` (n,) and the fold of each (n,)."""

    material: Material
    columns: Mapping[str, int]
    labels: Mapping[str, Integers]
    folds: Integers


def reached(labels: Mapping[str, Integers], columns: Mapping[str, int]) -> Matrix:
    """Whether each label reaches each level (n, outputs)."""
    asked = outputs(dict(columns))
    return np.stack([labels[name] >= level for name, level in asked], axis=1).astype(np.float32)


def read_nested(study: Study, say: Callable[[str], None]) -> dict[str, Integers]:
    """The level of every row by heads that saw nothing of its fold."""
    left: list[tuple[int, ...]] = [
        *combinations(range(FOLDS), 2), *((fold,) for fold in range(FOLDS))
    ]  # fmt: skip
    logits = dict(zip(left, _logits(study, left, say), strict=True))
    found = {name: np.zeros(len(study.folds), dtype=np.int64) for name in study.columns}
    for fold in range(FOLDS):
        inside = np.zeros_like(study.material.targets)
        for other in range(FOLDS):
            if other != fold:
                rows = study.folds == other
                inside[rows] = logits[min(fold, other), max(fold, other)][rows]
        kept, judged = study.folds != fold, study.folds == fold
        calibration = calibrate(study, inside[kept], np.flatnonzero(kept))
        chances = levels_from(logits[fold,][judged], study.columns, calibration)
        for name in study.columns:
            found[name][judged] = decide(chances[name], calibration.cuts[name])
    return found


def calibrate(study: Study, logits: Matrix, rows: np.ndarray) -> Calibration:
    """Slopes, offsets and cut points from log-odds of some rows that no head had seen."""
    targets, ones = study.material.targets[rows], np.ones(len(rows), dtype=np.float32)
    pairs = [platt(logits[:, at], targets[:, at], ones) for at in range(targets.shape[1])]
    slopes, offsets = np.array(pairs).T
    chances = levels_from(logits, study.columns, Calibration(slopes, offsets, {}))
    cuts = {
        name: tune_cuts(chances[name], study.labels[name][rows], macro_f1) for name in study.columns
    }
    return Calibration(slopes, offsets, cuts)


def _logits(study: Study, left: list[tuple[int, ...]], say: Callable[[str], None]) -> list[Matrix]:
    """Log-odds of all rows, by heads fitted without the folds named each time."""
    material = study.material
    fitted_on = [np.flatnonzero(~np.isin(study.folds, out)) for out in left]
    say(f"{len(left)} attention networks and heads on {len(study.folds)} rows")
    lesson = Lesson(
        study.columns, material.inputs.tokens, material.targets, material.weights, EPOCHS["walk"]
    )
    found = []
    nets = fit_attentions(lesson, fitted_on)
    for out, rows, net in zip(left, fitted_on, nets, strict=True):
        say(f"without folds {' and '.join(map(str, out))}")
        head = fit_head(material.take(rows), study.columns, RECIPES["turn"])
        judged = np.flatnonzero(np.isin(study.folds, out))
        logits = np.zeros_like(material.targets)
        logits[judged] = replace(head, attention=net).logits(material.inputs.take(judged))
        found.append(logits)
    return found

"""Five heads a group, each fitted and calibrated without its own fold.

For the head of fold f, calibration and cut points rest on readings of the other folds g by heads
fitted on neither f nor g, so nothing of fold f enters in any way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from audit.columns import GROUPS
from audit.features import Matrix
from audit.fitting.calibrate import calibrate
from audit.fitting.groups import RECIPES, Task
from audit.fitting.train import fit_head
from audit.folds import FOLDS
from audit.heads import Calibration, Head


def cross_fit(task: Task, say: Callable[[str], None]) -> list[Head]:
    """The five heads of one group."""
    columns, recipe = GROUPS[task.group], RECIPES[task.group]
    width = task.material.targets.shape[1]
    inner: dict[tuple[int, int], Matrix] = {}
    for one, other in combinations(range(FOLDS), 2):
        say(f"{task.group}: without folds {one} and {other}")
        kept = np.flatnonzero((task.folds != one) & (task.folds != other))
        head = fit_head(task.material.take(kept).with_more(task.always), columns, recipe)
        for fold, left in ((one, other), (other, one)):
            rows = np.flatnonzero(task.folds == left)
            inner[fold, left] = head.logits(task.material.inputs.take(rows))
    heads = []
    for fold in range(FOLDS):
        say(f"{task.group}: without fold {fold}")
        kept = np.flatnonzero(task.folds != fold)
        head = fit_head(task.material.take(kept).with_more(task.always), columns, recipe)
        logits = np.zeros((len(task.folds), width), dtype=np.float32)
        for left in range(FOLDS):
            if left != fold:
                logits[task.folds == left] = inner[fold, left]
        heads.append(replace(head, calibrations=_calibrations(task, kept, logits)))
    return heads


def _calibrations(task: Task, kept: npt.NDArray[np.intp], logits: Matrix) -> dict[str, Calibration]:
    columns = GROUPS[task.group]
    found = {}
    for mode, counted in task.modes.items():
        weights = np.where(counted, 1.0, 0.2).astype(np.float32)
        found[mode] = calibrate(
            logits[kept],
            task.material.targets[kept],
            weights[kept],
            columns,
            {column: labels[kept] for column, labels in task.labels.items()},
            counted[kept],
        )
    return found

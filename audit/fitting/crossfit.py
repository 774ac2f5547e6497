"""Five heads a group, each fitted and calibrated without its own fold.

For the head of fold f, calibration and cut points rest on readings of the other folds g by heads
fitted on neither f nor g, so nothing of fold f enters in any way.  The attention networks, one a
side and shared by its groups, are fitted by the same rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from audit.fitting.attend import EPOCHS, Lesson, fit_attentions
from audit.fitting.calibrate import calibrate
from audit.fitting.groups import RECIPES, Task
from audit.fitting.train import fit_head
from audit.reading.attention import Attention
from audit.reading.columns import GROUPS, outputs
from audit.reading.features import Matrix
from audit.reading.folds import FOLDS
from audit.reading.headfile import SIDES
from audit.reading.heads import Calibration, Head
from audit.reading.tokens import Tokens


@dataclass(frozen=True)
class Attentions:
    """The networks of one side: `without[f]`, and `without_both[f, g]` with f below g."""

    without: Mapping[int, Attention]
    without_both: Mapping[tuple[int, int], Attention]


def cross_fit_attention(side: str, tasks: Sequence[Task], say: Callable[[str], None]) -> Attentions:
    """Fit the networks of a side on the rows of all its groups."""
    columns = SIDES[side]
    folds = np.concatenate(
        [
            part
            for task in tasks
            for part in (task.folds, np.full(len(task.always.weights) if task.always else 0, -1))
        ]
    )
    tokens: Tokens | None = None
    targets, weights = [], []
    asked = outputs(dict(columns))
    for task in tasks:
        material = task.material.with_more(task.always)
        places = [asked.index(output) for output in outputs(dict(GROUPS[task.group]))]
        wide = np.full((len(material.weights), len(asked)), np.nan, dtype=np.float32)
        wide[:, places] = material.targets
        targets.append(wide)
        weights.append(material.weights)
        mine = material.inputs.tokens
        tokens = mine if tokens is None else tokens.with_more(mine)
    if tokens is None:
        raise ValueError(f"no rows to fit the {side} attention on")
    lesson = Lesson(columns, tokens, np.concatenate(targets), np.concatenate(weights), EPOCHS[side])
    left: list[tuple[int, ...]] = [
        *combinations(range(FOLDS), 2), *((fold,) for fold in range(FOLDS))
    ]  # fmt: skip
    say(f"{side}: {len(left)} attention networks on {len(folds)} rows")
    nets = fit_attentions(lesson, [np.flatnonzero(~np.isin(folds, out)) for out in left])
    found = dict(zip(left, nets, strict=True))
    return Attentions(
        {out[0]: net for out, net in found.items() if len(out) == 1},
        {(out[0], out[1]): net for out, net in found.items() if len(out) == 2},
    )


def cross_fit(task: Task, attentions: Attentions, say: Callable[[str], None]) -> list[Head]:
    """The five heads of one group."""
    columns, recipe = GROUPS[task.group], RECIPES[task.group]
    width = task.material.targets.shape[1]
    inner: dict[tuple[int, int], Matrix] = {}
    for one, other in combinations(range(FOLDS), 2):
        say(f"{task.group}: without folds {one} and {other}")
        kept = np.flatnonzero((task.folds != one) & (task.folds != other))
        head = fit_head(task.material.take(kept).with_more(task.always), columns, recipe)
        head = replace(head, attention=attentions.without_both[one, other])
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
        heads.append(
            replace(
                head,
                attention=attentions.without[fold],
                calibrations=_calibrations(task, kept, logits),
            )
        )
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

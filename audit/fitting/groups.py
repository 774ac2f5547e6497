"""The material of each group of heads: which samples it learns from, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.fitting.examples import exemplar_material
from audit.fitting.samples import Sample
from audit.fitting.train import Material, Recipe
from audit.reading import inputs
from audit.reading.columns import GROUPS, outputs
from audit.reading.tokens import Encoded

FIRST_EDITION_WEIGHT = 0.6

RECIPES = {
    "customer": Recipe(
        most_terms=(2000,),
        penalty=2.0,
        embedded_scale=0.7,
        counted_scale=2.0,
        hidden=24,
        networks=2,
    ),
    "alone": Recipe(most_terms=(2000,), penalty=2.0, embedded_scale=0.7, counted_scale=2.0),
    "turn": Recipe(
        most_terms=(3000, 1200),
        penalty=2.0,
        embedded_scale=0.5,
        counted_scale=2.0,
        hidden=40,
        networks=3,
    ),
    "claim": Recipe(most_terms=(2500,), penalty=4.0, embedded_scale=0.8, counted_scale=2.3),
}


@dataclass(frozen=True)
class Task:
    """One group ready to fit: material, each row's fold, labels, and the modes it is read in.

    `always` holds rows fitted on in every fold.  `modes` says which rows the calibration of each
    way of reading rests on.
    """

    group: str
    material: Material
    always: Material | None
    folds: npt.NDArray[np.int64]
    labels: Mapping[str, npt.NDArray[np.int64]]
    modes: Mapping[str, npt.NDArray[np.bool_]]
    rows: npt.NDArray[np.intp]


def make_task(
    group: str,
    samples: Sequence[Sample],
    folds: npt.NDArray[np.int64],
    encoded: Mapping[str, Encoded],
    width: int,
    written: Sequence[Sample] = (),
) -> Task:
    """The samples that a group can learn from, as a task; `written` ones are fitted on always."""
    rows = np.array([row for row, s in enumerate(samples) if _teaches(group, s)], dtype=np.intp)
    used = [samples[row] for row in rows]
    always = exemplar_material(group, encoded, width)
    if more := [sample for sample in written if _teaches(group, sample)]:
        made = _material(group, more, encoded, width)
        always = made if always is None else made.with_more(always)
    judged = np.array([sample.judged for sample in used])
    second = judged & np.array([sample.edition == 2 for sample in used])
    alone = judged & np.array([not sample.message for sample in used])
    modes = {"context": second}
    if group == "turn":
        modes["alone"] = alone
    elif group == "alone":
        modes = {"alone": alone}
    return Task(
        group,
        _material(group, used, encoded, width),
        always,
        folds[rows],
        {
            column: np.array([s.labels[column][0] if s.labels.get(column) else -1 for s in used])
            for column in GROUPS[group]
        },
        modes,
        rows,
    )


def _teaches(group: str, sample: Sample) -> bool:
    """Whether raters said something of the sample that this group reads."""
    said = sample.message if group == "customer" else sample.text
    return bool(said) and any(column in sample.labels for column in GROUPS[group])


def _material(
    group: str, used: Sequence[Sample], encoded: Mapping[str, Encoded], width: int
) -> Material:
    texts = [sample.text for sample in used]
    if group == "customer":
        made = inputs.customer_inputs([sample.message for sample in used], encoded, width)
    elif group == "alone":
        made = inputs.alone_inputs(texts, encoded, width)
    elif group == "claim":
        made = inputs.claim_inputs(texts, encoded, width)
    else:
        pairs = [(sample.text, sample.message) for sample in used]
        editions = [float(sample.edition == 2) for sample in used]
        made = inputs.turn_inputs(pairs, editions, encoded, width)
    targets = np.array(
        [
            [
                np.nan if (share := sample.reached(column, level)) is None else share
                for column, level in outputs(dict(GROUPS[group]))
            ]
            for sample in used
        ],
        dtype=np.float32,
    )
    weights = [_weight(group, sample) for sample in used]
    return Material(made, targets, np.array(weights, np.float32), [s.brand for s in used])


def _weight(group: str, sample: Sample) -> float:
    if group == "alone":
        return 0.5 if sample.message else 1.0
    return 1.0 if sample.edition == 2 else FIRST_EDITION_WEIGHT

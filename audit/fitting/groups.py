"""The material of each group of heads: which samples it learns from, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit import inputs
from audit.columns import GROUPS, outputs
from audit.fitting.examples import exemplar_material
from audit.fitting.samples import Sample
from audit.fitting.train import Material, Recipe
from audit.tokens import Encoded

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
) -> Task:
    """The task of one group, over the samples it can learn from."""
    columns = GROUPS[group]
    rows = np.array(
        [
            row
            for row, sample in enumerate(samples)
            if any(column in sample.labels for column in columns)
            and (sample.message if group == "customer" else sample.text)
        ],
        dtype=np.intp,
    )
    used = [samples[row] for row in rows]
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
    second = np.array([sample.edition == 2 for sample in used])
    held = np.array([bool(sample.message) for sample in used])
    weights = np.where(second, 1.0, FIRST_EDITION_WEIGHT)
    if group == "alone":
        weights = np.where(held, 0.5, 1.0)
    targets = np.array(
        [
            [
                np.nan if (share := sample.reached(column, level)) is None else share
                for column, level in outputs(dict(columns))
            ]
            for sample in used
        ],
        dtype=np.float32,
    )
    modes = {"context": second}
    if group == "turn":
        modes["alone"] = ~held
    elif group == "alone":
        modes = {"alone": ~held}
    return Task(
        group,
        Material(made, targets, weights.astype(np.float32), [s.brand for s in used]),
        exemplar_material(group, encoded, width),
        folds[rows],
        {
            column: np.array([s.labels[column][0] if s.labels.get(column) else -1 for s in used])
            for column in columns
        },
        modes,
        rows,
    )

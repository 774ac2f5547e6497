"""The plain baselines that stand beside every figure of the instrument.

Logistic regressions on TF-IDF, on the frozen embedding, and on both, cross-validated on the labels
at hand with the instrument's own rule of folds; a level is the expected level, rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from audit import features
from audit.columns import outputs
from audit.features import Matrix
from audit.fitting.grouping import assign_folds
from audit.fitting.samples import Sample
from audit.fitting.train import fit_linear
from audit.fitting.vocabulary import choose_terms
from audit.folds import FOLDS
from audit.heads import Calibration, levels_from, weigh_terms
from audit.inputs import look_up

BASELINES = ("tfidf", "embedding", "both")
TERMS = 3000
PENALTY = 1.0


def baseline_levels(
    samples: Sequence[Sample],
    columns: Mapping[str, int],
    vectors: Mapping[str, Matrix],
    width: int,
) -> dict[str, dict[str, npt.NDArray[np.int64]]]:
    """By baseline and column, the level given to each sample by heads fitted on other folds."""
    folds = assign_folds(samples)
    texts, messages = [s.text for s in samples], [s.message for s in samples]
    embedded = 4 * np.hstack([look_up(texts, vectors, width), look_up(messages, vectors, width)])
    terms = [[list(features.terms(text)) for text in side] for side in (texts, messages)]
    targets = np.array(
        [
            [
                np.nan if (share := sample.reached(column, level)) is None else share
                for column, level in outputs(dict(columns))
            ]
            for sample in samples
        ],
        dtype=np.float32,
    )
    plain = Calibration(np.ones(targets.shape[1]), np.zeros(targets.shape[1]), {})
    found = {n: {c: np.zeros(len(samples), dtype=np.int64) for c in columns} for n in BASELINES}
    for fold in range(FOLDS):
        kept, judged = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if not len(judged) or not len(kept):
            continue
        brands = [samples[row].brand or samples[row].id for row in kept.tolist()]
        counted = []
        for side in terms:
            words, idf = choose_terms([side[row] for row in kept], brands, TERMS)
            counted.append(weigh_terms(side, words, idf))
        tfidf = np.hstack(counted)
        designs = (tfidf, embedded, np.hstack([tfidf, embedded]))
        for name, design in zip(BASELINES, designs, strict=True):
            known = (~np.isnan(targets[kept])).astype(np.float32)
            weights, bias = fit_linear(design[kept], np.nan_to_num(targets[kept]), known, PENALTY)
            logits = design[judged] @ weights + bias
            for column, levels in levels_from(logits, columns, plain).items():
                expected = levels @ np.arange(levels.shape[1])
                found[name][column][judged] = np.floor(expected + 0.5).astype(np.int64)
    return found

"""The plain baselines that stand beside every figure of the instrument.

Logistic regressions on TF-IDF, on the frozen embedding, and on both, cross-validated on the labels
at hand with the instrument's own rule of folds.  Their cut points are tuned like the instrument's,
on the readings of the other folds, so that they lose nothing by a poor choice of threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from audit.fitting.calibrate import tune_cuts
from audit.fitting.grouping import assign_folds
from audit.fitting.samples import Sample
from audit.fitting.train import fit_linear
from audit.fitting.vocabulary import choose_terms
from audit.formulas.agreement_statistics import f1, quadratic_kappa
from audit.reading import features
from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.folds import FOLDS
from audit.reading.heads import Calibration, decide, levels_from, weigh_terms
from audit.reading.inputs import look_up
from audit.reading.tokens import Encoded

BASELINES = ("tfidf", "embedding", "both")
TERMS = 2000
PENALTY = 0.2
EMBEDDED_SCALE = 1.5


def baseline_levels(
    samples: Sequence[Sample],
    columns: Mapping[str, int],
    encoded: Mapping[str, Encoded],
    width: int,
) -> dict[str, dict[str, npt.NDArray[np.int64]]]:
    """By baseline and column, the level given to each sample by heads fitted on other folds."""
    folds = assign_folds(samples)
    texts, messages = [s.text for s in samples], [s.message for s in samples]
    embedded = EMBEDDED_SCALE * np.hstack(
        [look_up(texts, encoded, width), look_up(messages, encoded, width)]
    )
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
    logits = {name: np.zeros_like(targets) for name in BASELINES}
    for fold in range(FOLDS):
        kept, judged = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if not len(judged) or not len(kept):
            continue
        brands = [samples[row].brand or samples[row].id for row in kept.tolist()]
        counted = []
        for side in terms:
            words, idf = choose_terms([side[row] for row in kept.tolist()], brands, TERMS)
            counted.append(weigh_terms(side, words, idf))
        tfidf = np.hstack(counted)
        designs = (tfidf, embedded, np.hstack([tfidf, embedded]))
        for name, design in zip(BASELINES, designs, strict=True):
            known = (~np.isnan(targets[kept])).astype(np.float32)
            weights, bias = fit_linear(design[kept], np.nan_to_num(targets[kept]), known, PENALTY)
            logits[name][judged] = design[judged] @ weights + bias
    return {name: _levels(found, columns, samples, folds) for name, found in logits.items()}


def _levels(
    logits: Matrix,
    columns: Mapping[str, int],
    samples: Sequence[Sample],
    folds: npt.NDArray[np.int64],
) -> dict[str, npt.NDArray[np.int64]]:
    """Levels by cut points that agree best with the first rater on the other folds."""
    plain = Calibration(np.ones(logits.shape[1]), np.zeros(logits.shape[1]), {})
    found = {}
    for column, chances in levels_from(logits, columns, plain).items():
        first = np.array([s.labels[column][0] if s.labels.get(column) else -1 for s in samples])
        by_f1 = columns[column] == 2 and column != "dismissive"
        levels = np.zeros(len(samples), dtype=np.int64)
        for fold in range(FOLDS):
            others = (folds != fold) & (first >= 0)
            if not np.any(others):
                continue
            cuts = tune_cuts(chances[others], first[others], f1 if by_f1 else quadratic_kappa)
            levels[folds == fold] = decide(chances[folds == fold], cuts)
        found[column] = levels
    return found

"""What the plain baselines say, as probabilities: logistic regressions on TF-IDF and on MiniLM.

`audit agreement` decides levels by the same regressions; here their log-odds are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.fitting.calibrate import target_matrix
from audit.fitting.grouping import assign_folds
from audit.fitting.samples import Sample
from audit.fitting.train import fit_linear
from audit.fitting.vocabulary import choose_terms
from audit.labels.baselines import EMBEDDED_SCALE, PENALTY, TERMS
from audit.reading import features
from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.folds import FOLDS
from audit.reading.heads import Calibration, Floats, levels_from, weigh_terms
from audit.reading.normalise import normalise
from shown.reading import ReadOnce

ROWS = ("TF-IDF", "MiniLM")
Chances = dict[str, dict[str, Floats]]


@dataclass(frozen=True)
class Texts:
    """Texts as the baselines take them: terms by side, embeddings (n, e), brands."""

    terms: tuple[list[list[str]], ...]
    embedded: Matrix
    brands: Sequence[str]

    def take(self, rows: npt.NDArray[np.intp]) -> Texts:
        """Some of them."""
        return Texts(
            tuple([side[row] for row in rows] for side in self.terms),
            self.embedded[rows],
            [self.brands[row] for row in rows],
        )


def texts(pairs: Sequence[tuple[str, str]], brands: Sequence[str], instrument: ReadOnce) -> Texts:
    """Texts and their messages, which may be empty, raw or normalised."""
    sides = [[normalise(pair[side]) for pair in pairs] for side in (0, 1)]
    return Texts(
        tuple([list(features.terms(text)) for text in side] for side in sides),
        EMBEDDED_SCALE * np.hstack([instrument.vectors(side) for side in sides]),
        brands,
    )


def log_odds(learned: Texts, targets: Matrix, read: Texts) -> dict[str, Matrix]:
    """By baseline, log-odds (n, outputs) of texts by regressions fitted on others."""
    design: dict[str, tuple[list[Matrix], list[Matrix]]] = {name: ([], []) for name in ROWS}
    for mine, other in zip(learned.terms, read.terms, strict=True):
        words, idf = choose_terms(mine, learned.brands, TERMS)
        for place, side in enumerate((mine, other)):
            design["TF-IDF"][place].append(weigh_terms(side, words, idf))
    design["MiniLM"][0].append(learned.embedded)
    design["MiniLM"][1].append(read.embedded)
    known = (~np.isnan(targets)).astype(np.float32)
    found = {}
    for name, (on, of) in design.items():
        weights, bias = fit_linear(np.hstack(on), np.nan_to_num(targets), known, PENALTY)
        found[name] = np.asarray(np.hstack(of) @ weights + bias, dtype=np.float32)
    return found


def chances_of(logits: Mapping[str, Matrix], columns: Mapping[str, int]) -> Chances:
    """By baseline and column, the probability of each level (n, levels)."""
    width = len(outputs(dict(columns)))
    as_fitted = Calibration(np.ones(width), np.zeros(width), {})
    return {name: levels_from(found, columns, as_fitted) for name, found in logits.items()}


def targets_of(samples: Sequence[Sample], columns: Mapping[str, int]) -> Matrix:
    """Shares of raters that gave at least each level (n, outputs)."""
    asked = outputs(dict(columns))
    return target_matrix([{key: s.reached(*key) for key in asked} for s in samples], columns)


def held_out(
    samples: Sequence[Sample], columns: Mapping[str, int], instrument: ReadOnce
) -> Chances:
    """Probabilities of each sample by regressions fitted on the other folds."""
    folds, targets = assign_folds(samples), targets_of(samples, columns)
    every = sample_texts(samples, instrument)
    logits = {name: np.zeros_like(targets) for name in ROWS}
    for fold in range(FOLDS):
        kept, judged = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for name, found in log_odds(every.take(kept), targets[kept], every.take(judged)).items():
            logits[name][judged] = found
    return chances_of(logits, columns)


def sample_texts(samples: Sequence[Sample], instrument: ReadOnce) -> Texts:
    """The texts of labelled samples."""
    return texts(
        [(s.text, s.message) for s in samples], [s.brand or s.id for s in samples], instrument
    )

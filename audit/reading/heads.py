"""Fitted heads: from inputs to calibrated probabilities of levels, in numpy alone.

One `Head` holds what was fitted on four of the five folds for one group of columns: the terms it
counts, a linear layer over terms, embedding and counts, a small hidden layer beside it, and the
calibration and cut points found inside those four folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.reading.attention import Attention
from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.inputs import Inputs

Floats = npt.NDArray[np.float64]
COUNTED_SCALE = 0.3
COUNTED_LIMIT = 4.0
HIDDEN_SHARE = 0.65
ATTENTION_SHARE = {"walk": 0.45, "talk": 0.6}
"""How much the attention network says beside the head: most on statements, which are short."""


@dataclass(frozen=True)
class Calibration:
    """Slope and offset of each output's log-odds, and the cut points of each column.

    A column's level is the number of its cut points that its expected level exceeds.
    """

    slope: Floats
    offset: Floats
    cuts: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Head:
    """The fitted weights of one group of columns; `vocabulary` has one list a block of terms."""

    columns: Mapping[str, int]
    vocabulary: tuple[tuple[str, ...], ...]
    idf: tuple[Matrix, ...]
    mean: Matrix
    scale: Matrix
    weights: Matrix
    bias: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    top: Matrix
    top_bias: Matrix
    calibrations: Mapping[str, Calibration]
    attention: Attention | None = None

    def design(self, inputs: Inputs) -> Matrix:
        """The inputs as one matrix: weighted terms, embedding, standardised counts."""
        counted = standardise(inputs.counted, self.mean, self.scale)
        weighed = [
            weigh_terms(terms, words, idf)
            for terms, words, idf in zip(inputs.terms, self.vocabulary, self.idf, strict=True)
        ]
        return np.hstack([*weighed, inputs.embedded, counted])

    def logits(self, inputs: Inputs) -> Matrix:
        """Raw log-odds, shape (n, outputs): a weighted mean of what the parts say."""
        own = self._own_logits(inputs)
        if self.attention is None:
            return own
        attended = self.attention.logits(inputs.tokens, self.columns)
        share = ATTENTION_SHARE["talk" if "promise" in self.columns else "walk"]
        return np.asarray(own + share * (attended - own), dtype=np.float32)

    def _own_logits(self, inputs: Inputs) -> Matrix:
        """A weighted mean of the linear and the hidden layer."""
        design = self.design(inputs)
        linear = design @ self.weights + self.bias
        if not self.hidden.size:
            return np.asarray(linear, dtype=np.float32)
        dense = design[:, -self.hidden.shape[0] :]
        raised = np.maximum(dense @ self.hidden + self.hidden_bias, 0)
        return np.asarray(
            linear + HIDDEN_SHARE * (raised @ self.top + self.top_bias - linear), dtype=np.float32
        )

    def probabilities(self, inputs: Inputs, mode: str) -> dict[str, Floats]:
        """For each column the probability of each level, shape (n, levels)."""
        return levels_from(self.logits(inputs), self.columns, self.calibrations[mode])


def standardise(counted: Matrix, mean: Matrix, scale: Matrix) -> Matrix:
    """Counts brought to mean zero and a small common spread, outliers cut."""
    centred = np.clip((counted - mean) / scale, -COUNTED_LIMIT, COUNTED_LIMIT)
    return np.asarray(COUNTED_SCALE * centred, dtype=np.float32)


def weigh_terms(terms: Sequence[Sequence[str]], words: Sequence[str], idf: Matrix) -> Matrix:
    """TF-IDF of the texts' terms with damped counts, each row of length one (or all zero)."""
    places = {word: place for place, word in enumerate(words)}
    width = len(words)
    cells = [
        row * width + places[term]
        for row, said in enumerate(terms)
        for term in said
        if term in places
    ]
    found = np.bincount(np.array(cells, dtype=np.int64), minlength=len(terms) * width).astype(
        np.float32
    )
    found = found.reshape(len(terms), width)
    used = found > 0
    found[used] = 1 + np.log(found[used])
    found *= idf
    length = np.sqrt((found * found).sum(axis=1, keepdims=True))
    return np.asarray(found / np.maximum(length, 1e-9), dtype=np.float32)


def levels_from(
    logits: Matrix, columns: Mapping[str, int], calibration: Calibration
) -> dict[str, Floats]:
    """Log-odds of "at least k" to probabilities of levels, forced to fall with k."""
    raw = calibration.slope * logits.astype(np.float64) + calibration.offset
    reached = 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
    found: dict[str, Floats] = {}
    asked = outputs(dict(columns))
    for column in columns:
        at = [place for place, (name, _) in enumerate(asked) if name == column]
        falling = np.minimum.accumulate(reached[:, at], axis=1)
        one, zero = np.ones((len(logits), 1)), np.zeros((len(logits), 1))
        found[column] = -np.diff(np.hstack([one, falling, zero]), axis=1)
    return found


def decide(probabilities: Floats, cuts: Sequence[float]) -> npt.NDArray[np.int64]:
    """Levels by the cut points of the expected level."""
    expected = probabilities @ np.arange(probabilities.shape[1])
    passed = expected[:, None] > np.asarray(cuts)[None, :]
    return np.asarray(passed.sum(axis=1), dtype=np.int64)

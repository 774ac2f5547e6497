"""A small attention network over the encoder's token states, in numpy alone.

A sentence's vector blurs who is sorry for what.  Here the tokens of the customer's message and of
the reply stand side by side: one layer of self-attention (Vaswani et al. 2017, pre-norm), then one
learned query a column gathers the tokens that matter to it (attentive pooling, Lin et al. 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.tokens import Tokens

HEADS = 4
BATCH = 32
FAR = np.float32(-1e9)

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Attention:
    """The fitted weights, by name, and the columns whose outputs they give."""

    columns: Mapping[str, int]
    weights: Mapping[str, Matrix]

    def logits(self, tokens: Tokens, columns: Mapping[str, int]) -> Matrix:
        """Log-odds of the outputs of some of the columns, shape (n, outputs)."""
        asked = outputs(dict(self.columns))
        places = [asked.index(output) for output in outputs(dict(columns))]
        found = np.zeros((len(tokens), len(asked)), dtype=np.float32)
        lengths = [len(states) for states in tokens.states]
        order = sorted(range(len(tokens)), key=lambda row: (lengths[row], row))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = self._some(tokens, rows)
        return found[:, places]

    def _some(self, tokens: Tokens, rows: Sequence[int]) -> Matrix:
        w = self.weights
        states, kept, segment = padded(tokens, rows)
        edition = tokens.edition[np.asarray(rows)][:, None]
        hidden = _normed(_linear(states, w, "project"), w, "project_norm") + w["segment"][segment]
        hidden = hidden + self._attend(_normed(hidden, w, "norm1"), kept)
        raised = np.maximum(_linear(_normed(hidden, w, "norm2"), w, "rise"), 0)
        hidden = hidden + _linear(raised, w, "fall")
        shares = _softmax(np.where(kept[:, :, None], _linear(hidden, w, "query"), FAR), axis=1)
        gathered = np.einsum("btq,btd->bqd", shares, hidden)
        mean = (hidden * kept[:, :, None]).sum(axis=1) / kept.sum(axis=1, keepdims=True)
        spread = np.broadcast_to(mean[:, None], gathered.shape)
        seen = _linear(np.concatenate([gathered, spread], axis=2), w, "seen") + w["column"]
        seen = _gelu(seen)[:, w["of_column"].astype(np.int64)]
        second = (seen * w["second"]).sum(axis=2) + w["second_bias"]
        found = (seen * w["first"]).sum(axis=2) + w["first_bias"] + edition * second
        return np.asarray(found, dtype=np.float32)

    def _attend(self, hidden: Matrix, kept: Mask) -> Matrix:
        rows, length, width = hidden.shape
        size = width // HEADS
        made = _linear(hidden, self.weights, "attend").reshape(rows, length, 3, HEADS, size)
        query, key, value = (made[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        likeness = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(size))
        shares = _softmax(np.where(kept[:, None, None, :], likeness, FAR), axis=3)
        mixed = (shares @ value).transpose(0, 2, 1, 3).reshape(rows, length, width)
        return _linear(mixed, self.weights, "attended")


def padded(tokens: Tokens, rows: Sequence[int]) -> tuple[Matrix, Mask, Places]:
    """States (b, t, k), which of them are tokens (b, t), and whose: 0 customer, 1 brand."""
    length = max(len(tokens.states[row]) for row in rows)
    states = np.zeros((len(rows), length, tokens.states[rows[0]].shape[1]), dtype=np.float32)
    kept = np.zeros((len(rows), length), dtype=bool)
    segment = np.zeros((len(rows), length), dtype=np.int64)
    for place, row in enumerate(rows):
        said = tokens.states[row]
        states[place, : len(said)] = said
        kept[place, : len(said)] = True
        segment[place, tokens.asked[row] :] = 1
    return states, kept, segment


def _linear(x: Matrix, weights: Mapping[str, Matrix], name: str) -> Matrix:
    return np.asarray(x @ weights[f"{name}/weight"].T + weights[f"{name}/bias"], dtype=np.float32)


def _normed(x: Matrix, weights: Mapping[str, Matrix], name: str) -> Matrix:
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-5))
    return np.asarray(
        centred / scale * weights[f"{name}/weight"] + weights[f"{name}/bias"], dtype=np.float32
    )


def _softmax(x: Matrix, axis: int) -> Matrix:
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), dtype=np.float32)


def _gelu(x: Matrix) -> Matrix:
    """The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016)."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3)
    return np.asarray(0.5 * x * (1 + np.tanh(inner)), dtype=np.float32)

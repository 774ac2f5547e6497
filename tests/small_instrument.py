"""A whole instrument small enough to compute by hand: one word decides each column."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audit.reading import features
from audit.reading.columns import GROUPS, outputs
from audit.reading.folds import FOLDS, save_index
from audit.reading.headfile import save_heads
from audit.reading.heads import Calibration, Head
from audit.reading.identity import SCHEMA
from audit.reading.projection import Projection, save_projection

WIDTH = 26
WORDS = ("zebra", "hippo")
EMBEDDED = {"customer": WIDTH, "alone": WIDTH, "turn": 4 * WIDTH, "claim": WIDTH}
COUNTED = {
    "customer": len(features.customer_features("")),
    "alone": len(features.reply_features("", "")),
    "turn": len(features.reply_features("", "")) + len(features.customer_features("")) + 1,
    "claim": len(features.claim_features("")),
}


class LetterEncoder:
    """Vectors of length one over the letters a to z."""

    model_id = "letters"
    revision = "1"
    dimensions = WIDTH

    def __init__(self) -> None:
        self.encoded: list[str] = []

    state_width = 2

    def read(self, texts: Sequence[str]) -> tuple[np.ndarray, list[np.ndarray]]:
        """The vectors, and a state a word: its length, and whether it is "zebra"."""
        states = [
            np.array([[len(word), word == "zebra"] for word in text.split()], dtype=np.float16)
            for text in texts
        ]
        return self.encode(texts), states

    def encode(self, texts: Sequence[str], progress: object = None) -> np.ndarray:
        """Letter counts, normalised; remembers what it was asked."""
        self.encoded += texts
        found = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text:
                if "a" <= letter <= "z":
                    found[row, ord(letter) - 97] += 1
            found[row] /= np.linalg.norm(found[row]) or 1.0
        return found


def small_head(group: str, bias: float = -4.0) -> Head:
    """Every output's log-odds is `bias`, plus 8 where the text holds "zebra"."""
    columns = GROUPS[group]
    width = len(outputs(columns))
    blocks = 2 if group == "turn" else 1
    size = blocks * len(WORDS) + EMBEDDED[group] + COUNTED[group]
    weights = np.zeros((size, width), dtype=np.float32)
    weights[0] = 8.0
    empty = np.zeros((0, 0), dtype=np.float32)
    calibration = Calibration(
        np.ones(width),
        np.zeros(width),
        {name: tuple(k + 0.5 for k in range(levels - 1)) for name, levels in columns.items()},
    )
    return Head(
        columns=columns,
        vocabulary=(WORDS,) * blocks,
        idf=(np.ones(len(WORDS), dtype=np.float32),) * blocks,
        mean=np.zeros(COUNTED[group], dtype=np.float32),
        scale=np.ones(COUNTED[group], dtype=np.float32),
        weights=weights,
        bias=np.full(width, bias, dtype=np.float32),
        hidden=empty,
        hidden_bias=empty,
        top=empty,
        top_bias=empty,
        calibrations={"context": calibration, "alone": calibration},
    )


def write_instrument(folder: Path, index: dict[int, int] | None = None) -> Path:
    """An instrument folder; the head of fold f has bias f - 4, so folds can be told apart."""
    folder.mkdir(parents=True, exist_ok=True)
    for fold in range(FOLDS):
        save_heads(
            folder / f"fold-{fold}.npz", {group: small_head(group, fold - 4.0) for group in GROUPS}
        )
    save_index(folder / "folds.npz", index or {})
    save_projection(
        folder / "projection.npz",
        Projection(np.zeros(2, dtype=np.float32), np.eye(2, dtype=np.float32)),
    )
    card = {
        "schema": SCHEMA,
        "model": {"id": "letters", "revision": "1", "dimensions": WIDTH, "path": None},
        "residuals": {},
    }
    (folder / "instrument.json").write_text(json.dumps(card), encoding="utf-8")
    return folder

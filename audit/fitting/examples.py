"""The dimensions' own exemplars as rows to learn from: always fitted on, never judged."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from audit.dimensions import dimensions
from audit.fitting.train import Material
from audit.reading import inputs
from audit.reading.columns import GROUPS, SIX, outputs
from audit.reading.normalise import normalise
from audit.reading.tokens import Encoded


def exemplar_texts() -> list[str]:
    """Every exemplar of every dimension, normalised."""
    return [normalise(text) for found in dimensions() for text in found.all_exemplars()]


def exemplar_material(group: str, encoded: Mapping[str, Encoded], width: int) -> Material | None:
    """Exemplars as material of a group; None for groups that have none.

    A claim that promises nothing promises none of the six; one that promises its own dimension is
    taken to promise no other.  A reply's exemplar speaks of its own dimension alone.
    """
    if group not in ("claim", "turn"):
        return None
    side = "claim" if group == "claim" else "reply"
    texts, targets = [], []
    for found in dimensions():
        if found.name not in SIX:
            continue
        for level, some in enumerate(found.exemplars[side]):
            for text in some:
                texts.append(normalise(text))
                targets.append([_target(key, found.name, level, side) for key in _asked(group)])
    made = (
        inputs.claim_inputs(texts, encoded, width)
        if side == "claim"
        else inputs.turn_inputs([(text, "") for text in texts], [1.0] * len(texts), encoded, width)
    )
    return Material(
        made,
        np.array(targets, dtype=np.float32),
        np.ones(len(texts), dtype=np.float32),
        [""] * len(texts),
    )


def _asked(group: str) -> list[tuple[str, int]]:
    return outputs(dict(GROUPS[group]))


def _target(key: tuple[str, int], dimension: str, level: int, side: str) -> float:
    column, least = key
    if side == "claim":
        return float(level == 1 and column in ("promise", dimension))
    return float(level >= least) if column == dimension else float("nan")

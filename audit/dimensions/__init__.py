"""The dimensions of empathy: one file each, found by looking in this folder.

A new dimension is a new file that defines `DIMENSION`.  Until heads are fitted for it, it is read
by likeness to its exemplars and marked unfitted.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from db.errors import NotFound

SHARPNESS = 12.0
NEAREST = 2


@dataclass(frozen=True)
class Dimension:
    """One dimension on both sides.

    `place` orders the dimensions.  `exemplars` has "claim" (not promised, promised) and "reply"
    (absent, formulaic, specific): a tuple of example texts for each level, from level 0.
    """

    name: str
    place: int
    promised: str
    delivered: str
    levels: tuple[str, str, str]
    reference: str
    exemplars: Mapping[str, tuple[tuple[str, ...], ...]]

    def all_exemplars(self) -> list[str]:
        """Every exemplar of both sides."""
        return [text for side in self.exemplars.values() for level in side for text in level]


@lru_cache(maxsize=1)
def dimensions() -> tuple[Dimension, ...]:
    """All dimensions, in the codebook's order; ValueError if a file and its name differ."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        dimension = importlib.import_module(f"{__name__}.{module.name}").DIMENSION
        if dimension.name != module.name:
            raise ValueError(
                f"audit/dimensions/{module.name}.py defines the dimension {dimension.name!r}; "
                f"file and dimension must have one name"
            )
        found.append(dimension)
    return tuple(sorted(found, key=lambda dimension: (dimension.place, dimension.name)))


def dimension(name: str) -> Dimension:
    """The dimension of that name; NotFound if there is none."""
    for found in dimensions():
        if found.name == name:
            return found
    raise NotFound(
        f"no dimension named {name!r}; there are {', '.join(d.name for d in dimensions())}"
    )


def exemplar_probabilities(
    vectors: npt.NDArray[np.float32], exemplars: Sequence[npt.NDArray[np.float32]]
) -> npt.NDArray[np.float64]:
    """Probabilities of levels by likeness, shape (n, levels).

    A softmax over the mean cosine to the two nearest exemplars of each level.
    """
    scores = []
    for level in exemplars:
        likeness = np.sort(vectors @ level.T, axis=1)[:, -NEAREST:]
        scores.append(likeness.mean(axis=1))
    raised = SHARPNESS * np.stack(scores, axis=1).astype(np.float64)
    raised = np.exp(raised - raised.max(axis=1, keepdims=True))
    return np.asarray(np.round(raised / raised.sum(axis=1, keepdims=True), 6))

"""Which claims are worded alike: the same words, or nearer than a paraphrase."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE = 0.8
"""Cosine of embeddings from which two claims of different brands are worded alike."""

CHUNK = 1000


def neighbours(
    words: Sequence[str], vectors: Sequence[NDArray[np.float32] | None]
) -> list[frozenset[int]]:
    """For each claim, those worded alike, itself among them.

    `words` are hashes of masked wordings, `vectors` unit vectors (None where none is held: such a
    claim is only alike by its words).
    """
    same: dict[str, set[int]] = {}
    for i, key in enumerate(words):
        same.setdefault(key, set()).add(i)
    found = [set(same[key]) for key in words]
    held = [i for i, vector in enumerate(vectors) if vector is not None]
    if held:
        matrix = np.stack([vectors[i] for i in held])  # type: ignore[misc]
        for start in range(0, len(held), CHUNK):
            near = matrix[start : start + CHUNK] @ matrix.T >= ALIKE
            for row, column in zip(*np.nonzero(near), strict=True):
                found[held[start + int(row)]].add(held[int(column)])
    return [frozenset(each) for each in found]


def largest_first(
    groups: Sequence[frozenset[int]], owners: Sequence[str], told: Sequence[frozenset[int]] = ()
) -> list[int]:
    """The groups (by index) that say most of who words what alike, without repeating each other.

    The group with the most different owners goes first, then the one with the most owners among
    the claims not yet in any, and so on, down to two owners (greedy cover: Chvatal 1979,
    Mathematics of Operations Research 4).  A group is the claims around one, so that no chain of
    paraphrases grows into one.  A group that lies within one already `told` of is left out.  Ties
    go to the group that comes first.
    """
    covered: set[int] = set()

    def size(group: int) -> int:
        return len({owners[i] for i in groups[group] - covered})

    heap = [(-size(group), group) for group in range(len(groups))]
    heapq.heapify(heap)
    chosen = []
    while heap:
        count, group = heapq.heappop(heap)
        now = size(group)
        if now < 2 or any(groups[group] <= other for other in told):
            continue
        if now < -count:
            heapq.heappush(heap, (-now, group))
            continue
        chosen.append(group)
        covered |= groups[group]
    return chosen

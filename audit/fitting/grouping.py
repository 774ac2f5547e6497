"""Folds by brand and by near-duplicate text, so that nothing judged resembles anything fitted.

The rule: texts of one brand, of one template, or whose templates share at least .8 of their word
pairs (Jaccard) form a group; groups, largest first, go to the fold that has the fewest texts.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from audit.fitting.samples import Sample
from audit.reading.folds import FOLDS
from audit.reading.normalise import template

RULE = (
    "union of brand, template and word-pair Jaccard >= .8; largest group first to the smallest "
    "of 5 folds"
)
ALIKE = 0.8


class Groups:
    """Disjoint sets, joined as evidence comes in."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def find(self, item: Hashable) -> Hashable:
        """The representative of the item's set."""
        while self._parent.setdefault(item, item) != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: Hashable, other: Hashable) -> None:
        """Make the two sets one."""
        self._parent[self.find(one)] = self.find(other)


def assign_folds(samples: Sequence[Sample]) -> npt.NDArray[np.int64]:
    """The fold of each sample by the rule above."""
    groups = Groups()
    templates = [template(sample.text) for sample in samples]
    holders: dict[str, list[int]] = defaultdict(list)
    pairs: list[set[str]] = []
    for row, (sample, words) in enumerate(zip(samples, templates, strict=True)):
        if sample.brand:
            groups.join(row, ("brand", sample.brand.lower()))
        for masked in (words, template(sample.message)):
            if masked:
                groups.join(row, ("template", masked))
        pairs.append(_word_pairs(words))
        shared = Counter(other for pair in pairs[row] for other in holders[pair])
        for other, common in shared.items():
            if common >= ALIKE * (len(pairs[row]) + len(pairs[other]) - common):
                groups.join(row, other)
        for pair in pairs[row]:
            holders[pair].append(row)
    members: dict[Hashable, list[int]] = defaultdict(list)
    for row in range(len(samples)):
        members[groups.find(row)].append(row)
    return _balance([(min(templates[row] for row in rows), rows) for rows in members.values()])


def _word_pairs(words: str) -> set[str]:
    said = words.split()
    return {" ".join(said[place : place + 2]) for place in range(max(1, len(said) - 1))} - {""}


def _balance(groups: Sequence[tuple[str, list[int]]]) -> npt.NDArray[np.int64]:
    folds = np.zeros(sum(len(rows) for _, rows in groups), dtype=np.int64)
    sizes = [0] * FOLDS

    def largest_first(group: tuple[str, list[int]]) -> tuple[int, str]:
        return -len(group[1]), hashlib.sha256(group[0].encode()).hexdigest()

    for _, rows in sorted(groups, key=largest_first):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(rows)
        folds[rows] = fold
    return folds

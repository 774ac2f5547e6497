"""Texts that differ in little, found among many by their words: MinHash and banding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasketch import MinHash

ALIKE = 0.8
"""Jaccard similarity of shingles from which two texts are the same but for an edit."""

SHINGLES = (1, 2)
"""Words and pairs of words.  Pairs keep the order; one changed word of fourteen leaves .8 of both,
where with runs of three it would leave .6."""

LEAST_WORDS = 6
"""In a shorter text no word can change without changing what it says: it is like none."""

OWN_WORDS = 8
"""With so many words beyond another, about a sentence, a text says something of its own."""

BANDS, ROWS = 16, 4
"""A pair of similarity s is looked at with the chance 1 - (1 - s^4)^16: .9998 at .8, .12 at .3."""

SEED = 1


class NearDuplicates:
    """Masked templates, and for each of them those that differ in little.

    MinHash (Broder 1997, On the resemblance and containment of documents) with banding (Indyk and
    Motwani 1998, STOC) proposes pairs; each is verified by its true Jaccard similarity.  Being near
    is a matter of two texts, so that no chain of small edits makes a group of different texts, and
    a further text never takes two others apart.  The order of texts
    decides nothing.  A long text with a sentence of its own is no copy of the one without; that
    one is a copy all the same, for what it says was sent twice.  Memory grows with distinct texts,
    time with pairs that share many words.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        from datasketch import MinHash, MinHashLSH

        texts = sorted({text for text in templates if text.count(" ") >= LEAST_WORDS - 1})
        self._index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
        self._sketches: dict[str, MinHash] = {}
        shingles = ([shingle.encode() for shingle in _shingles(text)] for text in texts)
        made = MinHash.generator(shingles, num_perm=BANDS * ROWS, seed=SEED)
        for text, sketch in zip(texts, made, strict=True):
            self._sketches[text] = sketch
            self._index.insert(text, sketch, check_duplication=False)

    def of(self, template: str) -> Iterator[str]:
        """The texts that say what this one says, itself aside, each once, in no order."""
        if template not in self._sketches:
            return
        own = _shingles(template)
        for other in self._index.query(self._sketches[template]):
            if (
                other != template
                and _are_alike(own, _shingles(str(other)))
                and _beyond(template, str(other)) < OWN_WORDS
            ):
                yield str(other)


@lru_cache(maxsize=65536)
def _shingles(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(
        " ".join(words[start : start + size])
        for size in SHINGLES
        for start in range(len(words) - size + 1)
    )


def _are_alike(left: frozenset[str], right: frozenset[str]) -> bool:
    least, most = sorted((len(left), len(right)))
    if least / most < ALIKE:
        return False
    shared = len(left & right)
    return shared / (least + most - shared) >= ALIKE


def _beyond(text: str, other: str) -> int:
    """How many words a text has more than the other."""
    return (Counter(text.split()) - Counter(other.split())).total()

"""Which terms the heads count: those that enough brands use, by how far they tell levels apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from audit.reading.features import Matrix

FEWEST_TEXTS = 6
FEWEST_BRANDS = 3


def choose_terms(
    terms: Sequence[Sequence[str]], brands: Sequence[str], most: int
) -> tuple[tuple[str, ...], Matrix]:
    """The terms kept, sorted, with their inverse document frequency.

    A term must occur in six texts and with three brands; of those the most frequent are kept.
    """
    texts: Counter[str] = Counter()
    users: dict[str, set[str]] = defaultdict(set)
    for said, brand in zip(terms, brands, strict=True):
        for term in set(said):
            texts[term] += 1
            users[term].add(brand)
    able = [t for t, n in texts.items() if n >= FEWEST_TEXTS and len(users[t]) >= FEWEST_BRANDS]
    kept = sorted(sorted(able, key=lambda term: (-texts[term], term))[:most])
    frequency = np.array([texts[term] for term in kept], dtype=np.float64)
    idf = 1 + np.log((1 + len(terms)) / (1 + frequency))
    return tuple(kept), idf.astype(np.float32)

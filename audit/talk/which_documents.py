"""How far a change of talk hangs on which documents there happen to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from audit.corpus.exchanges import StatementRow
from audit.formulas import estimate
from audit.talk.claims import Claim

Array = NDArray[np.float64]

DOCUMENTS = 14
"""The stream of draws of documents."""


def document_spread(
    rows: Sequence[Sequence[StatementRow]],
    claims: Sequence[Sequence[Claim]],
    words: Mapping[int, str],
) -> Array:
    """Draws (draws,) of the change of claims per 100 statements, around 0.

    `rows` and `claims` are those of then and of now.  Documents are drawn again with replacement,
    the same for both periods, so that what stood in both cancels; a claim or a wording is there
    where any document that holds it was drawn.
    """
    stands: list[dict[str, set[str]]] = [{}, {}]
    for period, own in zip(stands, rows, strict=True):
        for row in own:
            period.setdefault(words[row.id], set()).add(row.document)
    sizes = {
        document: tuple(sum(document in places for places in period.values()) for period in stands)
        for document in {row.document for own in rows for row in own}
    }
    ordered = sorted(sizes, key=lambda document: (sizes[document], document))
    place = {document: i for i, document in enumerate(ordered)}
    random = estimate.generator(DOCUMENTS)
    weights = np.full(len(ordered), 1 / len(ordered))
    drawn = random.multinomial(len(ordered), weights, size=estimate.DRAWS) > 0
    talk = []
    for period, promised in zip(stands, claims, strict=True):
        said = _there([claim.documents for claim in promised], place, drawn)
        read = _there(list(period.values()), place, drawn)
        talk.append(100 * said / np.maximum(read, 1))
    change = talk[1] - talk[0]
    return np.asarray(change - change.mean())


def _there(
    holders: Sequence[set[str] | frozenset[str]], place: Mapping[str, int], drawn: NDArray[np.bool_]
) -> Array:
    """How many of the things held by these documents are there, in each draw."""
    held = np.zeros((len(place), len(holders)))
    for i, documents in enumerate(holders):
        held[[place[document] for document in documents], i] = 1
    return np.asarray((drawn.astype(float) @ held > 0).sum(axis=1), dtype=float)

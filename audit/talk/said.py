"""What a brand said then and says now: its claims among what stood in each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from audit.corpus.exchanges import StatementRow, statements
from audit.corpus.period import Period
from audit.corpus.prepared import StatementKeys, statement_keys
from audit.formulas import estimate
from audit.formulas.change import TALK_MARGIN, Change, known_change, unknown_change
from audit.formulas.minimum import Bar
from audit.reading.facts import Facts
from audit.reading.readings import Reading
from audit.talk.claims import distinct_claims, is_claim
from audit.talk.presence import UNKNOWN_SHARE, Presence, presences
from audit.talk.which_documents import document_spread
from db.queries import BrandRow
from db.readings import readings_of
from db.vectors import VectorStore

Array = NDArray[np.float64]

DOUBT = 13
"""The stream of draws of the instrument's doubt."""


@dataclass(frozen=True, slots=True)
class Said:
    """A brand's statements with their readings, wordings (by statement id), vectors, presence."""

    rows: tuple[tuple[StatementRow, Reading], ...]
    words: dict[int, str]
    vectors: dict[int, Any]
    presence: dict[int, Presence]


def talk_change(said: Said, names: Sequence[str], then: Period, now: Period, bar: Bar) -> Change:
    """Distinct claims per 100 distinct statements that stood in each period.

    Documents are drawn again, the same for both periods.  The instrument's doubt about a wording
    that stood in both periods is one draw for both, and so cancels as far as they share their
    wordings.  A statement of which it is not known whether it stood then counts in neither.
    """
    parts = [
        [(row, reading) for row, reading in said.rows if said.presence[row.id].within(when)]
        for when in (then, now)
    ]
    reason = _unknown(said, parts[1], then)
    parts[1] = [each for each in parts[1] if not said.presence[each[0].id].unknown_in(then)]
    chances = [_chances(part, said.words) for part in parts]
    n = (len(chances[0]), len(chances[1]))
    reason = reason or _few(n, bar)
    if reason:
        return unknown_change("talk", TALK_MARGIN, n, reason)
    claims = [distinct_claims(part, said.words, said.vectors, names) for part in parts]
    values = (100 * len(claims[0]) / n[0], 100 * len(claims[1]) / n[1])
    rows = [[row for row, _ in part] for part in parts]
    spread = _doubt(chances[0], chances[1]) + document_spread(rows, claims, said.words)
    return known_change("talk", TALK_MARGIN, values, n, values[1] - values[0] + spread)


def _chances(
    part: Sequence[tuple[StatementRow, Reading]], words: dict[int, str]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for row, reading in part:
        key = words[row.id]
        found[key] = max(found.get(key, 0.0), reading.expected("promise"))
    return found


def _unknown(said: Said, present: Sequence[tuple[StatementRow, Reading]], then: Period) -> str:
    """Why what was said then is not known: the source was first read later; "" where it is."""
    unknown = [
        said.presence[row.id] for row, _ in present if said.presence[row.id].unknown_in(then)
    ]
    if len(unknown) <= UNKNOWN_SHARE * len(present):
        return ""
    return (
        f"talk not known for then: {len(unknown)} of {len(present)} statements stand in sources"
        f" first read on {min(each.source_read for each in unknown)}"
    )


def _few(n: tuple[int, int], bar: Bar) -> str:
    few = [
        f"statements known to have stood {word}: {count} of {bar.statements}"
        for word, count in zip(("then", "now"), n, strict=True)
        if count < bar.statements
    ]
    return "; ".join(few)


def _doubt(then: dict[str, float], now: dict[str, float]) -> Array:
    """Draws (draws,) of the instrument's error on the difference, per 100 statements."""
    random = estimate.generator(DOUBT)
    spread = np.zeros(estimate.DRAWS)
    wordings = {
        (max(then.get(key, 0.0), now.get(key, 0.0)), key in then, key in now, key)
        for key in then.keys() | now.keys()
    }
    for chance, stood, stands, _ in sorted(wordings):
        weight = stands / len(now) - stood / len(then)
        spread += 100 * weight * ((random.random(estimate.DRAWS) < chance) - chance)
    return spread


def gather_said(database: Database, store: VectorStore, brand: BrandRow, facts: Facts) -> Said:
    """All that a brand said.  Every statement has to be read already."""
    keys = statement_keys(database, brand.id)
    rows = [row for row in statements(database, brand.id) if row.id in keys]
    found = readings_of(
        database, facts.instrument_id, sorted({keys[row.id].claim_key for row in rows})
    )
    read = tuple((row, Reading.from_json(found[keys[row.id].claim_key])) for row in rows)
    return Said(
        read,
        {row_id: key.words_hash for row_id, key in keys.items()},
        _vectors(store, keys, read),
        presences(database, brand.id),
    )


def _vectors(
    store: VectorStore,
    keys: dict[int, StatementKeys],
    read: Sequence[tuple[StatementRow, Reading]],
) -> dict[int, Any]:
    hashes = {row.id: keys[row.id].vector_hash for row, found in read if is_claim(row.text, found)}
    held = store.get(sorted(set(hashes.values())))
    return {row_id: held[key] for row_id, key in hashes.items() if key in held}

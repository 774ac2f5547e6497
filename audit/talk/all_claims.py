"""The distinct claims of all brands at once, in one pass over what is read as a promise."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from audit.corpus.exchanges import StatementRow
from audit.reading.facts import Facts
from audit.reading.readings import Reading
from audit.talk.claims import Claim, distinct_claims, is_claim
from audit.talk.presence import Presence, presences
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Said:
    """A distinct claim of a brand: its clearest wording, and since which day it is known."""

    brand: str
    claim: Claim
    url: str | None
    since: str
    words: str
    vector: Any


def all_claims(
    database: Database, store: VectorStore, facts: Facts, group: str | None
) -> Iterator[Said]:
    """The distinct claims of all brands (of a group), as far as they have been read."""
    presence = presences(database)
    rows = _promising(database, facts, group)
    for brand, own in itertools.groupby(rows, key=lambda row: row[0]):
        yield from _of_brand(brand, list(own), store, facts, presence)


Promising = tuple[str, StatementRow, Reading, str, str]


def _promising(database: Database, facts: Facts, group: str | None) -> Iterator[Promising]:
    """Brand, statement, reading, and hashes of vector and words, of what is read as a promise."""
    rows = database.execute(
        """
        SELECT b.name, r.reading, k.vector_hash, k.words_hash, t.id, t.document, t.place, t.lang,
            t.text, t.url, t.first_seen, t.last_seen, c.content_hash, c.archive
        FROM statement_keys k
        JOIN readings r ON r.key = k.claim_key AND r.instrument_id = :instrument
        JOIN statements t ON t.id = k.statement_id JOIN sources s ON s.id = t.source_id
        JOIN brands b ON b.id = s.brand_id LEFT JOIN captures c ON c.id = t.capture_id
        WHERE s.side = 'talk' AND json_extract(r.reading, '$.promise[0]') = 1
            AND (:group IS NULL OR b.group_name = :group COLLATE NOCASE)
        ORDER BY b.name, t.document, t.place, t.text_hash
        """,
        {"instrument": facts.instrument_id, "group": group},
    )
    for brand, reading, vector, words, *row in rows:
        found = Reading.from_json(reading)
        if is_claim(row[4], found):
            yield brand, StatementRow(*row), found, vector, words


def _of_brand(
    brand: str,
    rows: Sequence[Promising],
    store: VectorStore,
    facts: Facts,
    presence: dict[int, Presence],
) -> Iterator[Said]:
    held = store.get(sorted({vector for *_, vector, _ in rows}))
    vectors = {row.id: held[key] for _, row, _, key, _ in rows if key in held}
    words = {row.id: key for _, row, _, _, key in rows}
    read = [(row, reading) for _, row, reading, _, _ in rows]
    for claim in distinct_claims(read, words, vectors, facts.dimensions):
        clearest = next(row for row in claim.statements if row.text == claim.text)
        since = min(presence[row.id].since for row in claim.statements)
        yield Said(brand, claim, clearest.url, since, words[clearest.id], vectors.get(clearest.id))


def all_texts(database: Database, group: str | None) -> Iterator[tuple[int, str]]:
    """Id and text of every statement of all brands (of a group)."""
    yield from database.execute(
        """
        SELECT t.id, t.text FROM statements t JOIN sources s ON s.id = t.source_id
        JOIN brands b ON b.id = s.brand_id
        WHERE s.side = 'talk' AND (:group IS NULL OR b.group_name = :group COLLATE NOCASE)
        """,
        {"group": group},
    )

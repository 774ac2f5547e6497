"""The named SELECTs over what `audit.corpus.prepare` made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from audit.corpus.keys import LANGUAGES, text_hash

NOTHING = text_hash("")
"""A reply of emoji alone leaves no words, and there is nothing to embed."""
Keys = tuple[str | None, str | None, str | None]
"""Reading keys of a turn: of the message, the reply, and what is left without formulas."""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One prepared exchange, without its texts.

    `message_id` and `first_id` are the rows of the customer's message and of the turn's first
    part; None where there is none.  Times are ISO 8601 in UTC.
    """

    id: int
    source_id: int
    message_id: int | None
    first_id: int | None
    customer: str
    at: str | None
    asked_at: str | None
    vector_hash: str | None
    words_hash: str | None
    complete: bool
    all_formula: bool
    sent_alike: bool
    deflects: bool


def prepared_turns(
    database: Database, brand_id: int, channel: str, size: int
) -> Iterator[list[tuple[TurnRow, Keys]]]:
    """The prepared exchanges of a brand on a channel with their reading keys, in batches."""
    cursor = database.execute(
        """
        SELECT t.id, t.source_id, t.message_id, t.first_id, t.customer, t.at, t.asked_at,
            t.vector_hash, t.words_hash, s.complete, t.all_formula, t.sent_alike, t.deflects,
            t.message_key, t.reply_key, t.residual_key
        FROM turns t JOIN sources s ON s.id = t.source_id
        WHERE s.brand_id = ? AND s.channel = ? AND s.side = 'walk' ORDER BY t.id
        """,
        [brand_id, channel],
    )
    while rows := cursor.fetchmany(size):
        yield [(_turn(row[:FLAGS], row[FLAGS:KEYS]), row[KEYS:]) for row in rows]


FLAGS, KEYS = 9, 13


def _turn(values: Sequence[Any], flags: Sequence[int]) -> TurnRow:
    return TurnRow(*values, *map(bool, flags))


@dataclass(frozen=True, slots=True)
class StatementKeys:
    """The keys of one marketing statement."""

    claim_key: str
    vector_hash: str
    words_hash: str


def statement_keys(database: Database, brand_id: int) -> dict[int, StatementKeys]:
    """The keys of a brand's statements by statement id; those in other languages are absent."""
    rows = database.execute(
        """
        SELECT k.statement_id, k.claim_key, k.vector_hash, k.words_hash
        FROM statement_keys k JOIN statements t ON t.id = k.statement_id
        JOIN sources s ON s.id = t.source_id WHERE s.brand_id = ?
        """,
        [brand_id],
    )
    return {row[0]: StatementKeys(*row[1:]) for row in rows}


def unread_keys(database: Database, brand_id: int, instrument_id: str) -> set[str]:
    """The keys of a brand's texts that this instrument has not read."""
    rows = database.execute(
        """
        WITH mine AS (SELECT id FROM sources WHERE brand_id = :brand),
        wanted(key) AS (
            SELECT message_key FROM turns WHERE source_id IN mine
            UNION SELECT reply_key FROM turns WHERE source_id IN mine
            UNION SELECT residual_key FROM turns WHERE source_id IN mine
            UNION SELECT k.claim_key FROM statement_keys k
                JOIN statements t ON t.id = k.statement_id WHERE t.source_id IN mine
        )
        SELECT key FROM wanted WHERE key IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM readings r WHERE r.key = wanted.key AND r.instrument_id = :instrument
        )
        """,
        {"brand": brand_id, "instrument": instrument_id},
    )
    return {key for (key,) in rows}


def vector_hashes(database: Database, brand_id: int) -> set[str]:
    """The keys of the embeddings a brand's findings use: of its replies and its statements."""
    rows = database.execute(
        """
        WITH mine AS (SELECT id FROM sources WHERE brand_id = ?)
        SELECT vector_hash FROM turns WHERE source_id IN mine AND vector_hash IS NOT NULL
        UNION SELECT k.vector_hash FROM statement_keys k
            JOIN statements t ON t.id = k.statement_id WHERE t.source_id IN mine
        """,
        [brand_id],
    )
    return {key for (key,) in rows} - {NOTHING}


def other_languages(
    database: Database, brand_id: int, channel: str, since: str | None, until: str | None
) -> int:
    """How many of a brand's messages are in languages that are set aside, in a period."""
    row = database.execute(
        """
        SELECT count(*) FROM messages m JOIN sources s ON s.id = m.source_id
        WHERE s.brand_id = ? AND s.channel = ? AND s.side = 'walk' AND m.role = 'brand'
            AND m.lang NOT IN (SELECT value FROM json_each(?))
            AND substr(coalesce(m.created_at, ''), 1, 10) BETWEEN ? AND ?
        """,
        [brand_id, channel, json.dumps(sorted(LANGUAGES)), since or "", until or "9999"],
    ).fetchone()
    return int(row[0])

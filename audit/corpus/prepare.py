"""Prepare the texts of a brand: normalise and hash each once, and find what is sent to many.

What follows from the texts alone is kept in `turns` and `statement_keys`, under a fingerprint of
the texts, the brand's names and the rules; it is made again only when one of them changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from audit.corpus import canned, deflection, exchanges, keys, near_duplicates
from audit.corpus.exchanges import channels
from audit.corpus.keys import (
    KeyedExchange,
    brand_names,
    keyed_exchanges,
    keyed_statements,
    text_hash,
    vector_hash,
)
from audit.reading import features, first_names, normalise
from audit.reading.normalise import template
from db.queries import BrandRow
from db.text import sentences

TALK = "talk"
RULES = (
    normalise, first_names, features, canned, near_duplicates, deflection, exchanges, keys,
    sentences,
)  # fmt: skip
"""The modules whose code decides what is prepared."""

BATCH = 1000


def walk_part(channel: str) -> str:
    """The name the walk side of a channel is prepared under."""
    return f"walk:{channel}"


def stale(database: Database, brand: BrandRow) -> list[str]:
    """The parts of a brand that have to be prepared anew."""
    held = dict(
        database.execute(
            "SELECT part, fingerprint FROM prepared WHERE brand_id = ?", [brand.id]
        ).fetchall()
    )
    parts = [TALK, *(walk_part(channel) for channel in channels(database, brand.id))]
    return [part for part in parts if held.get(part) != _fingerprint(database, brand, part)]


def prepare(database: Database, brand: BrandRow) -> None:
    """Prepare what is stale of a brand; each part in one transaction."""
    for part in stale(database, brand):
        with database.atomic():
            if part == TALK:
                _prepare_talk(database, brand)
            else:
                _prepare_walk(database, brand, part.partition(":")[2])
            database.execute(
                "INSERT OR REPLACE INTO prepared (brand_id, part, fingerprint) VALUES (?, ?, ?)",
                [brand.id, part, _fingerprint(database, brand, part)],
            )


def _fingerprint(database: Database, brand: BrandRow, part: str) -> str:
    digest = hashlib.sha256(repr((part, rules(), brand_names(brand))).encode())
    if part == TALK:
        rows = database.execute(
            """
            SELECT t.id, t.text_hash, t.lang FROM statements t JOIN sources s
            ON s.id = t.source_id WHERE s.brand_id = ? ORDER BY t.id
            """,
            [brand.id],
        )
    else:
        rows = database.execute(
            """
            SELECT m.id, m.content_hash, m.parent_id, m.turn_id, m.author, m.created_at, m.lang,
                m.author_kind, s.complete
            FROM messages m JOIN sources s ON s.id = m.source_id
            WHERE s.brand_id = ? AND s.channel = ? AND s.side = 'walk' ORDER BY m.id
            """,
            [brand.id, part.partition(":")[2]],
        )
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()


@cache
def rules() -> str:
    """A digest of the code that prepares: a changed rule makes every text stale."""
    digest = hashlib.sha256()
    for module in RULES:
        digest.update(Path(module.__file__ or "").read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _prepare_talk(database: Database, brand: BrandRow) -> None:
    database.execute(
        """
        DELETE FROM statement_keys WHERE statement_id IN (
            SELECT t.id FROM statements t JOIN sources s ON s.id = t.source_id WHERE s.brand_id = ?
        )
        """,
        [brand.id],
    )
    database.conn.executemany(
        "INSERT INTO statement_keys (statement_id, claim_key, vector_hash, words_hash)"
        " VALUES (?, ?, ?, ?)",
        [
            (row.id, text.key, vector_hash(text.text), text_hash(template(row.text)))
            for row, text in keyed_statements(database, brand)
        ],
    )


def _prepare_walk(database: Database, brand: BrandRow, channel: str) -> None:
    database.execute(
        """
        DELETE FROM turns WHERE source_id IN (
            SELECT id FROM sources WHERE brand_id = ? AND channel = ? AND side = 'walk'
        )
        """,
        [brand.id, channel],
    )
    for batch in _batches(keyed_exchanges(database, brand, channel)):
        database.conn.executemany(
            """
            INSERT INTO turns (source_id, message_id, first_id, customer, at, asked_at, lang,
                message_key, reply_key, residual_key, vector_hash, words_hash, all_formula,
                sent_alike, deflects)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [_row(keyed) for keyed in batch],
        )


def _row(keyed: KeyedExchange) -> tuple[object, ...]:
    exchange = keyed.exchange
    return (
        exchange.source_id,
        exchange.message.id if exchange.message else None,
        exchange.parts[0].id if exchange.parts else None,
        exchange.customer,
        exchange.at,
        exchange.asked_at,
        exchange.lang,
        keyed.message.key if keyed.message else None,
        keyed.reply.key if keyed.reply else None,
        keyed.residual.key if keyed.residual else None,
        vector_hash(keyed.reply.text) if keyed.reply else None,
        text_hash(keyed.words) if keyed.reply else None,
        int(keyed.all_formula),
        int(keyed.sent_alike),
        int(keyed.deflects),
    )


def _batches(items: Iterable[KeyedExchange]) -> Iterator[list[KeyedExchange]]:
    batch: list[KeyedExchange] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

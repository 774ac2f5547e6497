"""The evidence: for each claim the replies that speak most for it and most against it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from audit.corpus.exchanges import joined, message_text, turn_of
from audit.formulas.estimate import SEED
from audit.talk.claims import Claim
from audit.walk.delivery import Turn, counted
from db.vectors import VectorStore

if TYPE_CHECKING:
    import numpy as np

QUOTES = 3
RANDOM_REPLIES = 5


@dataclass(frozen=True, slots=True)
class Quote:
    """One reply as evidence, with the customer's message it answers, where that is held.

    `delivered` is the mean g (0 to 1) over the dimensions in question.
    """

    reply: str | None
    message: str | None
    url: str | None
    date: str | None
    capture_hash: str | None
    archived: bool
    delivered: float
    sent_alike: bool

    def to_dict(self, with_customers: bool) -> dict[str, Any]:
        """For JSON; the customer's own words only if asked for."""
        values: dict[str, Any] = {
            "reply": self.reply,
            "url": self.url,
            "date": self.date,
            "capture_hash": self.capture_hash,
            "archived": self.archived,
            "delivered": round(self.delivered, 4),
            "sent_alike": self.sent_alike,
        }
        return values | {"message": self.message} if with_customers else values


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """A claim, and what speaks for and against it."""

    claim: Claim
    replies_for: tuple[Quote, ...]
    replies_against: tuple[Quote, ...]

    def to_dict(self, with_customers: bool) -> dict[str, Any]:
        """For JSON: the claim with every place it stands in, and its quotes."""
        return {
            "claim": self.claim.text,
            "dimensions": sorted(self.claim.dimensions),
            "probability": round(self.claim.probability, 4),
            "places": [
                {
                    "text": row.text,
                    "url": row.url,
                    "document": row.document,
                    "first_seen": row.first_seen,
                    "last_seen": row.last_seen,
                    "capture_hash": row.capture_hash,
                    "archived": row.archive is not None,
                }
                for row in self.claim.statements
            ],
            "for": [quote.to_dict(with_customers) for quote in self.replies_for],
            "against": [quote.to_dict(with_customers) for quote in self.replies_against],
        }


@dataclass(frozen=True, slots=True)
class BrandEvidence:
    """All evidence shown for one finding."""

    claims: tuple[ClaimEvidence, ...]
    random_replies: tuple[Quote, ...]

    def to_dict(self, with_customers: bool) -> dict[str, Any]:
        """For JSON."""
        return {
            "claims": [claim.to_dict(with_customers) for claim in self.claims],
            "random_replies": [quote.to_dict(with_customers) for quote in self.random_replies],
        }


def evidence(
    database: Database,
    store: VectorStore,
    turns: Sequence[Turn],
    claims: Sequence[Claim],
    names: Sequence[str],
    *,
    held_only: bool = True,
) -> BrandEvidence:
    """Choose the quotes.

    A reply to a customer in need speaks for a claim by how much of the claim's dimensions it
    delivers, and against it by how little, each weighted by how near the reply lies to the claim
    in meaning (cosine of embeddings); no wording is shown twice.  The random replies are drawn
    from those to customers in need, which the figures rest on.
    """
    usable = sorted(
        (turn for turn in counted(turns, held_only) if turn.reply is not None),
        key=lambda turn: (turn.row.words_hash or "", turn.row.id),
    )
    in_need = [turn for turn in usable if turn.need]
    vectors = store.get(sorted({turn.row.vector_hash or "" for turn in in_need}))
    mine = _claim_vectors(database, store, claims)
    found = []
    for claim in claims:
        speaks_for, against = _for_claim(claim, in_need, names, mine.get(claim.text), vectors)
        found.append(
            ClaimEvidence(
                claim,
                tuple(quote_of(database, turn, value) for value, turn in speaks_for),
                tuple(quote_of(database, turn, value) for value, turn in against),
            )
        )
    pool = in_need if len(in_need) >= RANDOM_REPLIES else usable
    chosen = random.Random(SEED).sample(pool, min(RANDOM_REPLIES, len(pool)))
    shown = tuple(quote_of(database, turn, _mean(turn.delivered(names))) for turn in chosen)
    return BrandEvidence(tuple(found), shown)


def _claim_vectors(
    database: Database, store: VectorStore, claims: Sequence[Claim]
) -> dict[str, np.ndarray]:
    hashes: dict[str, str] = {}
    for claim in claims:
        clearest = next(row for row in claim.statements if row.text == claim.text)
        (key,) = database.execute(
            "SELECT vector_hash FROM statement_keys WHERE statement_id = ?", [clearest.id]
        ).fetchone()
        hashes[claim.text] = key
    held = store.get(sorted(set(hashes.values())))
    return {text: held[key] for text, key in hashes.items() if key in held}


Scored = tuple[float, Turn]


def _for_claim(
    claim: Claim,
    turns: Sequence[Turn],
    names: Sequence[str],
    mine: np.ndarray | None,
    vectors: Mapping[str, np.ndarray],
) -> tuple[list[Scored], list[Scored]]:
    promised = [i for i, name in enumerate(names) if name in claim.dimensions]
    scored: list[tuple[float, float, Turn]] = []
    for turn in turns:
        delivered = turn.delivered(names)
        theirs = vectors.get(turn.row.vector_hash or "")
        near = float(mine @ theirs) if mine is not None and theirs is not None else 0.0
        scored.append((_mean([delivered[i] for i in promised]), 1 + near, turn))
    speaks_for = _distinct(sorted(scored, key=lambda item: -item[0] * item[1]))
    shown = {turn.row.id for _, turn in speaks_for}
    against = sorted(scored, key=lambda item: -(1 - item[0]) * item[1])
    return speaks_for, _distinct([item for item in against if item[2].row.id not in shown])


def _distinct(scored: Sequence[tuple[float, float, Turn]]) -> list[Scored]:
    seen: set[str | None] = set()
    chosen: list[Scored] = []
    for value, _, turn in scored:
        if turn.row.words_hash not in seen:
            seen.add(turn.row.words_hash)
            chosen.append((value, turn))
        if len(chosen) == QUOTES:
            break
    return chosen


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def is_archived(database: Database, message: int) -> bool:
    """Whether the message of that row id stands in an archive."""
    row = database.execute("SELECT archive IS NOT NULL FROM messages WHERE id = ?", [message])
    return bool(row.fetchone()[0])


def quote_of(database: Database, turn: Turn, delivered: float) -> Quote:
    """A turn as it is quoted, with how much it delivers."""
    row = turn.row
    parts = turn_of(database, row.first_id) if row.first_id is not None else ()
    first = parts[0] if parts else None
    return Quote(
        reply=joined(parts) if parts else None,
        message=message_text(database, row.message_id) if row.message_id is not None else None,
        url=first.url if first else None,
        date=row.at,
        capture_hash=first.content_hash if first else None,
        archived=first is not None and is_archived(database, first.id),
        delivered=delivered,
        sent_alike=row.sent_alike,
    )

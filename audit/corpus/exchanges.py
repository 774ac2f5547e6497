"""From stored messages to exchanges: what a customer wrote, and the brand's whole turn to it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

PART = re.compile(r"\s*\(?\b(\d{1,2})\s?/\s?(\d{1,2})\b\)?\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One stored message, as far as reading needs it."""

    id: int
    item_id: str
    thread_id: str
    parent_id: str | None
    turn_id: str | None
    role: str
    author_kind: str
    author: str | None
    lang: str
    text: str
    content_hash: str
    created_at: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A customer's message and the brand's turn to it; either may be missing, never both.

    `customer` identifies who wrote, within the source.  `complete` is true where the source shows
    every message, so that a missing turn is a missing answer.  Times are ISO 8601 in UTC, or None.
    """

    source_id: int
    thread_id: str
    customer: str
    complete: bool
    message: Part | None
    parts: tuple[Part, ...]

    @property
    def reply(self) -> str | None:
        """The brand's turn, its parts joined, part numbers dropped; None where there was none."""
        return joined(self.parts) if self.parts else None

    @property
    def asked_at(self) -> str | None:
        """When the customer wrote."""
        return self.message.created_at if self.message else None

    @property
    def at(self) -> str | None:
        """When the turn was made, or, where that is not held, when the customer wrote."""
        return (self.parts[0].created_at if self.parts else None) or self.asked_at

    @property
    def lang(self) -> str:
        """The language of the turn, or of the message where there is no turn."""
        if self.parts:
            known = [part.lang for part in self.parts if part.lang != "und"]
            return known[0] if known else "und"
        return self.message.lang if self.message else "und"


def channels(database: Database, brand_id: int) -> list[str]:
    """The channels a brand answers on, the one with most replies first."""
    rows = database.execute(
        """
        SELECT s.channel FROM sources s LEFT JOIN messages m
            ON m.source_id = s.id AND m.role = 'brand'
        WHERE s.brand_id = ? AND s.side = 'walk'
        GROUP BY s.channel ORDER BY count(m.id) DESC, s.channel
        """,
        [brand_id],
    )
    return [channel for (channel,) in rows]


def exchanges(database: Database, brand_id: int, channel: str) -> Iterator[Exchange]:
    """Every exchange of a brand on a channel, thread by thread."""
    rows = database.execute(
        """
        SELECT s.id, s.complete, m.id, m.item_id, m.thread_id, m.parent_id, m.turn_id, m.role,
            m.author_kind, m.author, m.lang, m.text, m.content_hash, m.created_at, m.url
        FROM messages m JOIN sources s ON s.id = m.source_id
        WHERE s.brand_id = ? AND s.channel = ? AND s.side = 'walk'
        ORDER BY s.id, m.thread_id, m.created_at, m.item_id
        """,
        [brand_id, channel],
    )
    for (source_id, complete, _), thread in itertools.groupby(
        rows, key=lambda row: (row[0], bool(row[1]), row[4])
    ):
        yield from _thread(source_id, complete, [Part(*row[2:]) for row in thread])


def turn_of(database: Database, first_id: int) -> tuple[Part, ...]:
    """The parts of the turn whose first part is the message of that row id, in their order."""
    rows = database.execute(
        """
        SELECT m.id, m.item_id, m.thread_id, m.parent_id, m.turn_id, m.role, m.author_kind,
            m.author, m.lang, m.text, m.content_hash, m.created_at, m.url
        FROM messages m JOIN messages f ON f.source_id = m.source_id AND m.role = f.role
            AND m.author_kind = f.author_kind
            AND coalesce(m.turn_id, m.item_id) = coalesce(f.turn_id, f.item_id)
        WHERE f.id = ?
        """,
        [first_id],
    )
    return tuple(sorted((Part(*row) for row in rows), key=_place))


def message_text(database: Database, row_id: int) -> str:
    """The text of one stored message."""
    (text,) = database.execute("SELECT text FROM messages WHERE id = ?", [row_id]).fetchone()
    return str(text)


def joined(parts: Sequence[Part]) -> str:
    """The text of a turn: its parts joined, part numbers dropped."""
    if len(parts) == 1:
        return parts[0].text
    return " ".join(PART.sub("", part.text) for part in parts)


def _thread(source_id: int, complete: bool, parts: list[Part]) -> Iterator[Exchange]:
    held = {part.item_id: part for part in parts}
    turns: dict[str, list[Part]] = {}
    for part in parts:
        if part.role == "brand" and part.author_kind != "bot":
            turns.setdefault(part.turn_id or part.item_id, []).append(part)
    answered: set[str] = set()
    for turn in turns.values():
        turn.sort(key=_place)
        own = {part.item_id for part in turn}
        parent_id = next(
            (p.parent_id for p in turn if p.parent_id and p.parent_id not in own), None
        )
        message = held.get(parent_id) if parent_id else None
        if message is not None and message.role == "brand":
            message = None
        customer = (message.author if message else None) or turn[0].thread_id
        answered.add(customer)
        yield Exchange(source_id, turn[0].thread_id, customer, complete, message, tuple(turn))
    for customer, asked in _customers(parts).items():
        if customer not in answered and not turns:
            yield Exchange(source_id, asked.thread_id, customer, complete, asked, ())


def _place(part: Part) -> tuple[str, int, str]:
    number = PART.search(part.text)
    return (part.created_at or "", int(number[1]) if number else 0, part.item_id)


def _customers(parts: Iterable[Part]) -> dict[str, Part]:
    """The first message of each customer of a thread."""
    first: dict[str, Part] = {}
    for part in parts:
        if part.role == "customer":
            first.setdefault(part.author or part.thread_id, part)
    return first


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One marketing sentence as stored."""

    id: int
    document: str
    place: int
    lang: str
    text: str
    url: str | None
    first_seen: str
    last_seen: str
    capture_hash: str | None
    archive: str | None


def statements(database: Database, brand_id: int) -> Iterator[StatementRow]:
    """Every marketing sentence of a brand, in order of document and place."""
    rows = database.execute(
        """
        SELECT t.id, t.document, t.place, t.lang, t.text, t.url, t.first_seen, t.last_seen,
            c.content_hash, c.archive
        FROM statements t JOIN sources s ON s.id = t.source_id
        LEFT JOIN captures c ON c.id = t.capture_id
        WHERE s.brand_id = ? AND s.side = 'talk'
        ORDER BY t.document, t.place, t.text_hash
        """,
        [brand_id],
    )
    for row in rows:
        yield StatementRow(*row)

"""What is held of messages and statements, and what a batch of them adds or changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any, Literal

from sqlite_utils import Database

from crawler.items import Message, Statement
from crawler.tables.dates import iso

Outcome = Literal["new", "changed", "held", "other"]
"""What becomes of an item; `other` is a message whose id belongs to another one already."""

LOOKUP = 500
MESSAGE = (
    "source_id", "item_id", "text", "content_hash", "created_at", "role", "thread_id",
    "parent_id", "turn_id", "author_kind", "author", "url", "rating", "lang",
)  # fmt: skip
MESSAGE_KEYS = 2
TEXT, MOMENT = 0, 2
STATEMENT = (
    "source_id", "document", "text_hash", "first_seen", "last_seen", "text", "place", "url", "lang",
)  # fmt: skip
STATEMENT_KEYS = 3
FIRST, LAST = 0, 1

Key = tuple[Any, ...]
Values = tuple[Any, ...]


def text_hash(text: str) -> str:
    """The SHA-256 of a stored text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def write_messages(database: Database, items: Sequence[tuple[int, Message]]) -> list[Outcome]:
    """Write the messages of these sources; the outcome of each.

    An id whose text and time both differ from what is held is taken for another message's, and
    nothing of it is written.
    """
    by_source = defaultdict(list)
    for source, item in items:
        by_source[source].append(item.item_id)
    held: dict[Key, Values] = {}
    for source, ids in by_source.items():
        held |= _look_up(database, "messages", MESSAGE, MESSAGE_KEYS, source, ids)

    def meet(old: Values, new: Values) -> tuple[Outcome, Values]:
        # The language may be told anew by a later version; by itself it is no change.
        if old[:-1] == new[:-1]:
            return "held", old
        moved = old[MOMENT] and new[MOMENT] and old[MOMENT] != new[MOMENT]
        return ("other", old) if old[TEXT] != new[TEXT] and moved else ("changed", new)

    rows = [_message(source, item) for source, item in items]
    return _write(database, "messages", MESSAGE, MESSAGE_KEYS, rows, held, meet)


def write_statements(database: Database, items: Sequence[tuple[int, Statement]]) -> list[Outcome]:
    """Write the statements of these sources; the outcome of each.

    One that is held is only seen again: the time over which it was seen grows.
    """
    by_source = defaultdict(list)
    for source, item in items:
        by_source[source].append(item.document)
    held: dict[Key, Values] = {}
    for source, documents in by_source.items():
        names = list(dict.fromkeys(documents))
        held |= _look_up(database, "statements", STATEMENT, STATEMENT_KEYS, source, names)

    def meet(old: Values, new: Values) -> tuple[Outcome, Values]:
        seen = (min(old[FIRST], new[FIRST]), max(old[LAST], new[LAST]))
        return "held", (*seen, *old[LAST + 1 :])

    rows = [_statement(source, item) for source, item in items]
    return _write(database, "statements", STATEMENT, STATEMENT_KEYS, rows, held, meet)


def _message(source: int, item: Message) -> tuple[Key, Values]:
    return (source, item.item_id), (
        item.text,
        text_hash(item.text),
        iso(item.created_at),
        item.role,
        item.thread_id,
        item.parent_id,
        item.turn_id,
        item.author_kind,
        item.author,
        item.url,
        item.rating,
        item.lang,
    )


def _statement(source: int, item: Statement) -> tuple[Key, Values]:
    seen = iso(item.seen)
    values = (seen, seen, item.text, item.place, item.url, item.lang)
    return (source, item.document, text_hash(item.text)), values


def _look_up(
    database: Database, table: str, columns: Sequence[str], keys: int, source: int, ids: list[str]
) -> dict[Key, Values]:
    """The rows of one source whose second key is among `ids`."""
    found: dict[Key, Values] = {}
    for start in range(0, len(ids), LOOKUP):
        part = ids[start : start + LOOKUP]
        # Table and columns are this module's own names, never a user's.
        rows = database.execute(
            f"SELECT {', '.join(columns)} FROM {table} "  # noqa: S608
            f"WHERE source_id = ? AND {columns[1]} IN ({', '.join('?' * len(part))})",
            [source, *part],
        )
        found |= {tuple(row[:keys]): tuple(row[keys:]) for row in rows}
    return found


def _write(
    database: Database,
    table: str,
    columns: Sequence[str],
    keys: int,
    rows: Iterable[tuple[Key, Values]],
    held: dict[Key, Values],
    meet: Callable[[Values, Values], tuple[Outcome, Values]],
) -> list[Outcome]:
    """Decide on each row by what is held under its key, then write what is new or changed."""
    outcomes: list[Outcome] = []
    pending: dict[Key, Values] = {}
    for key, values in rows:
        old = held.get(key)
        fresh: tuple[Outcome, Values] = ("new", values)
        outcome, kept = fresh if old is None else meet(old, values)
        outcomes.append(outcome)
        if kept != old:
            held[key] = pending[key] = kept
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns[keys:])
    marks = ", ".join("?" * len(columns))
    database.conn.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(columns[:keys])}) DO UPDATE SET {updates}",
        [[*key, *values] for key, values in pending.items()],
    )
    return outcomes

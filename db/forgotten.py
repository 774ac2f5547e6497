"""Who is forgotten, and the removal of what they wrote: the named queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from db.queries import now

CHUNK = 500
Place = tuple[str, str, str]
"""Spider, target and id of a message."""


@dataclass(frozen=True, slots=True)
class Told:
    """One message that somebody wrote, without its words."""

    id: int
    source_id: int
    brand: int
    spider: str
    target: str
    item_id: str
    author: str | None


def messages_of(
    database: Database, *, author: str | None = None, message: str | None = None
) -> tuple[list[Told], bool]:
    """What the author wrote, or the messages of that id or link; whether they are forgotten."""
    where, value = ("m.author = ?", [author]) if author else ("? IN (m.item_id, m.url)", [message])
    rows = database.execute(
        f"""
        SELECT m.id, m.source_id, s.brand_id, s.spider, s.target, m.item_id, m.author
        FROM messages m JOIN sources s ON s.id = m.source_id
        WHERE {where} AND m.role = 'customer' ORDER BY m.id
        """,
        value,
    )
    known = database.execute(
        "SELECT 1 FROM forgotten WHERE code = ? AND kind = 'author'", [author]
    ).fetchone()
    return [Told(*row) for row in rows], known is not None


def note_forgotten(database: Database, author: str | None, messages: Iterable[str]) -> None:
    """Note the HMACs of a person, if known, and of messages as not to be stored again."""
    at = now()
    found = [(code, "message", at) for code in messages]
    with database.atomic():
        database.conn.executemany(
            "INSERT OR IGNORE INTO forgotten (code, kind, forgotten_at) VALUES (?, ?, ?)",
            [(author, "author", at), *found] if author else found,
        )


def forget_rows(
    database: Database,
    author: str | None,
    told: Sequence[Told],
    stand_ins: Mapping[Place, str],
) -> int:
    """Remove messages with all that was read of them; how many readings that were.

    Messages that answer them name them by `stand_ins` from now on.  Readings whose text is not
    held any more go too.
    """
    database.execute("PRAGMA secure_delete = ON")
    with database.atomic():
        for one in told:
            new = stand_ins[one.spider, one.target, one.item_id]
            thread = "source_id = ? AND thread_id = (SELECT thread_id FROM messages WHERE id = ?)"
            database.execute(
                f"UPDATE messages SET parent_id = ? WHERE {thread} AND parent_id = ?",
                [new, one.source_id, one.id, one.item_id],
            )
            for column in ("turn_id", "thread_id"):
                database.execute(
                    f"UPDATE messages SET {column} = ? WHERE source_id = ? AND {column} = ?",
                    [new, one.source_id, one.item_id],
                )
        for start in range(0, len(told), CHUNK):
            ids = [one.id for one in told[start : start + CHUNK]]
            marks = ",".join("?" * len(ids))
            database.execute(f"DELETE FROM turns WHERE message_id IN ({marks})", ids)
            database.execute(f"DELETE FROM messages WHERE id IN ({marks})", ids)
        database.execute("DELETE FROM turns WHERE customer = ?", [author])
        found = database.execute(
            """
            DELETE FROM readings WHERE key NOT IN (
                SELECT message_key FROM turns WHERE message_key IS NOT NULL
                UNION SELECT reply_key FROM turns WHERE reply_key IS NOT NULL
                UNION SELECT residual_key FROM turns WHERE residual_key IS NOT NULL
                UNION SELECT claim_key FROM statement_keys
            )
            """
        ).rowcount
    return int(found)


def scrub(database: Database) -> None:
    """Write the file anew, so that nothing removed stands on its free pages or in its log."""
    database.conn.commit()
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

"""The addresses of a source that gave nothing to read, and why."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from crawler.items import Unread
from db.queries import now


def note_unread(database: Database, source: int, found: Iterable[Unread]) -> None:
    """Write down why they gave nothing this time; since when, only where the reason is new."""
    database.conn.executemany(
        """
        INSERT INTO unread (source_id, url, why, detail, status, first_at, last_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (source_id, url) DO UPDATE SET
            first_at = CASE why WHEN excluded.why THEN first_at ELSE excluded.first_at END,
            why = excluded.why, detail = excluded.detail, status = excluded.status,
            last_at = excluded.last_at
        """,
        [(source, one.url, one.why, one.detail, one.status, now(), now()) for one in found],
    )


def note_read(database: Database, source: int, urls: Iterable[str]) -> None:
    """Strike out what was read."""
    database.conn.executemany(
        "DELETE FROM unread WHERE source_id = ? AND url = ?", [(source, url) for url in urls]
    )

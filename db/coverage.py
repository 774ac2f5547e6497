"""What is held of each source, and when it was last read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

COLUMNS = (
    "brand side channel spider target complete statements customer_messages brand_messages first"
    " last crawled_at crawl_ended"
).split()


def coverage(database: Database) -> Iterator[dict[str, Any]]:
    """A row a source, by brand; counts, times (ISO 8601, UTC), and how its last crawl ended."""
    rows = database.execute(
        """
        SELECT b.name, s.side, s.channel, s.spider, s.target, s.complete,
            (SELECT count(*) FROM statements t WHERE t.source_id = s.id),
            (SELECT count(*) FROM messages m WHERE m.source_id = s.id AND m.role = 'customer'),
            (SELECT count(*) FROM messages m WHERE m.source_id = s.id AND m.role = 'brand'),
            coalesce((SELECT min(created_at) FROM messages m WHERE m.source_id = s.id),
                (SELECT min(first_seen) FROM statements t WHERE t.source_id = s.id)),
            coalesce((SELECT max(created_at) FROM messages m WHERE m.source_id = s.id),
                (SELECT max(last_seen) FROM statements t WHERE t.source_id = s.id)),
            c.ended_at, c.reason
        FROM sources s JOIN brands b ON b.id = s.brand_id
        LEFT JOIN crawls c ON c.id = (SELECT max(id) FROM crawls x WHERE x.source_id = s.id)
        ORDER BY b.name COLLATE NOCASE, s.side, s.channel, s.spider, s.target
        """
    )
    for row in rows.fetchall():
        found = dict(zip(COLUMNS, row, strict=True))
        yield found | {"complete": bool(found["complete"])}

"""What is quoted of a brand and what it was captured in: the named queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Quote:
    """One stored sentence or message; `digest` is of its text as it was stored.

    `place` says where in an archive it was read, None where it was not archived.  Dates are days,
    ISO 8601; `absent_on` is None where it was never found absent, or is back.
    """

    side: str
    item_id: str
    text: str
    digest: str
    url: str | None
    place: str | None
    present_on: str
    present_until: str
    absent_on: str | None


def quotes(database: Database, brand: int) -> Iterator[Quote]:
    """Every statement and message of a brand, those of one place in an archive together."""
    rows = database.execute(
        """
        SELECT 'talk', t.document, t.text, t.text_hash, t.url, c.archive,
            substr(t.first_seen, 1, 10), substr(t.last_seen, 1, 10),
            (SELECT substr(max(a.absent_on), 1, 10) FROM absences a
                WHERE a.statement_id = t.id AND a.back_on IS NULL)
        FROM statements t JOIN sources s ON s.id = t.source_id
        LEFT JOIN captures c ON c.id = t.capture_id WHERE s.brand_id = :brand
        UNION ALL
        SELECT 'walk', m.item_id, m.text, m.content_hash, m.url, m.archive,
            substr(coalesce(m.created_at, ''), 1, 10), substr(coalesce(m.created_at, ''), 1, 10),
            NULL
        FROM messages m JOIN sources s ON s.id = m.source_id WHERE s.brand_id = :brand
        ORDER BY 6, 2
        """,
        {"brand": brand},
    )
    for row in rows:
        yield Quote(*row)

"""When a statement was not where it had been, and when it was back.

Noted only where its document was read again and is not what it was: a page that could not be read
says nothing of what stands on it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlite_utils import Database

from db.queries import now


def note_absent(database: Database, source: int, document: str, said: Sequence[str]) -> None:
    """Note as absent from now on what the document said and does not say any more.

    `said` are the hashes of the texts it says now.  To be called inside a transaction.
    """
    database.execute(
        """
        INSERT OR IGNORE INTO absences (statement_id, seen_until, absent_on)
        SELECT id, last_seen, :now FROM statements t
        WHERE source_id = :source AND document = :document AND last_seen <= :now
            AND text_hash NOT IN (SELECT value FROM json_each(:said))
            AND NOT EXISTS (
                SELECT 1 FROM absences a WHERE a.statement_id = t.id AND a.back_on IS NULL
            )
        """,
        {"now": now(), "source": source, "document": document, "said": json.dumps(said)},
    )


def note_back(database: Database, source: int, document: str, said: Sequence[str]) -> None:
    """Note as back what the document says again; to be called inside a transaction."""
    database.execute(
        """
        UPDATE absences SET back_on = :now WHERE back_on IS NULL AND statement_id IN (
            SELECT id FROM statements WHERE source_id = :source AND document = :document
                AND text_hash IN (SELECT value FROM json_each(:said))
        )
        """,
        {"now": now(), "source": source, "document": document, "said": json.dumps(said)},
    )

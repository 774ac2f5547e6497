"""Full-text search and the indexes that browsing wants, over the texts that are stored."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

SEARCHED = ("statements", "messages")
INDEXES = (
    "CREATE INDEX IF NOT EXISTS statements_seen ON statements(source_id, last_seen)",
    "CREATE INDEX IF NOT EXISTS messages_written ON messages(source_id, created_at)",
    "CREATE INDEX IF NOT EXISTS findings_found ON findings(found_at)",
    "CREATE INDEX IF NOT EXISTS crawls_source ON crawls(source_id, started_at)",
)


def make_searchable(database: Database) -> None:
    """Make both, once; triggers keep the search in step with every later change.

    What is deleted leaves no trace in the search either (FTS5's secure-delete, SQLite 3.42).
    """
    with database.atomic():
        for statement in INDEXES:
            database.execute(statement)
    for name in SEARCHED:
        table = database.table(name)
        if table.detect_fts() is None:
            table.enable_fts(["text"], create_triggers=True, tokenize="porter")
            if sqlite3.sqlite_version_info >= (3, 42):
                with database.atomic():
                    database.execute(
                        f"INSERT INTO {name}_fts({name}_fts, rank) VALUES ('secure-delete', 1)"
                    )

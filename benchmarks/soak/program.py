"""The program of the simulated year: its encoder is one computed by hand, all else as installed.

With SOAK_UPGRADE=1 it is one release later: it has one more migration.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from pathlib import Path


def of_the_year() -> None:
    """Change this process's program into that of the year."""
    from small_instrument import LetterEncoder

    from audit.reading import instrument

    setattr(instrument, "SentenceEncoder", lambda _folder=None: LetterEncoder())  # noqa: B010
    if os.environ.get("SOAK_UPGRADE") == "1":
        upgrade()
    if path := os.environ.get("SOAK_MODULES"):
        atexit.register(lambda: Path(path).write_text(json.dumps(list(sys.modules))))


def upgrade() -> None:
    """Make it the release after."""
    from sqlite_utils import Database

    from db.migrations import migrations

    @migrations(name="m900_the_release_after")
    def the_release_after(database: Database) -> None:
        """What a release may bring: a column filled from what is there, and a table."""
        database.execute("ALTER TABLE statements ADD COLUMN letters INTEGER")
        database.execute("UPDATE statements SET letters = length(text)")
        database.execute("CREATE TABLE later (id INTEGER PRIMARY KEY, note TEXT)")

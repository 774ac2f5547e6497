"""A report written from a small database, for tests."""

from __future__ import annotations

from pathlib import Path

from fakes import FACTS
from small_database import Stored, word

from audit.finding.history import keep
from audit.rank import rank
from audit.report.site.asked import Asked
from audit.report.site.audits import Source
from audit.report.site.write import write_brand, write_site
from audit.talk.phrases import wording
from db.queries import brands, require_brand

CLAIMS = ("zzzz care.", "kkkk understanding.", "xxxx presence.")
"""Far from each other in their letters, which is all that the vectors of the tests know."""
HOSTILE = (
    "<script>alert('reply')</script> care \u202egnitide\u202c pa\u200bss\u2060word\ufeff"
    ' care" onload="alert(1)'
)


def filled(folder: Path) -> Stored:
    """Two brands with scores, one of which answers in a hostile way; a third with too little."""
    stored = Stored(folder)
    for brand, share in (("Acme <b>& Sons", 3), ("Brightwater", 2), ("Pip & Marrow", 0)):
        talk, walk = stored.talk(brand), stored.walk(brand)
        for i, text in enumerate(CLAIMS):
            stored.says(talk, text, "2026-01-01", "2026-03-01", f"/{i}")
        for i in range(12):
            stored.says(talk, f"It weighs {word(i)} pounds.", "2026-01-01", "2026-03-01")
        for i in range(40 if share else 3):
            reply = "care presence" if share and i % share == 0 else "see the manual"
            stored.answers(walk, "2026-02-01", reply)
    stored.answers(stored.walk("Acme <b>& Sons"), "2026-02-02", HOSTILE)
    stored.database.execute(
        "UPDATE messages SET url = 'javascript:alert(1)' WHERE text LIKE '%<s%'"
    )
    stored.read()
    return stored


def keep_all(stored: Stored) -> None:
    """Keep the findings of all brands as they are now."""
    database, store = stored.database, stored.store
    rows = {row.name: row for row in brands(database)}
    for item in rank(database, store, FACTS):
        keep(database, store, FACTS, rows[item.finding.brand], item.finding)


def report(stored: Stored, folder: Path, asked: Asked | None = None) -> Path:
    """The folder of a report over all brands."""
    database, store = stored.database, stored.store
    source = Source(database, store, FACTS, wording(database, store, FACTS))
    rows = {row.name: row for row in brands(database)}
    ranking = rank(database, store, FACTS)
    return write_site(folder / "site", source, ranking, rows, asked or Asked()).parent


def written(folder: Path, asked: Asked | None = None, only: str | None = None) -> Path:
    """The folder of a report over all brands, or over one."""
    stored = filled(folder)
    if not only:
        return report(stored, folder, asked)
    database, store = stored.database, stored.store
    source = Source(database, store, FACTS, wording(database, store, FACTS))
    brand = require_brand(database, only)
    return write_brand(folder / "site", source, brand, asked or Asked()).parent

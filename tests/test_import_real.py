"""The research data, imported whole: the counts that are known of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.imports import Options, import_file, pairs
from db import Database, open_database


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An empty database."""
    monkeypatch.setenv("AUDIT_KEY", "a key for tests, not for people")
    return open_database(tmp_path / "audit.db", "create")


def test_tweets_in_full(shared_data: Path, database: Database) -> None:
    """102 brands, 4,542 replies, every row of 10,081 accounted for; brands join their bios."""
    report = import_file(database, shared_data / "twcs" / "twcs.csv", "twcs")
    aliases = pairs(["name=brand", "alias=twcs_handle", "alias=bio_username"], "--map")
    import_file(database, shared_data / "brands.csv", "brands", Options(mapping=aliases))
    copy = Options(
        mapping=pairs(["brand=username", "text=description"], "--map"),
        settings=pairs(["seen=2022-11-01", "undeclared=skip"], "--set"),
    )
    import_file(database, shared_data / "marketing" / "bios.csv", "statements", copy)

    assert (report.rows, len(report.brands), report.brand_replies) == (10_081, 102, 4_542)
    assert report.rows == report.new + report.rejected_rows
    both = database.execute(
        "SELECT count(*) FROM (SELECT brand_id FROM sources WHERE side = 'talk' "
        "INTERSECT SELECT brand_id FROM sources WHERE side = 'walk')"
    ).fetchone()
    assert both == (36,)


def test_threads_in_full(shared_data: Path, database: Database) -> None:
    """25 brands, 1,025 threads; the last of the brand's messages has no time."""
    path = shared_data / "ibm" / "threads.csv"

    report = import_file(database, path, "threads", Options(channel="short-post"))

    assert (len(report.brands), report.new, report.rejected_rows) == (25, 2_350, 0)
    threads = "SELECT count(DISTINCT thread_id) FROM messages"
    assert database.execute(threads).fetchone() == (1_025,)

"""What has changed since a day: claims, findings, alarms."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import FACTS
from small_database import Stored

from audit.changes import ClaimChange, FindingChange, claim_changes, finding_changes, midnight
from crawler.changes import alarms_since
from db.errors import BadInput

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
EARLY, NOW = "2026-01-01T00:00:00Z", "2026-03-10T02:30:00Z"
LISTENS = "Our listening never ends, day or night."
IS_PRESENT = "Our presence is felt in every shop."
OWNS = "We take ownership of all that breaks."
CARES = "We promise care and more of it."
MOVES = "It is personal to all of us here."


def absent(stored: Stored, document: str, text: str, on: str, back: str | None = None) -> None:
    """A statement was not there from a day on, or until it was back."""
    stored.database.execute(
        "INSERT INTO absences SELECT id, last_seen, ?, ? FROM statements "
        "WHERE document = ? AND text = ?",
        [on, back, document, text],
    )


def crawled(stored: Stored, source: int, ended: str, reason: str = "finished") -> None:
    """A crawl of a source."""
    stored.database.execute(
        "INSERT INTO crawls (source_id, spider, target, version, started_at, ended_at, reason, "
        "counts) VALUES (?, 'website', 'x', '1', ?, ?, ?, '{\"statements shown\": 9}')",
        [source, ended, ended, reason],
    )


def told(found: list[ClaimChange]) -> list[tuple[str, str, str]]:
    """What, which words, on which day."""
    return [(change.what, change.text, change.on[:10]) for change in found]


def test_claims_that_appeared_are_absent_or_back(tmp_path: Path) -> None:
    """Each with its day; what promises nothing, what is older, and what only moved are left out."""
    stored = Stored(tmp_path)
    talk = stored.talk("Acme")
    stored.says(talk, CARES, EARLY, NOW)
    stored.says(talk, LISTENS, NOW, NOW)
    stored.says(talk, "We sell lamps in every colour there is.", NOW, NOW)
    stored.says(talk, IS_PRESENT, EARLY, "2026-02-20T00:00:00Z")
    stored.says(talk, OWNS, EARLY, NOW)
    stored.says(talk, MOVES, EARLY, "2026-02-20T00:00:00Z", "/old")
    stored.says(talk, MOVES, NOW, NOW, "/new")
    stored.read()
    absent(stored, "/a", IS_PRESENT, "2026-03-02T00:00:00Z")
    absent(stored, "/a", OWNS, "2026-02-02T00:00:00Z", NOW)
    absent(stored, "/old", MOVES, NOW)

    assert told(claim_changes(stored.database, FACTS, MARCH)) == [
        ("absent", IS_PRESENT, "2026-03-02"),
        ("appeared", LISTENS, "2026-03-10"),
        ("back", OWNS, "2026-03-10"),
    ]


def test_what_a_first_crawl_brings_has_not_appeared(tmp_path: Path) -> None:
    """It was there before anybody looked; what a later one brings has."""
    stored = Stored(tmp_path)
    talk = stored.talk("Acme")
    crawled(stored, talk, NOW)
    stored.says(talk, CARES, "2026-03-10T02:29:00Z", NOW)
    stored.says(talk, LISTENS, "2026-03-11T02:29:00Z", NOW)
    stored.read()

    assert told(claim_changes(stored.database, FACTS, MARCH)) == [
        ("appeared", LISTENS, "2026-03-11")
    ]


def found(stored: Stored, at: str, status: str = "scored", **figures: Any) -> None:
    """A finding kept of Acme; figures are value, lo and hi."""
    values: dict[str, Any] = dict.fromkeys(
        ("score", "talk", "walk", "acknowledged_rate", "answered_share")
    )
    for name, (value, lo, hi) in figures.items():
        values[name] = {"value": value, "lo": lo, "hi": hi, "n": 30}
    stored.database.execute(
        "INSERT INTO findings (brand_id, channel, instrument_id, figures_hash, found_at, status, "
        "finding) VALUES (1, 'review', ?, '', ?, ?, ?)",
        [FACTS.instrument_id, at, status, json.dumps({"status": status, **values})],
    )


def moved(changes: list[FindingChange]) -> list[tuple[str, Any, Any]]:
    """Figure, then and now."""

    def value(figure: Any) -> Any:
        return figure["value"] if isinstance(figure, dict) else figure

    return [(change.figure, value(change.then), value(change.now)) for change in changes]


def test_findings_that_moved_beyond_their_interval(tmp_path: Path) -> None:
    """Held against the last finding before the day; what stays within its interval is no change."""
    stored = Stored(tmp_path)
    stored.talk("Acme")
    found(stored, "2026-01-05", walk=(10, 5, 15))
    found(stored, "2026-02-05", walk=(40, 35, 45), talk=(50, 45, 55), score=(30, 20, 40))
    found(stored, "2026-03-05", walk=(30, 25, 35), talk=(54, 49, 59), score=(30, 20, 40))
    found(stored, "2026-03-06", "no-promise", walk=(30, 25, 35), talk=(54, 49, 59))

    assert moved(finding_changes(stored.database, FACTS, MARCH)) == [
        ("status", "scored", "no-promise"),
        ("score", 30, None),
        ("walk", 40, 30),
    ]


def test_alarms_of_the_period(tmp_path: Path) -> None:
    """Only those of crawls since then, with their days."""
    stored = Stored(tmp_path)
    talk = stored.talk("Acme")
    stored.database.execute("UPDATE sources SET spider = 'website', every = '24h'")
    reasons = {"02-27": "x answered 503", "02-28": "finished", "03-01": "x answered 500"}
    for day, reason in reasons.items():
        crawled(stored, talk, f"2026-{day}T02:30:00Z", reason)

    assert [str(alarm) for alarm in alarms_since(stored.database, MARCH)] == [
        "Acme  website:Acme: x answered 500 (2026-03-01)"
    ]


def test_a_day_that_is_none() -> None:
    """It is said in one line."""
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        midnight("yesterday")

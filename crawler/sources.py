"""What is declared to be crawled, when it was last, and what about it is not as it should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
USUAL = timedelta(days=7)
"""How often a source is crawled that says nothing about it."""

LATE = 2
"""A source that was not crawled for so many times its span raises an alarm."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as it stands; `ended_at` and `reason` are of its last crawl, None before any.

    `alarms` are in words; `complete` says whether it shows every message that the brand got.
    """

    brand: str
    side: str
    channel: str
    source: str
    complete: bool
    every: str | None
    held: int
    ended_at: str | None
    reason: str | None
    counts: Mapping[str, int]
    alarms: tuple[str, ...]

    def __str__(self) -> str:
        """The one line of it."""
        kind = "statements" if self.side == "talk" else "messages"
        last = f"last crawl {self.ended_at}: {self.reason}" if self.ended_at else "never crawled"
        alarms = "".join(f"; ALARM {alarm}" for alarm in self.alarms)
        return f"{self.brand} {self.side}  {self.source}: {self.held:,} {kind}; {last}{alarms}"


def source_states(database: Database, now: datetime | None = None) -> list[SourceState]:
    """Every source that is crawled, brand by brand."""
    from crawler.spiders import list_spiders

    now = now or datetime.now(UTC)
    known = list_spiders()
    rows = database.execute(
        f"""
        SELECT b.name, s.side, s.channel, s.spider || ':' || s.target, s.complete, s.every,
            CASE s.side WHEN 'talk'
                THEN (SELECT count(*) FROM statements t WHERE t.source_id = s.id)
                ELSE (SELECT count(*) FROM messages m WHERE m.source_id = s.id) END,
            (SELECT json_array(c.ended_at, c.reason, c.counts) FROM crawls c
                JOIN sources o ON o.id = c.source_id
                WHERE o.brand_id = s.brand_id AND o.spider = s.spider AND o.target = s.target
                    AND c.ended_at IS NOT NULL
                ORDER BY c.id DESC LIMIT 1)
        FROM sources s JOIN brands b ON b.id = s.brand_id
        WHERE s.spider IN ({",".join("?" * len(known))})
        ORDER BY b.name COLLATE NOCASE, s.side, s.spider, s.target
        """,  # noqa: S608 - only question marks are formatted in
        known,
    )
    return [_state(row, now) for row in rows]


def _state(row: tuple[Any, ...], now: datetime) -> SourceState:
    brand, side, channel, source, complete, every, held, last = row
    ended, reason, counts = json.loads(last) if last else (None, None, "{}")
    alarms = []
    if ended and not str(reason).startswith("finished"):
        alarms.append(str(reason))
    if ended and not held:
        alarms.append("gives nothing")
    if ended and now - moment(ended) > LATE * span(every):
        alarms.append(f"not crawled since {ended[:10]}")
    return SourceState(
        brand, side, channel, source, bool(complete), every, held, ended, reason,
        json.loads(counts), tuple(alarms),
    )  # fmt: skip


def not_due(database: Database, now: datetime | None = None) -> set[int]:
    """The ids of the sources that were crawled within their span."""
    now = now or datetime.now(UTC)
    rows = database.execute(
        """
        SELECT s.id, s.every, max(c.ended_at) FROM sources s JOIN crawls c ON c.source_id = s.id
        WHERE c.reason LIKE 'finished%' GROUP BY s.id HAVING max(c.ended_at) IS NOT NULL
        """
    )
    return {found for found, every, ended in rows if now - moment(ended) < span(every)}


def span(text: str | None) -> timedelta:
    """A span as it is written: 90m, 24h, 7d, 2w."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])}) if text else USUAL


def moment(text: str) -> datetime:
    """A time as the database has it."""
    return datetime.fromisoformat(text)

"""What is declared to be crawled, when it was last, and what about it is not as it should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.alarms import Crawled, alarms
from crawler.spiders._target import address_of
from db.clock import UNITS, utcnow

USUAL = timedelta(days=7)
"""How often a source is crawled that says nothing about it."""

SLACK = 0.9
"""Due after so much of its span: nights are not told apart by how long each took."""


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

    now = now or utcnow()
    known = list_spiders()
    rows = database.execute(
        f"""
        SELECT b.name, s.side, s.channel, s.spider || ':' || s.target, s.complete, s.every,
            CASE s.side WHEN 'talk'
                THEN (SELECT count(*) FROM statements t WHERE t.source_id = s.id)
                ELSE (SELECT count(*) FROM messages m WHERE m.source_id = s.id) END,
            s.brand_id, s.spider, s.target, b.added_at
        FROM sources s JOIN brands b ON b.id = s.brand_id
        WHERE s.spider IN ({",".join("?" * len(known))})
        ORDER BY b.name COLLATE NOCASE, s.side, s.spider, s.target
        """,  # noqa: S608 - only question marks are formatted in
        known,
    )
    return [_state(database, row, now) for row in rows.fetchall()]


def _state(database: Database, row: tuple[Any, ...], now: datetime) -> SourceState:
    brand, side, channel, source, complete, every, held, *target, added = row
    history = crawls_of(database, *target)
    last = history[-1] if history else None
    found = alarms(history, span(every), now, known_since=moment(added))
    return SourceState(
        brand, side, channel, source, bool(complete), every, held,
        f"{last.ended:%Y-%m-%dT%H:%M:%SZ}" if last else None, last.reason if last else None,
        last.counts if last else {}, tuple(text for _, text in found),
    )  # fmt: skip


def crawls_of(database: Database, brand: int, spider: str, target: str) -> list[Crawled]:
    """The crawls of one target of a brand that came to an end, oldest first."""
    rows = database.execute(
        """
        SELECT c.started_at, c.ended_at, c.reason, c.counts FROM crawls c
        JOIN sources o ON o.id = c.source_id
        WHERE o.brand_id = ? AND o.spider = ? AND o.target = ? AND c.ended_at IS NOT NULL
        ORDER BY c.id
        """,
        [brand, spider, target],
    )
    return [Crawled.from_row(*row) for row in rows]


def not_due(database: Database, now: datetime | None = None) -> set[int]:
    """The ids of the sources that were read within their span; it counts from when they began."""
    now = now or utcnow()
    rows = database.execute(
        """
        SELECT s.id, s.every, max(c.started_at) FROM sources s JOIN crawls c ON c.source_id = s.id
        WHERE c.reason LIKE 'finished%' GROUP BY s.id HAVING max(c.ended_at) IS NOT NULL
        """
    )
    return {found for found, every, began in rows if now - moment(began) < SLACK * span(every)}


def span(text: str | None) -> timedelta:
    """A span as it is written: 90m, 24h, 7d, 2w."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])}) if text else USUAL


def moment(text: str) -> datetime:
    """A time as the database has it."""
    return datetime.fromisoformat(text)


def take_over(database: Database, brand: int, spider: str, target: str) -> None:
    """Let a source that is declared with other options stay one source, to be read anew.

    What was taken for a customer's may be the brand's by what is said now, so nothing that was
    read counts as read.
    """
    rows = database.execute(
        "SELECT id, target FROM sources WHERE brand_id = ? AND spider = ?", [brand, spider]
    ).fetchall()
    held = {found for _, found in rows}
    for number, old in rows:
        if old != target and target not in held and address_of(old) == address_of(target):
            state = json.dumps({"memory": {"anew": True}})
            database.execute(
                "UPDATE sources SET target = ?, resume = ? WHERE id = ?", [target, state, number]
            )
            database.execute(
                "UPDATE captures SET etag = NULL, last_modified = NULL WHERE source_id = ?",
                [number],
            )

"""Which alarms the sources have raised since a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from crawler.alarms import raised
from crawler.sources import crawls_of, moment, span


@dataclass(frozen=True, slots=True)
class SourceAlarm:
    """An alarm of one source, over the crawls that raised it; moments are UTC, ISO 8601."""

    brand: str
    source: str
    kind: str
    text: str
    first: str
    last: str

    def __str__(self) -> str:
        """The one line of it."""
        days = (
            self.first[:10]
            if self.first[:10] == self.last[:10]
            else (f"{self.first[:10]} to {self.last[:10]}")
        )
        return f"{self.brand}  {self.source}: {self.text} ({days})"


def alarms_since(database: Database, since: datetime) -> list[SourceAlarm]:
    """The alarms of all sources that crawls since a moment raised, brand by brand."""
    from crawler.spiders import list_spiders

    known = list_spiders()
    rows = database.execute(
        f"""
        SELECT b.id, b.name, b.added_at, s.spider, s.target, max(s.every)
        FROM sources s JOIN brands b ON b.id = s.brand_id
        WHERE s.spider IN ({",".join("?" * len(known))})
        GROUP BY b.id, s.spider, s.target ORDER BY b.name COLLATE NOCASE, s.spider, s.target
        """,  # noqa: S608 - only question marks are formatted in
        known,
    ).fetchall()
    return [
        SourceAlarm(
            brand, f"{spider}:{target}", alarm.kind, alarm.text,
            f"{alarm.first:%Y-%m-%dT%H:%M:%SZ}", f"{alarm.last:%Y-%m-%dT%H:%M:%SZ}",
        )
        for number, brand, added, spider, target, every in rows
        for alarm in raised(
            crawls_of(database, number, spider, target), span(every), since,
            known_since=moment(added),
        )
    ]  # fmt: skip

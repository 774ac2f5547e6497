"""The crawling part of a nightly run, and what it says in the morning."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from crawler.crawl import CrawlReport, crawl, totals
from crawler.sources import source_states
from db.queries import now


def due_crawls(database: Database) -> list[CrawlReport]:
    """Crawl what is due; nothing where no source is declared, since imports can be audited too."""
    return crawl(database, due=True) if source_states(database) else []


def troubles(database: Database, crawls: Sequence[CrawlReport]) -> list[str]:
    """What failed tonight and every alarm that stands, one line a source."""
    found = {
        (state.brand, state.source): f"{state.brand}  {state.source}: {'; '.join(state.alarms)}"
        for state in source_states(database)
        if state.alarms
    }
    for report in crawls:
        if not report.ok:
            line = f"{report.brand}  {report.source}: {report.reason}"
            found.setdefault((report.brand, report.source), line)
    return sorted(found.values(), key=str.casefold)


def night_line(crawls: Sequence[CrawlReport], read: int, findings: int, wrong: list[str]) -> str:
    """What a night did, in one line."""
    counts = totals(crawls)
    new = {name: counts[f"{name} new"] for name in ("statements", "replies", "messages")}
    parts = [
        f"{sum(report.ok for report in crawls)} of {len(crawls)} crawls ended well",
        f"{counts['requests']:,} requests",
        *(f"{number:,} {name} new" for name, number in new.items() if number),
        f"{read:,} texts read",
        f"{findings} findings",
        f"{len(wrong)} sources with an alarm" if wrong else "no alarms",
    ]
    return f"{now()}  {'; '.join(parts)}"

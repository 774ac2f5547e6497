"""One source being crawled: what the database holds of it, and how far the crawl is."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from crawler.items import Source
from db.queries import now

RUNNING = "running"
DAY_S = 24 * 3600


@dataclass(slots=True)
class Job:
    """A target of one spider with its rows in `sources`, by side, and its row in `crawls`.

    `state` is what the spider left in `sources.resume`; `counts` are those of this run, parts that
    were cut short included.  `complete` is what the spider found of the walk side, None where it
    does not tell.
    """

    brand: str
    spider: str
    target: str
    sources: dict[str, Source]
    ids: dict[str, int]
    state: dict[str, Any] = field(default_factory=dict)
    crawl: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reason: str = ""
    complete: bool | None = None

    @property
    def main_id(self) -> int:
        """The row of `sources` that holds the state: the walk side's, else the talk side's."""
        return self.ids.get("walk") or self.ids["talk"]


def open_jobs(
    database: Database, spiders: list[str], brand_ids: list[int] | None = None
) -> list[Job]:
    """The sources of these brands, or of all, that these spiders crawl; one for each target."""
    where = "" if brand_ids is None else f"AND b.id IN ({','.join('?' * len(brand_ids))})"
    rows = database.execute(
        f"""
        SELECT s.id, b.name, s.side, s.channel, s.spider, s.target, s.complete, s.resume
        FROM sources s JOIN brands b ON b.id = s.brand_id
        WHERE s.spider IN ({",".join("?" * len(spiders))}) {where}
        ORDER BY b.name COLLATE NOCASE, s.spider, s.target, s.side
        """,  # noqa: S608 - only question marks are formatted in
        [*spiders, *(brand_ids or [])],
    ).fetchall()
    jobs: dict[tuple[str, str, str], Job] = {}
    for found, brand, side, channel, spider, target, complete, resume in rows:
        job = jobs.setdefault((brand, spider, target), Job(brand, spider, target, {}, {}))
        job.sources[side] = Source(brand, side, channel, spider, target, bool(complete))
        job.ids[side] = int(found)
        if resume:
            job.state = json.loads(resume)
    return list(jobs.values())


def begin(database: Database, job: Job, version: str) -> None:
    """Go on with the crawl that was cut short, or begin a new one."""
    row = database.execute(
        "SELECT id, counts FROM crawls WHERE source_id = ? AND ended_at IS NULL", [job.main_id]
    ).fetchone()
    if row and job.state.get("run"):
        job.crawl, job.counts = int(row[0]), Counter(json.loads(row[1]))
        return
    with database.atomic():
        if row:
            database.execute("DELETE FROM crawls WHERE id = ?", [row[0]])
        job.crawl = int(
            database.execute(
                "INSERT INTO crawls (source_id, spider, target, version, started_at) "
                "VALUES (?, ?, ?, ?, ?)",
                [job.main_id, job.spider, job.target, version, now()],
            ).lastrowid
            or 0
        )
        job.state.pop("run", None)


def end(database: Database, job: Job) -> None:
    """Write down how the crawl ended, and what is worth knowing next time."""
    job.state.pop("run", None)
    if shown := _shown(database, job):
        job.counts["statements shown"] = shown
    with database.atomic():
        database.execute(
            "UPDATE crawls SET ended_at = ?, reason = ?, counts = ? WHERE id = ?",
            [now(), job.reason, json.dumps(job.counts, sort_keys=True), job.crawl],
        )
        save_state(database, job)


def adjourn(database: Database, job: Job) -> None:
    """Write down why the crawl stands still; it has not ended, and the next one goes on with it."""
    with database.atomic():
        database.execute("UPDATE crawls SET reason = ? WHERE id = ?", [job.reason, job.crawl])


def _shown(database: Database, job: Job) -> int:
    """How many statements the source was seen to say in this crawl, new or not."""
    if "talk" not in job.ids:
        return 0
    row = database.execute(
        "SELECT count(*) FROM statements WHERE source_id = ? "
        "AND last_seen >= (SELECT started_at FROM crawls WHERE id = ?)",
        [job.ids["talk"], job.crawl],
    ).fetchone()
    return int(row[0])


def save_state(database: Database, job: Job) -> None:
    """Write the state and the counts so far; to be called inside a transaction."""
    state = json.dumps(job.state, separators=(",", ":"), sort_keys=True)
    database.execute("UPDATE sources SET resume = ? WHERE id = ?", [state, job.main_id])
    if job.complete is not None and "walk" in job.ids:
        database.execute(
            "UPDATE sources SET complete = ? WHERE id = ?", [int(job.complete), job.ids["walk"]]
        )
    database.execute(
        "UPDATE crawls SET counts = ? WHERE id = ?",
        [json.dumps(job.counts, sort_keys=True), job.crawl],
    )

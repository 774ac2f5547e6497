"""Crawling: which sources, by which spiders, and one line each on how it ended."""

from __future__ import annotations

import asyncio
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from crawler.addresses import base, is_loopback_host, split
from crawler.alarms import ODD
from crawler.engine.crawl_run import Run
from crawler.engine.job import Job, adjourn, begin, end, open_jobs
from crawler.engine.pace import Pace
from crawler.sources import not_due
from crawler.spiders import list_spiders, load_spider
from db.clock import VARIABLE, shift
from db.errors import BadSetting, NotFound

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from crawler.archives.kept import Archive

AT_ONCE = 8
"""How many hosts are crawled side by side; each of them one request at a time."""

FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """How the crawl of one source ended; `counts` by kind, for example "statements new"."""

    brand: str
    source: str
    reason: str
    counts: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether it ended as it should."""
        return self.reason == FINISHED or self.reason.startswith(("finished,", "would ask"))

    def __str__(self) -> str:
        """The one line of it."""
        kinds = ("pages", "statements", "replies", "messages")
        parts = []
        for kind in kinds:
            found = [
                f"{count:,} {label}"
                for label in ("new", "changed", "unchanged", "gone", "moved")
                if (count := self.counts.get(f"{kind} {label}", 0))
            ]
            if found:
                parts.append(f"{kind} {', '.join(found)}")
        parts += [f"{self.counts[label]:,} {label}" for label in ODD if self.counts.get(label)]
        asked = self.counts.get("requests", 0)
        same = self.counts.get("not modified", 0)
        parts.append(f"{asked:,} requests" + (f" ({same:,} not modified)" if same else ""))
        return f"{self.brand}  {self.source}: {self.reason}; {'; '.join(parts)}"


def crawl(
    database: Database,
    brand_ids: Sequence[int] | None = None,
    *,
    contact: str | None = None,
    max_pages: int | None = None,
    dry_run: bool = False,
    due: bool = False,
    archive: str | Path | None = None,
    allow_loopback: bool | None = None,
    on_end: Callable[[CrawlReport], None] | None = None,
) -> list[CrawlReport]:
    """Crawl the sources of these brands, or of all; may be called once in a process.

    `contact` is an address of mail or web page for those who run the hosts (default: the
    environment's AUDIT_CONTACT); without one nothing beyond loopback is asked, which raises
    BadSetting.  `allow_loopback` (default: AUDIT_ALLOW_LOOPBACK=1) is for the demo and tests.
    `dry_run` says what would be asked first, and asks nothing.  `due` leaves out the sources whose
    time has not come.  `archive` is a folder to write an archive of what is read into.  `on_end`
    is told of each source as it ends.  Interrupted, it goes on where it was when called again.
    """
    contact = contact or os.environ.get("AUDIT_CONTACT") or None
    if allow_loopback is None:
        allow_loopback = os.environ.get("AUDIT_ALLOW_LOOPBACK") == "1"
    jobs = open_jobs(database, list_spiders(), None if brand_ids is None else list(brand_ids))
    if not jobs:
        raise NotFound("nothing to crawl: no source declared; 'audit add NAME --site URL' adds one")
    if due:
        waiting = not_due(database)
        jobs = [job for job in jobs if job.main_id not in waiting]
    check_contact([home_of(job) for job in jobs], contact)
    if dry_run:
        return [
            CrawlReport(job.brand, source_name(job), f"would ask {home_of(job)}", {})
            for job in jobs
        ]
    if jobs:
        from crawler.archives.kept import archive_in

        with archive_in(Path(archive) if archive else None, database, max_pages) as kept:
            _run(database, jobs, contact, max_pages, allow_loopback, kept, on_end)
    return [report_of(job) for job in jobs]


def report_of(job: Job) -> CrawlReport:
    """The report of a job that has ended."""
    return CrawlReport(job.brand, source_name(job), job.reason, dict(job.counts))


def source_name(job: Job) -> str:
    """The source as a user writes it."""
    return f"{job.spider}:{job.target}"


def home_of(job: Job) -> str:
    """The address that a job begins at."""
    return load_spider(job.spider).home(job.target)


def check_contact(addresses: Sequence[str], contact: str | None) -> None:
    """Raise BadSetting where an address beyond loopback would be asked without a contact.

    Nor is it with a clock that was set: see `db.clock`.
    """
    dated = shift()
    if contact and contact.strip() and not dated:
        return
    for address in addresses:
        host = split(address)[1]
        if not is_loopback_host(host):
            if dated:
                raise BadSetting(
                    f"the clock is set by {VARIABLE}, so {host} is not asked: what it says would "
                    f"be dated wrongly; unset {VARIABLE}"
                )
            raise BadSetting(
                f"{host} is asked only by those who say who they are: set AUDIT_CONTACT to your "
                "mail address or a web page about your audit"
            )


def make_settings(contact: str | None, *, loopback: bool, max_pages: int | None = None) -> Settings:
    """Scrapy's settings for a run."""
    from scrapy.settings import Settings

    from crawler.settings import user_agent

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    own: dict[str, Any] = {
        "USER_AGENT": user_agent(contact),
        "ALLOW_LOOPBACK": loopback,
        "ALLOW_PUBLIC": bool(contact),
    }
    if max_pages is not None:
        own["MAX_PAGES"] = max_pages
    settings.setdict(own, priority="cmdline")
    return settings


def spare_no_loopback(settings: Settings, address: str) -> Settings:
    """The settings for a host: this machine itself need not be spared."""
    own = settings.copy()
    if is_loopback_host(split(address)[1]):
        own.setdict({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}, priority="cmdline")
    return own


def _run(
    database: Database,
    jobs: list[Job],
    contact: str | None,
    max_pages: int | None,
    allow_loopback: bool,
    archive: Archive | None,
    on_end: Callable[[CrawlReport], None] | None,
) -> None:
    """Run all jobs in one reactor, those of one host one after the other."""
    from scrapy.utils.reactor import install_reactor

    from crawler.engine.sink import Sink
    from crawler.pipelines.privacy import Redactor
    from crawler.pipelines.secret import load_key
    from crawler.settings import TWISTED_REACTOR
    from db.queries import known_names

    settings = make_settings(contact, loopback=allow_loopback, max_pages=max_pages)
    install_reactor(TWISTED_REACTOR)
    sink = Sink(database, Redactor(known_names(database), load_key()), archive)
    run = Run(sink, Pace(), allow_loopback, archive=archive)
    by_host: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        by_host[base(home_of(job))].append(job)

    from crawler.engine.reactor import run_reactor

    async def one_host(host_jobs: list[Job], turn: asyncio.Semaphore) -> None:
        async with turn:
            for job in host_jobs:
                await crawl_one(run, job, settings)
                run.done(job)
                if on_end:
                    on_end(report_of(job))

    async def everything() -> None:
        turn = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(one_host(found, turn) for found in by_host.values()))

    run_reactor(everything, settings)


async def crawl_one(run: Run, job: Job, settings: Settings) -> None:
    """Crawl one source to its end and write down how it ended."""
    from scrapy.crawler import Crawler

    from crawler.settings import VERSION

    begin(run.sink.database, job, VERSION)
    own = spare_no_loopback(settings, home_of(job))
    crawler = Crawler(load_spider(job.spider), own)
    await crawler.crawl_async(run=run, job=job, max_pages=own.getint("MAX_PAGES"))
    if run.failure is not None:
        raise run.failure
    left = job.state.get("run", {}).get("steps")
    if not job.reason:
        job.reason = (
            "stopped before its end; the next crawl goes on from there" if left else FINISHED
        )
    if not left:
        if run.archive is not None:
            run.archive.end(job)
        end(run.sink.database, job)
    else:
        adjourn(run.sink.database, job)


def totals(reports: Sequence[CrawlReport]) -> Counter[str]:
    """All counts together."""
    together: Counter[str] = Counter()
    for report in reports:
        together.update(report.counts)
    return together

"""Crawl archives again, offline: the same rows as the crawls that wrote them.

Pages are read anew from the bytes that came; conversations, archived redacted, are stored as they
stand in the archive.  Everything is dated by when it was captured, not by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.archives.answers import Answers, about
from crawler.archives.lines import read_lines
from crawler.archives.packing import damaged
from crawler.archives.records import members, records
from crawler.crawl import CrawlReport, crawl_one, make_settings, report_of
from crawler.engine.crawl_run import Run
from crawler.engine.job import Job, begin, end, open_jobs
from crawler.engine.pace import Pace
from crawler.settings import VERSION
from db.archives import OPEN, Place, note_archive
from db.clock import pin
from db.errors import BadInput, NotFound
from db.queries import add_brand, known_names, source_id


class NoPace(Pace):
    """An archive need not be spared."""

    def wait(self, place: str) -> float:
        """No time at all."""
        del place
        return 0.0

    def pause(self, place: str, seconds: float) -> None:
        """Nothing is waited for."""


@dataclass(frozen=True, slots=True)
class Part:
    """One source's file in one archive; `name` is the archive's, `said` what it is of."""

    path: Path
    name: str
    member: str
    said: dict[str, Any]


def replay(
    database: Database,
    archive: str | Path,
    brand_ids: Sequence[int] | None = None,
    on_end: Callable[[CrawlReport], None] | None = None,
) -> list[CrawlReport]:
    """Crawl an archive, or all of a folder in their order, again; may be called once in a process.

    Sources that are not declared yet are.  Nothing is asked of anybody.  Raises NotFound for what
    is not there, BadInput for an archive that is damaged or not one of ours.
    """
    parts = [part for path in find(Path(archive)) for part in _parts(path)]
    jobs: list[tuple[Part, int]] = []
    for part in parts:
        brand = _declare(database, part.said)
        if brand_ids is None or brand in brand_ids:
            jobs.append((part, brand))
    if not jobs:
        raise NotFound(f"{archive} holds no crawl of these brands; leave the names out")
    for path in dict.fromkeys(part.path for part, _ in jobs):
        note_archive(database, _name(path), path.parent)
    try:
        return _run(database, jobs, on_end)
    finally:
        pin(None)


def find(archive: Path) -> list[Path]:
    """The archives meant, the oldest first; each is whole."""
    if not archive.exists():
        raise NotFound(f"no archive {archive.absolute()}; name a WACZ file or a folder of them")
    found = [archive]
    if archive.is_dir() and not archive.name.endswith(OPEN):
        found = sorted([*archive.glob("*.wacz"), *archive.glob(f"*.wacz{OPEN}")], key=_name)
    if not found:
        raise NotFound(f"no archive in {archive.absolute()}; 'audit crawl --archive' writes them")
    for path in found:
        wrong = [] if path.is_dir() or not members(path) else damaged(path)
        if wrong:
            raise BadInput(f"{path} is not what was packed: {wrong[0]} differs; fetch it again")
    return found


def _parts(path: Path) -> Iterator[Part]:
    for member in members(path):
        yield Part(path, _name(path), member, about(path, member)[1])


def _name(path: Path) -> str:
    return path.name.removesuffix(OPEN)


def _declare(database: Database, said: dict[str, Any]) -> int:
    """The brand whose crawl it was, declared with its source where it was not."""
    found = known_names(database).get(said["brand"].casefold())
    brand = add_brand(database, said["brand"]) if found is None else found
    for side, source in said["sources"].items():
        source_id(
            database, brand, side, source["channel"], said["spider"], said["target"],
            complete=source["complete"],
        )  # fmt: skip
    return brand


def _run(
    database: Database,
    parts: Sequence[tuple[Part, int]],
    on_end: Callable[[CrawlReport], None] | None,
) -> list[CrawlReport]:
    """All parts, one after the other: there is but one clock."""
    from scrapy.utils.reactor import install_reactor

    from crawler.engine.sink import Sink
    from crawler.pipelines.privacy import Redactor
    from crawler.pipelines.secret import load_key
    from crawler.settings import TWISTED_REACTOR

    install_reactor(TWISTED_REACTOR)
    from crawler.engine.reactor import run_reactor

    sink = Sink(database, Redactor(known_names(database), load_key()))
    reports: list[CrawlReport] = []

    async def everything() -> None:
        for part, brand in parts:
            job = _job(database, part, brand)
            pin(about(part.path, part.member)[0].at)
            if "walk" in job.ids:
                _store_again(sink, part, job)
            else:
                settings = make_settings(None, loopback=True, max_pages=part.said["max_pages"])
                settings.setdict({"DOWNLOAD_HANDLERS": dict.fromkeys(NOWHERE)}, "cmdline")
                answers = Answers(part.path, part.name, part.member)
                await crawl_one(Run(sink, NoPace(), True, replay=answers), job, settings)
            reports.append(report_of(job))
            if on_end:
                on_end(reports[-1])

    run_reactor(everything, make_settings(None, loopback=True))
    return reports


NOWHERE = ("data", "file", "ftp", "s3", "http", "https")


def _job(database: Database, part: Part, brand: int) -> Job:
    wanted = (part.said["spider"], part.said["target"])
    return next(
        job
        for job in open_jobs(database, [wanted[0]], [brand])
        if (job.spider, job.target) == wanted
    )


def _store_again(sink: Any, part: Part, job: Job) -> None:
    """Store what was read of conversations as it stands in the archive."""
    begin(sink.database, job, VERSION)
    closing = Answers(part.path, part.name, part.member).closing
    for record in records(part.path, part.member):
        if record.kind == "conversion":
            pin(record.at)
            place = str(Place(part.name, part.member, record.offset))
            sink.store_again(job, read_lines(record.body, job.sources), place)
    job.reason = closing.get("reason", "the archive ends before the crawl did")
    if closing:
        end(sink.database, job)

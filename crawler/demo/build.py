"""The demo's database: the high street opened on loopback, declared by its addresses, crawled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crawler.crawl import CrawlReport, crawl
from crawler.declare import declare_all
from crawler.demo.server import RunningStreet, serve_street
from crawler.items import Brand
from db import open_database
from db.errors import BadSetting
from db.queries import now

PORT = 8420
"""Where the street opens if nothing else is there, so that its addresses stay the same."""


def build(path: str | Path, on_end: Callable[[CrawlReport], None]) -> str:
    """Make the database at `path` anew from a crawl of the street; return a line on the crawl.

    `on_end` is told of each source as it ends.  The embeddings beside an older database stay: they
    are of the same texts.
    """
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    try:
        return _build(path, on_end, PORT)
    except BadSetting:  # something else has the port
        return _build(path, on_end, 0)


def _build(path: str | Path, on_end: Callable[[CrawlReport], None], port: int) -> str:
    with serve_street(port=port) as running:
        database = open_database(path, "create")
        declare_all(database, _brands(running), allow_loopback=True)
        reports = crawl(database, allow_loopback=True, on_end=on_end)
        asked = len(running.asked)
        database.close()
    return (
        f"{len(running.street.brands)} brands, {len(reports)} sources,"
        f" {asked:,} requests over loopback, ended {now()}"
    )


def _brands(running: RunningStreet) -> list[Brand]:
    return [
        Brand(brand.name, (brand.slug, brand.handle), brand.group, running.site(slug), brand.zone)
        for slug, brand in running.street.brands.items()
    ]

"""Where a brand speaks and answers, as far as its own home page says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from crawler.addresses import site_address
from crawler.crawl import check_contact


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a home page leads to.

    `sources` are crawlable, written `SPIDER:TARGET`; `elsewhere` are accounts on platforms that are
    not crawled; `trouble` is why the site could not be read, empty where it could.  `reachable` is
    False where its host is none, or none that may be asked.
    """

    site: str
    name: str = ""
    sources: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    trouble: str = ""
    reachable: bool = True


def propose(
    sites: Sequence[str], *, contact: str | None = None, allow_loopback: bool | None = None
) -> list[Proposal]:
    """What the home pages of these sites lead to, one proposal a site, in order.

    The pages are asked for as a crawl would, in a process of its own.  `contact` and
    `allow_loopback` as in `crawl`.  Raises BadInput for what is no web address, BadSetting where
    a contact is missing.
    """
    contact = contact or os.environ.get("AUDIT_CONTACT") or None
    if allow_loopback is None:
        allow_loopback = os.environ.get("AUDIT_ALLOW_LOOPBACK") == "1"
    addresses = [site_address(site) for site in sites]
    check_contact(addresses, contact)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        found = apart.submit(look_around, addresses, contact, allow_loopback).result()
    return [_proposal(one) for one in found]


def _proposal(found: dict[str, Any]) -> Proposal:
    accounts = tuple(f"mastodon:{target}" for target in found["accounts"])
    return Proposal(
        site=found["site"],
        name=found["name"],
        sources=(f"website:{found['site']}", *accounts, *found["sources"]),
        elsewhere=tuple(found["elsewhere"]),
        feeds=tuple(found["feeds"]),
        trouble=found["trouble"],
        reachable=found["reachable"],
    )


def look_around(
    addresses: list[str], contact: str | None, allow_loopback: bool
) -> list[dict[str, Any]]:
    """Read the home pages, one after the other; to be called once in a process."""
    from scrapy.crawler import Crawler
    from scrapy.utils.reactor import install_reactor
    from sqlite_utils import Database

    from crawler.crawl import make_settings, spare_no_loopback
    from crawler.engine.crawl_run import Run
    from crawler.engine.job import Job
    from crawler.engine.pace import Pace
    from crawler.engine.sink import Sink
    from crawler.pipelines.privacy import Redactor
    from crawler.settings import TWISTED_REACTOR

    install_reactor(TWISTED_REACTOR)
    from crawler.engine.reactor import run_reactor
    from crawler.spiders._discover import DiscoverSpider

    settings = make_settings(contact, loopback=allow_loopback)
    run = Run(Sink(Database(memory=True), Redactor((), b"")), Pace(), allow_loopback)
    found: list[dict[str, Any]] = []

    async def everything() -> None:
        for address in addresses:
            job = Job("", DiscoverSpider.name, address, {}, {})
            crawler = Crawler(DiscoverSpider, spare_no_loopback(settings, address))
            await crawler.crawl_async(run=run, job=job, max_pages=1)
            spider: Any = crawler.spider
            found.append(spider.found)

    run_reactor(everything, settings)
    return found

"""What a source may cost a host in one run: so many requests, all told, and so much time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

OVER = "over budget"
BESIDE = 50
"""Requests beside those for pages: robots.txt, sitemaps, what does not exist."""


class OverBudget(IgnoreRequest):
    """The source has had what a run allows it; the message says of what."""

    label = OVER


class BudgetMiddleware:
    """Counts what is really sent, and ends the run of a source that asks for too much."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._most = settings.getint("REQUESTS_A_PAGE") * settings.getint("MAX_PAGES") + BESIDE
        self._seconds = settings.getfloat("MOST_SECONDS")
        self._began = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Count the request; raise OverBudget where it is one too many or too late."""
        spider: Any = self._crawler.spider
        if spider.counts["requests"] >= self._most:
            raise OverBudget(f"finished, at the budget of {self._most:,} requests")
        if time.monotonic() - self._began > self._seconds:
            raise OverBudget(f"not finished in {self._seconds / 3600:.1f} h, the budget of a run")
        spider.counts["requests"] += 1

"""All that one response gave goes into the database in one transaction, and then the next begins.

So a run that is cut short leaves whole responses, and goes on after the last of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from scrapy import Request

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class BatchesMiddleware:
    """Keeps back a response's requests until its items are stored."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BatchesMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """The requests, once the items are stored."""
        items: list[Any] = []
        requests: list[Request] = []
        async for found in result:
            (requests if isinstance(found, Request) else items).append(found)
        spider: Any = self._crawler.spider
        spider.keep(items)
        for request in requests:
            yield request

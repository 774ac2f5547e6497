"""Asks only for what has changed: sends the validators that are held, and knows a 304."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

SENT_AS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
NOT_MODIFIED = 304


class ConditionalMiddleware:
    """Puts the validators of `request.meta["validators"]` into the request.

    A 304 goes to the spider's `unchanged` where the request has no callback for it of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send what is held."""
        held: dict[str, str] = request.meta.get("validators") or {}
        for name, value in held.items():
            request.headers[SENT_AS[name]] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """Count what had not changed, and lead a 304 to the spider."""
        spider: Any = self._crawler.spider
        if response.status == NOT_MODIFIED:
            spider.counts["not modified"] += 1
        return response


def validators_of(response: Response) -> dict[str, str]:
    """The validators that a response came with."""
    return {
        name: value.decode("latin-1") for name in SENT_AS if (value := response.headers.get(name))
    }

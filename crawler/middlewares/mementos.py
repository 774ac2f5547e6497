"""What a web archive keeps of a server that failed or moved is no failure of the archive's own.

An archive gives captures back with the status they had (RFC 7089 marks them by Memento-Datetime).
Taken at face value, an archived 503 would be tried again and an archived redirect followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.addresses import is_loopback_host, split

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ARCHIVED_STATUS = "X-Archived-Status"
REFUSED = 429
LEAVE_ALONE_S = 60
"""How long archive.org wants to be left alone when it refuses without saying so."""


class MementosMiddleware:
    """Makes a capture of anything but a page one that is not there, for spiders of archives."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MementosMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response; of an archived error or redirect, one that says so."""
        spider: Any = self._crawler.spider
        if not getattr(spider, "mementos", False):
            return response
        if response.headers.get("Memento-Datetime") and response.status not in {200, 304}:
            headers = {**response.headers, ARCHIVED_STATUS: str(response.status)}
            return response.replace(status=404, headers=headers)
        refused = response.status == REFUSED and not response.headers.get("Retry-After")
        if refused and not is_loopback_host(split(request.url)[1]):
            response.headers["Retry-After"] = str(LEAVE_ALONE_S)
        return response

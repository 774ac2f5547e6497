"""What may be asked for at all: http and https, usual ports, and the site the source is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.addresses import USUAL_PORTS, is_loopback_host, split

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class OutOfBounds(IgnoreRequest):
    """A request that leads where this source does not go; the message says where."""

    label = "led away"


class BoundsMiddleware:
    """Stops requests, redirects among them, that leave the bounds, and says so to the spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._ports = {int(port) for port in crawler.settings.getlist("PORTS")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BoundsMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise OutOfBounds for what may not be asked for."""
        scheme, host, port = split(request.url)
        if scheme not in USUAL_PORTS:
            raise OutOfBounds(f"{scheme}: is no web address")
        if request.meta.get("proxy"):
            raise OutOfBounds("by a proxy, which would look up addresses out of our sight")
        if port not in self._ports and not is_loopback_host(host):
            raise OutOfBounds(f"port {port} of {host} is not one of a public site")
        covers = getattr(self._crawler.spider, "covers", None)
        # Where a site keeps its robots.txt is its own affair.
        if covers and not request.meta.get("dont_obey_robotstxt") and not covers(request.url):
            raise OutOfBounds(f"leads away from the site, to {host}")

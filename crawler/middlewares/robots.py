"""robots.txt as RFC 9309 has it: what cannot be asked about is not entered.

A server error or no answer at all means stay out (2.3.1.4); a file that is not there means come in
(2.3.1.3), 401 and 403 excepted, which here mean stay out too.  Kept for 24 hours (2.4), with its
validators for after that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.addresses import base, is_loopback_host, split
from crawler.engine.pace import LOOPBACK_SHARE
from crawler.middlewares.conditional import validators_of
from db.clock import utcnow

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

KEEP_S = 24 * 3600
MOST_BYTES = 500 * 1024
ANYTHING = ""
CLOSED = {401, 403}


class ClosedByRobots(IgnoreRequest):
    """robots.txt keeps us out of one address, or could not be asked; the message says which.

    `__cause__` is what kept it from being asked.
    """

    label = "closed by robots.txt"


Rules = Protego | ClosedByRobots
"""What a host allows, or why nothing may be asked of it."""


class RobotsMiddleware:
    """Asks robots.txt of every host before the first request to it, and keeps to it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["ROBOTSTXT_USER_AGENT"])
        self._rules: dict[str, Rules] = {}
        self._until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise ClosedByRobots for what robots.txt keeps us from."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        place = base(request.url)
        if utcnow().timestamp() >= self._until.get(place, 0.0):
            self._rules[place] = await self._ask(place)
            self._until[place] = utcnow().timestamp() + KEEP_S
            self._slow_down(place)
        rules = self._rules[place]
        if isinstance(rules, ClosedByRobots):
            raise ClosedByRobots(str(rules)) from rules.__cause__
        if not rules.can_fetch(request.url, self._agent):
            raise ClosedByRobots("robots.txt forbids it")

    async def _ask(self, place: str) -> Rules:
        """The rules of a host, or why nothing may be asked of it."""
        kept: dict[str, Any] = self._memory().get(place, {})
        if kept and utcnow().timestamp() - kept["at"] < KEEP_S:
            return Protego.parse(kept["text"])
        request = Request(
            f"{place}/robots.txt",
            meta={"dont_obey_robotstxt": True, "validators": kept.get("validators")},
            callback=NO_CALLBACK,
        )
        try:
            engine = self._crawler.engine
            assert engine is not None
            response = await engine.download_async(request)
        except IgnoreRequest as error:
            return ClosedByRobots(f"robots.txt: {error}")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from answering, we stay out
            from crawler.middlewares.trouble import explain_download

            closed = ClosedByRobots(explain_download(error, request))
            closed.__cause__ = error
            return closed
        return self._judge(place, response, kept)

    def _judge(self, place: str, response: Response, kept: dict[str, Any]) -> Rules:
        status = response.status
        if status == 304 and kept:
            text = kept["text"]
        elif status == 200:
            text = whole_lines(response.body).decode("utf-8-sig", "replace")
            if text.lstrip().startswith("<"):
                spider: Any = self._crawler.spider
                spider.counts["robots.txt is a web page"] += 1
        elif status in CLOSED:
            return ClosedByRobots(f"robots.txt answered {status}, so nothing is read")
        elif status >= 500 or status == 429:
            return ClosedByRobots(
                f"robots.txt answered {status}, so nothing is read; try again later"
            )
        elif status >= 400:
            text = ANYTHING
        else:
            return ClosedByRobots(
                f"robots.txt leads nowhere (it answered {status}), so nothing is read"
            )
        validators = validators_of(response)
        self._memory()[place] = {
            "at": round(utcnow().timestamp()),
            "text": text,
            "validators": validators or kept.get("validators") or {},
        }
        return Protego.parse(text)

    def _memory(self) -> dict[str, Any]:
        """What earlier runs of the source know of robots.txt, by host."""
        spider: Any = self._crawler.spider
        memory: dict[str, Any] = spider.memory.setdefault("robots", {})
        return memory

    def _slow_down(self, place: str) -> None:
        """Keep to Crawl-delay, up to a minute."""
        rules = self._rules[place]
        if isinstance(rules, Protego):
            most = self._crawler.settings.getfloat("MOST_CRAWL_DELAY")
            seconds = min(float(rules.crawl_delay(self._agent) or 0), most)
            if is_loopback_host(split(place)[1]):
                seconds *= LOOPBACK_SHARE
            spider: Any = self._crawler.spider
            spider.run.pace.slow_down(place, seconds)

    def sitemaps(self, place: str) -> list[str]:
        """The sitemaps that robots.txt of a host names."""
        rules = self._rules.get(place)
        return list(rules.sitemaps) if isinstance(rules, Protego) else []


def whole_lines(body: bytes) -> bytes:
    """What is read of a robots.txt: 500 KiB (RFC 9309, 2.5), without a rule cut in two."""
    if len(body) <= MOST_BYTES:
        return body
    return body[:MOST_BYTES].rpartition(b"\n")[0]

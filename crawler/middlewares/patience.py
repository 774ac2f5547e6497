"""Waits when a host asks for it, and longer each time it fails; gives up when asked too much."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.addresses import base, is_loopback_host, split
from crawler.engine.pace import LOOPBACK_SHARE, backoff, retry_after, until
from crawler.extract.walls import is_bot_wall

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response

    from crawler.engine.pace import Pace

ASKED = {429, 503}
WALLED = {403, *ASKED}
FAILING = {429, *range(500, 600)}


class AskedToWait(IgnoreRequest):
    """The host wants to be left alone for longer than a run waits; the message says how long."""

    label = "asked to wait"


class LeftAlone(IgnoreRequest):
    """Nothing more is asked of the host in this run; the message says why."""

    label = "left alone"


class PatienceMiddleware(RetryMiddleware):
    """Retries as Scrapy does, after Retry-After, the end of a rate limit, or a growing pause."""

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked; raises LeftAlone where it is not to be asked again."""
        pace, place = self._pace(), base(request.url)
        # No event to wait for: only time passes.
        while place not in pace.closed and (seconds := pace.wait(place)) > 0:  # noqa: ASYNC110
            await asyncio.sleep(seconds)
        if place in pace.closed:
            raise LeftAlone(pace.closed[place])

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The response, or the request again; raises AskedToWait for too long a wait."""
        place = base(request.url)
        now = datetime.now(UTC)
        if response.status in WALLED and is_bot_wall(response.body):
            self._pace().failed(place, self._most)
            return response
        if response.status in ASKED:
            asked = retry_after(_header(response, "Retry-After"), now)
            if asked is None:
                asked = until(_header(response, "X-RateLimit-Reset"), now)
            most = self.crawler.settings.getfloat("MOST_RETRY_AFTER")
            if asked is not None and asked > most:
                reason = f"asked to wait {asked:.0f} s (status {response.status}); try later"
                self._pace().closed[place] = reason
                raise AskedToWait(reason)
            if asked is not None:
                request = request.replace(meta={**request.meta, "asked": asked})
        elif _header(response, "X-RateLimit-Remaining") == "0":
            left = until(_header(response, "X-RateLimit-Reset"), now)
            if left:
                most = self.crawler.settings.getfloat("MOST_RETRY_AFTER")
                self._pace().pause(place, min(left, most))
        found = super().process_response(request, response)
        if found is response:
            if response.status in FAILING:
                self._pace().failed(place, self._most)
            else:
                self._pace().answered(place)
        return found

    def process_exception(
        self, request: Request, exception: Exception, spider: Spider | None = None
    ) -> Request | Response | None:
        """The request again where trying again may help."""
        from crawler.middlewares.trouble import is_lasting

        if is_lasting(exception, request):
            return None
        found = super().process_exception(request, exception)
        if found is None and not isinstance(exception, IgnoreRequest):
            self._pace().failed(base(request.url), self._most)
        return found

    def _retry(self, request: Request, reason: Any) -> Request | None:
        again = super()._retry(request, reason)
        if again is not None:
            seconds = again.meta.pop("asked", None)
            if seconds is None:
                seconds = backoff(int(again.meta["retry_times"]) - 1)
                if is_loopback_host(split(request.url)[1]):
                    seconds *= LOOPBACK_SHARE
            self._pace().pause(base(request.url), seconds)
        return again

    @property
    def _most(self) -> int:
        return self.crawler.settings.getint("MOST_FAILURES")

    def _pace(self) -> Pace:
        spider: Any = self.crawler.spider
        pace: Pace = spider.run.pace
        return pace


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")

"""What all spiders share: steps taken one after the other, kept so that a run can go on.

A spider says where it begins (`begin`), what a response holds (`read`) and, with `ask`, where to
go next.  Everything else is done here: politeness, validators, storing, resuming, reporting.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.addresses import belongs, site_address, split
from crawler.items import Capture, Item, Source, Statement
from crawler.middlewares.trouble import explain_download
from crawler.sink import content_hash

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.crawl import Run
    from crawler.job import Job

Note = dict[str, Any]
FORGET_S = 24 * 3600
"""A run that was cut short longer ago than this is begun anew."""


class SourceSpider(Spider):
    """Reads one source of a brand, one request at a time.

    `sides` names the sides it serves and the channel of each.  `memory` outlives the run, as JSON.
    """

    sides: ClassVar[Mapping[str, str]] = {}
    handle_httpstatus_list: ClassVar[list[int]] = [304, 401, 403, 404, 410, 422]

    def __init__(self, run: Run, job: Job, max_pages: int, **_: Any) -> None:
        super().__init__()
        self.run, self.job, self.target, self.max_pages = run, job, job.target, max_pages
        self.memory: dict[str, Any] = job.state.setdefault("memory", {})
        self.steps: list[Note] = []
        self.step: Note = {}
        self.first = True

    @property
    def counts(self) -> Counter[str]:
        """What this run has done so far."""
        return self.job.counts

    def source(self, side: str) -> Source:
        """The source that items of this side belong to."""
        return self.job.sources[side]

    # What a spider says of itself.

    @classmethod
    def read_target(cls, text: str) -> str:
        """The target as it is kept; raises BadInput for one that cannot be used."""
        return site_address(text)

    @classmethod
    def home(cls, target: str) -> str:
        """The address that the target lives at."""
        return target

    def covers(self, url: str) -> bool:
        """Whether the source goes to that address."""
        return belongs(url, self.home(self.target))

    def begin(self) -> None:
        """Say with `ask` where to begin; by default at the target."""
        self.ask(self.home(self.target))

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """What a response holds; `note` is what was given to `ask`."""
        raise NotImplementedError

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """What follows from an address that is not there or closed; by default nothing."""
        del response, note
        return ()

    def unchanged(self, response: Response, note: Note) -> None:
        """An address that has not changed since: all it said is seen again."""
        del note
        for side in self.job.ids:
            if side == "talk":
                self.run.sink.seen_again(self.job, side, self.document(response))

    def lost(self, reason: str, note: Note) -> None:
        """An address that gave nothing at all; the first of a run ends it."""
        self.counts["requests failed"] += 1
        if self.first:
            self.job.reason = reason
            self.steps.clear()
        elif note.get("vital"):
            self.job.reason = self.job.reason or reason

    def document(self, response: Response) -> str:
        """What the page a response holds is known by."""
        return str(response.url)

    # How it moves.

    def ask(self, url: str, **note: Any) -> None:
        """Go to that address later in this run."""
        self.steps.append({"url": url, **note})

    def pick(self) -> Note | None:
        """The next step; by default the one asked for last."""
        return self.steps.pop() if self.steps else None

    def validators(self, url: str) -> Mapping[str, str]:
        """The validators held of an address."""
        return self.run.held_pages(self.job).get(url, {})

    def keep(self, items: Iterable[Any]) -> None:
        """Store items with where the run stands."""
        self.job.state["run"] = self.standing()
        self.run.sink.write(self.job, items)

    def standing(self) -> Note:
        """Where the run stands, as JSON."""
        begun = self.job.state.get("run", {}).get("begun") or round(time.time())
        return {"begun": begun, "steps": self.steps, "first": self.first}

    def resume(self, standing: Note) -> None:
        """Go on from where a run stood."""
        self.steps, self.first = list(standing["steps"]), bool(standing["first"])

    async def start(self) -> AsyncIterator[Any]:
        """The first request."""
        standing = self.job.state.get("run")
        if standing and time.time() - standing["begun"] < FORGET_S:
            self.resume(standing)
        else:
            self.job.state.pop("run", None)
            self.begin()
        for request in self._next():
            yield request

    def _next(self) -> Iterator[Request]:
        step = self.pick()
        if step is None:
            return
        self.step = step
        yield Request(
            step["url"],
            callback=self._answered,
            errback=self._failed,
            dont_filter=True,
            headers=step.get("headers"),
            meta={"validators": step.get("validators") or self.validators(step["url"])},
        )

    def _answered(self, response: Response) -> Iterator[Any]:
        if response.status == 304:
            self.unchanged(response, self.step)
        elif response.status != 200:
            if self.first:
                self.job.reason = f"{split(response.url)[1]} answered {response.status}"
            yield from self.missing(response, self.step)
        else:
            yield from self._with_capture(response, list(self.read(response, self.step)))
        self.first = False
        yield from self._next_kept()

    def _next_kept(self) -> Iterator[Request]:
        """The next request; where the run stands is written before it, with that step in it."""
        requests = list(self._next())
        if requests:
            self.steps.append(self.step)
            self.job.state["run"] = self.standing()
        yield from requests

    def _with_capture(
        self, response: Response, items: list[Item | Capture]
    ) -> Iterator[Item | Capture]:
        """The items, and a capture of the page they stand in where the spider yields none."""
        said = [item for item in items if isinstance(item, Statement)]
        if said and not any(isinstance(item, Capture) for item in items):
            text = "\n".join(item.text for item in said)
            items.append(self.capture(response, said[0].source, said[0].document, text))
        return iter(items)

    def capture(self, response: Response, source: Source, url: str, text: str) -> Capture:
        """A capture of a response whose main text is `text`."""
        return Capture(source, url, response.status, content_hash(text), validators_of(response))

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        self.lost(explain_download(failure.value, request), self.step)
        self.first = False
        requests = list(self._next_kept())
        self.keep([])
        yield from requests


def validators_of(response: Response) -> dict[str, str]:
    """The validators that a response came with."""
    return {
        name: value.decode("latin-1")
        for name in ("ETag", "Last-Modified")
        if (value := response.headers.get(name))
    }

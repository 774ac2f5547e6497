"""What all spiders share: steps taken one after the other, kept so that a run can go on.

A spider says where it begins (`begin`), what a response holds (`read`) and, with `ask`, where to
go next.  Everything else is done here: politeness, validators, storing, resuming, reporting.
"""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from lxml.etree import LxmlError
from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.addresses import belongs, split
from crawler.engine.sink import content_hash
from crawler.items import Capture, Item, Seen, Source, Statement, Unread
from crawler.middlewares.archive import ArchiveEnds
from crawler.middlewares.budget import OVER
from crawler.middlewares.conditional import validators_of
from crawler.middlewares.patience import AskedToWait
from crawler.middlewares.trouble import to_unread
from crawler.spiders._declaration import Declaration
from db.clock import standing
from db.errors import AuditError

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.engine.crawl_run import Run
    from crawler.engine.job import Job

logger = logging.getLogger(__name__)

Note = dict[str, Any]
NOT_UNDERSTOOD = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError, LxmlError,
)  # fmt: skip
"""What reading a response raises that is not as it should be."""


class SourceSpider(Declaration, Spider):
    """Reads one source of a brand, one request at a time.

    What it says of itself, `_declaration` describes.  `memory` outlives the run, as JSON.
    Unless `once` is off, an address is asked for once a run, and `max_pages` of them at most.
    """

    once: ClassVar[bool] = True
    handle_httpstatus_list: ClassVar[list[int]] = [304, 401, 403, 404, 410, 422]

    def __init__(self, run: Run, job: Job, max_pages: int, **_: Any) -> None:
        super().__init__()
        self.run, self.job, self.target, self.max_pages = run, job, job.target, max_pages
        self.memory: dict[str, Any] = job.state.setdefault("memory", {})
        self.steps: list[Note] = []
        self.asked: set[str] = set()
        self.step: Note = {}
        self.first = True
        self.over = False
        self.adjourned = False
        self.answer: Response | None = None

    @property
    def counts(self) -> Counter[str]:
        """What this run has done so far."""
        return self.job.counts

    def source(self, side: str) -> Source:
        """The source that items of this side belong to."""
        return self.job.sources[side]

    # What a spider says of its source.

    @property
    def anew(self) -> bool:
        """Whether what is held counts as unread: other accounts are now said to be the brand's."""
        return bool(self.memory.get("anew"))

    def covers(self, url: str) -> bool:
        """Whether the source goes to that address."""
        return belongs(url, self.home(self.target))

    def begin(self) -> None:
        """Say with `ask` where to begin; by default at the target."""
        self.ask(self.home(self.target))

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture | Unread]:
        """What a response holds; `note` is what was given to `ask`."""
        raise NotImplementedError

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture | Unread]:
        """What follows from an address that is not there or closed; by default nothing."""
        del response, note
        return ()

    def unchanged(self, response: Response, note: Note) -> Iterable[Item | Capture | Seen]:
        """What follows from an address that has not changed: all it said is seen again."""
        del note
        if "talk" in self.job.ids:
            yield Seen(self.source("talk"), self.document(response))

    def lost(self, reason: str, note: Note) -> None:
        """An address that gave nothing at all; the first of a run ends it."""
        if self.first:
            self.job.reason = reason
            self.steps.clear()
        elif note.get("vital"):
            self.job.reason = self.job.reason or reason

    def finish(self) -> None:
        """What is known now that nothing is left to ask; by default nothing more."""

    def document(self, response: Response) -> str:
        """What the page a response holds is known by."""
        return str(response.url)

    def settle(self) -> None:
        """Nothing is left to ask: `finish`, and whether all was shown where that is settled."""
        self.finish()
        whole = not self.job.reason or self.job.reason.startswith("finished")
        if whole:
            self.memory.pop("anew", None)
            if self.shows_all is not None:
                self.job.complete = self.shows_all

    # How it moves.

    def adjourn(self, reason: str, *, again: bool = False) -> None:
        """Stop here: the next crawl takes the steps that are left, this one too if `again`."""
        self.job.reason, self.adjourned = reason, True
        if not again:
            self.step = {}

    def ask(self, url: str, **note: Any) -> None:
        """Go to that address later in this run."""
        if self.once:
            if url in self.asked:
                return
            if len(self.asked) >= self.max_pages:
                self.job.reason = f"finished, at the cap of {self.max_pages} pages"
                return
            self.asked.add(url)
        self.steps.append({"url": url, **note})

    def stop(self, reason: str) -> None:
        """Ask for nothing more in this run."""
        self.job.reason, self.over = self.job.reason or reason, True
        self.steps.clear()

    def pick(self) -> Note | None:
        """The next step; by default the one asked for last."""
        return self.steps.pop() if self.steps else None

    def validators(self, url: str) -> Mapping[str, str]:
        """The validators held of an address."""
        return self.run.held_pages(self.job).get(url, {})

    def keep(self, items: Iterable[Any]) -> None:
        """Store items with where the run stands.  What cannot be written ends the run."""
        self.job.state["run"] = self.standing()
        answer = self.answer
        url, about = (answer.url, answer.meta) if answer is not None else ("", {})
        try:
            with standing(about.get("came")):
                self.run.sink.write(self.job, items, url, about.get("archived"))
        except (sqlite3.Error, AuditError) as error:
            self.run.failure = error
            raise CloseSpider("database") from error

    def standing(self) -> Note:
        """Where the run stands, as JSON."""
        steps = [*self.steps, self.step] if self.step else self.steps
        return {"steps": steps, "first": self.first, "asked": sorted(self.asked)}

    def resume(self, standing: Note) -> None:
        """Go on from where a run stood."""
        self.steps, self.first = list(standing["steps"]), bool(standing["first"])
        self.asked = set(standing["asked"])

    async def start(self) -> AsyncIterator[Any]:
        """The first request."""
        standing = self.job.state.get("run")
        if standing:
            self.resume(standing)
        else:
            self.begin()
        for request in self._next():
            yield request

    def _next(self) -> Iterator[Request]:
        if self.adjourned:
            return
        step = None if self.over else self.pick()
        self.step = step or {}
        if step is None:
            self.settle()
            return
        yield Request(
            step["url"],
            callback=self._answered,
            errback=self._failed,
            dont_filter=True,
            meta={
                "validators": step.get("validators") or self.validators(step["url"]),
                **({"download_maxsize": step["most"]} if "most" in step else {}),
            },
        )

    def _answered(self, response: Response) -> Iterator[Any]:
        step, self.answer = self.step, response
        if response.status == 304:
            yield from self.unchanged(response, step)
        elif response.status != 200:
            if self.first:
                self.job.reason = f"{split(response.url)[1]} answered {response.status}"
            yield from self.missing(response, step)
        else:
            yield from self._with_capture(response, self._understood(response, step))
        self.first = False
        yield from self._next()

    def _understood(self, response: Response, step: Note) -> list[Item | Capture | Unread]:
        """What the spider reads; a response that is not as it should be is counted and left."""
        try:
            with standing(response.meta.get("came")):
                return list(self.read(response, step))
        except NOT_UNDERSTOOD as error:
            logger.warning("%s not understood: %s", response.url, type(error).__name__)
            self.counts["not understood"] += 1
            if self.first:
                self.job.reason = f"{split(response.url)[1]} answered what is not understood"
            return [Unread(step["url"], "not understood", type(error).__name__, response.status)]

    def _with_capture(
        self, response: Response, items: list[Item | Capture | Unread]
    ) -> Iterator[Item | Capture | Unread]:
        """The items, and a capture of each document in it where the spider yields none."""
        said: dict[str, list[Statement]] = {}
        for item in items:
            if isinstance(item, Statement):
                said.setdefault(item.document, []).append(item)
        if any(isinstance(item, Capture) for item in items):
            said = {}
        yield from items
        for document, found in said.items():
            text = "\n".join(item.text for item in found)
            yield self.capture(response, found[0].source, document, text)

    def capture(self, response: Response, source: Source, url: str, text: str) -> Capture:
        """A capture of a response whose main text is `text`."""
        validators = validators_of(response) if url == self.document(response) else {}
        return Capture(source, url, response.status, content_hash(text), validators)

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        self.answer = None
        if self.run.failure is not None or isinstance(failure.value, ArchiveEnds):
            raise CloseSpider("what is written or read ends here")
        unread = to_unread(self.step["url"], failure.value, request)
        self.counts[unread.why] += 1
        if isinstance(failure.value, AskedToWait) and not self.first:
            self.adjourn(f"{unread.detail}; the next crawl goes on from there", again=True)
        else:
            self.lost(unread.detail, self.step)
            closed = self.run.pace.why_closed(request.url, self.home(self.target))
            if unread.why == OVER or closed:
                self.stop(closed or unread.detail)
        self.first = False
        requests = list(self._next())
        self.keep([unread])
        yield from requests

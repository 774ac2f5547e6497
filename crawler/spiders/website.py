"""A brand's own web site: what it says there, sentence by sentence.

Where to look comes from robots.txt, sitemaps and links; the most telling pages are read first, no
more than the cap.  The target is the address of the site.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.addresses import base, belongs, canonical, without_query
from crawler.alarms import ODD
from crawler.engine.copies import Copies
from crawler.engine.frontier import Frontier
from crawler.engine.sink import content_hash
from crawler.extract.charset import is_garbled, text_of
from crawler.extract.document import whole
from crawler.extract.main_text import main_text, parse, text_of_body
from crawler.extract.page import read_canonical, read_links, why_no_text
from crawler.extract.sitemaps import MOST_BYTES, read_sitemap
from crawler.extract.structured import article_body, published_on
from crawler.extract.walls import is_bot_wall
from crawler.items import Capture, Item, Seen, Statement, Unread
from crawler.middlewares.conditional import validators_of
from crawler.middlewares.robots import RobotsMiddleware
from crawler.spiders._source import Note, SourceSpider
from db.clock import utcnow
from db.text.sentences import sentences

MOST_SITEMAPS = 20
TRIES = 4
"""A site of dead links is left after so many times the cap of pages."""

NOTHING = content_hash("")
"""What an address holds that is gone or leads elsewhere."""

RETURN = timedelta(days=30)
"""For so long a page that is gone is asked for again, in case it returns."""

ALIKE = 0.8
"""Two texts that share this much of their words are the same page."""


class WebsiteSpider(SourceSpider):
    """Reads the pages of a site, the most telling first."""

    name = "website"
    sides: ClassVar[Mapping[str, str]] = {"talk": "marketing"}
    example: ClassVar[str] = "https://acme.example"
    once: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = Frontier()
        self.read_so_far = 0
        self.copies = Copies()

    def begin(self) -> None:
        """The home page, then what a page that is not there looks like, then the sitemaps."""
        aliases = self.memory.get("aliases", {})
        home = aliases.get(self.target, self.target)
        self.ask(self._nowhere(), kind="nowhere", validators=self._nowhere_held("validators"))
        self.ask(home, kind="page", depth=0)
        self.pages.note(home)
        for url in (*self.run.held_pages(self.job), *self.run.sink.gone_pages(self.job, RETURN)):
            self.pages.add(url, 1)

    def pick(self) -> Note | None:
        """What was asked for beside the pages, then the best page."""
        if self.steps:
            return self.steps.pop()
        if self.read_so_far >= self.max_pages:
            if self.pages.waiting:
                self.job.reason = f"finished, at the cap of {self.max_pages} pages"
            return None
        if len(self.pages.asked) >= TRIES * self.max_pages:
            self.job.reason = f"finished, after asking for {len(self.pages.asked):,} pages"
            return None
        found = self.pages.take()
        return None if found is None else {"url": found[0], "kind": "page", "depth": found[1]}

    def standing(self) -> Note:
        """The pages waiting too."""
        more = {"read": self.read_so_far, "copies": self.copies.standing()}
        return {**super().standing(), "pages": self.pages.standing(), **more}

    def resume(self, standing: Note) -> None:
        """The pages waiting too."""
        super().resume(standing)
        self.pages = Frontier.resume(standing["pages"])
        self.read_so_far, self.copies = standing["read"], Copies.resume(standing["copies"])

    def finish(self) -> None:
        """A site that gave not one page with text says why."""
        if self.pages.traps:
            self.counts["kinds of page cut short"] = len(self.pages.traps)
        kept = ("pages new", "pages changed", "pages unchanged")
        odd = [f"{self.counts[label]} {label}" for label in ODD if self.counts[label]]
        if not self.job.reason and odd and not any(map(self.counts.get, kept)):
            self.job.reason = f"nothing to read: {', '.join(odd)}"

    def document(self, response: Response) -> str:
        """The address of the page, without what only tracks."""
        return canonical(response.url)

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture | Unread]:
        """A page's sentences; of a sitemap the pages it lists."""
        if note["kind"] == "sitemap":
            self._read_sitemap(response, note)
            return ()
        if self.first:
            self._ask_sitemaps(response)
        if not isinstance(response, HtmlResponse) or response.headers.get("Content-Encoding"):
            return [self._unread(response, "not a page")]
        if note["kind"] == "nowhere":
            self._learn_nowhere(response)
            return ()
        return self._read_page(response, note)

    def unchanged(self, response: Response, note: Note) -> Iterable[Item | Capture | Seen]:
        """A page that says what it said; a sitemap that lists what it listed."""
        if self.first:
            self._ask_sitemaps(response)
        asked, url = canonical(note["url"]), self.document(response)
        if note["kind"] == "page" and asked != url:
            # What was asked for leads to the same words elsewhere, where they are to be read.
            self.pages.add(url, note["depth"])
            yield from self._moved(asked, url)
        elif note["kind"] == "page" and url in self.run.held_pages(self.job):
            self.read_so_far += 1
            yield from super().unchanged(response, note)

    def validators(self, url: str) -> Mapping[str, str]:
        """The validators held of a page, one without anything to keep among them."""
        barren: dict[str, Mapping[str, str]] = self.memory.get("barren", {})
        return super().validators(url) or barren.get(url, {})

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture | Unread]:
        """A page that was there before and is gone is held as gone; a closed one as closed."""
        if note["kind"] != "sitemap" and response.status in {401, 403}:
            why = "login" if response.status == HTTPStatus.UNAUTHORIZED else "closed"
            yield self._unread(response, "bot wall" if is_bot_wall(response.body) else why)
        url = canonical(note["url"])
        was_there = note["kind"] == "page" and url in self.run.held_pages(self.job)
        if was_there and response.status in {404, 410}:
            self.counts["pages gone"] += 1
            yield self._left(url, response.status)

    # Pages.

    def _read_page(self, response: HtmlResponse, note: Note) -> Iterator[Item | Capture | Unread]:
        url = self.document(response)
        self._remember_alias(note["url"], url)
        yield from self._moved(canonical(note["url"]), url)
        self.read_so_far += 1
        html = text_of(response)
        body = parse(html)
        if body is None:
            yield self._unread(response, "no text")
            return
        page = whole(body)
        for link in read_links(page, response.url):
            if belongs(link.url, self.target) and "alternate" not in link.rel:
                self.pages.add(link.url, note["depth"] + 1, link.text)
        # Before the main text, which cuts the page.
        named, published = read_canonical(page, response.url), published_on(page)
        article = article_body(page)
        text = text_of_body(body, html, response.url)
        trouble = why_no_text(html, text, response.url)
        if trouble == "made by script" and article:
            text, trouble = article, None
        if trouble or self._is_nowhere(text):
            self.memory.setdefault("barren", {})[url] = validators_of(response)
            yield self._unread(response, trouble or "not there")
            return
        if is_garbled(text):
            self.counts["garbled"] += 1
        digest = content_hash(text)
        validators = validators_of(response)
        same = self.copies.is_same(text)
        near = not same and self._is_near(text, named, url)
        if same or near:
            self.counts["copies"] += 1
        else:
            yield from self._statements(text, url, published)
        yield Capture(self.source("talk"), url, 200, digest, validators, whole=not near)

    def _is_near(self, text: str, named: str | None, url: str) -> bool:
        """Whether this run has read nearly the same page under another address.

        Nearly the same text, or another query to a page that was read and that it names as the one
        to go by.  A page that once was one of its own stays one.
        """
        copies: dict[str, bool] = self.memory.setdefault("copies", {})
        if url in self.run.held_pages(self.job) and url not in copies:
            return False
        other_query = named not in {None, url} and without_query(named) == without_query(url)
        near = self.copies.is_near(text) or (other_query and named in self.pages.asked)
        copies.pop(url, None)
        if near:
            copies[url] = True
        return near

    def _unread(self, response: Response, why: str) -> Unread:
        """A page that has nothing to read, counted."""
        self.counts[why] += 1
        return Unread(self.document(response), why, "", response.status)

    def _moved(self, asked: str, found: str) -> Iterator[Capture]:
        """A page that was there before and now leads elsewhere is held as moved."""
        if asked != found and asked in self.run.held_pages(self.job):
            self.counts["pages moved"] += 1
            yield self._left(asked, HTTPStatus.MOVED_PERMANENTLY)

    def _left(self, url: str, status: int) -> Capture:
        """An address at which nothing stands any more."""
        return Capture(self.source("talk"), url, status, NOTHING, {}, whole=True)

    def _statements(self, text: str, url: str, published: str | None) -> Iterator[Statement]:
        """Every sentence at its place: seen now, and on the day an article came out."""
        moments: list[date | datetime] = [utcnow().replace(microsecond=0)]
        if published:
            try:
                moments.append(date.fromisoformat(published))
            except ValueError:
                self.counts["bad date"] += 1
        for place, sentence in enumerate(sentences(text)):
            for seen in moments:
                yield Statement(self.source("talk"), url, place, sentence, seen, url)

    def _remember_alias(self, asked: str, found: str) -> None:
        """Ask for the address itself next time, not for one that leads to it."""
        if canonical(asked) != found:
            self.memory.setdefault("aliases", {})[canonical(asked)] = found
            self.pages.note(found)

    # Sitemaps.

    def _ask_sitemaps(self, response: Response) -> None:
        """Those that robots.txt names, else where they usually lie."""
        place = base(response.url)
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        named = robots.sitemaps(place) if robots else []
        for url in reversed(named or [f"{place}/sitemap.xml", f"{place}/sitemap_index.xml"]):
            self._ask_sitemap(canonical(url))

    def _ask_sitemap(self, url: str) -> None:
        asked = {step["url"] for step in self.steps} | self.pages.asked
        maps = self.counts["sitemaps"]
        if url not in asked and belongs(url, self.target) and maps < MOST_SITEMAPS:
            self.counts["sitemaps"] += 1
            self.pages.asked.add(url)
            held = self.memory.get("sitemaps", {}).get(url)
            self.ask(url, kind="sitemap", validators=held, most=MOST_BYTES)

    def _read_sitemap(self, response: Response, note: Note) -> None:
        if len(response.body) > MOST_BYTES:
            return
        pages, more = read_sitemap(response.body)
        for url in pages:
            if belongs(url, self.target):
                self.pages.add(url, 1)
        for url in reversed(more):
            self._ask_sitemap(canonical(url))
        self.memory.setdefault("sitemaps", {})[note["url"]] = validators_of(response)

    # What a page that is not there looks like, on a site that says 200 to everything.

    def _nowhere(self) -> str:
        digest = hashlib.sha256(self.target.encode()).hexdigest()[:12]
        return f"{base(self.target)}/{digest}-is-not-a-page"

    def _nowhere_held(self, what: str) -> Any:
        return self.memory.get("nowhere", {}).get(what)

    def _learn_nowhere(self, response: TextResponse) -> None:
        text = main_text(text_of(response), response.url)
        words = sorted(set(text.lower().split()))[:500]
        self.memory["nowhere"] = {"words": words, "validators": validators_of(response)}

    def _is_nowhere(self, text: str) -> bool:
        known = set(self._nowhere_held("words") or ())
        words = set(text.lower().split())
        return bool(known) and len(known & words) >= ALIKE * len(known | words)

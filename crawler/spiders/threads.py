"""Pages that declare their conversations by schema.org: forums, questions with answers, reviews.

Many community platforms do, as JSON-LD or microdata (DiscussionForumPosting, QAPage, Review with
comments).  The target is where the conversations are listed, or one of them; the spider follows
links below that folder, or below those given with `#under=`.  A writer is the brand where the
page declares an organization, or by its account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, Response

from crawler.addresses import belongs, canonical
from crawler.declared import Accounts, to_messages
from crawler.engine.sink import content_hash
from crawler.extract.discussions import Entry, read_discussions
from crawler.extract.document import parse_page
from crawler.extract.main_text import main_text
from crawler.extract.page import read_links, why_no_text
from crawler.extract.paths import is_page
from crawler.items import Capture, Item, Seen
from crawler.spiders._source import Note, SourceSpider, validators_of

MOST_DEPTH = 4
MOST_BARREN = 1000
"""So many pages without a conversation are remembered, and not asked for again."""

QUIET = timedelta(days=180)
"""A page on which nothing was said for so long is not asked for again."""


class ThreadsSpider(SourceSpider):
    """Reads the conversations below one address, in the order in which they are listed."""

    name = "threads"
    sides: ClassVar[Mapping[str, str]] = {"walk": "forum"}
    example: ClassVar[str] = "https://community.acme.example/#brand=acme-help&bot=acme-bot"
    options: ClassVar[Mapping[str, str]] = {
        "brand": "accounts of the brand: their address, or its last part",
        "bot": "accounts that answer for the brand by themselves",
        "under": "paths below which conversations lie, such as /t/ (default: the target's folder)",
    }
    shows_because: ClassVar[str] = (
        "where every page says how many answers there are, and shows as many"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: dict[str, Mapping[str, str]] | None = None
        self._quiet: set[str] = set()

    def covers(self, url: str) -> bool:
        """Pages of the host below the folders of the target."""
        return belongs(url, self.home(self.target))

    def pick(self) -> Note | None:
        """In the order asked: lists have the newest first."""
        return self.steps.pop(0) if self.steps else None

    def begin(self) -> None:
        """The target, then the lists that led to conversations before."""
        home = self.home(self.target)
        self.ask(home, depth=0, via="")
        for url in self.memory.get("lists", []):
            self.ask(url, depth=0, via="")

    def validators(self, url: str) -> Mapping[str, str]:
        """Those of pages with conversations; a list is read whole, since it says where to go."""
        return self._held().get(url, {})

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """The conversations of a page, and where it leads."""
        if not isinstance(response, HtmlResponse):
            self.counts["not a page"] += 1
            return ()
        page = parse_page(response.text)
        if page is None:
            self.counts["no text"] += 1
            return ()
        entries = read_discussions(page, canonical(response.url))
        links = list(read_links(page, response.url))
        follows = any("next" in link.rel.split() for link in links)
        here = canonical(response.url)
        for link in links:
            there = canonical(link.url)
            if there != here and self._leads_on(there):
                further = "next" not in link.rel.split()
                via = "" if entries else here
                self.ask(there, depth=note["depth"] + further, via=via)
        if not entries:
            self._remember_barren(response, note)
            return ()
        return self._read_entries(response, note, entries, follows=follows)

    def unchanged(self, response: Response, note: Note) -> Iterable[Item | Capture | Seen]:
        """A page of conversations that says what it said."""
        self.counts["pages unchanged"] += 1
        return ()

    def ask(self, url: str, **note: Any) -> None:
        """Leave out what is too far, was barren, or has long been quiet."""
        known = url in self.memory.get("barren", ()) or url in self._still()
        if note["depth"] <= MOST_DEPTH and not (note["depth"] and known):
            super().ask(url, **note)

    def finish(self) -> None:
        """All is shown where all that the pages count stands on them."""
        shown = self.memory.get("shown")
        if shown is not None:
            self.job.complete = bool(shown)

    # Pages.

    def _held(self) -> dict[str, Mapping[str, str]]:
        if self._pages is None:
            self._pages = self.run.sink.held_pages(self.job, "walk")
            quiet = self.run.sink.quiet_pages(self.job, "walk", QUIET)
            self._quiet = set() if self.anew else quiet
        return self._pages

    def _still(self) -> set[str]:
        self._held()
        return self._quiet

    def _leads_on(self, url: str) -> bool:
        if not self.covers(url) or not is_page(url):
            return False
        home = urlsplit(self.home(self.target)).path
        folders = self.option("under") or {home.rpartition("/")[0] + "/"}
        path = urlsplit(url).path
        return any(path.lower().startswith(folder.lower()) for folder in folders)

    def _read_entries(
        self, response: HtmlResponse, note: Note, entries: list[Entry], *, follows: bool
    ) -> Iterator[Item | Capture]:
        self._remember_list(note["via"])
        for top in (entry for entry in entries if not entry.parent):
            listed = sum(entry.thread == top.thread for entry in entries) - 1
            counted = top.below is not None and (listed >= top.below or follows)
            shown = counted or (top.reviewed and top.below is None)
            self.memory["shown"] = self.memory.get("shown", True) and shown
        accounts = Accounts(self.option("brand"), self.option("bot"))
        yield from to_messages(self.source("walk"), entries, accounts)
        text = "\n".join(entry.text for entry in entries)
        url = canonical(response.url)
        digest = content_hash(text)
        yield Capture(self.source("walk"), url, response.status, digest, validators_of(response))

    def _remember_list(self, url: str) -> None:
        """Keep the address of a page that led to a conversation."""
        lists: list[str] = self.memory.setdefault("lists", [])
        if url and url not in lists and url != self.home(self.target):
            lists.append(url)
        if url in self.memory.get("barren", ()):
            self.memory["barren"].remove(url)

    def _remember_barren(self, response: HtmlResponse, note: Note) -> None:
        """Keep the address of a page without a conversation; one walled off is counted."""
        url = canonical(response.url)
        if trouble := why_no_text(response.text, main_text(response.text, url)):
            self.counts[trouble] += 1
        barren: list[str] = self.memory.setdefault("barren", [])
        listed = url in self.memory.get("lists", ())
        if note["depth"] and not listed and url not in barren and len(barren) < MOST_BARREN:
            barren.append(url)

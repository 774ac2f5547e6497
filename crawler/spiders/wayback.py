"""What a site said at a date: pages as the Wayback Machine, or an archive like it, captured them.

The target is a page or a site.  Of a site the most telling pages are read, and of each page one
capture a year unless `#each=` says otherwise; captures that say the same are read once, and show
how long it stood.  Statements are dated by the capture.  What the archive holds of errors and
redirects is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.addresses import base, canonical
from crawler.engine.sink import content_hash
from crawler.extract.captures import FIELDS, PERIODS, Listed, Stretch, moment, read_rows, stretches
from crawler.extract.document import read_document, said
from crawler.extract.paths import is_page, score
from crawler.items import Capture, Item
from crawler.middlewares.mementos import ARCHIVED_STATUS
from crawler.spiders._source import Note, SourceSpider
from crawler.spiders._target import address_of, option_of, read_options
from db.errors import BadInput

ARCHIVE = "https://web.archive.org"
ROWS = 1000
MOST_LISTS = 10
MOST_PAGES = 60
"""So many pages of a site are followed over the years."""

MEMENTO = re.compile(r"/web/(\d{14})(?:id_)?/(.+)$")
ORDER = {"list": 0, "captures": 1, "memento": 2}


class WaybackSpider(SourceSpider):
    """Asks which captures there are, and reads those in which a page says something else."""

    name = "wayback"
    sides: ClassVar[Mapping[str, str]] = {"talk": "marketing"}
    example: ClassVar[str] = "https://acme.example/about#from=2019&to=2024"
    options: ClassVar[Mapping[str, str]] = {
        "from": "the first day or year, as 2019 or 20190301",
        "to": "the last day or year",
        "each": "one capture a year (the default), month, day, or every capture",
        "archive": "the address of another archive with a CDX server, such as a national library's",
    }
    custom_settings: dict[Any, Any] | None = {"DOWNLOAD_DELAY": 2.5}  # noqa: RUF012 - Scrapy's own
    mementos: ClassVar[bool] = True

    @classmethod
    def read_target(cls, text: str) -> str:
        """The page or site, with what is asked of it.  Raises BadInput for a date that is none."""
        target = super().read_target(text)
        _, chosen = read_options(target, cls.options)
        for name in ("from", "to"):
            for value in chosen.get(name, ()):
                if not re.fullmatch(r"\d{4}(?:\d{2}){0,2}", value):
                    raise BadInput(f"'{name}={value}' is no date; write 2019, 201903 or 20190301")
        if unknown := set(chosen.get("each", ())) - set(PERIODS):
            raise BadInput(f"'each={unknown.pop()}' is none of {', '.join(PERIODS)}")
        return target

    @classmethod
    def home(cls, target: str) -> str:
        """The archive's address: it is the archive that is asked."""
        return next(iter(option_of(target, "archive")), ARCHIVE).rstrip("/")

    def covers(self, url: str) -> bool:
        """The archive's captures and its list of them."""
        place = base(self.home(self.target))
        return url.startswith((f"{place}/web/", f"{place}/cdx/"))

    def begin(self) -> None:
        """The list of captures since the last crawl, or of the pages there are."""
        page = address_of(self.target)
        if self.memory.get("until"):
            self._ask_list(page, "captures", since=self.memory["until"])
        elif self._match(page) == "exact":
            self._ask_list(page, "captures")
        else:
            self._ask_list(page, "list", collapse="urlkey")

    def pick(self) -> Note | None:
        """Lists before captures, and the most telling page first."""
        if not self.steps:
            return None
        best = min(self.steps, key=lambda step: (ORDER[step["kind"]], -step["worth"]))
        self.steps.remove(best)
        return best

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A list of captures, or one of them."""
        if note["kind"] == "memento":
            return self._read_memento(response, note)
        assert isinstance(response, TextResponse)
        rows, key = read_rows(response.text)
        if key and note["number"] < MOST_LISTS:
            again = {name: note[name] for name in ("page", "since", "collapse", "worth")}
            self._ask_list(kind=note["kind"], key=key, number=note["number"] + 1, **again)
        if note["kind"] == "list":
            self._choose_pages(rows)
        else:
            later = bool(self.memory.get("until")) or note["number"] > 1
            self._choose_captures(rows, later=later)
        return ()

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """An error or a redirect that the archive holds is not what the brand said."""
        if response.headers.get(ARCHIVED_STATUS):
            self.counts["archived errors"] += 1
        elif note["kind"] == "memento":
            self.counts["not there"] += 1
        return ()

    def finish(self) -> None:
        """Everything up to the newest capture is known, unless the cap came first."""
        if not self.job.reason and (newest := self.memory.pop("newest", "")):
            self.memory["until"] = newest

    # Lists.

    def _ask_list(
        self, page: str, kind: str, *, since: str = "", collapse: str = "", key: str = "",
        number: int = 1, worth: int = 0,
    ) -> None:  # fmt: skip
        exact = kind == "captures" and not self.memory.get("until")
        bare = page.partition("://")[2]
        query = [
            ("url", bare),
            ("matchType", "exact" if exact else self._match(page)),
            ("output", "json"),
            ("fl", ",".join(FIELDS)),
            ("filter", "statuscode:(200|-)"),
            ("from", since or next(iter(self.option("from")), "")),
            ("to", next(iter(self.option("to")), "")),
            ("collapse", collapse),
            ("limit", str(ROWS)),
            ("showResumeKey", "true"),
            ("resumeKey", key),
        ]
        url = f"{self.home(self.target)}/cdx/search/cdx?"
        url += urlencode([(name, value) for name, value in query if value])
        self.ask(
            url, kind=kind, page=page, since=since, collapse=collapse, number=number, worth=worth
        )

    def _match(self, page: str) -> str:
        path = urlsplit(page).path
        return "host" if path == "/" else "prefix" if path.endswith("/") else "exact"

    def _choose_pages(self, rows: list[Listed]) -> None:
        """Ask for the captures of the best pages found so far."""
        for row in rows:
            page = canonical(row.original)
            worth = score(page)
            if row.is_page and is_page(page) and worth >= 0:
                waiting = [step for step in self.steps if step["kind"] == "captures"]
                if all(_name(step["page"]) != _name(page) for step in waiting):
                    self._wait(page, worth, waiting)

    def _wait(self, page: str, worth: int, waiting: list[Note]) -> None:
        if len(waiting) >= MOST_PAGES:
            worst = min(waiting, key=lambda step: step["worth"])
            if worst["worth"] >= worth:
                return
            self.steps.remove(worst)
            self.asked.discard(worst["url"])
        self._ask_list(page, "captures", worth=worth)

    def _choose_captures(self, rows: list[Listed], *, later: bool) -> None:
        """Ask for the captures in which a page says something else than before.

        `later` says that captures before these were looked at.
        """
        site = self._match(address_of(self.target)) != "exact"
        each = next(iter(self.option("each")), "year")
        known: dict[str, list[str]] = self.memory.setdefault("known", {})
        for urlkey in dict.fromkeys(row.urlkey for row in rows):
            mine = [row for row in rows if row.urlkey == urlkey]
            page = canonical(mine[0].original)
            self._note_newest(mine[-1].timestamp)
            held = known.get(_name(page)) if later else None
            if site and held is None and not (is_page(page) and score(page) >= 0):
                continue
            if held:
                mine = [row for row in mine if row.timestamp > held[1]]
            for stretch in stretches(mine, each, (held[0], held[1]) if held else None):
                self._take(stretch, page, held)
                known[_name(page)] = [stretch.first.digest, stretch.last]

    def _take(self, stretch: Stretch, page: str, held: list[str] | None) -> None:
        first = stretch.first
        if stretch.known:
            if held and stretch.last > held[1]:
                since, until = moment(held[1]), moment(stretch.last)
                self.run.sink.seen_until(self.job, "talk", page, since, until)
            return
        url = f"{self.home(self.target)}/web/{first.timestamp}id_/{first.original}"
        if _shown(url) not in self.run.held_pages(self.job):
            self.ask(url, kind="memento", page=page, last=stretch.last, worth=score(page))

    def _note_newest(self, timestamp: str) -> None:
        self.memory["newest"] = max(self.memory.get("newest", ""), timestamp)

    # Captures.

    def _read_memento(self, response: Response, note: Note) -> Iterator[Item | Capture]:
        found = MEMENTO.search(response.url)
        if not found or _name(canonical(found[2])) != _name(note["page"]):
            self.counts["archived redirects"] += 1
            return
        if not isinstance(response, HtmlResponse):
            self.counts["not a page"] += 1
            return
        read = read_document(response.text, note["page"])
        shown = _shown(response.url)
        if read.trouble or not read.text:
            self.counts[read.trouble or "no text"] += 1
            return
        taken = moment(found[1])
        moments = sorted({taken, max(taken, moment(note["last"]))})
        yield from said(self.source("talk"), note["page"], read.text, moments, shown)
        yield Capture(self.source("talk"), shown, 200, content_hash(read.text), {})


def _name(page: str) -> str:
    """What a page is known by: its address without scheme and www, hashed."""
    bare = page.partition("://")[2].removeprefix("www.").replace(":80/", "/").rstrip("/")
    return sha256(bare.lower().encode()).hexdigest()[:12]


def _shown(url: str) -> str:
    """The address of a capture as people look at it."""
    return MEMENTO.sub(r"/web/\1/\2", url)

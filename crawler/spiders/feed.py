"""A newsroom's or blog's feed, RSS or Atom: what the brand published, and when.

The target is the feed, or a page that names it.  Where the feed has only the beginning of an
article, its link is followed for the rest; an article that is gone, or not there to be read, is
held as far as the feed has it.  A time without a zone counts as a day.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

import feedparser
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.addresses import belongs, canonical, is_loopback_host, is_number, split
from crawler.engine.sink import content_hash
from crawler.extract.document import parse_page, read_document, said
from crawler.extract.moments import read_moment
from crawler.extract.own_words import from_html
from crawler.extract.page import read_feeds
from crawler.items import Capture, Item, Seen, When
from crawler.middlewares.conditional import validators_of
from crawler.spiders._source import Note, SourceSpider
from db.clock import utcnow

MOST_REMEMBERED = 500
FEEDS = 3
"""A page may name several feeds; so many are read."""

WHOLE = 600
"""A text in a feed that is not declared to be whole is taken for it from so many letters on."""

ELLIPSES = ("…", "...", "[...]", "[…]")
MORE = ("read more", "continue reading", "weiterlesen", "lire la suite")
DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
APPEARED = re.compile(r"\s*The post .{0,300} (?:appeared first|first appeared) on .{0,200}$")


class FeedSpider(SourceSpider):
    """Reads a feed, and of articles it has only the beginning of, the page."""

    name = "feed"
    sides: ClassVar[Mapping[str, str]] = {"talk": "marketing"}
    example: ClassVar[str] = "https://acme.example/news/feed"

    def covers(self, url: str) -> bool:
        """The feed's own host, and others under the same registered name."""
        home = self.home(self.target)
        return belongs(url, home) or (_owner(url) == _owner(home) != "")

    def begin(self) -> None:
        """The feeds found last time, else the target."""
        for url in self.memory.get("feeds") or [self.home(self.target)]:
            self.ask(url, kind="feed")

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A feed's articles, a page's feeds, or an article's text."""
        if note["kind"] == "article":
            return self._read_article(response, note)
        if isinstance(response, HtmlResponse) and not _is_feed(response.body):
            self._ask_feeds(response)
            return ()
        return self._read_feed(response)

    def unchanged(self, response: Response, note: Note) -> Iterable[Item | Capture | Seen]:
        """A feed or an article that says what it said."""
        yield Seen(self.source("talk"), note.get("document") or note["url"])

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """An article that is not there to be read is held as the feed has it."""
        if note["kind"] == "article":
            self.counts["articles not there"] += 1
            yield from self._said(note, note["text"])
        else:
            self.memory.pop("feeds", None)

    def lost(self, reason: str, note: Note) -> None:
        """So is one that robots.txt keeps us from, or that cannot be reached: next time again."""
        super().lost(reason, note)
        if note["kind"] == "article":
            self.memory.get("known", {}).pop(note["key"], None)
            self.keep(list(self._said(note, note["text"])))

    # The feed.

    def _ask_feeds(self, response: HtmlResponse) -> None:
        page = parse_page(response.text)
        found = [] if page is None else read_feeds(page, response.url)
        feeds = [url for url in dict.fromkeys(map(canonical, found)) if self.covers(url)]
        # A feed of comments is what visitors said.
        feeds = [url for url in feeds if "comment" not in url.lower()][:FEEDS]
        if not feeds:
            self.job.reason = f"{split(response.url)[1]} names no feed on this page"
        self.memory["feeds"] = feeds
        for url in feeds:
            self.ask(url, kind="feed")

    def _read_feed(self, response: Response) -> Iterator[Item | Capture]:
        feed = parse_feed(response)
        if not feed.entries and not feed.version:
            raise ValueError
        if feed.bozo:
            self.counts["malformed feeds"] += 1
        known: dict[str, str] = self.memory.setdefault("known", {})
        texts = []
        for entry in feed.entries:
            note = _note(entry, response.url)
            texts.append(note["text"])
            changed = known.get(note["key"]) != note["stamp"]
            known[note["key"]] = note["stamp"]
            if note["whole"] or not note["link"] or not self.covers(note["link"]):
                yield from self._said(note, note["text"])
            elif changed:
                self.ask(**{**note, "url": note["link"]}, kind="article")
        self.memory["known"] = dict(list(known.items())[-MOST_REMEMBERED:])
        digest = content_hash("\n".join(texts))
        url = self.step.get("url", response.url)
        yield Capture(self.source("talk"), url, response.status, digest, validators_of(response))

    def _read_article(self, response: Response, note: Note) -> Iterator[Item | Capture]:
        found = None
        if isinstance(response, HtmlResponse):
            found = read_document(response.text, response.url)
        if found is None or not found.text:
            self.counts[(found and found.trouble) or "not a page"] += 1
            yield from self._said(note, note["text"])
            return
        yield from self._said(note, found.text)
        digest = content_hash(found.text)
        yield Capture(self.source("talk"), note["document"], 200, digest, validators_of(response))

    def _said(self, note: Note, text: str) -> Iterator[Item]:
        """Every sentence, seen now and on the day the article came out."""
        moments: list[When] = [utcnow().replace(microsecond=0)]
        if published := read_moment(note["at"]):
            moments.append(published)
        elif note["at"]:
            self.counts["bad date"] += 1
        title = note["title"]
        whole = text if not title or text.startswith(title) else f"{title}\n{text}"
        yield from said(self.source("talk"), note["document"], whole, moments, note["link"] or None)


def parse_feed(response: Response) -> Any:
    """The feed; the bytes are given, so that nothing is fetched."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    charset = response.encoding if isinstance(response, TextResponse) else ""
    if charset and "charset" not in kind and not response.body.lstrip().startswith(b"<?xml"):
        kind = f"{kind or 'application/xml'}; charset={charset}"
    headers = {"content-location": response.url, "content-type": kind or "application/xml"}
    # Entities of a feed's own are of no use, and may be made to swell without end.
    body = DOCTYPE.sub(b"", response.body, count=1)
    return feedparser.parse(io.BytesIO(body), response_headers=headers)


def _note(entry: Any, address: str) -> Note:
    """What is needed of one article, as JSON."""
    link = entry.get("link") or ""
    link = canonical(link) if link.startswith(("http://", "https://")) else ""
    given = entry.get("id") or link or entry.get("title", "")
    document = link or f"{address}#{content_hash(given)[:12]}"
    key = canonical(given) if given.startswith(("http://", "https://")) else given
    contents = entry.get("content") or []
    whole = contents[0].get("value", "") if contents else ""
    text = APPEARED.sub("", from_html(whole or entry.get("summary", "")))
    at = _stated(entry)
    stamp = "\x1f".join((entry.get("title", ""), text, at, _updated(entry)))
    return {
        "key": content_hash(key)[:16],
        "stamp": content_hash(stamp)[:16],
        "document": document,
        "link": link,
        "title": from_html(entry.get("title", "")),
        "text": text,
        "whole": not _is_cut(text) and (bool(whole) or len(text) >= WHOLE),
        "at": at,
    }


def _is_cut(text: str) -> bool:
    """Whether a text stops where the article goes on."""
    end = text.lower().rstrip()
    return end.endswith(ELLIPSES) or end.rstrip(" .»>→").endswith(MORE)


def _stated(entry: Any) -> str:
    """When the article came out, in the feed's words where they are understood."""
    at = entry.get("published") or _updated(entry)
    parsed = entry.get("published_parsed")
    if not parsed and "updated_parsed" in entry:
        parsed = entry["updated_parsed"]
    if read_moment(at) or not parsed:
        return at
    return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}"


def _updated(entry: Any) -> str:
    """When the article was last changed, in the feed's words; when it came out, where it never was.

    The library maps the one to the other too, but says that it will not for long.
    """
    found = entry["updated"] if "updated" in entry else entry.get("published")
    return found or ""


def _is_feed(body: bytes) -> bool:
    start = body[:1000].lower()
    return any(sign in start for sign in (b"<rss", b"<feed", b"<rdf:rdf"))


def _owner(url: str) -> str:
    """The registered name that an address is under, such as acme.co.uk; empty for a number.

    Under an ending that is in no list, the last two parts.
    """
    import tldextract

    host = split(url)[1]
    if is_number(host) or is_loopback_host(host):
        return ""
    found = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)(host)
    return found.top_domain_under_public_suffix or ".".join(host.split(".")[-2:])

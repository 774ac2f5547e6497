"""The site of one brand: which path answers what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from importlib.resources import files

from crawler.demo.answers import CSS, HTML, RSS, XML, Answer, absent, moved, text
from crawler.demo.brands import Page
from crawler.demo.pages import basket, calendar, lost, render
from crawler.demo.shell import Site
from db.errors import NotFound

MONTH = re.compile(r"/events/(\d{4})/(0[1-9]|1[0-2])")
YEARS = range(1900, 9999)
URLSET = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(slots=True)
class SiteHost:
    """Answers for one site; `today` is what the calendar begins with."""

    site: Site
    today: date

    def answer(self, path: str) -> Answer:
        """What stands at a path; the query is none of it."""
        pages = {page.path: page for page in self.site.brand.pages}
        if page := pages.get(path):
            return text(render(self.site, page), HTML, self._changed(page))
        if fixed := self._fixed().get(path):
            return fixed()
        if path != "/" and path.endswith("/"):
            return moved(path.rstrip("/") or "/")
        if (month := MONTH.fullmatch(path)) and int(month[1]) in YEARS:
            shown = calendar(self.site, int(month[1]), int(month[2]))
            return text(shown, HTML, self._oldest())
        if "." in path.rsplit("/", 1)[-1]:
            return absent()
        # As many sites do: what is not there is answered kindly, and with 200.
        return text(lost(self.site, path), HTML, self._oldest())

    def change(self, path: str, section: int, paragraph: int, words: str, when: datetime) -> None:
        """Let a paragraph say something else; NotFound where there is none."""
        brand = self.site.brand
        found = [page for page in brand.pages if page.path == path]
        try:
            sections = list(found[0].sections)
            paragraphs = list(sections[section].text)
            paragraphs[paragraph] = words
        except IndexError:
            place = f"{brand.slug}{path}, section {section}, paragraph {paragraph}"
            raise NotFound(f"no text at {place}; both are counted from 0") from None
        sections[section] = replace(sections[section], text=tuple(paragraphs))
        changed = replace(found[0], sections=tuple(sections), modified=when)
        pages = tuple(changed if page is found[0] else page for page in brand.pages)
        self.site = replace(self.site, brand=replace(brand, pages=pages))

    def _fixed(self) -> dict[str, Callable[[], Answer]]:
        return {
            "/robots.txt": self._robots,
            "/sitemap.xml": self._sitemaps,
            "/sitemap-pages.xml": lambda: self._urls(posts=False),
            "/sitemap-news.xml": lambda: self._urls(posts=True),
            "/news/feed.xml": self._feed,
            "/assets/site.css": _style,
            "/basket": lambda: text(basket(self.site), HTML, self._oldest()),
            "/events": lambda: moved(f"/events/{self.today:%Y/%m}"),
        }

    def _oldest(self) -> datetime:
        return min(page.modified for page in self.site.brand.pages)

    def _changed(self, page: Page) -> datetime:
        """When a page last changed: the news index does with every post that comes out."""
        if page.kind != "news":
            return page.modified
        return max(
            [page.modified, *(_noon(post.day) for post in self.site.brand.posts if post.day)]
        )

    def _robots(self) -> Answer:
        rules = "User-agent: *\nDisallow: /basket\nDisallow: /search\n\n"
        return text(f"{rules}Sitemap: {self.site.base}/sitemap.xml\n", modified=self._oldest())

    def _newest(self, *, posts: bool) -> datetime:
        pages = [page for page in self.site.brand.pages if (page.kind == "post") == posts]
        return max((self._changed(page) for page in pages), default=self._oldest())

    def _sitemaps(self) -> Answer:
        last = {name: self._newest(posts=name == "news") for name in ("pages", "news")}
        maps = "".join(
            f"<sitemap><loc>{escape(self.site.base)}/sitemap-{name}.xml</loc>"
            f"<lastmod>{changed.isoformat()}</lastmod></sitemap>\n"
            for name, changed in last.items()
        )
        return text(
            _xml(f"<sitemapindex {URLSET}>\n{maps}</sitemapindex>"), XML, max(last.values())
        )

    def _urls(self, *, posts: bool) -> Answer:
        urls = "".join(
            f"<url><loc>{escape(self.site.base + page.path)}</loc>"
            f"<lastmod>{self._changed(page).isoformat()}</lastmod></url>\n"
            for page in self.site.brand.pages
            if (page.kind == "post") == posts
        )
        return text(_xml(f"<urlset {URLSET}>\n{urls}</urlset>"), XML, self._newest(posts=posts))

    def _feed(self) -> Answer:
        name, base = escape(self.site.brand.name), escape(self.site.base)
        items = "".join(
            f"<item><title>{escape(post.title)}</title><link>{base}{post.path}</link>"
            f'<guid isPermaLink="true">{base}{post.path}</guid>'
            f"<pubDate>{format_datetime(_noon(day), usegmt=True)}</pubDate>"
            f"<description>{escape(post.sections[0].text[0])}</description></item>\n"
            for post in self.site.brand.posts
            if (day := post.day)
        )
        channel = (
            f"<title>{name} news</title><link>{base}/news</link><description>{name}</description>"
        )
        body = _xml(f'<rss version="2.0"><channel>{channel}\n{items}</channel></rss>')
        return text(body, RSS, self._newest(posts=True))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _style() -> Answer:
    return text(files("crawler.demo").joinpath("site.css").read_text(encoding="utf-8"), CSS)


def _xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'

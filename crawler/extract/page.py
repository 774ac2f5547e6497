"""A page beside its text: title, language, links, feeds, and whether it shows itself at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

FEED_TYPES = {"application/rss+xml", "application/atom+xml"}
WALLS = re.compile(
    r"cf-chl|challenge-platform|Just a moment\.\.\.|datadome|px-captcha|Incapsula incident|"
    r"Attention Required! \| Cloudflare|Enable JavaScript and cookies to continue",
    re.IGNORECASE,
)
SCRIPT_ROOTS = re.compile(r"""id=["'](?:__next|root|app|__nuxt|gatsby-focus-wrapper)["']""")
LITTLE_TEXT = 200
NO_LINK = re.compile(r"^(?:mailto|tel|javascript|data|sms|whatsapp|ftp|file|blob):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its absolute address, its text and its `rel`."""

    url: str
    text: str
    rel: str


def read_links(page: HtmlElement, address: str) -> Iterator[Link]:
    """Every link that leads to another address, in order; those marked nofollow left out."""
    found = page.find(".//base[@href]")
    start = urljoin(address, found.get("href")) if found is not None else address
    for element in page.iter("a", "area", "link"):
        href = (element.get("href") or "").strip()
        rel = (element.get("rel") or "").lower()
        if not href or href.startswith("#") or NO_LINK.match(href) or "nofollow" in rel.split():
            continue
        if element.tag == "link" and not {"me", "alternate"} & set(rel.split()):
            continue
        try:
            url = urljoin(start, href)
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc:
            yield Link(url, " ".join(element.text_content().split())[:200], rel)


def read_feeds(page: HtmlElement, address: str) -> list[str]:
    """The addresses of the feeds that a page names."""
    return [
        urljoin(address, element.get("href"))
        for element in page.iter("link")
        if (element.get("type") or "").lower() in FEED_TYPES and element.get("href")
    ]


def read_title(page: HtmlElement) -> str:
    """The title of a page, or nothing."""
    found = page.find(".//title")
    return "" if found is None else " ".join(found.text_content().split())


def why_no_text(html: str, text: str) -> str | None:
    """Why a page shows no text: "walled", "made by script", "no text"; None where it does."""
    if len(text) >= LITTLE_TEXT:
        return None
    if WALLS.search(html):
        return "walled"
    if SCRIPT_ROOTS.search(html) and html.count("<script") > 1:
        return "made by script"
    return None if text else "no text"

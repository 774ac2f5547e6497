"""A page beside its text: title, language, links, feeds, and whether it shows itself at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.addresses import canonical
from crawler.extract.main_text import parse
from crawler.extract.walls import LITTLE_TEXT, find_wall, speaks_of_consent

if TYPE_CHECKING:
    from lxml.html import HtmlElement

FEED_TYPES = {"application/rss+xml", "application/atom+xml"}
NOT_THERE = re.compile(
    r"^\W*(?:error |fehler |erreur )?404\b|\b404\b.{0,20}(?:error|not found|page)|"
    r"(?:page|this|content|document|file)\b.{0,20}(?:not (?:be )?found|does(?: not|n.t) exist|"
    r"no longer (?:exists|available)|isn.t here)|^not found|nicht gefunden|existiert nicht|"
    r"introuvable|n.existe p(?:as|lus)|no (?:encontrada|existe)|non trovata|niet gevonden",
    re.IGNORECASE,
)
"""A page's title or heading that says it is none."""

LITTLE_BESIDE_LOST = 1000
"""A page that calls itself lost has no more text than this beside."""

SCRIPT_ROOTS = re.compile(r"""id=["'](?:__next|root|app|__nuxt|gatsby-focus-wrapper)["']""")
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


def read_canonical(page: HtmlElement, address: str) -> str | None:
    """The address that a page wants to be known by, or None."""
    for element in page.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split() and element.get("href"):
            try:
                return canonical(urljoin(address, element.get("href")))
            except ValueError:
                return None
    return None


def read_headings(page: HtmlElement) -> list[str]:
    """The title of a page and its heading of the first order."""
    found = [page.find(".//title"), page.find(".//h1")]
    return [" ".join(one.text_content().split()) for one in found if one is not None]


def why_no_text(html: str, text: str, url: str = "") -> str | None:
    """Why a page has nothing of its own to read; None where it does.

    "bot wall", "login", "consent wall" (see `find_wall`), "not there" for a page that says so of
    itself whatever its status, "made by script" for a shell that a browser would fill, "no text".
    """
    if len(text) >= LITTLE_BESIDE_LOST and not speaks_of_consent(text):
        return None
    body = parse(html)
    if body is None:
        return "no text"
    page = body.getroottree().getroot()
    wall = find_wall(html, page, text, url)
    if wall:
        return wall
    if len(text) < LITTLE_BESIDE_LOST and any(map(NOT_THERE.search, read_headings(page))):
        return "not there"
    if len(text) < LITTLE_TEXT and SCRIPT_ROOTS.search(html) and html.count("<script") > 1:
        return "made by script"
    return None if text else "no text"

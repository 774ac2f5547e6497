"""What a page declares about its owner as JSON-LD, block by block: a broken one spoils no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ORGANIZATIONS = re.compile(
    r"Organization|Corporation|Brand|LocalBusiness|Store|Restaurant|Hotel|Airline|Company$|Service$"
)
ARTICLES = re.compile(r"Article$|^BlogPosting$|^Report$")
COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*;?\s*$", re.DOTALL
)
TRAILING_COMMA = re.compile(r",\s*([}\]])")
DEEPEST = 12
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Organization:
    """Who a page says it belongs to; `same_as` are addresses of the same owner elsewhere."""

    name: str
    url: str
    same_as: tuple[str, ...]


def read_nodes(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """Every object in every block that can be read, `@graph` and lists unfolded."""
    for script in page.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            yield from _objects(_parse(script.text_content() or ""), 0)


def read_organizations(page: HtmlElement) -> list[Organization]:
    """The organisations that the page declares."""
    found = []
    for node in read_nodes(page):
        if any(ORGANIZATIONS.search(kind) for kind in texts(node.get("@type"))):
            name = next(texts(node.get("name")), "")
            url = next(texts(node.get("url")), "")
            same = tuple(dict.fromkeys(texts(node.get("sameAs"))))
            if name or same:
                found.append(Organization(name, url, same))
    return found


def published_on(page: HtmlElement) -> str | None:
    """The day that an article says it was published on, ISO; None where it says none."""
    days = [
        text
        for node in read_nodes(page)
        if any(ARTICLES.search(kind) for kind in texts(node.get("@type")))
        for text in texts(node.get("datePublished"))
    ]
    days += [
        meta.get("content")
        for meta in page.iter("meta")
        if meta.get("property") == "article:published_time" and meta.get("content")
    ]
    found = DAY.match(days[0].strip()) if days else None
    return found[0] if found else None


def _parse(text: str) -> Any:
    """The value of one block, or None where it cannot be read even with the usual slips mended."""
    bare = COMMENT.sub("", text.strip()).strip()
    for attempt in (bare, TRAILING_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "publisher", "mainEntity", "about", "isPartOf"):
            yield from _objects(value.get(name), depth + 1)


def kinds(node: dict[str, Any]) -> set[str]:
    """What a node says it is, without the address of the vocabulary."""
    return {kind.rpartition("/")[2].removeprefix("schema:") for kind in texts(node.get("@type"))}


def texts(value: Any) -> Iterator[str]:
    """The texts in a value that may be one, a list of them, or something else."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            yield one.strip()

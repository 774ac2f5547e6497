"""A page as a document of the talk side, wherever it came from: a server, a feed, an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.extract.main_text import parse, text_of_body
from crawler.extract.page import why_no_text
from crawler.extract.structured import published_on
from crawler.items import Source, Statement, When
from db.text.sentences import sentences

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Document:
    """The main text of a page, why it has none, and the day it says it was published on (ISO)."""

    text: str
    trouble: str | None
    published: str | None


def parse_page(html: str) -> HtmlElement | None:
    """The whole page, or None where there is nothing to read."""
    body = parse(html)
    return None if body is None else whole(body)


def whole(body: HtmlElement) -> HtmlElement:
    """The page that a body is of."""
    return body.getroottree().getroot()


def read_document(html: str, url: str) -> Document:
    """What a page says."""
    body = parse(html)
    if body is None:
        return Document("", "no text", None)
    published = published_on(whole(body))
    text = text_of_body(body, html, url)
    trouble = why_no_text(html, text, url)
    return Document("" if trouble else text, trouble, published)


def said(
    source: Source, document: str, text: str, seen: Iterable[When], url: str | None, line: int = 0
) -> Iterator[Statement]:
    """Every sentence of a text at its place, once for each moment it was seen at."""
    moments = tuple(seen)
    for place, sentence in enumerate(sentences(text)):
        for moment in moments:
            yield Statement(source, document, place, sentence, moment, url, line=line)

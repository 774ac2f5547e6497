"""The main text of a page: the section walker, with the article extractor to trim or replace it.

An article extractor is exact on articles and loses most of a landing page; the walker keeps the
sections and now and then a teaser before the content or a list after it.  So how much of what the
walker found the extractor found too decides between them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract.blocks import Block, count_words, join, read_blocks
from crawler.extract.boilerplate import MOST_UNSEEN, is_unseen

if TYPE_CHECKING:
    from lxml.html import HtmlElement

WORD = re.compile(r"\w+")
LIST_MARK = re.compile(r"^\s*(?:[-*•]|\|)\s+|\s*\|\s*$", re.MULTILINE)

ARTICLE = 0.9
"""The share of the walker's words found by the extractor too from which the page is an article."""

TRIM_END = 0.8
TRIM_START = 0.5
"""Shares from which what lies after the last, and before the first, block found by both goes."""

LEAST_ANCHOR = 5
"""A block of fewer words is no place to cut at."""


def main_text(html: str, url: str | None = None) -> str:
    """The main text, a line for each heading, paragraph or entry; empty where there is none."""
    body = parse(html)
    return "" if body is None else text_of_body(body, html, url)


def text_of_body(body: HtmlElement, html: str, url: str | None = None) -> str:
    """The main text of a page already parsed; what nobody sees is cut out of `body`."""
    return combine(read_blocks(body), article_text(without_unseen(body, html), url))


def without_unseen(body: HtmlElement, html: str) -> str:
    """The page without what nobody sees, which the article extractor does not know of."""
    from lxml import etree

    sizes = count_words(body)
    most = MOST_UNSEEN * sizes[body]
    unseen = [
        element
        for element in body.iterdescendants(etree.Element)
        if 0 < sizes.get(element, 0) < most and is_unseen(element)
    ]
    if not unseen:
        return html
    for element in unseen:
        if element.getparent() is not None:
            element.drop_tree()
    return str(etree.tostring(body.getroottree(), encoding="unicode", method="html"))


def parse(html: str) -> HtmlElement | None:
    """The body of the page, or None where there is nothing to read."""
    from lxml import etree
    from lxml.html import document_fromstring

    try:
        # Encoded anew, since lxml refuses text that declares an encoding of its own.
        page = document_fromstring(html.replace("\0", "").encode("utf-8", "replace"), _parser())
    except etree.ParserError:
        return None
    body = page.find("body")
    return page if body is None else body


def _parser() -> object:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8")


def article_text(html: str, url: str | None = None) -> str:
    """What trafilatura takes for the text of the page; empty where it finds none."""
    from trafilatura import extract

    found = extract(html, url=url, include_comments=False) or ""
    return LIST_MARK.sub("", found)


def combine(blocks: list[Block], article: str) -> str:
    """The text that follows from what the walker and the extractor found."""
    words = " ".join(WORD.findall(article.lower()))
    shared = [" ".join(WORD.findall(block.text.lower())) in words for block in blocks]
    total = sum(block.words for block in blocks)
    both = sum(block.words for block, found in zip(blocks, shared, strict=True) if found)
    if article and both >= ARTICLE * total:
        return article
    anchors = [
        place
        for place, (block, found) in enumerate(zip(blocks, shared, strict=True))
        if found and block.words >= LEAST_ANCHOR
    ]
    if not anchors:
        return join(blocks)
    start = _start(blocks, anchors[0]) if both >= TRIM_START * total else 0
    end = anchors[-1] + 1 if both >= TRIM_END * total else len(blocks)
    return join(blocks[start:end])


def _start(blocks: list[Block], anchor: int) -> int:
    """Where the text begins: at the page's own heading, where it has one before the anchor."""
    return next((place for place in range(anchor) if blocks[place].tag == "h1"), anchor)

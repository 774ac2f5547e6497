"""A page as a list of blocks, each a line of text as a reader sees it: the section walker.

Landing pages spread their content over many sections, of which article extractors keep one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.extract.boilerplate import is_furniture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd mark q s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
LEAST_MAIN = 0.3
"""A <main> with less than this share of the page's words is not the page."""

LINK_SHARE = 0.8
LEAST_LINKED = 6
MOST_LINKED_HEADING = 8


@dataclass(frozen=True, slots=True)
class Block:
    """One line: its text, how many words, how many of them in links, and the tag it stands in."""

    text: str
    words: int
    linked: int
    tag: str

    @property
    def is_link(self) -> bool:
        """Whether it is nothing but a link."""
        return self.linked >= LINK_SHARE * self.words

    @property
    def leads_away(self) -> bool:
        """Whether it is a button, an entry of a list of links, or the title of another page."""
        if not self.is_link:
            return False
        if self.tag in HEADINGS:
            return self.tag in {"h1", "h2"} or self.words >= MOST_LINKED_HEADING
        return self.words < LEAST_LINKED


@dataclass(slots=True)
class _Line:
    """The block being read."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str | None, in_link: bool) -> None:
        if text:
            self.pieces.append(text)
            self.linked += len(text.split()) if in_link else 0

    def close(self, tag: str) -> Iterator[Block]:
        text = " ".join("".join(self.pieces).split())
        if text:
            yield Block(text, len(text.split()), self.linked, tag)
        self.pieces.clear()
        self.linked = 0


def read_blocks(body: HtmlElement) -> list[Block]:
    """The blocks of the page's content in order, each text once; furniture and buttons left out."""
    root = _content(body)
    seen: set[str] = set()
    kept = []
    for block in _walk(root):
        key = block.text.casefold()
        if key not in seen and not block.leads_away:
            kept.append(block)
        seen.add(key)
    return kept


def count_words(root: HtmlElement) -> dict[HtmlElement, int]:
    """How many words stand in each element, itself and all below it."""
    from lxml import etree

    sizes: dict[HtmlElement, int] = {}
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            sizes[element] = len((element.text or "").split())
        elif isinstance(element.tag, str) and element is not root:
            above = element.getparent()
            sizes[above] = sizes.get(above, 0) + sizes[element] + len((element.tail or "").split())
    return sizes


def _content(body: HtmlElement) -> HtmlElement:
    """The element that holds the content: the largest <main>, or the whole body."""
    mains = body.xpath("descendant::main | descendant::*[@role='main']")
    if not mains:
        return body
    sizes = count_words(body)
    largest = max(mains, key=lambda element: sizes.get(element, 0))
    return largest if sizes.get(largest, 0) >= LEAST_MAIN * sizes[body] else body


def _walk(root: HtmlElement) -> Iterator[Block]:
    from lxml import etree

    sizes = count_words(root)
    total = max(1, sizes[root])
    line = _Line()
    tags = ["div"]
    links = 0
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event in {"comment", "pi"}:
            line.add(element.tail, links > 0)
        elif event == "start":
            if is_furniture(element, sizes, total):
                walker.skip_subtree()
                tags.append("")
                continue
            if element.tag not in INLINE:
                yield from line.close(tags[-1])
                tags.append(element.tag)
            links += element.tag == "a"
            line.add(element.text, links > 0)
        else:
            if not tags[-1]:
                tags.pop()
            else:
                links -= element.tag == "a"
                if element.tag not in INLINE:
                    yield from line.close(tags.pop())
            line.add(element.tail if element is not root else None, links > 0)
    yield from line.close("div")


def join(blocks: Iterable[Block]) -> str:
    """The blocks as text, a line each."""
    return "\n".join(block.text for block in blocks)

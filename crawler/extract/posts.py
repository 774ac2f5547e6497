"""The HTML of a post on a social network or in a forum, as the text its writer wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLOCKS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
)
QUOTED = "quote-inline"
MENTIONS = {"mention", "hashtag", "mention-group", "user-mention"}
NOT_SAID = frozenset({"blockquote", "aside", "pre", "script", "style", "iframe", "svg"})
"""What stands in a forum's post without being its writer's words: quotes, previews, logs."""

Leave = Callable[["HtmlElement"], bool]
Link = Callable[["HtmlElement"], str]


def post_text(html: str, warning: str = "") -> str:
    """The text of a post, a content warning before it; links by their whole address."""
    text = _text(html, lambda found: QUOTED in _classes(found), lambda found: found.get("href"))
    return f"{warning.strip()}\n\n{text}".strip()


def forum_text(html: str) -> str:
    """The text of a post of a forum, without what it quotes; links by their words and address."""
    return _text(html, _is_quoted, _words_and_address)


def _is_quoted(element: HtmlElement) -> bool:
    return element.tag in NOT_SAID or "meta" in _classes(element)


def _words_and_address(element: HtmlElement) -> str:
    words, address = " ".join(element.text_content().split()), element.get("href")
    bare = words.partition("://")[2] or words
    return address if not words or bare.rstrip("/.…") in address else f"{words} {address}"


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _text(html: str, leave: Leave, link: Link) -> str:
    from lxml.html import fragment_fromstring

    if not html.strip():
        return ""
    text = "".join(_pieces(fragment_fromstring(f"<div>{html}</div>"), leave, link)).strip()
    joined = "\n".join(line.strip() for line in text.split("\n"))
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


def _pieces(element: HtmlElement, leave: Leave, link: Link) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield element.tail or ""
        return
    if element.tag == "br":
        yield "\n"
    elif leave(element):
        yield ""
    elif element.tag == "a" and not MENTIONS & _classes(element) and element.get("href"):
        yield link(element)
    else:
        block = element.tag in BLOCKS
        yield "\n\n" if block else "\n" if element.tag == "li" else ""
        yield element.text or ""
        for child in element:
            yield from _pieces(child, leave, link)
        yield "\n\n" if block else ""
    yield element.tail or ""

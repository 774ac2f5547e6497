"""The HTML of a post on a social network, as the text its writer wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLOCKS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
)
QUOTED = "quote-inline"


def post_text(html: str, warning: str = "") -> str:
    """The text of a post, a content warning before it; links by their whole address."""
    from lxml.html import fragment_fromstring

    if not html.strip():
        return warning.strip()
    body = fragment_fromstring(f"<div>{html}</div>")
    text = "".join(_pieces(body)).strip()
    lines = [line.strip() for line in text.split("\n")]
    joined = "\n".join(lines)
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return f"{warning.strip()}\n\n{joined}".strip()


def _pieces(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield element.tail or ""
        return
    classes = (element.get("class") or "").split()
    if element.tag == "br":
        yield "\n"
    elif element.tag == "a" and not {"mention", "hashtag"} & set(classes) and element.get("href"):
        yield element.get("href")
    elif QUOTED not in classes:
        block = element.tag in BLOCKS
        yield "\n\n" if block else "\n" if element.tag == "li" else ""
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
        yield "\n\n" if block else ""
    yield element.tail or ""

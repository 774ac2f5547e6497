"""Microdata of a page (https://html.spec.whatwg.org/multipage/microdata.html) in JSON-LD's form.

An item is an object with its `@type`, and under each property a text, a further object, or a list
of them.  Texts that may be long keep their HTML, so that what they quote can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEEPEST = 12
WORDS = frozenset({"text", "articleBody", "reviewBody", "description"})
STATED = {"time": "datetime", "data": "value", "meter": "value"}
LINKS = {"a": "href", "area": "href", "link": "href", "img": "src", "object": "data"}


def read_items(page: HtmlElement, address: str) -> Iterator[dict[str, Any]]:
    """The items of a page that are no property of another."""
    for element in page.iter():
        is_item = isinstance(element.tag, str) and element.get("itemscope") is not None
        if is_item and element.get("itemprop") is None:
            yield _item(element, address, 0)


def _item(element: HtmlElement, address: str, depth: int) -> dict[str, Any]:
    kinds = [kind.rpartition("/")[2] for kind in (element.get("itemtype") or "").split()]
    found: dict[str, Any] = {"@type": kinds[0] if len(kinds) == 1 else kinds}
    if element.get("itemid"):
        found["@id"] = urljoin(address, element.get("itemid"))
    if depth < DEEPEST:
        for inner in _properties(element):
            for name in (inner.get("itemprop") or "").split():
                value = _value(inner, name, address, depth)
                held = found.get(name)
                if held is None:
                    found[name] = value
                else:
                    found[name] = [*held, value] if isinstance(held, list) else [held, value]
    return found


def _properties(item: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that are properties of this very item, in order."""
    for child in item:
        if not isinstance(child.tag, str):
            continue
        if child.get("itemprop") is not None:
            yield child
        if child.get("itemscope") is None:
            yield from _properties(child)


def _value(element: HtmlElement, name: str, address: str, depth: int) -> Any:
    if element.get("itemscope") is not None:
        return _item(element, address, depth + 1)
    if element.tag in LINKS and element.get("content") is None:
        return urljoin(address, element.get(LINKS[element.tag]) or "")
    stated = element.get("content")
    if stated is None:
        stated = element.get(STATED.get(element.tag, "content"))
    if stated is not None:
        return stated
    if name in WORDS:
        from lxml.html import tostring

        return tostring(element, encoding="unicode", with_tail=False)
    return " ".join(element.text_content().split())

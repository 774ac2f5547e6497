"""Which parts of a page are furniture: navigation, footers, cookie bars, forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What these hold is never a sentence of the page.
NO_TEXT = frozenset(
    "audio button canvas datalist head iframe input label map math noscript object option pre "
    "script select style svg template textarea video".split()
)
FURNITURE = frozenset({"nav", "footer", "dialog", "menu", "search"})
FURNITURE_ROLES = frozenset(
    {"navigation", "contentinfo", "dialog", "alertdialog", "search", "menu", "menubar"}
)
CONTENT = frozenset({"html", "body", "main", "article"})
INSIDE = frozenset({"article", "main", "section"})
NAMED = re.compile(
    r"(?:^|\s)(?:[a-z]*[-_]{0,2})?(?:nav|navbar|navigation|menu|submenu|mega-?menu|footer|"
    r"breadcrumbs?|cookies?|consent|gdpr|onetrust|cookiebot|modal|pop-?up|sidebar|share|sharing|"
    r"social|skip-?(?:link|to-content)|newsletter|related|legal|disclaimers?|pagination|"
    r"off-?canvas|drawer|topbar|copyright|mini-?cart)(?:$|[-_\s])",
    re.IGNORECASE,
)
# Inline styles also fold away what a visitor opens: questions with answers, tabs, slides.
FOLDED = re.compile(
    r"accordion|collaps|tab|panel|toggle|faq|answer|content|expand|slide|carousel|swiper",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|"
    r"font-size\s*:\s*0(?:\.0+)?(?:px|em|rem|pt|%)?\s*(?:;|!|$)|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?\W",
    re.IGNORECASE,
)
MOST_UNSEEN = 0.9
"""What nobody sees is left out, unless all of the page is so: then a script will show it."""

MOST_GUESSED = 0.3
"""A part is not furniture by its name alone when it holds more of the page's words than this."""

MOST_DECLARED = 0.6
"""Nor by its tag or role when it holds more than this: some pages stand whole in a footer."""


def is_furniture(element: HtmlElement, sizes: Mapping[HtmlElement, int], total: int) -> bool:
    """Whether the element and all in it are left out; `sizes` and `total` count words."""
    tag = element.tag
    if tag in NO_TEXT:
        return True
    size = sizes.get(element, 0)
    if size == 0:
        return False
    if tag in FURNITURE or (element.get("role") or "").lower() in FURNITURE_ROLES:
        return size < MOST_DECLARED * total
    if size < MOST_UNSEEN * total and is_unseen(element):
        return True
    return size <= MOST_GUESSED * total and _is_named_so(element, tag)


def _is_named_so(element: HtmlElement, tag: str) -> bool:
    """Whether its tag or its names say that it is beside the content."""
    if tag in {"aside", "form"} or (tag == "header" and not _is_inside(element)):
        return True
    return tag not in CONTENT and bool(NAMED.search(_names(element)))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_inside(element: HtmlElement) -> bool:
    """Whether it stands in a part that is content, so that a header is a heading of it."""
    return any(
        above.tag in INSIDE or above.get("role") == "main" for above in element.iterancestors()
    )


def is_unseen(element: HtmlElement) -> bool:
    """Whether a reader of the page does not see the element, and cannot unfold it either."""
    unseen = (
        element.tag == "template"
        or element.get("hidden") is not None
        or (element.get("aria-hidden") or "").lower() == "true"
        or UNSEEN.search(element.get("style") or "")
    )
    names = f"{_names(element)} {element.get('role') or ''}"
    return bool(unseen) and not FOLDED.search(names)

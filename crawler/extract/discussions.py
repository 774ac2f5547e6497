"""Conversations that a page declares by schema.org: discussions, questions, reviews with comments.

As JSON-LD or microdata, in the form that Google documents for discussion forums and Q&A pages;
`Review.comment` is the one slot of the vocabulary for an owner's reply.  FAQPage is no
conversation: the brand asks itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from crawler.extract.microdata import read_items
from crawler.extract.own_words import own_words
from crawler.extract.structured import ORGANIZATIONS, kinds, read_nodes, texts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

POSTS = frozenset({"DiscussionForumPosting", "SocialMediaPosting", "Question"})
REVIEWS = frozenset({"Review", "UserReview", "CriticReview"})
PROGRAMS = frozenset({"SoftwareApplication", "WebApplication", "WebAPI"})
BELOW = ("acceptedAnswer", "suggestedAnswer", "answer", "comment")
MAIN = "mainEntity"
DEEPEST = 20
ID_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the page declares it: `name` may be anything, `is_organization` is not."""

    name: str
    url: str
    is_organization: bool
    is_program: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of a conversation; `thread` and `parent` are ids, the latter empty at the top.

    `reviewed` says that the conversation is about a review.  `at` is as the page has it.  `below`
    is, of the first post, how many answers the page counts; None where it does not say.
    """

    id: str
    thread: str
    parent: str
    author: Author
    text: str
    at: str
    rating: float | None
    url: str | None
    reviewed: bool
    below: int | None = None


def read_discussions(page: HtmlElement, address: str) -> list[Entry]:
    """The posts of all conversations on a page, each once, those above before those below.

    Reviews count where one of them at least has a comment: elsewhere the place may show none.
    """
    nodes = [*read_nodes(page), *read_items(page, address)]
    own = {id(one) for node in nodes if "FAQPage" in kinds(node) for one in _list(node.get(MAIN))}
    tops = [top for node in nodes for top in _tops(node, 0) if id(top) not in own]
    commented = any(top.get("comment") for top in tops if kinds(top) & REVIEWS)
    found: dict[str, Entry] = {}
    for top in tops:
        if commented or not kinds(top) & REVIEWS:
            for entry in _entries(top, address):
                found.setdefault(entry.id, entry)
    return list(found.values())


def _tops(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The nodes that begin a conversation, at or below this one."""
    if not isinstance(node, dict) or depth > DEEPEST:
        return
    named = kinds(node)
    if named & (POSTS | REVIEWS):
        yield node
        return
    for name in (MAIN, "review", "itemListElement", "item", "hasPart"):
        for one in _list(node.get(name)):
            yield from _tops(one, depth + 1)


def _entries(top: dict[str, Any], address: str) -> Iterator[Entry]:
    reviewed = bool(kinds(top) & REVIEWS)
    thread = _id(top, "", address, set())
    taken = {thread}
    yield _entry(top, thread, thread, "", address, reviewed=reviewed)
    waiting = [(one, thread, 0) for one in _below(top)]
    while waiting:
        node, parent, depth = waiting.pop(0)
        number = _id(node, parent, address, taken)
        taken.add(number)
        yield _entry(node, number, thread, parent, address, reviewed=reviewed)
        if depth < DEEPEST:
            waiting += [(one, number, depth + 1) for one in _below(node)]


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in BELOW:
        yield from (one for one in _list(node.get(name)) if isinstance(one, dict))


def _entry(
    node: dict[str, Any], number: str, thread: str, parent: str, address: str, *, reviewed: bool
) -> Entry:
    words = first(node, "text", "articleBody", "reviewBody", "description")
    title = "" if parent else first(node, "headline", "name")
    body = own_words(words)
    text = f"{title}\n\n{body}".strip() if title and not body.startswith(title) else body
    link = first(node, "url")
    rating = next((one for one in _list(node.get("reviewRating")) if isinstance(one, dict)), {})
    return Entry(
        number, thread, parent, _author(node.get("author"), address), text,
        first(node, "datePublished", "dateCreated", "uploadDate"), _number(rating),
        urljoin(address, link) if link else None if parent else address, reviewed,
        None if parent else _count(node),
    )  # fmt: skip


def _count(node: dict[str, Any]) -> int | None:
    """How many answers a page says there are."""
    for name in ("answerCount", "commentCount"):
        value = str(node.get(name, ""))
        if value.isdigit():
            return int(value)
    return None


def _author(value: Any, address: str) -> Author:
    one = next(iter(_list(value)), None)
    if not isinstance(one, dict):
        return Author(one if isinstance(one, str) else "", "", False, False)
    named = kinds(one)
    link = first(one, "url", "@id", "sameAs")
    return Author(
        first(one, "name", "alternateName"),
        urljoin(address, link) if link else "",
        any(ORGANIZATIONS.search(kind) for kind in named) and not named & PROGRAMS,
        bool(named & PROGRAMS),
    )


def _id(node: dict[str, Any], parent: str, address: str, taken: set[str]) -> str:
    """What the post is known by: its own id or address, else its place and time."""
    given = first(node, "@id", "url", "identifier")
    if given:
        given = urljoin(address, given)
    elif not parent:
        given = address
    if given and given not in taken:
        return given
    stamp = first(node, "datePublished", "dateCreated") or first(node, "text", "reviewBody")
    made = (
        sha256("\x1f".join((parent, stamp, str(number))).encode()).hexdigest()[:ID_DIGITS]
        for number in count()
    )
    return next(one for one in made if one not in taken)


def _number(rating: dict[str, Any]) -> float | None:
    value = rating.get("ratingValue")
    try:
        return float(str(value).replace(",", ".")) if value is not None else None
    except ValueError:
        return None


def first(node: dict[str, Any], *names: str) -> str:
    """The first text under these names, or nothing."""
    return next((text for name in names for text in texts(node.get(name))), "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]

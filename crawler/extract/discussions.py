"""Conversations that a page declares by schema.org: discussions, questions, reviews with comments.

As JSON-LD or microdata, in the form that Google documents for discussion forums and Q&A pages;
`Review.comment` is the one slot of the vocabulary for an owner's reply.  FAQPage is no
conversation: the brand asks itself.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
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
MOST_POSTS = 2000
"""So many posts of a page or of one conversation are read."""

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
    declared = _conversations(list(read_nodes(page)))
    tops = declared or _conversations(list(read_items(page, address)))
    ids = _Ids(address)
    found: list[Entry] = []
    for top in tops:
        if _given(top, address) not in ids.taken and len(found) < MOST_POSTS:
            found += _entries(top, address, ids)
    return found


class _Ids:
    """What the posts of a page are known by, each id once."""

    def __init__(self, address: str) -> None:
        self.taken: set[str] = set()
        self._address = address
        self._alike: Counter[tuple[str, str]] = Counter()

    def take(self, node: dict[str, Any], parent: str) -> str:
        """The post's own id or address, else one made of its place and time."""
        found = _given(node, self._address) or ("" if parent else self._address)
        while not found or found in self.taken:
            stamp = _stamp(node)
            parts = (parent, stamp, str(self._alike[parent, stamp]))
            self._alike[parent, stamp] += 1
            found = sha256("\x1f".join(parts).encode()).hexdigest()[:ID_DIGITS]
        self.taken.add(found)
        return found


def _conversations(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes that begin a conversation, each once."""
    own = {id(one) for node in nodes if "FAQPage" in kinds(node) for one in _list(node.get(MAIN))}
    tops = {id(top): top for node in nodes for top in _tops(node, 0) if id(top) not in own}
    commented = any(top.get("comment") for top in tops.values() if kinds(top) & REVIEWS)
    return [top for top in tops.values() if commented or not kinds(top) & REVIEWS]


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


def _entries(top: dict[str, Any], address: str, ids: _Ids) -> Iterator[Entry]:
    """The posts of one conversation, those that stand twice once."""
    reviewed = bool(kinds(top) & REVIEWS)
    thread = ids.take(top, "")
    seen: set[tuple[str, ...]] = set()
    yield _entry(top, thread, thread, "", address, reviewed=reviewed)
    waiting = deque((one, thread, 0) for one in _below(top))
    while waiting and len(seen) < MOST_POSTS:
        node, parent, depth = waiting.popleft()
        given = _given(node, address)
        alike = (parent, _stamp(node), first(node, "text", "articleBody"), str(node.get("author")))
        if alike in seen or (given in ids.taken and given not in {thread, address}):
            continue
        seen.add(alike)
        number = ids.take(node, parent)
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


def _given(node: dict[str, Any], address: str) -> str:
    """The post's own id or address, as far as it has one."""
    given = first(node, "@id", "url", "identifier")
    return urljoin(address, given) if given else ""


def _stamp(node: dict[str, Any]) -> str:
    return first(node, "datePublished", "dateCreated") or first(node, "text", "reviewBody")


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

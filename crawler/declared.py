"""Posts that a page declares, as messages: who is the brand, and what answers what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from crawler.extract.discussions import Author, Entry
from crawler.extract.moments import read_moment
from crawler.items import AuthorKind, Message, Role, Source
from crawler.pipelines.turns import Link, turns_of


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a brand at one place, by id or address, in small letters; never by name.

    `bots` are programs that answer for it.  Beside them the place itself may declare a writer an
    organisation or a program, which no visitor can.
    """

    brand: Collection[str] = field(default_factory=frozenset)
    bots: Collection[str] = field(default_factory=frozenset)

    def kind(self, author: Author, *, opens_review: bool) -> AuthorKind:
        """What a writer is; who opens a review is a customer whatever the page declares."""
        ids = _ids(author)
        if author.is_program or ids & set(self.bots):
            return "bot"
        official = author.is_organization and not opens_review
        return "brand" if official or ids & set(self.brand) else "person"


def _ids(author: Author) -> set[str]:
    """The address of a writer's account, and its last part, which is the account's own name."""
    if not author.url:
        return set()
    address = author.url.lower().rstrip("/")
    return {address, unquote(urlsplit(address).path.rpartition("/")[2]).lstrip("@")} - {""}


def to_messages(
    source: Source, entries: Sequence[Entry], accounts: Accounts, line: int = 0
) -> list[Message]:
    """The posts as messages of the walk side, thread by thread, each in order of time."""
    found: list[Message] = []
    for thread in dict.fromkeys(entry.thread for entry in entries):
        posts = [entry for entry in entries if entry.thread == thread]
        found += _thread(source, posts, accounts, line)
    return found


def _thread(source: Source, posts: list[Entry], accounts: Accounts, line: int) -> Iterable[Message]:
    moments = {post.id: read_moment(post.at) for post in posts}
    order = {post.id: place for place, post in enumerate(posts)}
    posts = sorted(
        posts,
        key=lambda post: (str(moments[post.id] or "")[:10], str(moments[post.id]), order[post.id]),
    )
    kinds = {
        post.id: accounts.kind(post.author, opens_review=post.reviewed and not post.parent)
        for post in posts
    }
    roles: dict[str, Role] = {
        number: "customer" if kind == "person" else "brand" for number, kind in kinds.items()
    }
    turns = turns_of(answered_in(posts, roles))
    return [
        Message(
            source,
            post.id,
            post.thread,
            post.parent or None,
            roles[post.id],
            post.text,
            moments[post.id],
            (post.author.url or post.author.name or None) if kinds[post.id] == "person" else None,
            kinds[post.id],
            post.url,
            post.rating,
            turns.get(post.id),
            line=line,
        )
        for post in posts
    ]


def answered_in(posts: Sequence[Entry], roles: dict[str, Role]) -> list[Link]:
    """What each post answers.  Where all hang on the first, the brand answers its writer's last."""
    flat = all(not post.parent or post.parent == post.thread for post in posts)
    opener = next((post.author for post in posts if not post.parent), None)
    links: list[Link] = []
    last = ""
    for post in posts:
        if roles[post.id] == "customer" and post.author == opener:
            last = post.id
        answers = last if flat and last and roles[post.id] == "brand" else post.parent
        links.append(Link(post.id, answers if answers != post.id else None, roles[post.id]))
    return [Link(one.item_id, one.parent_id or None, one.role) for one in links]

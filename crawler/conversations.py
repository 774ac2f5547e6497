"""Posts of a network as a conversation: who answers whom, where it began, what is one turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from crawler.items import Message, Source, Statement
from db.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Post:
    """One public post; `parent` is what it answers and `to` whose that is, both may be empty.

    `answers` says how many answers the network counts.
    """

    id: str
    parent: str
    to: str
    by: str
    acct: str
    bot: bool
    at: str
    edited: str
    text: str
    url: str | None
    uri: str
    answers: int

    def record(self, text: str) -> dict[str, Any]:
        """As JSON, with another text."""
        return asdict(replace(self, text=text))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """From what `record` made."""
        return cls(**record)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message that is held stands."""

    thread_id: str
    turn_id: str | None


class Conversations:
    """Posts with those that are held already; `account` is the brand's."""

    def __init__(self, posts: Iterable[Post], held: Mapping[str, Placed], account: str) -> None:
        self.posts = {post.id: post for post in posts}
        self._held, self._account = held, account

    def in_order(self) -> list[Post]:
        """The posts, oldest first: ids grow with time, by number or by letter."""
        return sorted(self.posts.values(), key=lambda post: (len(post.id), post.id))

    def knows(self, number: str) -> bool:
        """Whether a post is here or held."""
        return number in self.posts or number in self._held

    def thread(self, post: Post) -> str:
        """The id of the post that the conversation began with, as far as it is known."""
        top = self._climb(post, own=False)
        for number in (top.id, top.parent):
            if number in self._held:
                return self._held[number].thread_id
        return top.parent or top.id

    def top(self, post: Post) -> Post:
        """The first of the brand's posts that lead to this one without anybody between."""
        return self._climb(post, own=True)

    def turn(self, post: Post) -> str | None:
        """The customer's post that this one of the brand answers.

        Empty where it answers nobody, the brand speaking for itself; None where it is not known.
        """
        top = self.top(post)
        if top.parent and top.to == self._account:
            above = self._held.get(top.parent)
            return above.turn_id if above else None
        return top.parent

    def depth(self, post: Post) -> int:
        """How many of the brand's own posts lie above this one."""
        number, at = 0, post
        while at.parent in self.posts and at.to == self._account and number < len(self.posts):
            at, number = self.posts[at.parent], number + 1
        return number

    def message(self, source: Source, post: Post, thread: str, turn: str | None) -> Message:
        """A post as a message; what a bot wrote is told apart, whoever keeps it."""
        is_brand = post.by == self._account
        return Message(
            source,
            post.id,
            thread,
            post.parent or None,
            "brand" if is_brand else "customer",
            post.text,
            moment(post.at),
            None if is_brand else post.acct,
            "bot" if post.bot else "brand" if is_brand else "person",
            post.url,
            turn_id=turn,
        )

    def statements(self, source: Source, post: Post, longest: int) -> Iterator[Statement]:
        """What a post of the brand says by itself; the parts of one thread are one document.

        No post has more sentences than `longest`, so that those of its parts do not meet.
        """
        first = longest * self.depth(post)
        when = moment(post.edited or post.at)
        for place, sentence in enumerate(sentences(post.text), first):
            yield Statement(source, self.top(post).uri, place, sentence, when, post.url)

    def _climb(self, post: Post, *, own: bool) -> Post:
        seen = {post.id}
        while post.parent in self.posts and post.parent not in seen:
            if own and post.to != self._account:
                break
            post = self.posts[post.parent]
            seen.add(post.id)
        return post


def moment(text: str) -> datetime:
    """A time in ISO 8601, as networks write it: in UTC, to the second."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)

"""Posts of a network as a conversation: who answers whom, where it began, what is one turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self


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

    def _climb(self, post: Post, *, own: bool) -> Post:
        seen = {post.id}
        while post.parent in self.posts and post.parent not in seen:
            if own and post.to != self._account:
                break
            post = self.posts[post.parent]
            seen.add(post.id)
        return post

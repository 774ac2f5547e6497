"""A brand's community in a Zendesk help centre: what members post, and its official comments.

The target is the address of the help centre.  Posts come by their last activity, and comments post
by post where their number has changed
(https://developer.zendesk.com/api-reference/help_center/help-center-api/posts/).  The brand is who
wrote a comment that is marked official, and the accounts given behind the target.  What members
say to each other is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse

from crawler.addresses import base, site_address
from crawler.conversations import moment
from crawler.extract.posts import forum_text
from crawler.forum import Entry, link_of, message_of, messages_of
from crawler.items import Capture, Item
from crawler.pipelines.turns import Link
from crawler.spiders._backlog import BacklogSpider
from crawler.spiders._source import Note
from crawler.spiders._target import read_options, with_options

PAGE = 100
MOST_REMEMBERED = 5000
"""Posts of which is known how many comments were read, the newest."""


class ZendeskSpider(BacklogSpider):
    """Reads posts, and the comments of those that have new ones."""

    name = "zendesk"
    sides: ClassVar[Mapping[str, str]] = {"walk": "forum"}
    example: ClassVar[str] = "https://support.acme.example"
    options: ClassVar[Mapping[str, str]] = {
        "brand": "numbers of accounts that speak for the brand without being marked official",
    }
    shows_because: ClassVar[str] = (
        "yes where comments are shown to those not signed in, once every post is read"
    )

    @classmethod
    def read_target(cls, text: str) -> str:
        """The address of the server; the path to its community is no part of it."""
        address, chosen = read_options(text, cls.options)
        return with_options(base(site_address(address)), chosen)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: dict[str, list[Entry]] = {}

    def begin_anew(self) -> None:
        """The posts that were active last."""
        self.ask(self._api(f"posts.json?sort_by=recent_activity&page[size]={PAGE}"), kind="posts")

    def _api(self, path: str) -> str:
        return f"{self.home(self.target)}/api/v2/community/{path}"

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A page of posts, or of the comments on one."""
        assert isinstance(response, TextResponse)
        found = response.json()
        if note["kind"] == "posts":
            return self._read_posts(found)
        return self._read_comments(found, note)

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A community, or its comments, that only members may read; a post that is gone."""
        if note["kind"] == "posts":
            self.job.reason = f"the community is not shown to everybody (status {response.status})"
        elif response.status in {401, 403}:
            self.job.complete = False
            self.steps = [step for step in self.steps if step["kind"] == "posts"]
            self.job.reason = f"comments are not shown to everybody (status {response.status})"
        elif note["post"] in self.parts:
            yield from self._whole(note)

    def finish(self) -> None:
        """All messages are shown where comments are, once all are read."""
        if not self.job.reason or self.job.reason.startswith("finished"):
            self.job.complete = self.caught_up

    # Posts.

    def _read_posts(self, found: dict[str, Any]) -> Iterator[Item]:
        """What is new or has new comments; where the last of a page has none, nothing older has."""
        read: dict[str, list[Any]] = self.memory.setdefault("read", {})
        changed = [
            post
            for post in found["posts"]
            if read.get(str(post["id"])) != [post["updated_at"], post["comment_count"]]
        ]
        older = self._older(found)
        if older and changed and changed[-1] is found["posts"][-1]:
            self.ask(older, kind="posts")
        for post in changed:
            entry = self._entry(post, post["details"], str(post["title"]).strip())
            if post["comment_count"]:
                self.ask(
                    self._first_comments(str(post["id"])), kind="comments", post=str(post["id"]),
                    about=[post["updated_at"], post["comment_count"]], role=link_of(entry).role,
                )  # fmt: skip
            else:
                self._remember(str(post["id"]), [post["updated_at"], 0])
            if not entry.brand:
                yield message_of(self.source("walk"), entry.id, entry, None)

    def _older(self, found: dict[str, Any]) -> str | None:
        """The next page: by a cursor, or by number where the server does not know cursors."""
        more = found.get("meta", {}).get("has_more", True)
        after = (found.get("links") or {}).get("next") or found.get("next_page")
        return str(after) if more and after and self.covers(after) else None

    # Comments.

    def _first_comments(self, post: str) -> str:
        return self._api(f"posts/{post}/comments.json?page[size]={PAGE}")

    def _read_comments(self, found: dict[str, Any], note: Note) -> Iterator[Item]:
        """A page of them; when the last is there, what the whole thread holds."""
        post, first = note["post"], self._first_comments(note["post"])
        known = {key: value for key, value in note.items() if key not in {"url", "tries"}}
        if note["url"] == first:
            self.parts[post] = []
        elif post not in self.parts:
            # A run that was cut short keeps nobody's words: the thread is read again.
            self.go_on(first, **known)
            return
        self.parts[post] += [self._entry(comment, comment["body"]) for comment in found["comments"]]
        if more := self._older(found):
            self.go_on(more, **known)
        if not any(step.get("post") == post for step in self.steps):
            yield from self._whole(note)

    def _whole(self, note: Note) -> Iterator[Item]:
        post = note["post"]
        thread = sorted(self.parts.pop(post), key=lambda entry: (str(entry.at), entry.id))
        opener = self.run.sink.writer(self.job, post, [entry.author for entry in thread])
        if note["role"] == "customer":
            thread = _to_the_opener(post, opener, thread)
        before = [Link(post, None, note["role"])]
        yield from messages_of(self.source("walk"), post, thread, before, opener)
        self._remember(post, note["about"])

    def _entry(self, found: dict[str, Any], html: str, title: str = "") -> Entry:
        author = str(found["author_id"])
        return Entry(
            str(found["id"]),
            None,
            f"user {author}",
            bool(found.get("official")) or author in self.option("brand"),
            False,
            f"{title}\n\n{forum_text(html or '')}".strip(),
            moment(found["created_at"]),
            found.get("html_url"),
        )

    def _remember(self, post: str, about: list[Any]) -> None:
        """What was read of a post; the oldest posts are forgotten, and read again if they stir."""
        read: dict[str, list[Any]] = self.memory["read"]
        read[post] = about
        for old in sorted(read, key=int)[: max(0, len(read) - MOST_REMEMBERED)]:
            del read[old]


def _to_the_opener(post: str, opener: str | None, thread: list[Entry]) -> list[Entry]:
    """Comments name nobody: the brand's answer what the writer of the post said last."""
    last, found = post, []
    for entry in thread:
        found.append(replace(entry, parent=last) if entry.brand else entry)
        if not entry.brand and entry.author == opener:
            last = entry.id
    return found

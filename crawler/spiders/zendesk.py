"""A brand's community in a Zendesk help centre: what members post, and its official comments.

The target is the address of the help centre.  Posts come by their last activity, and comments post
by post where their number has changed
(https://developer.zendesk.com/api-reference/help_center/help-center-api/posts/).  The brand is who
wrote a comment that is marked official, and the accounts given behind the target.  What members
say to each other is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse

from crawler.addresses import base, site_address
from crawler.extract.posts import forum_text
from crawler.extract.statuses import moment
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
        return ()

    def finish(self) -> None:
        """All messages are shown where comments are, once all are read."""
        if not self.job.reason or self.job.reason.startswith("finished"):
            self.job.complete = self.caught_up

    # Posts.

    def _read_posts(self, found: dict[str, Any]) -> Iterator[Item]:
        """What is new or has another number of comments; a page without any such ends the list."""
        read: dict[str, list[Any]] = self.memory.setdefault("read", {})
        changed = [
            post
            for post in found["posts"]
            if read.get(str(post["id"])) != [post["updated_at"], post["comment_count"]]
        ]
        if changed:
            self._ask_next(found, kind="posts")
        for post in changed:
            entry = self._entry(post, post["details"], str(post["title"]).strip())
            if post["comment_count"]:
                path = f"posts/{post['id']}/comments.json?page[size]={PAGE}"
                about = [post["updated_at"], post["comment_count"]]
                opening = link_of(entry)
                self.ask(
                    self._api(path), kind="comments", post=str(post["id"]), about=about,
                    before=[[opening.item_id, None, opening.role]],
                )  # fmt: skip
            else:
                self._remember(str(post["id"]), [post["updated_at"], 0])
            if not entry.brand:
                yield message_of(self.source("walk"), entry.id, entry, None)

    def _ask_next(self, found: dict[str, Any], **note: Any) -> None:
        """The next page: by a cursor, or by number where the server does not know cursors."""
        more = found.get("meta", {}).get("has_more", True)
        after = (found.get("links") or {}).get("next") or found.get("next_page")
        if more and after and self.covers(after):
            self.ask(after, **note)

    # Comments.

    def _read_comments(self, found: dict[str, Any], note: Note) -> Iterator[Item]:
        """Each in its thread; the last of a page is kept, since the next may answer it."""
        comments = sorted(found["comments"], key=lambda one: (one["created_at"], one["id"]))
        thread = [self._entry(comment, comment["body"]) for comment in comments]
        before = [Link(*link) for link in note["before"]]
        authors = [entry.author for entry in thread]
        opener = self.run.sink.writer(self.job, note["post"], authors)
        items = list(messages_of(self.source("walk"), note["post"], thread, before, opener))
        kept = {item.item_id for item in items}
        links = [*note["before"], *([e.id, None, link_of(e).role] for e in thread)]
        self._ask_next(found, **{**note, "before": links})
        if self._goes_on(note) and thread and not thread[-1].brand and thread[-1].id not in kept:
            items.append(message_of(self.source("walk"), note["post"], thread[-1], None))
        if not self._goes_on(note):
            self._remember(note["post"], note["about"])
        yield from items

    def _goes_on(self, note: Note) -> bool:
        return any(step.get("post") == note["post"] for step in self.steps)

    def _entry(self, found: dict[str, Any], html: str, title: str = "") -> Entry:
        author = str(found["author_id"])
        return Entry(
            str(found["id"]),
            None,
            author,
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

"""A brand's community on Discourse: what members ask it there, and what its staff answers.

The target is the address of the forum.  All posts are swept, newest first, by `posts.json?before=`
(https://docs.discourse.org), then each topic that the brand speaks in is read whole.  The brand is
the forum's staff, unless `#staff=no` is said behind the target since volunteers moderate, and
whoever has one of the groups, flairs or titles, or the user names, that are given there.  Accounts
with a number below zero are bots.  What members say to each other is not kept, nor what a post
quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse

from crawler.extract.posts import forum_text
from crawler.extract.statuses import moment
from crawler.forum import Entry, message_of, messages_of
from crawler.items import Capture, Item
from crawler.spiders._backlog import BacklogSpider
from crawler.spiders._source import Note

WINDOW = 50
"""How many posts, or in older installations how many numbers of posts, one page holds."""
MOST_EMPTY = 20
AT_ONCE = 20
MOST_POSTS = 400
"""Posts of one topic that are read; of the longest only the first so many."""
WRITTEN = 1
"""The type of posts that a person wrote, not a note on what a moderator did."""


class DiscourseSpider(BacklogSpider):
    """Sweeps the posts, and reads the topics that the brand speaks in."""

    name = "discourse"
    sides: ClassVar[Mapping[str, str]] = {"walk": "forum"}
    example: ClassVar[str] = "https://forum.acme.example#group=acme-team"
    options: ClassVar[Mapping[str, str]] = {
        "group": "groups, flairs or titles whose members speak for the brand",
        "user": "user names that speak for the brand",
        "staff": "no, where the forum's staff are not the brand's people",
    }
    shows_because: ClassVar[str] = (
        "yes once the sweep has reached the first post: all that is public is listed"
    )

    def begin_anew(self) -> None:
        """The newest posts."""
        self.ask(f"{self._base}/posts.json", kind="posts", floor=self.memory.get("newest", 0))

    @property
    def _base(self) -> str:
        return str(self.home(self.target)).rstrip("/")

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A page of posts, or a part of a topic."""
        assert isinstance(response, TextResponse)
        found = response.json()
        if note["kind"] == "posts":
            return self._read_posts(found["latest_posts"], note)
        return self._read_topic(found, note)

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A forum that only members may read; a topic that is gone."""
        if note["kind"] == "posts":
            self.job.reason = f"posts are not shown to everybody (status {response.status})"
        return ()

    def finish(self) -> None:
        """All messages are shown once all are read."""
        if not self.job.reason or self.job.reason.startswith("finished"):
            self.job.complete = self.caught_up

    # The sweep.

    def _read_posts(self, found: list[dict[str, Any]], note: Note) -> Iterator[Item]:
        """Topics that the brand speaks in are asked for; of others what opens them is kept."""
        self._ask_older(found, note)
        newest = max([self.memory.get("newest", 0), *(post["id"] for post in found)])
        self.memory["newest"] = newest
        edited, self.memory["edited"] = self.memory.get("edited", ""), self._last_edit(found)
        fresh = [
            post
            for post in found
            if post["id"] > note["floor"] or post.get("updated_at", "") > edited
        ]
        spoken = {post["topic_id"] for post in found if self._is_brand(post)}
        for topic in sorted({post["topic_id"] for post in fresh}):
            if topic in spoken or self._is_answered(topic):
                self.ask(f"{self._base}/t/{topic}.json", kind="topic")
        for post in fresh:
            if post["post_number"] == 1 and post["topic_id"] not in spoken and _is_written(post):
                entry = self._entry(post, {})
                yield message_of(self.source("walk"), str(post["topic_id"]), entry, None)

    def _ask_older(self, found: list[dict[str, Any]], note: Note) -> None:
        """The posts before these: an empty page is the end only after many of them."""
        before, empty = note.get("before", 0), 0
        if found:
            below = min(post["id"] for post in found)
        elif before and note.get("empty", 0) < MOST_EMPTY:
            below, empty = before - WINDOW, note.get("empty", 0) + 1
        else:
            return
        if below > max(1, note["floor"]):
            self.ask(
                f"{self._base}/posts.json?before={below}",
                kind="posts", floor=note["floor"], before=below, empty=empty,
            )  # fmt: skip

    def _last_edit(self, found: list[dict[str, Any]]) -> str:
        return max([self.memory.get("edited", ""), *(post.get("updated_at", "") for post in found)])

    def _is_answered(self, topic: int) -> bool:
        held = self.run.sink.held_thread(self.job, str(topic))
        return any(link.role == "brand" for _, link in held.values())

    # A topic.

    def _read_topic(self, found: dict[str, Any], note: Note) -> Iterator[Item]:
        """A part of it; after the first, in which all posts are listed, the rest is asked for."""
        topic, posts = str(found.get("id") or note["topic"]), found["post_stream"]["posts"]
        written = sorted(filter(_is_written, posts), key=lambda post: post["post_number"])
        numbers = {post["post_number"]: str(post["id"]) for post in written}
        thread = [self._entry(post, numbers) for post in written]
        before, opener = [], None
        if note["kind"] == "topic":
            self._ask_rest(topic, found["post_stream"].get("stream", []), posts)
        else:
            held = self.run.sink.held_thread(self.job, topic)
            before = [link for _, link in sorted(held.values(), key=lambda one: one[0])]
            authors = [entry.author for entry in thread]
            opener = self.run.sink.writer(self.job, note["first"], authors)
        yield from messages_of(self.source("walk"), topic, thread, before, opener)

    def _ask_rest(self, topic: str, stream: list[int], posts: list[dict[str, Any]]) -> None:
        known = {post["id"] for post in posts}
        self.counts["topics cut off"] += len(stream) > MOST_POSTS
        wanted = [number for number in stream[:MOST_POSTS] if number not in known]
        for start in reversed(range(0, len(wanted), AT_ONCE)):
            part = wanted[start : start + AT_ONCE]
            query = "&".join(f"post_ids[]={number}" for number in part)
            url = f"{self._base}/t/{topic}/posts.json?{query}"
            self.ask(url, kind="rest", topic=topic, first=str(stream[0]))

    def _entry(self, post: dict[str, Any], numbers: Mapping[int, str]) -> Entry:
        brand = self._is_brand(post)
        above = post.get("reply_to_post_number") or (1 if brand and post["post_number"] > 1 else 0)
        return Entry(
            str(post["id"]),
            numbers.get(above),
            str(post["user_id"] if "user_id" in post else post["username"]),
            brand,
            post.get("user_id", 0) < 0,
            forum_text(post["cooked"]),
            moment(post["created_at"]),
            f"{self._base}/t/{post['topic_slug']}/{post['topic_id']}/{post['post_number']}",
        )

    def _is_brand(self, post: dict[str, Any]) -> bool:
        """Whether the forum marks the writer as the brand's: a name alone never does."""
        marks = (post.get(name) for name in ("primary_group_name", "flair_name", "user_title"))
        named = {str(mark).lower() for mark in marks if mark} & self.option("group")
        staff = any(post.get(name) for name in ("staff", "admin", "moderator"))
        return bool(
            named
            or post["username"].lower() in self.option("user")
            or (staff and "no" not in self.option("staff"))
            or post.get("user_id", 0) < 0
        )


def _is_written(post: dict[str, Any]) -> bool:
    gone = post.get("hidden") or post.get("user_deleted") or post.get("deleted_at")
    return post["post_type"] == WRITTEN and not gone

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

from crawler.conversations import moment
from crawler.extract.posts import forum_text
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: dict[str, list[dict[str, Any]]] = {}

    def begin_anew(self) -> None:
        """The newest posts."""
        self.ask(f"{self._base}/posts.json", kind="posts", floor=self.memory.get("newest", 0))

    @property
    def _base(self) -> str:
        address: str = self.home(self.target)
        return address.rstrip("/")

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
        elif note.get("topic") in self.parts:
            yield from self._whole(note["topic"])

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
        dates = [str(post.get("updated_at", "")) for post in found]
        return max([str(self.memory.get("edited", "")), *dates])

    def _is_answered(self, topic: int) -> bool:
        held = self.run.sink.held_thread(self.job, str(topic))
        return any(link.role == "brand" for _, link in held.values())

    # A topic.

    def _read_topic(self, found: dict[str, Any], note: Note) -> Iterator[Item]:
        """A part of it; when the last is there, what the whole of it holds."""
        topic = str(found.get("id") or note["topic"])
        if note["kind"] == "topic":
            self.parts[topic] = []
            self._ask_rest(topic, found["post_stream"])
        elif topic not in self.parts:
            # A run that was cut short keeps nobody's words: the topic is read again.
            self._ask_topic(topic)
            return
        self.parts[topic] += filter(_is_written, found["post_stream"]["posts"])
        if not any(step.get("topic") == topic for step in self.steps):
            yield from self._whole(topic)

    def _whole(self, topic: str) -> Iterator[Item]:
        posts = sorted(self.parts.pop(topic), key=lambda post: int(post["post_number"]))
        numbers = {post["post_number"]: str(post["id"]) for post in posts}
        thread = [self._entry(post, numbers) for post in posts]
        yield from messages_of(self.source("walk"), topic, thread)

    def _ask_topic(self, topic: str) -> None:
        url = f"{self._base}/t/{topic}.json"
        self.steps = [step for step in self.steps if step.get("topic") != topic]
        self.go_on(url, kind="topic")

    def _ask_rest(self, topic: str, found: dict[str, Any]) -> None:
        """The posts that a topic lists and did not bring along."""
        stream, known = found.get("stream", []), {post["id"] for post in found["posts"]}
        if len(stream) > MOST_POSTS:
            self.counts["topics cut off"] += 1
        wanted = [number for number in stream[:MOST_POSTS] if number not in known]
        for start in reversed(range(0, len(wanted), AT_ONCE)):
            part = wanted[start : start + AT_ONCE]
            query = "&".join(f"post_ids[]={number}" for number in part)
            url = f"{self._base}/t/{topic}/posts.json?{query}"
            self.go_on(url, kind="rest", topic=topic)

    def _entry(self, post: dict[str, Any], numbers: Mapping[int, str]) -> Entry:
        brand = self._is_brand(post)
        above = post.get("reply_to_post_number") or (1 if brand and post["post_number"] > 1 else 0)
        return Entry(
            str(post["id"]),
            numbers.get(above),
            f"user {post.get('user_id', post['username'])}",
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

"""The support forum or the reviews of a plug-in or theme on wordpress.org, and forums like it.

The target is the list of topics.  The brand is who wears the badge of the plug-in's makers, or the
accounts named behind the target; the place's own moderators are neither brand nor customer.  A
topic is read again when its last post is not held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from parsel import Selector
from scrapy.http import HtmlResponse, Response

from crawler.addresses import belongs, canonical, site_address, split
from crawler.extract.bbpress import (
    ForumPost,
    Topic,
    next_page,
    read_posts,
    read_topics,
    read_written,
)
from crawler.items import AuthorKind, Capture, Item, Message
from crawler.spiders._source import Note, SourceSpider
from crawler.spiders._target import read_options, with_options

MOST_OTHERS = 2000
"""So many last posts that are nobody's to read are remembered, so that they are not new again."""

TELLS_UTC = "wordpress.org"


class WordpressSpider(SourceSpider):
    """Reads a list of topics from the newest on, and the topics in which something is new."""

    name = "wordpress"
    sides: ClassVar[Mapping[str, str]] = {"walk": "forum"}
    example: ClassVar[str] = "https://wordpress.org/support/plugin/acme-kettles/"
    options: ClassVar[Mapping[str, str]] = {
        "brand": "account names of the brand, as in (@acme), beside those with the badge",
        "bot": "account names that answer for the brand by themselves",
    }
    shows_all: ClassVar[bool | None] = True
    shows_because: ClassVar[str] = "every topic is listed, and every reply stands in it"

    @classmethod
    def read_target(cls, text: str) -> str:
        """The address of the list, with a slash at its end."""
        address, chosen = read_options(text, cls.options)
        return with_options(site_address(address).rstrip("/") + "/", chosen)

    @classmethod
    def channels(cls, target: str) -> Mapping[str, str]:
        """Reviews are a channel of their own."""
        return {"walk": "review" if "/reviews/" in cls.home(target) else "forum"}

    def covers(self, url: str) -> bool:
        """The forum's host alone."""
        return belongs(url, self.home(self.target)) and not split(url)[1].startswith("login.")

    def begin(self) -> None:
        """The first page of the list."""
        self.ask(self.home(self.target), kind="list")

    def pick(self) -> Note | None:
        """In the order asked: the newest first."""
        return self.steps.pop(0) if self.steps else None

    def validators(self, url: str) -> Mapping[str, str]:
        """None: what is new, the list tells."""
        del url
        return {}

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A page of the list, or of a topic."""
        if not isinstance(response, HtmlResponse):
            raise TypeError
        page = response.selector
        if note["kind"] == "list":
            self._read_list(page, response)
            return ()
        return list(self._read_topic(page, response, note))

    def finish(self) -> None:
        """The list was read to its end, unless the cap of pages came first."""
        if not self.job.reason:
            self.memory["whole"] = True

    def _read_list(self, page: Selector, response: Response) -> None:
        topics = read_topics(page)
        if not topics and self.first and not page.css("[class*='bbp-']"):
            raise ValueError
        held = self.run.sink.held_messages(self.job, [topic.last for topic in topics if topic.last])
        known = set() if self.anew else {*held, *self.memory.get("others", ())}
        new = [topic for topic in topics if topic.last not in known]
        for topic in new:
            self._ask_topic(topic, response)
        goes_on = any(not topic.sticky for topic in new) or not self.memory.get("whole")
        if topics and goes_on and (older := next_page(page)):
            self._ask_on(response.urljoin(older), kind="list")

    def _ask_topic(self, topic: Topic, response: Response) -> None:
        url = response.urljoin(topic.url)
        self._ask_on(url, kind="topic", topic=topic.id, asker=topic.id, rating=topic.rating)

    def _ask_on(self, url: str, **note: object) -> None:
        if self.covers(url):
            self.ask(canonical(url), **note)

    def _read_topic(self, page: Selector, response: Response, note: Note) -> Iterator[Item]:
        asker, ours = note["asker"], note.get("ours", False)
        posts = list(read_posts(page))
        if not posts:
            raise ValueError
        for found in posts:
            post = replace(found, url=found.url and response.urljoin(found.url))
            kind = self._kind(post)
            if kind is None:
                self._remember_other(post)
                continue
            first = post.id == note["topic"]
            ours = ours or (first and kind != "person")
            if kind == "person" and (ours or first or post.opener):
                asker = post.id
            rating = (post.rating or note["rating"]) if first else None
            yield self._message(post, kind, note["topic"], asker, rating)
        if further := next_page(page):
            carried = {name: note[name] for name in ("kind", "topic", "rating")}
            self._ask_on(response.urljoin(further), **carried, asker=asker, ours=ours)

    def _kind(self, post: ForumPost) -> AuthorKind | None:
        """What a writer is; None for a moderator of the place."""
        if post.nick in self.option("bot"):
            return "bot"
        if post.official or post.nick in self.option("brand"):
            return "brand"
        return None if post.moderator and not post.opener else "person"

    def _message(
        self, post: ForumPost, kind: AuthorKind, topic: str, asker: str, rating: float | None
    ) -> Message:
        ours = kind != "person"
        at = read_written(post.at, utc=split(self.home(self.target))[1].endswith(TELLS_UTC))
        if at is None:
            self.counts["bad date"] += 1
        return Message(
            self.source("walk"),
            post.id,
            topic,
            None if post.id == topic else topic,
            "brand" if ours else "customer",
            post.text,
            at,
            None if ours else post.nick or None,
            kind,
            post.url,
            rating,
            (post.id if post.id == topic else asker) if ours else None,
        )

    def _remember_other(self, post: ForumPost) -> None:
        self.counts["posts of moderators"] += 1
        others: list[str] = self.memory.setdefault("others", [])
        if post.id not in others:
            self.memory["others"] = [*others, post.id][-MOST_OTHERS:]

"""A brand's account on Bluesky: its posts are talk, its answers to people are walk.

The target is a handle or DID, with `@HOST` behind it for another AppView than Bluesky's own.  Read
by the public AppView (https://docs.bsky.app): the author's feed, which brings what the brand
answers along, and the threads of posts that were answered.  The brand is its DID, since handles
change.  Who asks not to be shown to people who are not signed in is not kept.  Posts that are
older than the newest hundred are not looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Response, TextResponse

from crawler.addresses import is_loopback_host, site_address, split
from crawler.conversations import Conversations, moment
from crawler.extract.at_posts import (
    PRIVATE,
    View,
    has_label,
    is_shown,
    posts_of,
    read_actor,
    root_of,
    to_post,
)
from crawler.items import Capture, Item
from crawler.spiders._backlog import BacklogSpider
from crawler.spiders._source import Note
from crawler.spiders._target import read_options
from db.errors import BadInput

APP_VIEW = "public.api.bsky.app"
PAGE = 100
MOST_REMEMBERED = 500
LONGEST_POST = 40
"""No part of a thread has as many sentences; the places of the next part begin after it."""


class BlueskySpider(BacklogSpider):
    """Reads one account: what it posts, whom it answers, and who answers it."""

    name = "bluesky"
    sides: ClassVar[Mapping[str, str]] = {"talk": "marketing", "walk": "short-post"}
    example: ClassVar[str] = "acme.bsky.social"
    shows_all: ClassVar[bool | None] = False
    shows_because: ClassVar[str] = (
        "searching for mentions needs an account, so a customer whom the brand never answered is "
        "only seen below the brand's own posts"
    )

    handle_httpstatus_list: ClassVar[list[int]] = [*BacklogSpider.handle_httpstatus_list, 400]

    @classmethod
    def read_target(cls, text: str) -> str:
        """`HANDLE`, `DID` or either with `@HOST`, from that or from the profile's address."""
        written = read_options(text.strip(), {})[0].removeprefix("@")
        actor, sign, host = written.rpartition("@") if "://" not in written else (written, "", "")
        if not sign:
            return read_actor(written)
        try:
            _, name, port = split(site_address(host))
        except BadInput as error:
            raise BadInput(f"'{text}': {error}") from error
        place = host if str(port) in host else name
        return read_actor(actor) + ("" if place == APP_VIEW else f"@{place}")

    @classmethod
    def home(cls, target: str) -> str:
        """The AppView's address: https, on loopback http."""
        host = target.partition("@")[2] or APP_VIEW
        return f"{'http' if is_loopback_host(split(f'http://{host}')[1]) else 'https'}://{host}"

    def covers(self, url: str) -> bool:
        """The AppView alone."""
        return url.startswith(f"{self.home(self.target)}/")

    @property
    def account(self) -> str:
        """The DID of the account."""
        return str(self.memory["account"])

    def _api(self, method: str, **query: Any) -> str:
        text = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        return f"{self.home(self.target)}/xrpc/{method}?{text}"

    def begin_anew(self) -> None:
        """The profile, for the DID and whether it may be shown."""
        actor = self.memory.get("account") or self.target.partition("@")[0]
        self.ask(self._api("app.bsky.actor.getProfile", actor=actor), kind="profile")

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """What one answer of the AppView holds."""
        assert isinstance(response, TextResponse)
        found = response.json()
        if note["kind"] == "profile":
            self._read_profile(found)
            return ()
        if note["kind"] == "thread":
            self._remember(note["post"], note["answers"])
            return self._items(list(posts_of(found["thread"])))
        return self._read_feed(found, note)

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """An account that is gone; a thread that is gone is nothing to remark."""
        if note["kind"] != "thread":
            self.job.reason = f"{self.target} is not there (status {response.status})"
            self.steps.clear()
        return ()

    def _read_profile(self, found: View) -> None:
        if has_label(found, PRIVATE):
            self.job.reason = f"{self.target} asks not to be shown to those not signed in"
            self.steps.clear()
            return
        self.memory["account"] = found["did"]
        self._ask_feed(self.memory.get("newest", ""), "")

    def _ask_feed(self, floor: str, cursor: str) -> None:
        query = {"actor": self.account, "limit": PAGE, "filter": "posts_with_replies"}
        query |= {"cursor": cursor} if cursor else {}
        self.ask(self._api("app.bsky.feed.getAuthorFeed", **query), kind="feed", floor=floor)

    # The feed.

    def _read_feed(self, found: View, note: Note) -> Iterator[Item]:
        """New posts with what they answer; threads where the number of answers has changed."""
        listed = [one for one in found["feed"] if not one.get("reason") and is_shown(one["post"])]
        dates = [one["post"]["indexedAt"] for one in listed]
        old = any(not _is_after(date, note["floor"]) for date in dates)
        if found.get("cursor") and found["feed"] and not old:
            self._ask_feed(note["floor"], found["cursor"])
        for date in dates:
            if _is_after(date, self.memory.get("newest", "")):
                self.memory["newest"] = date
        fresh = [one for one in listed if _is_after(one["post"]["indexedAt"], note["floor"])]
        own = [one["post"] for one in fresh]
        around = [
            (one.get("reply") or {}).get(place) for one in fresh for place in ("root", "parent")
        ]
        views = {post["uri"]: post for post in [*filter(is_shown, around), *own]}
        talk = self._conversations(list(views.values()))
        unsettled = {post["uri"] for post in own if talk.turn(to_post(post)) is None}
        self._ask_threads([one["post"] for one in listed], unsettled)
        yield from self._items(list(views.values()), leave=unsettled)

    def _ask_threads(self, listed: list[View], unsettled: set[str]) -> None:
        """The threads below posts with answers not read, and around those not placed."""
        read: dict[str, int] = self.memory.setdefault("read", {})
        posts = [to_post(view) for view in listed]
        own = Counter(post.parent for post in posts)
        for post in posts:
            if post.uri not in unsettled and post.answers == own[post.id]:
                self._remember(post.id, post.answers)
            elif post.uri in unsettled or post.answers != read.get(post.id, 0):
                query = {"uri": post.uri, "depth": 6, "parentHeight": 80}
                url = self._api("app.bsky.feed.getPostThread", **query)
                self.ask(url, kind="thread", post=post.id, answers=post.answers)

    def _remember(self, post: str, answers: int) -> None:
        read: dict[str, int] = self.memory.setdefault("read", {})
        read[post] = answers
        for old in sorted(read)[: max(0, len(read) - MOST_REMEMBERED)]:
            del read[old]

    # What there is.

    def _conversations(self, views: list[View]) -> Conversations:
        posts = [to_post(view) for view in views]
        numbers = [number for post in posts for number in (post.id, post.parent)]
        return Conversations(posts, self.run.sink.held_messages(self.job, numbers), self.account)

    def _items(self, views: list[View], leave: Iterable[str] = ()) -> Iterator[Item]:
        """Posts as items: the brand's own, and what people wrote to it or it answers."""
        talk = self._conversations(views)
        roots = {to_post(view).id: root_of(view) for view in views}
        answered = {post.parent for post in talk.posts.values() if post.by == self.account}
        for post in talk.in_order():
            if post.uri in leave:
                continue
            if post.by != self.account:
                if "walk" in self.job.ids and (post.to == self.account or post.id in answered):
                    yield talk.message(self.source("walk"), post, roots[post.id], None)
                continue
            turn = talk.turn(post)
            if turn == "":
                if "talk" in self.job.ids:
                    yield from talk.statements(self.source("talk"), post, LONGEST_POST)
            elif "walk" in self.job.ids:
                yield talk.message(self.source("walk"), post, roots[post.id], turn)


def _is_after(date: str, floor: str) -> bool:
    return not floor or moment(date) > moment(floor)

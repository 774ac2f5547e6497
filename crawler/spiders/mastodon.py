"""A brand's account on a Mastodon server: its posts are talk, its answers to people are walk.

The target is `@account@host`.  Only what the server shows to everybody is read
(https://docs.joinmastodon.org/methods/): the account's statuses, the conversations around its
answers, and the local timeline where that is open, for customers who were not answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Response, TextResponse

from crawler.addresses import is_loopback_host, split
from crawler.conversations import Conversations, Post
from crawler.extract.statuses import (
    Status,
    bounds,
    is_public,
    next_page,
    read_account,
    to_post,
)
from crawler.items import Capture, Item, Seen
from crawler.middlewares.conditional import validators_of
from crawler.spiders._source import Note, SourceSpider

PAGE = 40
MOST_PAGES = {"new": 500, "timeline": 250}
LISTED_AGAIN = 10
"""Pages of 40 statuses that are asked for again, in case one of them was edited."""


class MastodonSpider(SourceSpider):
    """Reads one account: what it posts, whom it answers, and who wrote to it."""

    name = "mastodon"
    sides: ClassVar[Mapping[str, str]] = {"talk": "marketing", "walk": "short-post"}
    example: ClassVar[str] = "@acme@example.social"
    shows_because: ClassVar[str] = (
        "where the server's local timeline is open and whole, and nobody wrote from another server"
    )
    once: ClassVar[bool] = False

    @classmethod
    def read_target(cls, text: str) -> str:
        """`@account@host`, from that or from the address of the account."""
        return read_account(text)

    @classmethod
    def home(cls, target: str) -> str:
        """The server's address: https, on loopback http."""
        host = target.rpartition("@")[2]
        return f"{'http' if is_loopback_host(split(f'http://{host}')[1]) else 'https'}://{host}"

    def covers(self, url: str) -> bool:
        """The server alone."""
        return url.startswith(f"{self.home(self.target)}/")

    @property
    def account(self) -> str:
        """The number of the account on its server."""
        return str(self.memory["account"])

    def begin(self) -> None:
        """The account, unless it is known; then what is new, and what may have been edited."""
        if "account" in self.memory:
            self._ask_all()
        else:
            acct = self.target.lstrip("@").partition("@")[0]
            self.ask(self._api(f"accounts/lookup?acct={quote(acct)}"), kind="account")

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """What one answer of the server holds."""
        assert isinstance(response, TextResponse)
        found = response.json()
        match note["kind"]:
            case "account":
                self.memory["account"] = str(found["id"])
                self._ask_all()
                return ()
            case "timeline":
                return self._read_timeline(response, found, note)
            case "context":
                return self._read_context(found, note)
            case "again":
                own = self._own(found)  # what is not understood is asked for again
                if note["url"] in self.memory["pages"]:  # not one that newer posts have displaced
                    self.memory["pages"][note["url"]] = validators_of(response)
                return self._read_statuses(own, again=True)
            case _:
                self._remember_page(response, found)
                self._ask_older(response, found, note)
                fresh = [status for status in found if int(status["id"]) > note["floor"]]
                return self._read_statuses(self._own(fresh), again=False)

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A closed timeline means that who was not answered is not known."""
        if note["kind"] == "timeline":
            self.memory["timeline"] = {"open": False}
        elif note["kind"] == "context" and note["post"]:
            yield from self._items([Post.from_record(note["post"])])
        elif note["kind"] in {"new", "account"}:
            self.memory.pop("account", None)
            self.job.reason = f"{self.target} is not there (status {response.status})"
            self.steps.clear()

    def unchanged(self, response: Response, note: Note) -> Iterable[Item | Capture | Seen]:
        """A page of statuses that says what it said."""
        del response, note
        return ()

    def validators(self, url: str) -> Mapping[str, str]:
        """Those of the pages that are listed again."""
        held: dict[str, str] = self.memory.get("pages", {}).get(url, {})
        return held

    def finish(self) -> None:
        """All messages are shown where the timeline is open and whole and all write from here."""
        timeline = self.memory.get("timeline", {})
        whole = not self.memory.get("cut off") and not self.memory.get("from afar")
        self.job.complete = bool(timeline.get("open")) and whole

    # Where to go.

    def _api(self, path: str) -> str:
        return f"{self.home(self.target)}/api/v1/{path}"

    def _ask_all(self) -> None:
        """In reverse, since the step asked for last is taken first."""
        for url in self.memory.get("pages", {}):
            self.ask(url, kind="again")
        self._ask_newer(
            f"accounts/{self.account}/statuses?exclude_reblogs=true", "new", self.memory
        )
        timeline = self.memory.setdefault("timeline", {"open": True})
        if "walk" in self.job.ids and timeline["open"]:
            self._ask_newer("timelines/public?local=true", "timeline", timeline)

    def _ask_newer(self, path: str, kind: str, memory: Mapping[str, Any]) -> None:
        floor = int(memory.get("newest", 0))
        since = f"&since_id={floor}" if floor else ""
        self.ask(self._api(f"{path}&limit={PAGE}{since}"), kind=kind, page=1, floor=floor)

    def _ask_older(self, response: Response, found: list[Status], note: Note) -> None:
        """Ask for the page before this one, unless what lies before is known."""
        url = next_page(response.headers.get("Link"))
        known = not found or min(int(status["id"]) for status in found) <= note["floor"]
        if not url or known or not self.covers(url):
            return
        if note["page"] >= MOST_PAGES[note["kind"]]:
            self.memory["cut off"] = True
            return
        if note["floor"] and "since_id=" not in url:
            url += f"&since_id={note['floor']}"
        self.ask(url, kind=note["kind"], page=note["page"] + 1, floor=note["floor"])

    def _ask_context(self, post: Post) -> None:
        """Ask for the conversation; what waits is written down, so without personal data."""
        record = post.record(self.run.sink.redact(self.job, post.text))
        self.ask(self._api(f"statuses/{post.id}/context"), kind="context", post=record)

    def _remember_page(self, response: Response, found: list[Status]) -> None:
        """The newest id, and the page by the ids on it, so that new ones do not move it."""
        if not found:
            return
        newest = max(int(status["id"]) for status in found)
        self.memory["newest"] = str(max(newest, int(self.memory.get("newest", 0))))
        pages: dict[str, dict[str, str]] = self.memory.get("pages", {})
        number, validators = len(found), validators_of(response)
        above = max(pages, key=lambda page: bounds(page)[0], default="")
        if above and bounds(above)[0] < newest and number + bounds(above)[1] <= PAGE:
            number, validators = number + bounds(above)[1], {}
            pages = {url: held for url, held in pages.items() if url != above}
        path = f"accounts/{self.account}/statuses?exclude_reblogs=true"
        url = self._api(f"{path}&limit={number}&max_id={newest + 1}")
        pages = {**pages, url: validators}
        kept = sorted(pages, key=lambda page: -bounds(page)[0])
        self.memory["pages"] = {page: pages[page] for page in kept[:LISTED_AGAIN]}

    # What there is.

    def _own(self, found: list[Status]) -> list[Post]:
        return [to_post(status) for status in found if is_public(status)]

    def _read_statuses(self, own: list[Post], *, again: bool) -> Iterator[Item]:
        """The brand's posts and answers; `again` looks only for what was edited or answered."""
        sink = self.run.sink
        held = sink.held_messages(self.job, [n for post in own for n in (post.id, post.parent)])
        talk = Conversations(own, held, self.account)
        known = sink.count_answers(self.job, talk.posts)
        for post in own:
            if post.parent in talk.posts:
                known[post.parent] = known.get(post.parent, 0) + 1
        ready = []
        for post in reversed(talk.in_order()):
            unread = known.get(post.id, 0) < post.answers
            if again and not (post.edited or unread):
                continue
            turn = talk.turn(post)
            settled = turn == "" or (turn is not None and talk.knows(post.parent))
            if settled and (turn == "" or not unread or "walk" not in self.job.ids):
                ready.append(post.id)
            if "walk" in self.job.ids and (unread or not settled):
                self._ask_context(post)
        yield from self._items(own, only=ready, held=held)

    def _read_context(self, found: Mapping[str, list[Status]], note: Note) -> Iterator[Item]:
        """The conversation around a post of the brand."""
        around = [*found["ancestors"], *found["descendants"]]
        posts = [to_post(status) for status in around if is_public(status)]
        covered = {post.id for post in posts if post.by == self.account}
        self.steps = [
            step
            for step in self.steps
            if step["kind"] != "context" or (step["post"] or {}).get("id") not in covered
        ]
        own = [Post.from_record(note["post"])] if note["post"] else []
        yield from self._items([*posts, *own])

    def _read_timeline(self, response: Response, found: list[Status], note: Note) -> Iterator[Item]:
        """Customers who wrote to the brand, answered or not."""
        memory = self.memory["timeline"]
        newest = max([int(memory.get("newest", 0)), *(int(status["id"]) for status in found)])
        memory["newest"] = str(newest)
        self._ask_older(response, found, note)
        wrote = [
            to_post(status)
            for status in found
            if is_public(status) and str(status["account"]["id"]) != self.account
            if any(str(one["id"]) == self.account for one in status.get("mentions") or ())
        ]
        fresh = [post for post in wrote if int(post.id) > note["floor"]]
        self.memory.setdefault("open", {}).update({p.id: p.answers for p in fresh if p.answers})
        yield from self._items(fresh)

    def pick(self) -> Note | None:
        """When all else is done, conversations of which not every answer is held."""
        if not self.steps and (left := self.memory.pop("open", None)):
            held = self.run.sink.count_answers(self.job, left)
            for number in sorted(left, key=int):
                if held.get(number, 0) < left[number]:
                    self.ask(self._api(f"statuses/{number}/context"), kind="context", post=None)
        return super().pick()

    def _items(
        self,
        posts: list[Post],
        only: Iterable[str] | None = None,
        held: Mapping[str, Any] | None = None,
    ) -> Iterator[Item]:
        """Posts as items: messages of a conversation, or statements where the brand begins it."""
        if held is None:
            numbers = [number for post in posts for number in (post.id, post.parent)]
            held = self.run.sink.held_messages(self.job, numbers)
        talk = Conversations(posts, held, self.account)
        wanted = set(talk.posts if only is None else only)
        for post in talk.in_order():
            if post.id not in wanted:
                continue
            turn = talk.turn(post) if post.by == self.account else None
            if post.by == self.account and not turn:
                if "talk" in self.job.ids:
                    yield from talk.statements(self.source("talk"), post, PAGE)
            elif "walk" in self.job.ids:
                if post.by != self.account and "@" in post.acct:
                    self.memory["from afar"] = True
                yield talk.message(self.source("walk"), post, talk.thread(post), turn)

"""The street, open: a site for each brand and the network, each at its own port on loopback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from threading import Lock
from urllib.parse import unquote, urlsplit

from crawler.demo.answers import Answer, unless_known
from crawler.demo.brands import Brand, Conversation, Turn, plain
from crawler.demo.listen import Listener, open_ports, serving
from crawler.demo.network import Network
from crawler.demo.shell import Site
from crawler.demo.site import SiteHost
from crawler.demo.street import Street, load_street
from db.errors import NotFound

NETWORK = "network"
RATE = 7500
"""Requests in five minutes: Mastodon's own 300 would have the demo wait."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `host` is a brand's slug or `network`, `target` is path and query."""

    host: str
    target: str
    status: HTTPStatus

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


class RunningStreet:
    """The street while it is open: where its hosts are, what they were asked, and how to change it.

    Addresses end in no slash.
    """

    def __init__(self, street: Street, rate: int = RATE) -> None:
        self.street, self.rate = street, rate
        self.network = ""
        self.asked: list[Asked] = []
        self._sites: dict[str, SiteHost] = {}
        self._lock = Lock()

    def site(self, slug: str) -> str:
        """The address of a brand's site."""
        self._brand(slug)
        return self._sites[slug].site.base

    def account(self, slug: str) -> str:
        """The address of a brand's account on the network."""
        return f"{self.network}/@{self._brand(slug).handle}"

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """Requests by host and path, queries apart."""
        return Counter((one.host, one.path) for one in self.asked)

    @property
    def not_modified(self) -> Counter[tuple[str, str]]:
        """Requests answered with 304, by host and path."""
        return Counter(
            (one.host, one.path) for one in self.asked if one.status == HTTPStatus.NOT_MODIFIED
        )

    @property
    def sent(self) -> list[Asked]:
        """The requests that were answered with a body, in order."""
        return [one for one in self.asked if one.status == HTTPStatus.OK]

    def forget(self) -> None:
        """Begin to count anew."""
        with self._lock:
            self.asked = []

    def change_page(self, slug: str, path: str, section: int, paragraph: int, text: str) -> None:
        """Let a paragraph say something else from now on; both are counted from 0."""
        self._brand(slug)
        with self._lock:
            self._sites[slug].change(path, section, paragraph, text, self.street.now())

    def edit_reply(
        self, slug: str, conversation: str, text: str, *, turn: int = 0, part: int = 0
    ) -> None:
        """Let a part of a brand's turn say something else, with `edited_at` set to now."""
        self._brand(slug)
        with self._lock:
            self._network.board.edit(f"{conversation}/{turn}/{part}", text, self.street.now())

    def add_conversation(self, slug: str, author: str, customer: str, *replies: str) -> str:
        """Put up a customer's message and the parts of the brand's reply, if any; give back its id.

        The message is twenty minutes old, and in any case newer than everything before it.
        """
        brand, now = self._brand(slug), self.street.now()
        with self._lock:
            newest = max(status.at for status in self._network.board.statuses.values())
            asked = max(now - timedelta(minutes=20), newest + timedelta(seconds=1))
            talk = Conversation(
                f"{slug}-new-{len(self._network.board.statuses)}",
                len(self.street.periods),
                need=True,
                author=author,
                handle=plain(author),
                customer=Turn(asked, (customer,)),
                turns=(Turn(max(now, asked + timedelta(seconds=1)), replies),) if replies else (),
            )
            self._network.add(brand, talk)
        return talk.id

    def respond(self, host: str, target: str, headers: Mapping[str, str]) -> Answer:
        """What a host answers to a request; safe to call from several threads."""
        url = urlsplit(target)
        path = unquote(url.path)
        with self._lock:
            if host == NETWORK:
                answer = self._network.answer(path, url.query)
            else:
                answer = self._sites[host].answer(path)
            answer = unless_known(answer, headers)
            shown = f"{path}?{url.query}" if url.query else path
            self.asked.append(Asked(host, shown, answer.status))
        return answer

    def open(self, listeners: list[Listener]) -> None:
        """Tell every host its address, and those of the others."""
        bases = {listener.name: listener.base for listener in listeners}
        self.network = bases.pop(NETWORK)
        self._network = Network(self.street, self.network, bases, self.rate)
        for slug, base in bases.items():
            site = Site(self.street.brands[slug], base, self.account(slug))
            self._sites[slug] = SiteHost(site, self.street.today)

    def _brand(self, slug: str) -> Brand:
        if slug not in self.street.brands:
            known = ", ".join(self.street.brands)
            raise NotFound(f"no brand '{slug}' on the street; it has {known}")
        return self.street.brands[slug]


@contextmanager
def serve_street(
    street: Street | None = None, port: int = 0, rate: int = RATE
) -> Iterator[RunningStreet]:
    """Open the street for the length of a block, by default the bundled one as of today.

    With a `port` the network has it and the sites those after it, by slug; with 0 all have any
    that are free.  `rate` is what the network answers in five minutes.  BadSetting where a port
    is taken.
    """
    street = street or load_street()
    running = RunningStreet(street, rate)
    listeners = open_ports([NETWORK, *sorted(street.brands)], port, running.respond)
    running.open(listeners)
    with serving(listeners):
        yield running

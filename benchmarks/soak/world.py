"""Ten invented brands whose pages change, vanish, move and return, and whose customers write.

Each has a web site on a port of its own and an account on the demo's network.  The world keeps what
it shows, so that what a crawl ought to have stored can be told without asking the program.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from local_host import Answer, Host, page, serve

from crawler.demo.brands import Brand, Conversation, Page, Section, Turn
from crawler.demo.server import RunningStreet, serve_street
from crawler.demo.street import Period, Street

NAMES = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper",
)  # fmt: skip
EVERY = {"Alder": "24h", "Birch": "24h", "Cedar": "3d", "Dogwood": "24h", "Elm": "24h",
         "Fir": "24h", "Gorse": "3d", "Hazel": "7d", "Ivy": "7d", "Juniper": "24h"}  # fmt: skip
PATHS = ("/our-promise", "/service", "/about", "/delivery")
PROMISES = (
    "We zebra promise to answer every letter within {n} hours of its arrival.",
    "Our people listen to you for as long as {n} minutes before they speak.",
    "When something goes wrong we zebra put it right within {n} days, and say so.",
    "You talk to a person who knows your order, at any of our {n} shops.",
    "We zebra understand how it feels to wait, so nobody waits longer than {n} minutes.",
    "Each of our {n} drivers rings the bell and waits until you are at the door.",
    "We say sorry in plain words and tell you what happens next, within {n} hours.",
    "Care is what {n} of us do all day, and we zebra are glad to do it for you.",
)
ASKED = ("my order {n} never came", "the lamp broke after {n} days", "I waited {n} minutes",
         "parcel {n} is wet through")  # fmt: skip
ANSWERED = (
    "zebra that is not good enough, number {n} is on its way again today.",
    "Please send us your order number, case {n}.",
    "zebra we are sorry about case {n} and will ring you at nine.",
    "Thank you for case {n}.",
)
JS_ONLY = f"""<!doctype html><html lang="en"><head><title>App</title>
<script>{"var a=1;" * 99}</script></head><body><div id="root"></div><script>run()</script>
<noscript>You need JavaScript.</noscript></body></html>"""


@dataclass
class Site:
    """A brand's pages: sentences by path; where addresses lead that have moved."""

    host: Host
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    down: bool = False
    shell: bool = False

    def show(self) -> None:
        """Put up the routes as the site now is."""
        paths = [path for path in self.pages if path != "/"]
        urls = "".join(f"<url><loc>{self.host.address}{path}</loc></url>" for path in paths)
        routes: dict[str, str | Answer] = {
            "/robots.txt": Answer("User-agent: *\nDisallow: /private\n", kind="text/plain"),
            "/sitemap.xml": Answer(f"<urlset>{urls}</urlset>", kind="text/xml"),
        }
        for path, sentences in self.pages.items():
            title = f"{path.strip('/').replace('-', ' ') or 'home'} page"
            shown = page(title, *sentences, links=tuple(paths) if path == "/" else ())
            routes[path] = JS_ONLY if self.shell else shown
        for path, target in self.moved.items():
            routes[path] = Answer("", 301, {"Location": target})
        if self.down:
            routes = {"*": Answer("<p>out of order</p>", 503)}
        self.host.routes.clear()
        self.host.routes.update(routes)


class World:
    """The brands, their sites and what was said on the network; draws come from one seed."""

    def __init__(self, street: RunningStreet, sites: dict[str, Site], seed: int) -> None:
        self.street, self.sites = street, sites
        self.chance = random.Random(seed)
        self.number = 0
        self.said: dict[str, set[str]] = {name: set() for name in NAMES}
        self.mute: set[str] = set()
        self.bent: set[str] = set()
        self._bend()

    def _bend(self) -> None:
        """Let the accounts in `bent` be answered in another shape, as after an upgrade there."""
        network = self.street._network  # noqa: SLF001
        usual = network.answer

        def answer(path: str, query: str) -> Any:
            found = usual(path, query)
            if any(f"/accounts/{network.accounts[slug].id}/" in path for slug in self.bent):
                return replace(found, body=found.body.replace(b'"content"', b'"body"'))
            return found

        network.answer = answer  # type: ignore[method-assign]

    def target(self, name: str) -> str:
        """The brand's account as a source."""
        return f"@{name.lower()}@{self.street.network.partition('//')[2]}"

    def sentence(self) -> str:
        """A sentence nobody has said yet."""
        self.number += 1
        return self.chance.choice(PROMISES).format(n=self.number + 100)

    def today(self, day: date) -> None:
        """Let it be that day on the network."""
        self.street.street = replace(self.street.street, today=day)

    def converse(self, name: str) -> bool:
        """A customer writes, and the brand answers unless it has gone mute; whether it did."""
        self.number += 1
        slug, n = name.lower(), self.number
        asked = f"@{slug} {self.chance.choice(ASKED).format(n=n)}"
        answers = name not in self.mute
        author = f"Person {n:05}"
        answer = f"@person{n:05} {self.chance.choice(ANSWERED).format(n=n)}"
        self.street.add_conversation(slug, author, asked, *([answer] if answers else []))
        return answers

    def edit(self, name: str) -> None:
        """Let one sentence of one page be another."""
        site = self.sites[name]
        path = self.chance.choice(sorted(site.pages))
        sentences = list(site.pages[path])
        sentences[self.chance.randrange(len(sentences))] = self.sentence()
        site.pages[path] = tuple(sentences)

    def show(self) -> None:
        """Put up all sites as they now are."""
        for site in self.sites.values():
            site.show()


def _brand(name: str, when: datetime) -> Brand:
    slug = name.lower()
    home = Page("/", "landing", name, (Section(name, (f"{name} makes lamps.",)),), None, when)
    asked, answered = Turn(when, (f"@{slug} good morning",)), Turn(when, (f"@first{slug} morning",))
    first = Conversation(slug, 0, False, f"First {name}", f"first{slug}", asked, (answered,))
    return Brand(
        slug, f"{name} Lamps", "Europe/London", "lamps", slug, "", "lamps", "", (home,), (first,)
    )


@contextmanager
def opened(day: date, seed: int = 1) -> Iterator[World]:
    """The world as it is on its first day."""
    when = datetime(day.year, day.month, day.day, tzinfo=UTC)
    brands = MappingProxyType({name.lower(): _brand(name, when) for name in NAMES})
    street = Street(day, (Period(day, day), Period(day, day)), brands)
    with ExitStack() as stack:
        running = stack.enter_context(serve_street(street, rate=10**9))
        sites = {name: Site(stack.enter_context(serve({}))) for name in NAMES}
        world = World(running, sites, seed)
        for site in sites.values():
            for path in ("/", *PATHS):
                site.pages[path] = tuple(world.sentence() for _ in range(3))
        world.show()
        yield world

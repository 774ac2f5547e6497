"""Reads a brand's home page for where else the brand speaks and answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.addresses import belongs, canonical, split
from crawler.communities import forums, surely_its_own
from crawler.elsewhere import NOT_MASTODON, is_account, platform
from crawler.extract.document import parse_page
from crawler.extract.page import read_feeds, read_links
from crawler.extract.statuses import ADDRESS
from crawler.extract.structured import read_organizations
from crawler.middlewares.trouble import explain_download
from crawler.spiders import parse_source
from crawler.spiders._source import SourceSpider
from crawler.spiders.mastodon import MastodonSpider
from db.errors import BadInput

if TYPE_CHECKING:
    from twisted.python.failure import Failure

MOST_ACCOUNTS = 5


class DiscoverSpider(SourceSpider):
    """Asks for the home page, and of servers that may be Mastodon whether the account is there."""

    name = "discover"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, Any] = {
            "site": self.target, "trouble": "", "name": "", "accounts": [], "feeds": [],
            "elsewhere": [], "sources": [], "reachable": True,
        }  # fmt: skip
        self._hosts: set[str] = set()

    def covers(self, url: str) -> bool:
        """The site, and the servers that its accounts are on."""
        return belongs(url, self.target) or split(url)[1] in self._hosts

    def keep(self, items: Any) -> None:
        """Nothing is stored while looking around."""

    async def start(self) -> AsyncIterator[Any]:
        """The home page."""
        yield Request(self.target, self._read_home, errback=self._no_home, dont_filter=True)

    def _no_home(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        self.found["trouble"] = explain_download(failure.value, request)
        cause = getattr(failure.value, "__cause__", None) or failure.value
        self.found["reachable"] = not isinstance(cause, CannotResolveHostError)

    def _read_home(self, response: Response) -> Iterator[Request]:
        if response.status != 200 or not isinstance(response, HtmlResponse):
            kind = "no web page" if response.status == 200 else f"answered {response.status}"
            self.found["trouble"] = f"{split(response.url)[1]}: {kind}"
            return
        self.found["site"] = canonical(response.url)
        page = parse_page(response.text)
        if page is None:
            self.found["trouble"] = "a page without text"
            return
        organizations = read_organizations(page)
        self.found["name"] = next((found.name for found in organizations if found.name), "")
        self.found["feeds"] = read_feeds(page, response.url)
        same = [url for found in organizations for url in found.same_as]
        links = [link for link in read_links(page, response.url) if "alternate" not in link.rel]
        me = [link.url for link in links if "me" in link.rel.split()]
        addresses = list(dict.fromkeys([*same, *me, *(link.url for link in links)]))
        self.found["elsewhere"] = [url for url in addresses if platform(url) and is_account(url)]
        found = surely_its_own([*same, *me], addresses, self.found["site"])
        self.found["sources"] = list(filter(_is_source, found))
        yield from self._ask_servers(addresses)
        yield from self._ask_forums(addresses)

    def _ask_servers(self, addresses: list[str]) -> Iterator[Request]:
        targets = []
        for url in addresses:
            host = split(url)[1].removeprefix("www.")
            if ADDRESS.fullmatch(url) and host not in NOT_MASTODON:
                targets.append(MastodonSpider.read_target(url))
        for target in list(dict.fromkeys(targets))[:MOST_ACCOUNTS]:
            home = MastodonSpider.home(target)
            self._hosts.add(split(home)[1])
            acct = target.lstrip("@").partition("@")[0]
            yield Request(
                f"{home}/api/v1/accounts/lookup?acct={acct}",
                self._read_account,
                cb_kwargs={"target": target},
                errback=self._no_account,
                dont_filter=True,
            )

    def _ask_forums(self, addresses: list[str]) -> Iterator[Request]:
        """Places of the brand's own that are called a forum: whether they run on Discourse."""
        for place in forums(addresses, self.found["site"])[:MOST_ACCOUNTS]:
            self._hosts.add(split(place)[1])
            yield Request(
                place,
                self._read_forum,
                cb_kwargs={"place": place},
                errback=self._no_account,
                dont_filter=True,
            )

    def _read_forum(self, response: Response, place: str) -> None:
        if response.status != 200 or not isinstance(response, HtmlResponse):
            return
        generator = response.css("meta[name=generator]::attr(content)").get("")
        if generator.startswith("Discourse"):
            self.found["sources"].append(f"discourse:{place}")

    def _read_account(self, response: Response, target: str) -> None:
        try:
            found = response.json() if isinstance(response, TextResponse) else {}
        except ValueError:
            return
        if response.status == 200 and isinstance(found, dict) and found.get("id"):
            self.found["accounts"].append(target)

    def _no_account(self, failure: Failure) -> None:
        """A server that does not answer is none."""


def _is_source(written: str) -> bool:
    """Whether what a page links to is a target that the spider takes."""
    try:
        parse_source(written)
    except BadInput:
        return False
    return True

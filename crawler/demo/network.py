"""The street's social network: the part of Mastodon's API that anybody may read.

Paths, limits and paging as in https://docs.joinmastodon.org/methods/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from crawler.demo.allowance import Allowance
from crawler.demo.answers import HTML, Answer, absent, as_json, text
from crawler.demo.brands import Brand, Conversation
from crawler.demo.entities import Account, of_brand, of_status
from crawler.demo.statuses import Board, Status, as_html, news, thread
from crawler.demo.street import Street

ROBOTS = """User-agent: GPTBot
Disallow: /

User-agent: *
Disallow: /media_proxy/
Disallow: /interact/
"""
USUAL, MOST = 20, 40
ANCESTORS, DESCENDANTS, DEPTH = 40, 60, 20
ACCOUNT = re.compile(r"/api/v1/accounts/(\d+)(/statuses)?")
STATUS = re.compile(r"/api/v1/statuses/(\d+)(/context)?")
PEOPLE = re.compile(r"/@([a-z0-9_]+)(?:/(\d+))?")
BOUNDS = ("max_id", "since_id", "min_id")
YES = {"true", "1", "t", "on"}


class Network:
    """The network's host at `base`; `sites` are the addresses of the brands' sites by slug."""

    def __init__(self, street: Street, base: str, sites: Mapping[str, str], rate: int) -> None:
        self.base, self.board, self.allowance = base, Board(), Allowance(rate)
        self.accounts: dict[str, Account] = {}
        for slug, brand in street.brands.items():
            self.accounts[brand.handle] = of_brand(brand, sites[slug])
            for draft in news(brand, sites[slug]):
                self.board.post(draft)
        for brand in street.brands.values():
            for talk in brand.conversations:
                self.add(brand, talk)

    def add(self, brand: Brand, talk: Conversation) -> None:
        """Put up a conversation."""
        self.accounts.setdefault(talk.handle, Account(talk.handle, talk.author))
        for draft in thread(brand, talk):
            self.board.post(draft)

    def answer(self, path: str, query: str) -> Answer:
        """What the network answers to a path."""
        if path.startswith("/api/"):
            allowed, headers = self.allowance.spend()
            if allowed:
                answer = self._api(path, dict(parse_qsl(query)))
            else:
                answer = as_json({"error": "Too many requests"}, HTTPStatus.TOO_MANY_REQUESTS)
            return replace(answer, headers={**answer.headers, **headers})
        if path == "/robots.txt":
            return text(ROBOTS)
        found = PEOPLE.fullmatch(path)
        account = self.accounts.get(found[1]) if found else None
        if not found or not account:
            return absent()
        return self._page_for_people(account, int(found[2] or 0))

    def _api(self, path: str, query: dict[str, str]) -> Answer:
        match path:
            case "/api/v2/instance":
                domain = self.base.partition("//")[2]
                return as_json({"domain": domain, "title": "The High Street", "version": "4.5.0"})
            case "/api/v1/accounts/lookup":
                handle = query.get("acct", "").removeprefix("@").partition("@")[0].lower()
                return self._account(self.accounts.get(handle))
            case "/api/v1/timelines/public":
                seen = [] if query.get("remote") in YES else self._timeline()
                return self._page(path, query, seen)
        if found := ACCOUNT.fullmatch(path):
            return self._of_account(int(found[1]), path if found[2] else "", query)
        found = STATUS.fullmatch(path)
        status = self.board.statuses.get(int(found[1])) if found else None
        if not found or not status:
            return _unknown()
        return as_json(self._context(status) if found[2] else self._status(status))

    def _of_account(self, number: int, path: str, query: dict[str, str]) -> Answer:
        """An account, or the statuses of it that stand at a path."""
        account = next((one for one in self.accounts.values() if one.id == number), None)
        if not account or not path:
            return self._account(account)
        replies = query.get("exclude_replies") not in YES
        return self._page(path, query, self._timeline(account.handle, replies=replies))

    def _timeline(self, author: str | None = None, *, replies: bool = False) -> list[Status]:
        """Statuses, oldest first; without `replies` none that answers somebody else."""
        statuses = self.board.statuses
        return [
            status
            for _, status in sorted(statuses.items())
            if author in {None, status.author}
            if replies or not status.parent or statuses[status.parent].author == status.author
        ]

    def _page(self, path: str, query: dict[str, str], wanted: list[Status]) -> Answer:
        """A page of statuses, newest first, with links to the pages beside it."""
        limit = min(max(_number(query.get("limit")) or USUAL, 1), MOST)
        below, since, above = (_number(query.get(name)) for name in BOUNDS)
        floor = max(since or 0, above or 0)
        found = [s for s in wanted if floor < s.id and (below is None or s.id < below)]
        page = (found[:limit] if above is not None else found[-limit:])[::-1]
        kept = {name: value for name, value in query.items() if name not in BOUNDS}

        def link(rel: str, bound: str, number: int) -> str:
            return f'<{self.base}{path}?{urlencode({**kept, bound: number})}>; rel="{rel}"'

        links = [link("next", "max_id", page[-1].id)] if len(page) == limit else []
        links += [link("prev", "min_id", page[0].id)] if page else []
        answer = as_json([self._status(status) for status in page])
        return replace(answer, headers={"Link": ", ".join(links)}) if links else answer

    def _context(self, status: Status) -> dict[str, object]:
        """What a status answers, root first, and what answers it, each under its parent."""
        statuses, above, below = self.board.statuses, list[Status](), list[Status]()
        at = status
        while at.parent and len(above) < ANCESTORS:
            at = statuses[at.parent]
            above.insert(0, at)
        waiting = [(status, 0)]
        while waiting and len(below) <= DESCENDANTS:
            at, depth = waiting.pop()
            below.append(at)
            if depth < DEPTH:
                children = sorted(self.board.children.get(at.id, ()), reverse=True)
                waiting += [(statuses[child], depth + 1) for child in children]
        return {
            "ancestors": [*map(self._status, above)],
            "descendants": [*map(self._status, below[1:])],
        }

    def _account(self, account: Account | None) -> Answer:
        if account is None:
            return _unknown()
        days = [f"{status.at:%Y-%m-%d}" for status in self._timeline(account.handle, replies=True)]
        counts = {"statuses_count": len(days), "last_status_at": days[-1] if days else None}
        return as_json({**account.shown(self.base), **counts})

    def _status(self, status: Status) -> dict[str, object]:
        return of_status(status, self.board, self.accounts, self.base)

    def _page_for_people(self, account: Account, number: int) -> Answer:
        """An account's page, or that of one of its statuses."""
        name, note = escape(account.name), f"<p>{escape(account.note)}</p>"
        if number:
            status = self.board.statuses.get(number)
            if status is None or status.author != account.handle:
                return absent()
            note = as_html(status.text, self.base, self.accounts.__contains__)
        me = f'<a rel="me" href="{account.site}/">{account.site}</a>' if account.site else ""
        head = f'<meta charset="utf-8"><title>{name} (@{account.handle})</title>'
        return text(f'<!doctype html><html lang="en">{head}<h1>{name}</h1>{note}{me}</html>', HTML)


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() else None


def _unknown() -> Answer:
    return as_json({"error": "Record not found"}, HTTPStatus.NOT_FOUND)

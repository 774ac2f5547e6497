"""Statuses and lists of them as a Mastodon server gives them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.addresses import USUAL_PORTS, split
from crawler.conversations import Post
from crawler.extract.posts import post_text
from db.errors import BadInput

Status = dict[str, Any]

TARGET = re.compile(r"@?([\w.-]+)@([\w.:\[\]-]+)")
ADDRESS = re.compile(r"(https?)://([^/]+)/(?:@|users/)([\w.-]+)/?")
NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
PUBLIC = {"public", "unlisted"}


def read_account(text: str) -> str:
    """`@account@host`, from that or from the address of the account.  Raises BadInput."""
    if address := ADDRESS.fullmatch(text):
        _, host, port = split(text)
        place = host if port == USUAL_PORTS[address[1]] else f"{host}:{port}"
        return f"@{address[3].lower()}@{place}"
    if found := TARGET.fullmatch(text):
        return f"@{found[1].lower()}@{found[2].lower()}"
    raise BadInput(f"'{text}' is no Mastodon account; write it as @acme@example.social")


def next_page(link: bytes | None) -> str | None:
    """The address of the page before, from a Link header (RFC 8288)."""
    found = NEXT.search((link or b"").decode("latin-1"))
    return found[1] if found else None


def bounds(page: str) -> tuple[int, int]:
    """What a page of statuses lies below, and how many are on it."""
    query = parse_qs(urlsplit(page).query)
    return int(query["max_id"][0]), int(query["limit"][0])


def to_post(status: Status) -> Post:
    """A status as the server gives it."""
    answers = status.get("in_reply_to_id")
    return Post(
        id=str(status["id"]),
        parent=str(answers or ""),
        to=str(status.get("in_reply_to_account_id") or "") if answers else "",
        by=str(status["account"]["id"]),
        acct=status["account"]["acct"],
        bot=bool(status["account"].get("bot")),
        at=status["created_at"],
        edited=status.get("edited_at") or "",
        text=post_text(status["content"], status.get("spoiler_text") or ""),
        url=status.get("url"),
        uri=status.get("uri") or status.get("url") or str(status["id"]),
        answers=int(status.get("replies_count") or 0),
    )


def is_public(status: Status) -> bool:
    """Whether everybody may read it and it is the account's own."""
    return status.get("visibility") in PUBLIC and not status.get("reblog")

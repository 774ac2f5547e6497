"""Saved pages on a server on loopback: which page stands at which address, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote

from local_host import Answer, Host, Route

PAGES = Path(__file__).resolve().parent / "pages"


def saved(name: str, host: str = "", address: str = "", **headers: str) -> Answer:
    """A saved page; where it names its own `host`, that is the server's `address` instead."""
    text = (PAGES / name).read_text(encoding="utf-8")
    return Answer(text.replace(host, address) if host else text, 200, headers, "application/json")


def wait_a_second() -> Answer:
    """Too many requests: come again in a second."""
    return Answer('{"error": "slow down"}', 429, {"Retry-After": "1"}, "application/json")


def wait_until() -> Answer:
    """Too many requests: come again at a moment, written as HTTP writes dates."""
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    return Answer('{"error": "slow down"}', 429, {"Retry-After": then}, "application/json")


def broken() -> Answer:
    """A server that has trouble of its own."""
    return Answer("<h1>Bad Gateway</h1>", 502)


def troubled(route: Route) -> Route:
    """A route that asks to wait, in both forms, and breaks before it answers."""
    troubles = [wait_a_second, wait_until, broken]

    def answer(path: str, headers: Mapping[str, str]) -> Answer:
        if troubles:
            return troubles.pop(0)()
        found = route(path, headers) if callable(route) else route
        return found if isinstance(found, Answer) else Answer(found)

    return answer


def asked(host: Host, status: int = 200) -> list[str]:
    """What was asked for and answered with that status, in order, percent signs undone."""
    return [unquote(path) for path, found in host.asked if found == status]

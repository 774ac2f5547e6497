"""What a crawl left in a database, as the expected files beside saved pages have it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local_host import Answer, Host, Route, run_crawl

from db import open_database

PAGES = Path(__file__).resolve().parent / "pages"
STAND_IN = "https://host.example"
"""What expected files have for the address of a server on loopback."""

MESSAGES = (
    "item_id", "thread_id", "parent_id", "turn_id", "role", "author_kind", "text", "created_at",
    "rating", "url",
)  # fmt: skip
STATEMENTS = ("document", "place", "text", "first_seen", "url")


def held(path: Path, address: str) -> dict[str, Any]:
    """The statements and messages held, and of each walk source whether it shows all.

    Times of the crawl itself are "now", empty cells are left out, and of authors it is said only
    whether one is held.
    """
    database = open_database(path)
    today = database.execute("SELECT date('now')").fetchone()[0]
    found: dict[str, Any] = {}
    for table, columns in (("statements", STATEMENTS), ("messages", MESSAGES)):
        authored = ", author IS NOT NULL" if table == "messages" else ""
        order = "document, place, text" if table == "statements" else "thread_id, item_id"
        rows = database.execute(
            f"SELECT {', '.join(columns)}{authored} FROM {table} ORDER BY {order}"
        ).fetchall()
        names = (*columns, "author")
        found[table] = [
            {
                name: _plain(value, today, address)
                for name, value in zip(names, row, strict=False)
                if value is not None and (name != "author" or value)
            }
            for row in rows
        ]
    complete = database.execute("SELECT complete FROM sources WHERE side = 'walk'").fetchall()
    found["complete"] = [bool(row[0]) for row in complete]
    return found


def _plain(value: Any, today: str, address: str) -> Any:
    if not isinstance(value, str):
        return value
    return "now" if value.startswith(today) else value.replace(address, STAND_IN)


def expected(spider: str, name: str = "crawl") -> dict[str, Any]:
    """What is written beside the pages of a spider: NAME.expected.json."""
    file = PAGES / spider / f"{name}.expected.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def crawl_source(
    path: Path, host: Host, source: str
) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """A crawl of one source to its end: how it ended, and what it asked for with the statuses."""
    host.forget()
    report = run_crawl(path)[source]
    return report, [one for one in host.asked if one[0] != "/robots.txt"]


def refusing(route: Route, times: int = 1, **headers: str) -> Route:
    """A route that first answers 429 so often, asking to be left alone for a second."""
    left = [times]

    def answer(path: str, asked: Mapping[str, str]) -> Answer:
        if left[0]:
            left[0] -= 1
            return Answer("slow down", 429, headers or {"Retry-After": "1"})
        found = route(path, asked) if callable(route) else route
        return Answer(found) if isinstance(found, str) else found

    return answer

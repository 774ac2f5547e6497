"""What the tests of the robustness matrix share: its rows, and a crawl with all that is left of it.

Every row is held by at least one test that carries its name; docs/robustness.md is made of them.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_host import Host, Route, new_database, run_crawl, serve

from db import open_database

ROWS = (
    "robots.txt forbids",
    "robots.txt fails",
    "robots.txt is closed",
    "robots.txt is a web page",
    "robots.txt is large",
    "robots.txt is kept a day",
    "Crawl-delay",
    "429 and Retry-After",
    "5xx",
    "a host that keeps failing",
    "slow hosts",
    "budgets",
    "off-site redirect",
    "redirect loops",
    "huge body",
    "compression bombs",
    "sitemaps without measure",
    "SSRF",
    "TLS",
    "ways around the guard",
    "code execution",
    "character sets",
    "infinite calendars and facets",
    "soft 404",
    "consent walls, logins, bot walls",
    "made by script",
    "malformed JSON-LD",
    "duplicates",
    "other languages",
    "cloaking",
    "hidden text and instructions",
    "personal data",
    "archives",
)


@dataclass(frozen=True)
class Crawled:
    """One source after its crawl: what its server was sent, and what the database holds of it."""

    host: Host
    line: str
    reason: str
    counts: dict[str, int]
    captures: dict[str, int]
    unread: dict[str, str]
    statements: dict[str, list[str]]
    languages: dict[str, str] = field(default_factory=dict)
    first_seen: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """All statements, in order of pages and places."""
        return [text for texts in self.statements.values() for text in texts]


def path_of(url: str) -> str:
    """The path and query of an address."""
    return "/" + url.split("/", 3)[3]


def read_crawled(path: Path, host: Host, target: str, line: str = "") -> Crawled:
    """What the database holds of a source: of its last crawl, its pages and its statements."""
    database = open_database(path)
    source, reason, counts = database.execute(
        "SELECT s.id, c.reason, c.counts FROM sources s JOIN crawls c ON c.source_id = s.id "
        "WHERE s.target = ? ORDER BY c.id DESC LIMIT 1",
        [target],
    ).fetchone()
    captures = database.execute("SELECT url, status FROM captures WHERE source_id = ?", [source])
    unread = database.execute("SELECT url, why FROM unread WHERE source_id = ?", [source])
    said = database.execute(
        "SELECT document, text, lang, first_seen FROM statements WHERE source_id = ? "
        "ORDER BY document, place",
        [source],
    ).fetchall()
    statements: dict[str, list[str]] = {}
    for document, text, *_ in said:
        statements.setdefault(path_of(document), []).append(text)
    return Crawled(
        host,
        line,
        reason or "",
        json.loads(counts),
        {path_of(url): status for url, status in captures},
        {path_of(url): why for url, why in unread},
        statements,
        {text: lang for _, text, lang, _ in said},
        {path_of(document): seen for document, _, _, seen in said},
    )


def crawl_all(
    folder: Path, cases: dict[str, dict[str, Route]], **options: Any
) -> dict[str, Crawled]:
    """Every case's site served, crawled in one run with all the others, and read back."""
    with ExitStack() as stack:
        hosts = {name: stack.enter_context(serve(routes)) for name, routes in cases.items()}
        path = folder / "audit.db"
        new_database(path, *(f"{host.address}/" for host in hosts.values())).close()
        reports = run_crawl(path, **options)
        return {
            name: read_crawled(
                path, host, f"{host.address}/", reports[f"website:{host.address}/"]["line"]
            )
            for name, host in hosts.items()
        }


def crawl_one(folder: Path, routes: dict[str, Route], **options: Any) -> Crawled:
    """One site served, crawled and read back."""
    return crawl_all(folder, {"it": routes}, **options)["it"]

"""Small web servers on loopback for tests, and whole crawls in a process of their own."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

from crawler.spiders import load_spider
from db import Database, open_database
from db.queries import add_brand, source_id

PROGRAM = """
import json, sys
import crawler.settings
from db import open_database
from db.errors import AuditError
from crawler.crawl import crawl
path, options = sys.argv[1], json.loads(sys.argv[2])
for name, value in options.pop("settings", {}).items():
    setattr(crawler.settings, name, value)
names = options.pop("names", None)
if names:
    from scrapy.utils.reactor import install_reactor
    install_reactor(crawler.settings.TWISTED_REACTOR)
    from twisted.internet import reactor
    from twisted.names.client import Resolver
    reactor.installResolver(Resolver(servers=[("127.0.0.1", names)], timeout=(1, 2)))
try:
    reports = crawl(open_database(path, "write"), **options)
except AuditError as error:
    print(json.dumps({"error": type(error).__name__, "message": str(error)}))
else:
    print(json.dumps({
        report.source: {"reason": report.reason, "line": str(report), "counts": dict(report.counts)}
        for report in reports
    }))
"""


@dataclass(frozen=True)
class Answer:
    """What a server answers; `body` may be an endless stream of pieces, None hangs up."""

    body: str | bytes | Iterator[bytes] | None = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"


Route = str | Answer | Callable[[str, Mapping[str, str]], Answer]


@dataclass
class Asked:
    """A request, noted when it arrives: `at` in seconds of `time.monotonic`.

    `status` is that of its answer, 0 until there is one.
    """

    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)
    status: int = 0


@dataclass
class Host:
    """A server: what stands at each path, at `*` for all others, and what it was asked."""

    routes: dict[str, Route]
    address: str = ""
    requests: list[Asked] = field(default_factory=list)

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a path, 304 where a validator still holds."""
        route = self.routes.get(path) or self.routes.get("*", Answer("<p>nothing here</p>", 404))
        found = route(path, headers) if callable(route) else route
        found = Answer(found) if isinstance(found, str) else found
        if found.status != 200 or not isinstance(found.body, str):
            return found
        tag = f'"{sha256(found.body.encode()).hexdigest()[:16]}"'
        if headers.get("If-None-Match") == tag:
            return Answer("", 304, {"ETag": tag})
        return Answer(found.body, 200, {"ETag": tag, **found.headers}, found.kind)

    @property
    def asked(self) -> list[tuple[str, int]]:
        """The paths asked for so far and the status of each answer, in order."""
        return [(one.path, one.status) for one in self.requests]

    @property
    def agents(self) -> set[str]:
        """Who asked, by what they say of themselves."""
        return {one.headers.get("User-Agent", "") for one in self.requests}

    def paths(self) -> list[str]:
        """The paths asked for so far, in order."""
        return [one.path for one in self.requests]

    def gaps(self, path: str | None = None) -> list[float]:
        """Seconds between the requests, or between those for one path."""
        times = [one.at for one in self.requests if path in {None, one.path}]
        return [later - earlier for earlier, later in pairwise(times)]

    def forget(self) -> None:
        """Begin to note anew what is asked."""
        self.requests.clear()


@contextlib.contextmanager
def serve(  # noqa: C901 - a whole server
    routes: dict[str, Route], wrap: Callable[[Any], Any] | None = None
) -> Iterator[Host]:
    """A server for the length of a block; `wrap` may put its socket behind TLS."""
    host = Host(routes)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.path, dict(self.headers))
            host.requests.append(asked)
            answer = host.answer(asked.path, asked.headers)
            asked.status = answer.status
            if answer.body is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            if isinstance(body, bytes):
                self.send_header("Content-Length", str(len(body)))
            else:
                self.send_header("Connection", "close")
            if answer.status != 304:
                self.send_header("Content-Type", answer.kind)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                for piece in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(piece)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a client that was killed while it was being answered."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if wrap:
        server.socket = wrap(server.socket)
    host.address = f"{'https' if wrap else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def page(title: str, *paragraphs: str, links: tuple[str, ...] = ()) -> str:
    """A plain page with a heading, paragraphs and links."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    anchors = "".join(f'<li><a href="{link}">Go on</a></li>' for link in links)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body>"
        f"<nav><ul>{anchors}</ul></nav><main><h1>{title}</h1>{text}</main></body></html>"
    )


CARE = (
    "We care about every customer who walks through our door, and we have done so since 1931.",
    "If something goes wrong with your order, we put it right and tell you what happened.",
)


def new_database(path: Path, *targets: str, spider: str = "website") -> Database:
    """A database with a brand and a source for each target."""
    database = open_database(path, "create")
    with database.atomic():
        for number, target in enumerate(targets):
            brand = add_brand(database, f"Brand {number}")
            for side, channel in load_spider(spider).channels(target).items():
                source_id(database, brand, side, channel, spider, target, complete=False)
    return database


def environment() -> dict[str, str]:
    """The environment for a process of its own, with the modules of this one and no contact."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")}
    return {**kept, "AUDIT_KEY": "k" * 32, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def start_crawl(path: Path, **options: Any) -> subprocess.Popen[str]:
    """A crawl of all sources of a database, begun in a process of its own."""
    options = {"allow_loopback": True, **options}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), json.dumps(options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def run_crawl(path: Path, **options: Any) -> dict[str, Any]:
    """A crawl to its end: for each source how it ended, or the error."""
    process = start_crawl(path, **options)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert err == ""
    found: dict[str, Any] = json.loads(out)
    return found


def closed_port() -> str:
    """An address on loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"

"""Twenty thousand pages in one crawl, and its memory all the while.

    python benchmarks/soak/pages.py [--sites 68] [--pages 300] [--folder DIR]

Sites of as many pages as one is read by default, on servers in a process of their own.  Memory is
the resident set of the crawling process, from /proc, twice a second: after the first sites it must
not grow with the pages read.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from local_host import Answer, Route, environment, new_database, page, serve

from db import open_database

GROWTH = 1.10
"""The last quarter may need so much more than the second."""

WORDS = "kettle lamp parcel shop driver letter refund order window sofa".split()


def site(number: int, pages: int) -> dict[str, Route]:
    """A site whose sitemap lists that many pages, each with words of its own."""
    places = [f"/{WORDS[n % 10]}/{WORDS[n // 10 % 10]}-{n}" for n in range(pages - 1)]

    def sitemap(_: str, headers: Mapping[str, str]) -> Answer:
        urls = "".join(f"<url><loc>http://{headers['Host']}{place}</loc></url>" for place in places)
        return Answer(f"<urlset>{urls}</urlset>", kind="text/xml")

    routes: dict[str, Route] = {
        "/robots.txt": Answer("User-agent: *\nAllow: /\n", kind="text/plain"),
        "/sitemap.xml": sitemap,
        "/": page(f"Shop {number}", "We are the shop at the corner, and have been for long."),
    }
    for n, place in enumerate(places):
        named = [WORDS[(n + k) % len(WORDS)] for k in range(6)]
        said = [f"Shop {number} looks after {word} {n} until it is right." for word in named]
        routes[place] = page(f"{WORDS[n % 10]} {n} of shop {number}", *said)
    return routes


def serve_all(sites: int, pages: int, told: Connection) -> None:
    """Serve until told to end; the addresses are sent first."""
    with ExitStack() as stack:
        hosts = [stack.enter_context(serve(site(n, pages))) for n in range(sites)]
        told.send([f"{host.address}/" for host in hosts])
        told.recv()


def resident(process: int) -> int:
    """The resident set of a process, in KiB; 0 once it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(lines[0].split()[1]) if lines else 0


def crawl(folder: Path, sites: int, pages: int) -> dict[str, Any]:
    """Crawl that many sites of that many pages; pages, seconds, memory by quarter of the pages."""
    folder.mkdir(parents=True)
    path = folder / "audit.db"
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(
        target=serve_all, args=(sites, pages, there), daemon=True
    )
    server.start()
    new_database(path, *here.recv()).close()
    command = [sys.executable, "-m", "cli", "--db", str(path), "crawl"]
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=environment() | {"AUDIT_ALLOW_LOOPBACK": "1"}, cwd=folder,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    database, seen = open_database(path), list[tuple[int, int]]()
    while process.poll() is None:
        time.sleep(0.5)
        (read,) = database.execute("SELECT count(*) FROM captures").fetchone()
        if memory := resident(process.pid):
            seen.append((int(read), memory))
            if len(seen) % 120 == 0:
                print(f"{read:,} pages, {memory / 1024:.0f} MiB", flush=True)
    seconds = time.monotonic() - started
    here.send(None)
    (read,) = database.execute("SELECT count(*) FROM captures WHERE status = 200").fetchone()
    statements, doubled = database.execute(
        "SELECT count(*), count(*) - count(DISTINCT source_id || document || text) FROM statements"
    ).fetchone()
    database.close()
    quarter = [
        max((memory for done, memory in seen if k * read <= 4 * done <= (k + 1) * read), default=0)
        for k in range(4)
    ]
    return {
        "code": process.returncode, "pages": read, "statements": statements, "doubled": doubled,
        "seconds": round(seconds), "pages_a_second": round(read / seconds, 1),
        "mib_by_quarter": [round(memory / 1024, 1) for memory in quarter],
        "bytes": path.stat().st_size, "cores": os.cpu_count(),
    }  # fmt: skip


def main() -> None:
    """Run it, print the figures, and fail where pages are lost or memory grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=68)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=Path("soak-pages"))
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    found = crawl(given.folder.absolute(), given.sites, given.pages)
    print(json.dumps(found, indent=1))
    _, second, _, last = found["mib_by_quarter"]
    whole = found["pages"] == given.sites * given.pages and not found["doubled"]
    raise SystemExit(not (whole and found["code"] == 0 and last <= GROWTH * second))


if __name__ == "__main__":
    main()

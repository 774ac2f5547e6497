"""The high street opened on loopback: crawled for the demo's database, or kept open for yours."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event

from crawler.crawl import CrawlReport, crawl
from crawler.declare import declare_all
from crawler.demo.server import RunningStreet, serve_street
from crawler.items import Brand
from db import open_database
from db.errors import BadSetting
from db.queries import now

PORT = 8420
"""Where the street opens if nothing else is there, so that its addresses stay the same."""
FIRST = "acme"
NEXT = """open until Ctrl-C; in another terminal, in a folder of your own:
  export AUDIT_ALLOW_LOOPBACK=1    # lets audit crawl this machine
  audit add Acme --site {site}
  audit crawl
  audit brand acme"""


def build(path: str | Path, on_end: Callable[[CrawlReport], None]) -> str:
    """Make the database at `path` anew from a crawl of the street; return a line on the crawl.

    `on_end` is told of each source as it ends.  The embeddings beside an older database stay: they
    are of the same texts.
    """
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    with _opened() as running:
        database = open_database(path, "create")
        declare_all(database, _brands(running), allow_loopback=True)
        reports = crawl(database, allow_loopback=True, on_end=on_end)
        asked = len(running.asked)
        database.close()
    return (
        f"{len(running.street.brands)} brands, {len(reports)} sources,"
        f" {asked:,} requests over loopback, ended {now()}"
    )


def keep_open(say: Callable[[str], None], explain: Callable[[str], None]) -> None:
    """Keep the street open until the keyboard interrupts, or the process is told to end.

    `say` is told each brand's name and the address of its site, `explain` what to do with them.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _opened() as running, suppress(KeyboardInterrupt):
        for slug, brand in running.street.brands.items():
            say(f"{brand.name}\t{running.site(slug)}")
        explain(NEXT.format(site=running.site(FIRST)))
        while True:  # a wait without an end cannot be interrupted on Windows
            Event().wait(1)


@contextmanager
def _opened() -> Iterator[RunningStreet]:
    """The street at its own ports, or, where something else has one, at any that are free."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(serve_street(port=PORT))
        except BadSetting:
            running = stack.enter_context(serve_street())
        yield running


def _brands(running: RunningStreet) -> list[Brand]:
    return [
        Brand(brand.name, (brand.slug, brand.handle), brand.group, running.site(slug), brand.zone)
        for slug, brand in running.street.brands.items()
    ]

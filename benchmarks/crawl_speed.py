"""Pages a second of our website spider beside those of a bare Scrapy spider, in one run.

Run from the checkout: `python benchmarks/crawl_speed.py [FOLDER] [ROUNDS]`.  Both read the company
pages of WCXB from one server on loopback, their links taken out so that both ask for the same, and
call the same extractor.  The bare spider has Scrapy's own settings (no robots.txt, no delay, eight
requests at once) and keeps nothing; ours obeys, guards, redacts, finds languages and stores.  Each
runs in a process of its own, by turns; the start of Python is not counted, what a crawl loads is.
On a busy machine the seconds of the processor are the steadier figure, so both are shown.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from main_text import ROOT, pages

sys.path.insert(0, str(ROOT / "tests"))

from local_host import Answer, environment, new_database, page, serve

LINK = re.compile(rb"(<a\b[^>]*?\bhref\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)

BARE = """
import json, sys, time
import trafilatura
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from crawler.extract.main_text import main_text
class Bare(Spider):
    name = "bare"
    start_urls = [sys.argv[1]]
    read = 0
    def parse(self, response):
        yield from response.follow_all(css="li a[href]", callback=self.parse_page)
    def parse_page(self, response):
        Bare.read += bool(main_text(response.text, response.url))
        yield {"url": response.url}
process = AsyncCrawlerProcess({"LOG_ENABLED": False})
began = time.perf_counter(), time.process_time()
process.crawl(Bare)
process.start()
print(json.dumps([Bare.read, time.perf_counter() - began[0], time.process_time() - began[1]]))
"""
OURS = """
import json, sys, time
import trafilatura, scrapy.crawler
from db import open_database
from crawler.crawl import crawl
import crawler.spiders.website
database = open_database(sys.argv[1], "write")
began = time.perf_counter(), time.process_time()
report = crawl(database, allow_loopback=True)[0]
read = report.counts["pages new"]
print(json.dumps([read, time.perf_counter() - began[0], time.process_time() - began[1]]))
"""


def run(folder: Path, program: str, argument: str) -> tuple[float, float]:
    """Pages a second, and pages a second of the processor, of one crawl in a process of its own."""
    script = folder / "program.py"  # in a file: scrapy reads the source of a spider's methods
    script.write_text(program, encoding="utf-8")
    found = subprocess.run(
        [sys.executable, str(script), argument],
        stdout=subprocess.PIPE, text=True, check=True, env=environment(),
    )  # fmt: skip
    read, seconds, busy = json.loads(found.stdout)
    print(f"    {read} pages in {seconds:.1f} s, {busy:.1f} s of the processor")
    return read / seconds, read / busy


def main(folder: Path, rounds: int) -> None:
    """Serve, crawl by turns, and print the ratio of each round and their median."""
    names = [name for name, *_ in pages(folder)]
    routes = {
        f"/{name}": Answer(
            LINK.sub(
                rb'\1"#"', gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            ),
            kind="text/html",
        )
        for name in names
    }
    welcome = "Here are some pages that we hold for you to read today."
    routes["/"] = page("Index", welcome, links=tuple(routes))
    ratios: list[tuple[float, float]] = []
    with serve(routes) as host, tempfile.TemporaryDirectory() as place:
        for number in range(rounds):
            path = Path(place) / f"speed{number}.db"
            new_database(path, f"{host.address}/").close()
            print(f"  round {number + 1}: bare, then ours")
            bare = run(Path(place), BARE, f"{host.address}/")
            ours = run(Path(place), OURS, str(path))
            ratios.append((ours[0] / bare[0], ours[1] / bare[1]))
            print(
                f"    {ratios[-1][0]:.2f} of its pages a second, by processor {ratios[-1][1]:.2f}"
            )
    by_clock, by_processor = (median(found) for found in zip(*ratios, strict=True))
    print(
        f"{len(names)} pages, {rounds} rounds: {by_clock:.2f} of the bare spider's pages a second, "
        f"by processor {by_processor:.2f}"
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    folder = Path(given[0]) if given else ROOT.parent / "shared" / "data" / "wcxb"
    main(folder, int(given[1]) if len(given) > 1 else 3)

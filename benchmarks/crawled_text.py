"""The same pages as main_text.py, served over loopback and crawled: word F1 of what was stored.

Run from the checkout: `python benchmarks/crawled_text.py [FOLDER]`.  The spider, the middlewares,
the pipelines and the database are those of `audit crawl`; the figure is lower than that of
main_text.py by what deduplication, language and privacy take out.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from pathlib import Path
from statistics import fmean

from main_text import ROOT, pages, score

sys.path.insert(0, str(ROOT / "tests"))

from local_host import Answer, new_database, page, run_crawl, serve


def main(folder: Path) -> int:
    """Serve, crawl, compare, print."""
    known = list(pages(folder))
    routes = {
        f"/{name}": Answer(
            gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), kind="text/html"
        )
        for name, *_ in known
    }
    welcome = "Here are some pages that we hold for you to read today."
    routes["/"] = page("Index", welcome, links=tuple(routes))
    with tempfile.TemporaryDirectory() as place, serve(routes) as host:
        path = Path(place) / "pages.db"
        database = new_database(path, f"{host.address}/")
        began = time.monotonic()
        for run in run_crawl(path).values():
            sys.stdout.write(f"{run['line']}\n")
        scores = []
        for name, _, _, truth in known:
            rows = database.execute(
                "SELECT text FROM statements WHERE document = ? ORDER BY place",
                [f"{host.address}/{name}"],
            )
            scores.append(score("\n".join(text for (text,) in rows), truth).f1)
        sys.stdout.write(
            f"{len(scores)} pages, word F1 {fmean(scores):.3f}, {time.monotonic() - began:.0f} s\n"
        )
    return 0


if __name__ == "__main__":
    given = sys.argv[1:] or [ROOT.parent / "shared" / "data" / "wcxb"]
    sys.exit(main(Path(given[0])))

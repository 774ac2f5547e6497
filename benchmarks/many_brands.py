"""How long a report over many brands takes: `python benchmarks/many_brands.py FOLDER [--brands N]`.

Makes N fictional brands with 40 exchanges and 15 statements each, read by the instrument of the
tests, which reads words; then ranks them and writes the report.  FOLDER must be new.  Prints the
seconds on the clock and of the processor for each step, and how large the start page is.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from builders import NAMES
from fakes import FACTS
from small_database import Stored, word

from audit.rank import rank
from audit.report.site.asked import Asked
from audit.report.site.audits import Source
from audit.report.site.write import write_site
from audit.talk.phrases import wording
from db.queries import brands

FAR = "zkxvqjwb"
"""Letters that hold the vectors of claims apart."""


def fill(stored: Stored, count: int) -> None:
    """Brands that promise three to six dimensions and deliver more or less of them."""
    drawn = random.Random(1)
    for number in range(count):
        name = f"Brand {word(number)} {number}"
        talk, walk = stored.talk(name), stored.walk(name)
        for d in drawn.sample(range(6), drawn.randint(3, 6)):
            text = f"{FAR[d] * 6} {NAMES[d]} {word(number)}."
            stored.says(talk, text, "2026-01-01", "2026-03-01", f"/{d % 3}")
        for i in range(12):
            text = f"It weighs {word(i)} pounds {word(number)}."
            stored.says(talk, text, "2026-01-01", "2026-03-01")
        share = drawn.random() * 0.8
        for _ in range(40):
            day = f"2026-{drawn.randint(1, 3):02}-{drawn.randint(1, 28):02}"
            shown = [name for name in NAMES if drawn.random() < share]
            stored.answers(walk, day, " ".join(shown) or "see the manual")


def main() -> None:
    """Fill, read, rank, write; say how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--brands", type=int, default=1000)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True)
    stored = Stored(asked.folder)
    with stored.database.atomic():
        fill(stored, asked.brands)
    stored.read()
    database, store = stored.database, stored.store
    clock, processor = time.perf_counter(), time.process_time()
    ranking = rank(database, store, FACTS)
    _say("ranked", clock, processor)
    source = Source(database, store, FACTS, wording(database, store, FACTS))
    rows = {row.name: row for row in brands(database)}
    start = write_site(asked.folder / "site", source, ranking, rows, Asked())
    _say("ranked and written", clock, processor)
    print(f"start page: {start.stat().st_size / 1e6:.2f} MB")


def _say(what: str, clock: float, processor: float) -> None:
    print(
        f"{what}: {time.perf_counter() - clock:.1f} s,"
        f" {time.process_time() - processor:.1f} s of the processor",
        flush=True,
    )


if __name__ == "__main__":
    main()

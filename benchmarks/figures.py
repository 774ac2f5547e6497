"""Every figure the instrument is held to: `python benchmarks/figures.py DATA LABELS`.

DATA holds replies/, marketing/ and epitome/, LABELS pairs.csv, replies.csv and statements.csv.
Labelled texts are read by the heads that saw neither them, nor their brand, nor a text like them;
the plain baselines beside are cross-validated by the same rule.  Raters of the labels are language
models, not people.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from shown.brands import brands
from shown.chances import chances
from shown.elsewhere import pointers, run_all
from shown.epitome import epitome
from shown.probes import probes
from shown.reading import World
from shown.statements import statements
from shown.table import Table
from shown.turns import pairs, replies

from db.errors import AuditError

PARTS: dict[str, Callable[[World], Iterator[Table]]] = {
    "pairs": pairs,
    "replies": replies,
    "statements": statements,
    "brands": brands,
    "chances": chances,
    "probes": probes,
    "epitome": epitome,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, then what was met."""
    parser = argparse.ArgumentParser(prog="python benchmarks/figures.py", description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("labels", type=Path, metavar="LABELS")
    parser.add_argument("--only", choices=PARTS, action="append", metavar="PART",
                        help=f"only this part, may be repeated: {', '.join(PARTS)}")  # fmt: skip
    parser.add_argument("--verbose", action="store_true", help="list wrong probes of the seen half")
    parser.add_argument("--all", action="store_true", help="run the other benchmarks too (long)")
    asked = parser.parse_args(arguments)
    world = World(asked.data, asked.labels)
    try:
        show(world, asked.only or list(PARTS), asked.verbose)
    except AuditError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"\n{pointers()}", flush=True)
    if asked.all:
        run_all(world)
    return 0


def show(world: World, names: Sequence[str], verbose: bool) -> None:
    """The tables of some parts, and a closing line that counts the targets."""
    parts = PARTS | {"probes": partial(probes, verbose=verbose)}
    print(f"instrument {world.instrument.instrument_id}; raters are language models, not people")
    judged = []
    for name in PARTS:
        if name not in names:
            continue
        for table in parts[name](world):
            print(f"\n{table.to_text()}", flush=True)
            judged += table.judged
    failed = [name for name, met in judged if not met]
    print(f"\n{len(judged) - len(failed)} of {len(judged)} targets met", end="")
    print(f"; not met: {'; '.join(failed)}" if failed else "")


if __name__ == "__main__":
    sys.exit(main())

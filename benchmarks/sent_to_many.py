"""What brands send to many, and how long it takes to find: `python benchmarks/sent_to_many.py DB`.

DB is a database of `audit`; it is read, never written.  For each brand and channel with enough
turns: the share of turns sent alike to several customers, the same by exact template alone, the
share that is nothing but formulas, and the share that only sends elsewhere.  Then the most canned
brands with an example each, and, with `--pairs N`, that many pairs of near-duplicates drawn at
random, to be judged by eye.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from audit.corpus.canned import SEVERAL, Canned, canned
from audit.corpus.deflection import deflects
from audit.corpus.exchanges import Exchange, channels, exchanges
from audit.corpus.keys import LANGUAGES
from audit.corpus.near_duplicates import NearDuplicates
from audit.reading.normalise import template
from db import open_database


@dataclass(frozen=True)
class Row:
    """Shares of the turns of a brand on a channel, and the text that went to most customers."""

    brand: str
    channel: str
    turns: int
    alike: float
    exactly: float
    formulas_only: float
    deflecting: float
    example: str
    customers: int
    wordings: int
    pairs: tuple[tuple[str, str], ...]


def measure(brand: str, channel: str, spoken: Sequence[Exchange], found: Canned) -> Row:
    """The shares of one brand on one channel."""
    said = [(template(reply), e.customer, reply) for e in spoken if (reply := e.reply) is not None]
    sent_to: dict[str, set[str]] = defaultdict(set)
    wording: dict[str, str] = {}
    for key, customer, reply in said:
        sent_to[key].add(customer)
        wording[key] = min(reply, wording.get(key, reply))
    near = NearDuplicates(sent_to)
    groups = {key: sorted(near.of(key)) for key in sorted(found.alike)}
    reached = {
        key: len(sent_to[key].union(*(sent_to[other] for other in group)))
        for key, group in groups.items()
    }
    top = max(reached, key=lambda key: (reached[key], len(sent_to[key]), key), default="")
    return Row(
        brand,
        channel,
        len(said),
        fmean(key in found.alike for key, _, _ in said),
        fmean(bool(key) and len(sent_to[key]) >= SEVERAL for key, _, _ in said),
        fmean(found.residual(reply) == "" for _, _, reply in said),
        fmean(deflects(reply) for _, _, reply in said),
        wording.get(top, ""),
        reached.get(top, 0),
        1 + len(groups.get(top, [])),
        tuple((wording[a], wording[b]) for a, group in groups.items() for b in group),
    )


def shares(rows: Sequence[Row]) -> str:
    """Turns, and the four shares of them, over these rows."""
    turns = sum(row.turns for row in rows)
    of = [
        sum(share * row.turns for share, row in zip(each, rows, strict=True)) / turns
        for each in zip(
            *((r.alike, r.exactly, r.formulas_only, r.deflecting) for r in rows), strict=True
        )
    ]
    return f"{turns:5} " + " ".join(f"{share:8.1%}" for share in of)


def one_line(text: str, width: int) -> str:
    """A text in one line, cut to a width."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def show(rows: Sequence[Row], least: int, pairs: int) -> None:
    """The table, the examples, and pairs drawn at random."""
    listed = sorted((r for r in rows if r.turns >= least), key=lambda r: (-r.alike, r.brand))
    print(f"{'brand':32} {'channel':10} turns    alike    exact formulas     sends")
    for row in listed:
        print(f"{row.brand[:32]:32} {row.channel:10} {shares([row])}")
    for channel in sorted({row.channel for row in rows}):
        print(f"{'all':32} {channel:10} {shares([r for r in rows if r.channel == channel])}")
    print("\nThe most canned, and the text that reached most customers in its wordings:")
    for row in listed[:10]:
        print(f"{row.brand}: {row.alike:.1%}; {row.customers} customers, {row.wordings} wordings")
        print(f"    {one_line(row.example, 200)}")
    found = [(row.brand, *pair) for row in rows for pair in row.pairs]
    for brand, left, right in random.Random(1).sample(found, min(pairs, len(found))):
        print(f"\n{brand}\n  {one_line(left, 600)}\n  {one_line(right, 600)}")


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description="What brands send to many.")
    parser.add_argument("database", type=Path)
    parser.add_argument(
        "--least", type=int, default=30, help="turns a brand must have to be listed"
    )
    parser.add_argument("--pairs", type=int, default=0, help="near-duplicates to show")
    asked = parser.parse_args()
    database = open_database(asked.database)
    rows, wall, used = [], 0.0, 0.0
    for brand_id, brand in database.execute("SELECT id, name FROM brands ORDER BY name").fetchall():
        for channel in channels(database, brand_id):
            clock, processor = time.perf_counter(), time.process_time()
            spoken = [e for e in exchanges(database, brand_id, channel) if e.lang in LANGUAGES]
            found = canned(spoken)
            wall += time.perf_counter() - clock
            used += time.process_time() - processor
            if any(exchange.parts for exchange in spoken):
                rows.append(measure(brand, channel, spoken, found))
    turns = sum(row.turns for row in rows)
    print(f"{turns} turns of {len(rows)} brands on their channels: texts sent to many found in")
    print(f"{wall:.1f} s, {used:.1f} s of the processor\n")
    show(rows, asked.least, asked.pairs)


if __name__ == "__main__":
    main()

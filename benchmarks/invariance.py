"""Do readings stay when what must not matter is swapped?  `python benchmarks/invariance.py`.

    python benchmarks/invariance.py [DATA] [--posts 200] [--reviews 50] [--worst 5]

Turns are those of DATA (the research data) that no head was fitted on: from the pool of pairs, the
threads, and the reviews.  Each swap is made on the first turns of a channel that hold such a
detail: up to `--posts` short posts and `--reviews` reviews, which are long.  A change is that of a
reading's mean level, over the column's highest level (0 to 1).  Brands' names are masked first, as
`audit measure` does; "brand, not masked" is what `audit read` sees, which knows of no brand.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from swaps import SWAPS, Swap, Turn

from audit.reading.columns import REPLY_COLUMNS
from audit.reading.folds import EVERY
from audit.reading.instrument import Instrument, load_instrument
from audit.reading.normalise import normalise

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
MOST = {"short-post": 200, "review": 50}
"""On how many turns a swap is tried, by channel."""
COLUMNS = tuple(REPLY_COLUMNS)
NOT_MASKED = "brand, not masked"
MOVED, FLIPPED = 0.05, 0.01
"""What a column may move in the mean, and which share of levels may differ."""

Swapped = tuple[Turn, Turn]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moved:
    """What a swap did to n turns: `changes` (n, columns), 0 to 1, and `flips` (n, columns)."""

    changed: tuple[Swapped, ...]
    changes: Floats
    flips: npt.NDArray[np.bool_]

    @property
    def mean(self) -> Floats:
        """The mean absolute change by column."""
        return np.asarray(self.changes.mean(axis=0))

    @property
    def flipped(self) -> float:
        """The share of levels that differ, over all turns and columns."""
        return float(self.flips.mean())

    @property
    def holds(self) -> bool:
        """Whether no column moves by over .05 in the mean, and at most 1 % of levels differ."""
        return bool(self.mean.max() <= MOVED and self.flipped <= FLIPPED)


def swapped(turns: Sequence[Turn], swap: Swap, most: Mapping[str, int] = MOST) -> list[Swapped]:
    """The first turns of each channel that hold such a detail, before and after."""
    found: list[Swapped] = []
    for channel, count in most.items():
        mine = ((turn, swap(turn)) for turn in turns if turn.channel == channel)
        found += islice((pair for pair in mine if pair[0] != pair[1]), count)
    return found


def measured(instrument: Instrument, pairs: Mapping[str, Sequence[Swapped]]) -> dict[str, Moved]:
    """How the readings of turns move, by name of the swap; each distinct turn is read once."""
    texts = sorted({as_read(turn) for some in pairs.values() for pair in some for turn in pair})
    read = dict(zip(texts, instrument.read_replies(texts), strict=True))
    top = np.array([REPLY_COLUMNS[name] - 1 for name in COLUMNS])
    means = {t: np.array([r.expected(name) for name in COLUMNS]) / top for t, r in read.items()}
    levels = {t: np.array([r.levels[name] for name in COLUMNS]) for t, r in read.items()}
    return {
        name: Moved(
            tuple(some),
            np.array([np.abs(means[as_read(b)] - means[as_read(a)]) for a, b in some]),
            np.array([levels[as_read(b)] != levels[as_read(a)] for a, b in some]),
        )
        for name, some in pairs.items()
        if some
    }


def as_read(turn: Turn) -> tuple[str, str]:
    """Reply and message as the pipeline gives them to the instrument, the brand's names masked."""
    return normalise(turn.reply, turn.names), normalise(turn.message, turn.names)


def unnamed(turn: Turn) -> Turn:
    """A turn of which nobody is told what the brand goes by."""
    return replace(turn, names=())


def real_turns(data: Path, instrument: Instrument) -> list[Turn]:
    """Every turn that no head was fitted on, in the order of a digest of its words."""
    found = {turn for source in (_pool, _threads, _reviews) for turn in source(data)}
    unseen = [turn for turn in found if instrument.fold("reply", turn.reply, turn.message) == EVERY]
    return sorted(
        (turn for turn in unseen if instrument.fold("reply", turn.message) == EVERY),
        key=lambda turn: hashlib.sha256(f"{turn.message}\n{turn.reply}".encode()).digest(),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _pool(data: Path) -> Iterator[Turn]:
    known: dict[str, set[str]] = {}
    for row in _rows(data / "brands.csv"):
        names = {row["brand"], row["twcs_handle"], row["bio_username"]}
        known.setdefault(row["twcs_handle"], set()).update(names)
    for row in _rows(data / "replies" / "pairs.csv"):
        names = known.get(row["brand"], {row["brand"]}) - {""}
        longest = tuple(sorted(names, key=lambda name: (-len(name), name)))
        yield Turn(row["reply"], row["customer"], row["channel"], longest)


def _threads(data: Path) -> Iterator[Turn]:
    messages: dict[str, dict[str, str]] = {}
    for row in _rows(data / "ibm" / "threads.csv"):
        asked = messages.get(row["parent_id"])
        if row["role"] == "brand" and asked is not None and asked["role"] == "customer":
            yield Turn(row["text"], asked["text"], "short-post", (row["brand"],))
        messages[row["message_id"]] = row


def _reviews(data: Path) -> Iterator[Turn]:
    for row in _rows(data / "tripadvisor" / "reviews.csv"):
        if row["response"] and row["review"]:
            yield Turn(row["response"], row["review"], "review", (row["hotel"],))


def show(name: str, moved: Moved) -> None:
    """Print one line of the table."""
    mean, largest = moved.mean, moved.changes.max(axis=0)
    by_column = moved.flips.mean(axis=0)
    at, top, flip = int(mean.argmax()), int(largest.argmax()), int(by_column.argmax())
    print(
        f"{name:18}{len(moved.changes):5} {mean.mean():6.3f} {mean[at]:6.3f} {COLUMNS[at]:14}"
        f"{largest[top]:6.2f} {COLUMNS[top]:14}{moved.flipped:7.2%} "
        f"{by_column[flip]:6.1%} {COLUMNS[flip]:14}{'holds' if moved.holds else 'FAILS'}"
    )


def show_worst(moved: Moved, count: int) -> None:
    """Print the turns that moved most."""
    for row in np.argsort(-moved.changes.max(axis=1))[:count]:
        if moved.changes[row].max() <= MOVED:
            return
        before, after = moved.changed[row]
        column = COLUMNS[int(moved.changes[row].argmax())]
        print(f"    {moved.changes[row].max():.2f} {column}")
        print(f"      before {before.reply!r} <- {before.message[:200]!r}")
        print(f"      after  {after.reply!r} <- {after.message[:200]!r}")


def main(data: Path, most: Mapping[str, int], worst: int) -> None:
    """Print one line a swap."""
    instrument = load_instrument()
    turns = real_turns(data, instrument)
    print(f"instrument {instrument.instrument_id}; {len(turns)} turns that no head was fitted on")
    print(f"{'swap':18}{'n':>5} {'mean':>6} {'worst':>6} {'':14}{'max':>6} {'':14}", end="")
    print(f"{'flipped':>7} {'worst':>6}")
    pairs = {name: swapped(turns, swap, most) for name, swap in SWAPS.items()}
    pairs[NOT_MASKED] = [(unnamed(before), unnamed(after)) for before, after in pairs["brand"]]
    for name, moved in measured(instrument, pairs).items():
        show(name, moved)
        show_worst(moved, worst)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    arguments.add_argument("data", nargs="?", type=Path, default=DATA)
    arguments.add_argument("--posts", type=int, default=MOST["short-post"], help="so many")
    arguments.add_argument("--reviews", type=int, default=MOST["review"], help="so many")
    arguments.add_argument("--worst", type=int, default=0, help="print so many that moved most")
    given = arguments.parse_args()
    main(given.data, {"short-post": given.posts, "review": given.reviews}, given.worst)

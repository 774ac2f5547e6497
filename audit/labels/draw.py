"""A random, blind sample of a brand's turns, to be labelled by hand: `audit sample`.

Simple random sampling without replacement from all turns to customers whose message is held: the
turns whose SHA-256 of seed and id comes first.  What the instrument reads in them plays no part.
A larger sample of the same seed holds the smaller one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from sqlite_utils import Database

from audit.corpus.cells import cell
from audit.corpus.exchanges import channels, joined, message_text, turn_of
from audit.corpus.prepare import prepare
from audit.labels.codebook import codebook
from audit.reading.columns import REPLY_COLUMNS
from db.draws import FrameRow, draws_of, frame_rows, keep_draw
from db.errors import BadInput, NotFound, NotWritable
from db.queries import BrandRow, brands

DESIGN = "simple random sample of turns without replacement; lowest SHA-256 of seed and id first"
FEWEST_BRANDS = 5
HEADER = ("id", "customer", "reply", "rater", *REPLY_COLUMNS)


@dataclass(frozen=True, slots=True)
class Sampled:
    """One drawn turn with its texts."""

    id: str
    customer: str
    reply: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw from `frame` turns of a brand on a channel, in random order."""

    brand: str
    channel: str
    seed: int
    frame: int
    turns: tuple[Sampled, ...]

    def to_csv(self) -> str:
        """A row a turn, the columns to be labelled empty; nothing in it that was read."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        empty = [""] * (len(HEADER) - 3)
        writer.writerows(
            [turn.id, cell(turn.customer), cell(turn.reply), *empty] for turn in self.turns
        )
        return file.getvalue()

    def __str__(self) -> str:
        short = f"; there are no more than {self.frame}" if len(self.turns) == self.frame else ""
        return (
            f"{len(self.turns)} of {self.frame} turns of {self.brand} on {self.channel} drawn at "
            f"random, seed {self.seed}{short}"
        )


def sample(
    database: Database, brand: BrandRow, size: int, *, channel: str | None = None, seed: int = 1
) -> Sample:
    """Draw turns on `channel` (or the one it answers on most) and record the draw.

    Raises NotFound where there is no such channel, or no turn whose message is held.
    """
    chosen = _channel(brand, channels(database, brand.id), channel)
    prepare(database, brand)
    frame = frame_ids(database, brand, chosen)
    if not frame:
        raise NotFound(
            f"'{brand.name}' has no turn on {chosen} whose customer's message is held; 'audit"
            " import' or 'audit crawl' brings in replies with the messages they answer"
        )
    items = sorted(frame, key=lambda item: hashlib.sha256(f"{seed}:{item}".encode()).digest())
    items = items[:size]
    keep_draw(database, brand.id, chosen, design=DESIGN, seed=seed, frame=len(frame), items=items)
    turns = tuple(texts_of(database, item, frame[item]) for item in items)
    return Sample(brand.name, chosen, seed, len(frame), turns)


def frame_ids(database: Database, brand: BrandRow, channel: str) -> Mapping[str, FrameRow]:
    """Every turn that may be drawn, by its id."""
    rows = frame_rows(database, brand.id, channel)
    found = {turn_id(brand.name, channel, row): row for row in rows}
    assert len(found) == len(rows), "two turns have one id"
    return found


def turn_id(brand: str, channel: str, row: FrameRow) -> str:
    """The id of a turn, the same whenever it is brought in: of brand, channel, source, first part.

    It starts with a letter, so that no spreadsheet takes it for a number.
    """
    key = "\x1f".join((brand.casefold(), channel, *astuple(row)[:3]))
    return "d" + hashlib.sha256(key.encode()).hexdigest()[:14]


def texts_of(database: Database, item: str, row: FrameRow) -> Sampled:
    """A turn with the customer's message and the whole reply, as stored."""
    return Sampled(
        item, message_text(database, row.message_id), joined(turn_of(database, row.first_id))
    )


def drawn_rows(database: Database, items: Sequence[str]) -> dict[str, dict[str, str]]:
    """By id, the brand, customer and reply of those items that were drawn and are still held.

    With few brands `brand` is empty: nothing can be resampled by brand, or held out by it.
    """
    draws = draws_of(database, list(dict.fromkeys(items)))
    sides = sorted({(draw.brand_id, draw.channel) for found in draws.values() for draw in found})
    rows: dict[str, dict[str, str]] = {}
    for brand_id, channel in sides:
        (brand,) = brands(database, [brand_id])
        for item, row in frame_ids(database, brand, channel).items():
            if item in draws:
                turn = texts_of(database, item, row)
                rows[item] = {"brand": brand.name, "customer": turn.customer, "reply": turn.reply}
    if len({row["brand"] for row in rows.values()}) < FEWEST_BRANDS:
        return {item: row | {"brand": ""} for item, row in rows.items()}
    return rows


def write_sample(drawn: Sample, output: str | Path) -> tuple[Path, Path]:
    """Write the sample, and the codebook beside it; the two paths.

    BadInput where the file is there already: it may hold somebody's labels.
    """
    target = Path(output)
    beside = target.with_name(f"{target.stem}.codebook.md")
    try:
        with target.open("x", encoding="utf-8", newline="") as file:
            file.write(drawn.to_csv())
        beside.write_text(codebook(), encoding="utf-8")
    except FileExistsError as error:
        raise BadInput(f"{target} is there already; name another file with -o") from error
    except OSError as error:
        raise NotWritable(f"cannot write {target}: {error.strerror or error}") from error
    return target, beside


def _channel(brand: BrandRow, own: Sequence[str], wanted: str | None) -> str:
    if not own:
        raise NotFound(f"'{brand.name}' has no replies yet; 'audit import' brings some in")
    if wanted is not None and wanted not in own:
        raise NotFound(
            f"'{brand.name}' does not answer on channel '{wanted}'; it has: {', '.join(own)}"
        )
    return wanted or own[0]

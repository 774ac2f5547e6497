"""Every turn that a draft's figures rest on, as a file: the brand must be able to check each."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from audit.corpus.cells import cell
from audit.finding.evidence import quote_of
from audit.finding.gather import gather
from audit.reading.facts import Facts
from audit.report.site.asked import Asked
from audit.report.site.audits import Source
from audit.walk.delivery import Turn, counted
from db.queries import BrandRow

COLUMNS = ("customer", "date", "url", "reply", "capture_hash", "archived", "sent_alike")
"""Those before one a dimension; `customer` numbers them, so that each can be counted once."""


def replies_name(channel: str) -> str:
    """The name of the file beside a draft's page of a channel."""
    return f"replies-{channel or 'none'}.csv"


def write_replies(path: Path, source: Source, brand: BrandRow, channel: str, asked: Asked) -> int:
    """The turns to customers in need on a channel, with what was read in each; how many.

    Delivery is by dimension, 0 to 1, 0 throughout for a customer who got no answer.  The figure of
    a dimension is the mean over customers of each customer's mean.
    """
    facts = source.facts
    names = facts.dimensions
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *(["message"] if asked.with_customers else []), *names])
        count = 0
        numbers: dict[tuple[int, str], int] = {}
        for turn in _in_need(source, brand, channel, facts, asked):
            who = numbers.setdefault(turn.who, len(numbers) + 1)
            writer.writerow(map(cell, _row(source.database, turn, who, names, asked)))
            count += 1
    return count


def _in_need(
    source: Source, brand: BrandRow, channel: str, facts: Facts, asked: Asked
) -> Iterator[Turn]:
    inputs = gather(source.database, source.store, brand, channel, facts, asked.period)
    turns = counted(inputs.turns, not asked.exploratory)
    yield from sorted((turn for turn in turns if turn.need), key=lambda turn: turn.row.at or "")


def _row(
    database: Database, turn: Turn, who: int, names: tuple[str, ...], asked: Asked
) -> Iterator[object]:
    delivered = turn.delivered(names)
    quote = quote_of(database, turn, sum(delivered) / len(delivered))
    yield from (who, quote.date, quote.url, quote.reply, quote.capture_hash)
    yield from ("true" if told else "false" for told in (quote.archived, quote.sent_alike))
    if asked.with_customers:
        yield quote.message
    yield from (round(value, 4) for value in delivered)

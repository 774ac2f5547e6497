"""The audits a report shows: each finding with its evidence, one brand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from audit.brand import BrandAudit, around, audit_brand
from audit.corpus.exchanges import channels
from audit.finding.gather import gather
from audit.rank import Ranked
from audit.reading.facts import Facts
from audit.report.site.asked import Asked
from audit.talk.phrases import Wording
from db.queries import BrandRow
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Source:
    """Where audits come from: the database with its readings, and all brands' wording."""

    database: Database
    store: VectorStore
    facts: Facts
    wording: Wording


def ranked_audits(
    source: Source, ranking: Sequence[Ranked], brands: Mapping[str, BrandRow], asked: Asked
) -> Iterator[BrandAudit]:
    """The audit behind each line of a ranking, in its order."""
    for item in ranking:
        brand, finding = brands[item.finding.brand], item.finding
        inputs = gather(
            source.database, source.store, brand, finding.channel, source.facts, asked.period
        )
        yield around(
            source.database, source.store, brand, source.facts, inputs, finding,
            period=asked.period, panel=asked.panel, wording=source.wording, then=asked.then,
            exploratory=asked.exploratory,
        )  # fmt: skip


def brand_audits(source: Source, brand: BrandRow, asked: Asked) -> Iterator[BrandAudit]:
    """The audits of one brand on each of its channels, the one with most replies first."""
    own: list[str | None] = [*channels(source.database, brand.id)]
    for channel in own or [None]:
        yield audit_brand(
            source.database, source.store, brand, source.facts, channel=channel, then=asked.then,
            period=asked.period, exploratory=asked.exploratory, panel=asked.panel,
        )  # fmt: skip

"""The audits a report shows: each finding with its evidence, one brand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from audit.brand import BrandAudit, around, audit_brand
from audit.corpus.exchanges import channels
from audit.corpus.period import Period
from audit.finding.gather import gather
from audit.finding.make import Inputs
from audit.finding.then_and_now import then_and_now
from audit.rank import Ranked
from audit.reading.facts import Facts
from audit.report.site.asked import Asked
from audit.report.site.years import last_two_years
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
        audit = around(
            source.database, source.store, brand, source.facts, inputs, finding,
            period=asked.period, panel=asked.panel, wording=source.wording,
            exploratory=asked.exploratory,
        )  # fmt: skip
        yield _changed(source, brand, inputs, audit, asked)


def brand_audits(source: Source, brand: BrandRow, asked: Asked) -> Iterator[BrandAudit]:
    """The audits of one brand on each of its channels, the one with most replies first."""
    own: list[str | None] = [*channels(source.database, brand.id)]
    for channel in own or [None]:
        audit = audit_brand(
            source.database, source.store, brand, source.facts, channel=channel,
            period=asked.period, exploratory=asked.exploratory, panel=asked.panel,
        )  # fmt: skip
        inputs = gather(
            source.database, source.store, brand, audit.finding.channel, source.facts, asked.period
        )
        yield _changed(source, brand, inputs, audit, asked)


def _periods(inputs: Inputs, asked: Asked) -> tuple[Period, Period] | None:
    """Then and now; None where they are not to be told."""
    if asked.then is not None:
        return asked.then, asked.period
    return last_two_years(inputs.turns) if asked.period == Period() else None


def _changed(
    source: Source,
    brand: BrandRow,
    inputs: Inputs,
    audit: BrandAudit,
    asked: Asked,
) -> BrandAudit:
    periods = _periods(inputs, asked)
    if periods is None or audit.beside is None or not inputs.channel:
        return audit
    found = then_and_now(
        source.database, source.store, brand, inputs.channel, source.facts, *periods,
        exploratory=asked.exploratory,
        turns=inputs.turns if asked.period == Period() else None,
    )  # fmt: skip
    return replace(audit, beside=replace(audit.beside, then_and_now=found))

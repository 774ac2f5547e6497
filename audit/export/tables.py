"""The four tables: ranking, dimensions, evidence and coverage, made from a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from audit.corpus.period import Period
from audit.export.columns import COVERAGE, DIMENSIONS, EVIDENCE, RANKING
from audit.export.sheet import Row, Sheet
from audit.finding.evidence import ClaimEvidence, Quote, evidence
from audit.finding.gather import gather
from audit.rank import Ranked
from audit.reading.facts import Facts
from audit.report.tables import rows
from db.coverage import coverage
from db.queries import require_brand
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Source:
    """Where evidence and coverage come from; `period` is the one that was ranked."""

    database: Database
    store: VectorStore
    facts: Facts
    period: Period


def sheets(ranking: Sequence[Ranked], exploratory: bool, source: Source | None) -> list[Sheet]:
    """The tables of a ranking; without `source`, those that follow from the ranking alone."""
    found = [
        Sheet("ranking", "Ranking within each channel", RANKING, rows(ranking, exploratory)),
        Sheet(
            "dimensions",
            "Promised and delivered by dimension",
            DIMENSIONS,
            _dimensions(ranking, exploratory),
        ),
    ]
    if source is not None:
        found += [
            Sheet(
                "evidence",
                "Claims with the replies for and against them",
                EVIDENCE,
                _evidence(ranking, exploratory, source),
            ),
            Sheet("coverage", "What was read of each source", COVERAGE, coverage(source.database)),
        ]
    return found


def _dimensions(ranking: Sequence[Ranked], exploratory: bool) -> Iterator[Row]:
    for item in ranking:
        for found in item.finding.dimensions:
            delivery = found.delivery.to_dict() if found.delivery else {}
            yield {
                "brand": item.finding.brand,
                "channel": item.finding.channel,
                "status": item.finding.status,
                "exploratory": exploratory,
                "dimension": found.name,
                "claims": found.claims,
                "promise_weight": round(found.promise_weight, 4),
                "delivery": delivery.get("value"),
                "delivery_lo": delivery.get("lo"),
                "delivery_hi": delivery.get("hi"),
                "n": delivery.get("n"),
            }


def _evidence(ranking: Sequence[Ranked], exploratory: bool, source: Source) -> Iterator[Row]:
    """The replies for and against each claim, and those drawn at random; no customer's words."""
    for item in ranking:
        finding = item.finding
        brand = require_brand(source.database, finding.brand)
        inputs = gather(
            source.database, source.store, brand, finding.channel, source.facts, source.period
        )
        shown = evidence(
            source.database,
            source.store,
            inputs.turns,
            inputs.promise.claims,
            source.facts.dimensions,
            held_only=not exploratory,
        )
        whose = {"brand": finding.brand, "channel": finding.channel}
        for claim in shown.claims:
            says = whose | _claim(claim)
            quotes = [("for", quote) for quote in claim.replies_for]
            quotes += [("against", quote) for quote in claim.replies_against]
            yield from (says | _quote(speaks, quote) for speaks, quote in quotes)
            if not quotes:
                yield _whole(says)
        yield from (_whole(whose) | _quote("random", quote) for quote in shown.random_replies)


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    return {column.name: None for column in EVIDENCE} | values


def _claim(shown: ClaimEvidence) -> dict[str, Any]:
    claim = shown.claim
    row = next(row for row in claim.statements if row.text == claim.text)
    return {
        "claim": claim.text,
        "dimensions": ", ".join(sorted(claim.dimensions)),
        "claim_url": row.url,
        "claim_first_seen": row.first_seen,
        "claim_last_seen": row.last_seen,
        "claim_capture_hash": row.capture_hash,
        "claim_archived": row.archive is not None,
        "places": len(claim.statements),
    }


def _quote(speaks: str, quote: Quote) -> dict[str, Any]:
    return {
        "speaks": speaks,
        "reply": quote.reply,
        "delivered": round(quote.delivered, 4),
        "sent_alike": quote.sent_alike,
        "reply_url": quote.url,
        "reply_date": quote.date,
        "reply_capture_hash": quote.capture_hash,
        "reply_archived": quote.archived,
    }

"""Findings as dated snapshots: kept when anything in them changed, never overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlite_utils import Database

from audit.corpus.period import Period
from audit.finding.finding import Finding
from audit.finding.gather import gather
from audit.finding.moved import before, moved
from audit.reading.facts import Facts
from db.queries import BrandRow, now
from db.vectors import VectorStore

NOT_FIGURES = ("corner", "panel", "rules")
"""What depends on other brands, or on code alone, and does not make a new finding of this one."""
PUBLISHED_PANEL = "panel "
"""How the name of a panel that came with the program begins; another one does make a new one."""


def keep(
    database: Database, store: VectorStore, facts: Facts, brand: BrandRow, finding: Finding
) -> bool:
    """Keep a finding unless the same one is there already; return whether it is new.

    A new one is kept with how far it had read, and with what moved it from the one before.
    Only findings at the published bar over all that is held are history; ad-hoc periods are not.
    """
    values = finding.to_dict()
    digest = _digest(values)
    earlier = before(database, brand.id, finding.channel)
    if earlier is not None and _digest(earlier.values) == digest:
        return False
    change = None
    if earlier is not None:
        inputs = gather(database, store, brand, finding.channel, facts, Period())
        change = json.dumps(moved(inputs, finding, earlier).to_dict(), sort_keys=True)
    row = {
        "brand_id": brand.id,
        "channel": finding.channel,
        "instrument_id": finding.instrument_id,
        "figures_hash": digest,
        "found_at": now(),
        "status": finding.status,
        "finding": json.dumps(values, sort_keys=True),
        "newest_message": _newest(database, "messages", brand.id),
        "newest_statement": _newest(database, "statements", brand.id),
        "moved": change,
    }
    with database.atomic():
        database["findings"].insert(row)  # type: ignore[union-attr]
    return True


def _digest(values: Mapping[str, Any]) -> str:
    figures = {name: value for name, value in values.items() if name not in NOT_FIGURES}
    published = str(values.get("panel") or "")
    if published.startswith(PUBLISHED_PANEL):
        figures["panel"] = published
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def _newest(database: Database, table: str, brand_id: int) -> int:
    (newest,) = database.execute(
        f"""
        SELECT coalesce(max(t.id), 0) FROM {table} t JOIN sources s ON s.id = t.source_id
        WHERE s.brand_id = ?
        """,  # noqa: S608  (one of two table names is all that is put in)
        [brand_id],
    ).fetchone()
    return int(newest)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finding as kept, and what moved it; `moved` is None for a first one."""

    channel: str
    found_at: str
    values: Mapping[str, Any]
    moved: Mapping[str, Any] | None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"found_at": self.found_at, "moved": self.moved, **self.values}


def snapshots(database: Database, brand_id: int, channel: str | None = None) -> list[Snapshot]:
    """Every finding kept of a brand, channel by channel, oldest first."""
    rows = database.execute(
        """
        SELECT channel, found_at, finding, moved FROM findings
        WHERE brand_id = ? AND (? IS NULL OR channel = ?) ORDER BY channel, id
        """,
        [brand_id, channel, channel],
    ).fetchall()
    return [
        Snapshot(name, at, json.loads(values), json.loads(change) if change else None)
        for name, at, values, change in rows
    ]


def panel_medians(
    database: Database, channel: str, instrument_id: str, least: int
) -> tuple[float, float, int] | None:
    """Median talk and walk, and how many brands, over the newest findings kept of a channel.

    None with fewer than `least` brands that have both figures.
    """
    rows = database.execute(
        """
        SELECT json_extract(finding, '$.talk.value'), json_extract(finding, '$.walk.value')
        FROM findings WHERE id IN (
            SELECT max(id) FROM findings WHERE channel = ? AND instrument_id = ? GROUP BY brand_id
        )
        """,
        [channel, instrument_id],
    ).fetchall()
    both = [(talk, walk) for talk, walk in rows if talk is not None and walk is not None]
    if len(both) < least:
        return None
    talk, walk = np.median(np.array(both), axis=0)
    return float(talk), float(walk), len(both)

"""Findings as dated snapshots: kept when anything in them changed, never overwritten."""

from __future__ import annotations

import hashlib
import json

import numpy as np
from sqlite_utils import Database

from audit.finding.finding import Finding
from db.queries import now

NOT_FIGURES = ("corner", "panel")
"""What depends on the other brands too, and does not make a new finding of this one."""


def keep(database: Database, brand_id: int, finding: Finding) -> bool:
    """Keep a finding unless the same one is there already; return whether it is new.

    Only findings at the published bar over all that is held are history; ad-hoc periods are not.
    """
    values = finding.to_dict()
    figures = {name: value for name, value in values.items() if name not in NOT_FIGURES}
    digest = hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
    last = database.execute(
        """
        SELECT figures_hash FROM findings WHERE brand_id = ? AND channel = ?
            AND instrument_id = ? ORDER BY id DESC LIMIT 1
        """,
        [brand_id, finding.channel, finding.instrument_id],
    ).fetchone()
    if last is not None and last[0] == digest:
        return False
    with database.atomic():
        database.execute(
            """
            INSERT INTO findings
                (brand_id, channel, instrument_id, figures_hash, found_at, status, finding)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                brand_id,
                finding.channel,
                finding.instrument_id,
                digest,
                now(),
                finding.status,
                json.dumps(values, sort_keys=True),
            ],
        )
    return True


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

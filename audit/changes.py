"""What has changed since a day: claims that appeared or are absent, findings that moved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlite_utils import Database

from audit.reading.facts import Facts
from audit.reading.readings import Reading
from audit.talk.claims import is_claim
from db.errors import BadInput

FIGURES = ("score", "talk", "walk", "acknowledged_rate", "answered_share")


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that appeared, is absent where it stood, or is back; `on` is when that was read."""

    brand: str
    what: str
    text: str
    url: str | None
    on: str

    def __str__(self) -> str:
        """The one line of it."""
        return (
            f"{self.brand}  {self.what} on {self.on[:10]}: {self.text}  {self.url or ''}".rstrip()
        )


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A figure whose value now lies outside the interval it had then, or another status.

    `then` and `now` are statuses or `{value, lo, hi, n}`, None where there was none; `since` and
    `on` are when the two findings were made.
    """

    brand: str
    channel: str
    figure: str
    then: Any
    now: Any
    since: str
    on: str

    def __str__(self) -> str:
        """The one line of it."""
        shown = f"{_shown(self.then)} to {_shown(self.now)}"
        days = f"found {self.since[:10]} and {self.on[:10]}"
        return f"{self.brand}  {self.channel}: {self.figure} from {shown} ({days})"


def _shown(figure: Any) -> str:
    if not isinstance(figure, dict):
        return str(figure or "none")
    return f"{figure['value']:g} ({figure['lo']:g} to {figure['hi']:g})"


def midnight(day: str) -> datetime:
    """The moment an ISO date begins, in UTC.  Raises BadInput."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC)
    except ValueError as error:
        raise BadInput(f"--since '{day}' is no date; write YYYY-MM-DD") from error


def claim_changes(database: Database, facts: Facts, since: datetime) -> list[ClaimChange]:
    """Claims that appeared, are absent or are back since then, brand by brand and in order.

    A wording that only moved is no change: it appears where the brand did not say it before, and is
    absent where it says it nowhere else.  What the first crawl of a source brought has not
    appeared; it was there.
    """
    rows = database.execute(
        """
        WITH told AS (
            SELECT t.id, b.id AS brand_id, b.name, t.text, t.text_hash, t.url, t.first_seen,
                t.source_id, r.reading
            FROM statements t JOIN sources s ON s.id = t.source_id
            JOIN brands b ON b.id = s.brand_id
            JOIN statement_keys k ON k.statement_id = t.id
            JOIN readings r ON r.key = k.claim_key AND r.instrument_id = :instrument
            WHERE json_extract(r.reading, '$.promise[0]') = 1
        )
        SELECT name, 'appeared', text, url, first_seen, reading FROM told t
        WHERE first_seen >= :since AND NOT EXISTS (
            SELECT 1 FROM statements o JOIN sources s ON s.id = o.source_id
            WHERE s.brand_id = t.brand_id AND o.text_hash = t.text_hash
                AND (o.first_seen < t.first_seen OR (o.first_seen = t.first_seen AND o.id < t.id))
        ) AND coalesce(t.first_seen > (
            SELECT min(c.ended_at) FROM crawls c JOIN sources o ON o.id = c.source_id
            JOIN sources s ON (s.brand_id, s.spider, s.target) = (o.brand_id, o.spider, o.target)
            WHERE s.id = t.source_id
        ), 1)
        UNION ALL
        SELECT name, 'absent', text, url, absent_on, reading
        FROM told t JOIN absences a ON a.statement_id = t.id
        WHERE absent_on >= :since AND back_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM statements o JOIN sources s ON s.id = o.source_id
            WHERE s.brand_id = t.brand_id AND o.text_hash = t.text_hash AND o.id <> t.id
                AND o.last_seen >= a.absent_on
                AND NOT EXISTS (SELECT 1 FROM absences x
                    WHERE x.statement_id = o.id AND x.back_on IS NULL)
        )
        UNION ALL
        SELECT name, 'back', text, url, back_on, reading
        FROM told t JOIN absences a ON a.statement_id = t.id WHERE back_on >= :since
        ORDER BY 1 COLLATE NOCASE, 5, 2, 3
        """,
        {"instrument": facts.instrument_id, "since": f"{since:%Y-%m-%dT%H:%M:%SZ}"},
    )
    return [
        ClaimChange(brand, what, text, url, on)
        for brand, what, text, url, on, reading in rows
        if is_claim(text, Reading.from_json(reading))
    ]


def finding_changes(database: Database, facts: Facts, since: datetime) -> list[FindingChange]:
    """Findings that moved beyond their interval since then, by the instrument in use."""
    rows = database.execute(
        """
        SELECT b.name, f.channel, f.found_at, f.finding,
            (SELECT o.found_at FROM findings o WHERE o.id = before),
            (SELECT o.finding FROM findings o WHERE o.id = before)
        FROM (
            SELECT max(id) AS id, brand_id, channel, (
                SELECT max(o.id) FROM findings o WHERE o.brand_id = n.brand_id
                    AND o.channel = n.channel AND o.instrument_id = n.instrument_id
                    AND o.found_at < :since
            ) AS before
            FROM findings n WHERE instrument_id = :instrument GROUP BY brand_id, channel
        ) newest JOIN findings f USING (id) JOIN brands b ON b.id = newest.brand_id
        WHERE before IS NOT NULL AND before <> f.id ORDER BY b.name COLLATE NOCASE, f.channel
        """,
        {"instrument": facts.instrument_id, "since": f"{since:%Y-%m-%dT%H:%M:%SZ}"},
    )
    found: list[FindingChange] = []
    for brand, channel, on, now, before, then in rows:
        old, new = json.loads(then), json.loads(now)
        pairs = [("status", old["status"], new["status"])] if old["status"] != new["status"] else []
        pairs += [(name, old[name], new[name]) for name in FIGURES if _moved(old[name], new[name])]
        found += [FindingChange(brand, channel, *pair, before, on) for pair in pairs]
    return found


def _moved(then: Any, now: Any) -> bool:
    """Whether a figure lies outside the interval it had, or is there where it was not."""
    if then is None or now is None:
        return (then is None) != (now is None)
    return not then["lo"] <= now["value"] <= then["hi"]

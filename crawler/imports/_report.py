"""What an import did: every row accounted for exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.items import Brand, Message, Rejected
from crawler.pipelines.store import Stored

MOST_LISTED = 1000
OUTCOMES = ("new", "changed", "held")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of rows by what became of them, and of items by kind.

    A row is new, changed, held (there already) or rejected; of several items in a row the first
    of these that applies to one of them.  `rejections` lists the first thousand rejected rows.
    """

    file: str
    format: str
    rows: int
    new: int
    changed: int
    held: int
    rejected: Mapping[str, int]
    rejections: tuple[Rejected, ...]
    items_new: Mapping[str, int]
    items_changed: Mapping[str, int]
    items_held: Mapping[str, int]
    brands: tuple[str, ...]

    @property
    def rejected_rows(self) -> int:
        """How many rows could not be used."""
        return sum(self.rejected.values())

    @property
    def not_listed(self) -> int:
        """How many rejected rows are counted only."""
        return self.rejected_rows - len(self.rejections)

    @property
    def brand_replies(self) -> int:
        """The brands' messages in the file that are stored now, new or not."""
        return sum(
            items.get("brand replies", 0)
            for items in (self.items_new, self.items_changed, self.items_held)
        )


@dataclass(slots=True)
class Tally:
    """Counts outcomes as they come; those of one row come one after the other."""

    file: str
    format: str
    rows: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    listed: list[Rejected] = field(default_factory=list)
    items: dict[str, Counter[str]] = field(
        default_factory=lambda: {outcome: Counter() for outcome in OUTCOMES}
    )
    brands: set[str] = field(default_factory=set)

    def report(self, outcomes: Iterable[Stored | Rejected]) -> ImportReport:
        """The report of all `outcomes`, which are taken one at a time."""
        row: list[Stored | Rejected] = []
        for outcome in outcomes:
            if row and _line(outcome) != _line(row[0]):
                self._close(row)
                row = []
            row.append(outcome)
        self._close(row)
        return ImportReport(
            file=self.file,
            format=self.format,
            rows=self.rows.total(),
            new=self.rows["new"],
            changed=self.rows["changed"],
            held=self.rows["held"],
            rejected=dict(self.reasons.most_common()),
            rejections=tuple(self.listed),
            items_new=dict(self.items["new"]),
            items_changed=dict(self.items["changed"]),
            items_held=dict(self.items["held"]),
            brands=tuple(sorted(self.brands, key=str.casefold)),
        )

    def _close(self, row: list[Stored | Rejected]) -> None:
        """Count one row."""
        found = set()
        refused: list[Rejected] = []
        for outcome in row:
            if isinstance(outcome, Rejected):
                refused.append(outcome)
                continue
            found.add(outcome.outcome)
            self.items[outcome.outcome][_kind(outcome)] += 1
            item = outcome.item
            self.brands.add(item.name if isinstance(item, Brand) else item.source.brand)
        best = next((outcome for outcome in OUTCOMES if outcome in found), None)
        if best:
            self.rows[best] += 1
        elif refused:
            self.rows["rejected"] += 1
            self.reasons[refused[0].reason] += 1
            if len(self.listed) < MOST_LISTED:
                self.listed.append(refused[0])


def lines(report: ImportReport) -> list[str]:
    """The report for people, a line each."""
    found = [
        (
            f"{report.file}: {report.rows:,} rows; {report.new:,} new, {report.changed:,} changed, "
            f"{report.held:,} already there, {report.rejected_rows:,} not usable"
        ),
        f"{_count(len(report.brands), 'brand')}, {report.brand_replies:,} brand replies",
    ]
    for label, items in (("new", report.items_new), ("changed", report.items_changed)):
        if items:
            kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(items.items()))
            found.append(f"{label}: {kinds}")
    for reason, count in report.rejected.items():
        found.append(f"not usable: {count:,}, {reason}")
        listed = [rejected for rejected in report.rejections if rejected.reason == reason]
        found += [f"  line {r.line}{': ' + r.detail if r.detail else ''}" for r in listed[:20]]
        if count > 20:
            found.append(f"  … and {count - 20:,} more; --json lists up to {MOST_LISTED:,} lines")
    return found


def record(report: ImportReport) -> dict[str, Any]:
    """The report as plain values, for JSON; every rejected row that was listed is in it."""
    return {
        "file": report.file,
        "format": report.format,
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "held": report.held,
        "not_usable": report.rejected_rows,
        "brands": list(report.brands),
        "brand_replies": report.brand_replies,
        "items": {
            "new": dict(report.items_new),
            "changed": dict(report.items_changed),
            "held": dict(report.items_held),
        },
        "reasons": dict(report.rejected),
        "rejected": [
            {"line": found.line, "reason": found.reason, "detail": found.detail}
            for found in report.rejections
        ],
        "rejected_not_listed": report.not_listed,
    }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _line(outcome: Stored | Rejected) -> int:
    return outcome.line if isinstance(outcome, Rejected) else outcome.item.line


def _kind(stored: Stored) -> str:
    if isinstance(stored.item, Message):
        return "brand replies" if stored.item.role == "brand" else "customer messages"
    return "brands" if isinstance(stored.item, Brand) else "statements"

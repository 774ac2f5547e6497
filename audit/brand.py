"""The audit of one brand: its finding on one channel, with the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from audit.corpus.exchanges import channels
from audit.corpus.period import Period
from audit.finding.beside import Beside, look_beside
from audit.finding.evidence import BrandEvidence, evidence
from audit.finding.finding import Finding
from audit.finding.gather import gather
from audit.finding.history import panel_medians
from audit.finding.make import Inputs, find
from audit.finding.panel import Panel, Usual
from audit.rank import NO_CHANNEL, PANEL_BRANDS, by_panel
from audit.reading.facts import Facts
from audit.talk.phrases import Wording
from db.errors import NotFound
from db.queries import BrandRow
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class BrandAudit:
    """A finding with its evidence.

    `beside` is what is said beside it, `others` the channels that it does not cover;
    `usual` what is usual on this channel, by figure.
    """

    finding: Finding
    evidence: BrandEvidence
    beside: Beside | None
    others: tuple[str, ...]
    usual: dict[str, Usual] = field(default_factory=dict)

    @property
    def limits(self) -> tuple[str, ...]:
        """What limits the finding, in sentences."""
        return (*filter(None, [self.shift]), *(text for _, text in self.finding.limitations))

    @property
    def shift(self) -> str:
        """What to know where customers got more, or less, in one part of the time than before."""
        both = self.beside.then_and_now if self.beside else None
        return both.shift if both else ""

    def to_dict(self, with_customers: bool) -> dict[str, Any]:
        """The JSON contract."""
        beside = {} if self.beside is None else self.beside.to_dict()
        checks = () if self.beside is None else self.beside.checks
        return self.finding.to_dict() | {
            "checks": [check.to_dict() for check in checks],
            **beside,
            "evidence": self.evidence.to_dict(with_customers),
            "other_channels": list(self.others),
            "usual": {name: found.to_dict() for name, found in self.usual.items()},
        }


def audit_brand(
    database: Database,
    store: VectorStore,
    brand: BrandRow,
    facts: Facts,
    *,
    channel: str | None = None,
    period: Period | None = None,
    exploratory: bool = False,
    panel: Panel | None = None,
    then: Period | None = None,
) -> BrandAudit:
    """Audit a brand on `channel`, or on the one it answers on most.

    Its corner is told by `panel` where that covers the channel, else by the brands of the database.
    With `then`, `period` is held against that earlier one.  Raises NotFound for
    a channel it does not answer on.
    """
    own = channels(database, brand.id)
    chosen = _channel(brand, own, channel)
    period = period or Period()
    inputs = gather(database, store, brand, chosen, facts, period)
    finding = find(inputs, exploratory=exploratory)
    finding = _in_corner(database, finding, panel)
    return around(
        database, store, brand, facts, inputs, finding, period=period, panel=panel, then=then,
        exploratory=exploratory,
    )  # fmt: skip


def around(
    database: Database,
    store: VectorStore,
    brand: BrandRow,
    facts: Facts,
    inputs: Inputs,
    finding: Finding,
    *,
    period: Period,
    exploratory: bool = False,
    panel: Panel | None = None,
    then: Period | None = None,
    wording: Wording | None = None,
) -> BrandAudit:
    """A finding that is made already, with its evidence and what is said beside it."""
    shown = evidence(
        database,
        store,
        inputs.turns,
        inputs.promise.claims,
        facts.dimensions,
        held_only=not exploratory,
    )
    beside = look_beside(
        database, store, brand, facts, inputs, period, then, exploratory=exploratory, said=wording
    )
    others = (name for name in channels(database, brand.id) if name != finding.channel)
    usual = {} if panel is None else panel.figures(finding.channel)
    return BrandAudit(finding, shown, beside, tuple(others), usual)


def _in_corner(database: Database, finding: Finding, panel: Panel | None) -> Finding:
    if panel is not None and panel.figures(finding.channel):
        return by_panel(finding, panel)
    middle = panel_medians(database, finding.channel, finding.instrument_id, PANEL_BRANDS)
    if middle is None:
        return finding
    talk, walk, n = middle
    return finding.in_corner(talk, walk, f"median of {n} brands in this database")


def _channel(brand: BrandRow, own: Sequence[str], wanted: str | None) -> str:
    if wanted is None:
        return own[0] if own else NO_CHANNEL
    if wanted not in own:
        listed = ", ".join(own) or "none"
        raise NotFound(f"'{brand.name}' does not answer on channel '{wanted}'; it has: {listed}")
    return wanted

"""A finding: what one brand says and does, every figure with its interval, or why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.formulas import score
from audit.formulas.estimate import Estimate
from audit.formulas.minimum import Span

Array = NDArray[np.float64]

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class DimensionFinding:
    """One dimension: its weight in the score, what was delivered of it, how many claims it has."""

    name: str
    promise_weight: float
    delivery: Estimate | None
    claims: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One brand on one channel.  Figures are None where the evidence is too thin for them.

    `score`, `talk`, `walk` run from 0 to 100; shares and deliveries from 0 to 1.  `reasons` says in
    numbers what is missing; `n_documents` are those that hold a claim; `rules` names the
    code that counted.  The draws behind the intervals stay with it for rank sets.
    """

    brand: str
    channel: str
    status: str
    reasons: tuple[str, ...]
    exploratory: bool
    score: Estimate | None
    talk: Estimate | None
    walk: Estimate | None
    acknowledged_rate: Estimate | None
    canned_share: Estimate | None
    formulaic_share: Estimate | None
    deflection_share: Estimate | None
    dismissive_share: Estimate | None
    answered_share: Estimate | None
    dimensions: tuple[DimensionFinding, ...]
    weakest: str | None
    corner: str | None
    n_need: int
    n_replies: int
    n_claims: int
    n_statements: int
    n_documents: int
    talk_span: Span
    walk_span: Span
    instrument_id: str
    rules: str
    panel: str | None
    limitations: tuple[tuple[str, str], ...]
    draws: Mapping[str, Array] = field(default_factory=dict, repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The keys of the JSON contract, evidence and checks aside."""
        figures = (
            "score talk walk acknowledged_rate canned_share formulaic_share deflection_share"
            " dismissive_share answered_share"
        )
        values: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "brand": self.brand,
            "channel": self.channel,
            "status": self.status,
            "reasons": list(self.reasons),
            "exploratory": self.exploratory,
            "period": {"since": self.walk_span.first, "until": self.walk_span.last},
            "promise_period": {"since": self.talk_span.first, "until": self.talk_span.last},
        }
        for name in figures.split():
            found: Estimate | None = getattr(self, name)
            values[name] = None if found is None else found.to_dict()
        values |= {
            "corner": self.corner,
            "weakest_promised_dimension": self.weakest,
            "dimensions": [
                {
                    "name": d.name,
                    "promise_weight": round(d.promise_weight, 4),
                    "delivery": None if d.delivery is None else d.delivery.to_dict(),
                    "claims": d.claims,
                }
                for d in self.dimensions
            ],
            "n_need": self.n_need,
            "n_replies": self.n_replies,
            "n_claims": self.n_claims,
            "n_statements": self.n_statements,
            "n_documents": self.n_documents,
            "panel": self.panel,
            "instrument_id": self.instrument_id,
            "rules": self.rules,
            "limitations": [{"code": code, "text": text} for code, text in self.limitations],
        }
        return values

    def in_corner(self, talk_median: float, walk_median: float, panel: str) -> Finding:
        """The finding with its corner against a panel's medians, where both figures stand."""
        if self.talk is None or self.walk is None:
            return self
        name = score.corner(self.draws["talk"], self.draws["walk"], talk_median, walk_median)
        return replace(self, corner=name, panel=panel)

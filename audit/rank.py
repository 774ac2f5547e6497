"""All brands beside each other, within each channel, with what cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlite_utils import Database

from audit.corpus.exchanges import channels
from audit.corpus.period import Period
from audit.finding.finding import Finding
from audit.finding.gather import gather
from audit.finding.make import find
from audit.finding.panel import FEWEST, Panel
from audit.formulas.estimate import Estimate, rank_sets
from audit.reading.facts import Facts
from db.queries import BrandRow, brands
from db.vectors import VectorStore

NO_CHANNEL = ""
PANEL_BRANDS = FEWEST
"""Fewer brands than this with both figures make no panel, and no corner is named."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One brand's finding with its rank and the 95 % set of ranks it may hold; None if unscored."""

    finding: Finding
    rank: int | None
    rank_lo: int | None
    rank_hi: int | None


def rank(
    database: Database,
    store: VectorStore,
    facts: Facts,
    *,
    group: str | None = None,
    channel: str | None = None,
    period: Period | None = None,
    exploratory: bool = False,
    progress: Callable[[int, int], None] | None = None,
    panel: Panel | None = None,
) -> list[Ranked]:
    """The findings of all brands (of a group), channel by channel, best score first.

    Corners are told by `panel` where it covers the channel, else by the brands ranked.
    Brands without a score follow, by walk, then by name.
    """
    chosen = list(brands(database, group=group))
    findings: list[Finding] = []
    for done, brand in enumerate(chosen):
        findings += _of_brand(database, store, brand, facts, channel, period, exploratory)
        if progress is not None:
            progress(done + 1, len(chosen))
    ranked: list[Ranked] = []
    for name in sorted({finding.channel for finding in findings}, key=lambda c: (not c, c)):
        within = in_corners([finding for finding in findings if finding.channel == name], panel)
        ranked += _ranked(within)
    return ranked


def _of_brand(
    database: Database,
    store: VectorStore,
    brand: BrandRow,
    facts: Facts,
    channel: str | None,
    period: Period | None,
    exploratory: bool,
) -> list[Finding]:
    own = channels(database, brand.id)
    if channel is not None:
        own = [name for name in own if name == channel]
    elif not own:
        own = [NO_CHANNEL]
    return [
        find(
            gather(database, store, brand, name, facts, period or Period()),
            exploratory=exploratory,
        )
        for name in own
    ]


def medians(findings: Sequence[Finding]) -> tuple[float, float] | None:
    """The panel's medians of talk and walk; None with too few brands that have both.

    None too where half of them promise nothing, as in `audit.finding.panel.Panel.medians`.
    """
    both = [(f.talk.value, f.walk.value) for f in findings if f.talk and f.walk]
    if len(both) < PANEL_BRANDS:
        return None
    talk, walk = np.median(np.array(both), axis=0)
    return (float(talk), float(walk)) if talk else None


def by_panel(finding: Finding, panel: Panel) -> Finding:
    """The finding with its corner against the reference panel, and that panel named."""
    name = panel.named(finding.instrument_id)
    middle = panel.medians(finding.channel)
    placed = finding if middle is None else finding.in_corner(*middle, name)
    return replace(placed, panel=name)


def in_corners(findings: Sequence[Finding], panel: Panel | None = None) -> list[Finding]:
    """The findings of one channel, each in its corner.

    Against `panel` where that covers the channel, else against the medians of them all.
    """
    if panel is not None and findings and panel.figures(findings[0].channel):
        return [by_panel(finding, panel) for finding in findings]
    middle = medians(findings)
    if middle is None:
        return list(findings)
    name = f"median of {sum(bool(f.talk and f.walk) for f in findings)} brands in this database"
    return [finding.in_corner(*middle, name) for finding in findings]


def _ranked(findings: Sequence[Finding]) -> list[Ranked]:
    scored = sorted(
        (f for f in findings if f.score is not None),
        key=lambda f: (-_value(f.score), f.brand.casefold()),
    )
    rest = sorted(
        (f for f in findings if f.score is None),
        key=lambda f: (f.walk is None, -_value(f.walk), -f.n_need, f.brand.casefold()),
    )
    sets: list[tuple[int, int]] = []
    if scored:
        values = np.array([_value(f.score) for f in scored])
        sets = rank_sets(values, np.column_stack([f.draws["score"] for f in scored]))
    ranked = [
        Ranked(finding, place + 1, lo, hi)
        for place, (finding, (lo, hi)) in enumerate(zip(scored, sets, strict=True))
    ]
    return ranked + [Ranked(finding, None, None, None) for finding in rest]


def _value(found: Estimate | None) -> float:
    return 0.0 if found is None else found.value

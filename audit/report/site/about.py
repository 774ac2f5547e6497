"""What every page of one report says alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.finding.finding import Finding
from audit.report.site.asked import Asked
from audit.report.terminal import STAMP

VALIDATION = ("language-model-labels", "people-labels")


@dataclass(frozen=True, slots=True)
class About:
    """The report: what it is for, by which instrument, and how far that was validated."""

    draft: bool
    exploratory: bool
    with_customers: bool
    dimensions: tuple[str, ...]
    instrument: str
    panel: str | None
    validation: str
    stamp: str = STAMP


def about(findings: Sequence[Finding], asked: Asked) -> About:
    """What the findings of a report have in common; there is at least one."""
    first = findings[0]
    said = next((text for code, text in first.limitations if code in VALIDATION), "")
    return About(
        asked.draft,
        asked.exploratory,
        asked.with_customers,
        tuple(d.name for d in first.dimensions),
        first.instrument_id,
        next((f.panel for f in findings if f.panel and f.panel.startswith("panel")), None),
        f"{said[:1].upper()}{said[1:]}." if said else "",
    )

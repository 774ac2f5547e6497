"""What is usual, in a line a figure: the percentiles of the reference panel beside a finding's."""

from __future__ import annotations

from collections.abc import Iterator

from audit.finding.panel import Usual

SHOWN = {
    "score": ("score", 1, ""),
    "walk": ("walk", 1, ""),
    "talk": ("talk", 1, ""),
    "acknowledged_rate": ("acknowledged", 100, " %"),
    "canned_share": ("canned", 100, " %"),
}


def usual_lines(panel: str | None, figures: dict[str, Usual]) -> Iterator[str]:
    """One line a figure: its median over brands, and between what half and nine tenths lie."""
    if panel is None or not figures:
        return
    yield f"What is usual here ({panel})"
    for name, (title, factor, unit) in SHOWN.items():
        if name in figures:
            found = figures[name]
            low, first, middle, third, high = (value * factor for value in found.quantiles.values())
            yield (
                f"- {title}: {middle:.0f}{unit}; half of {found.brands} brands"
                f" {first:.0f} to {third:.0f}, nine in ten {low:.0f} to {high:.0f}"
            )

"""Figures before and after hand labels, as lines of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.labels.apply import Application, Corrected


def corrected_text(found: Application) -> str:
    """A line a figure: as read, corrected with its interval, turns labelled, turns in all."""
    lines = [
        f"Figures of {found.brand} on {found.channel}, corrected by hand labels; instrument "
        f"{found.instrument_id}",
        *(
            f"{draw.size:,} of {draw.frame:,} turns drawn at random on {draw.drawn_at[:10]}, "
            f"seed {draw.seed}"
            for draw in found.draws
        ),
        f"{found.labelled:,} of them labelled, by {', '.join(found.raters)}"
        + ("; where raters differ, their mean counts" if len(found.raters) > 1 else ""),
    ]
    if found.later:
        lines.append(f"{found.later:,} turns came in since the draw and are in no figure here")
    if found.gone:
        lines.append(f"{found.gone:,} labelled turns are no longer held and are in no figure here")
    if found.unanswered:
        lines.append(
            f"{found.unanswered:,} customers got no answer: they count as their need is read, "
            "uncorrected"
        )
    lines += ["", _row("", "as read", "corrected, 95 % interval", "n labelled", "n all")]
    lines += [_figure(one, found.turns) for one in found.figures]
    lines += [
        "",
        "Walk is of 100, the others from 0 to 1. Prediction-powered (Angelopoulos et al. 2023), "
        "whole customers as clusters.",
    ]
    return "\n".join(lines)


def _figure(one: Corrected, turns: int) -> str:
    digits = 1 if one.name == "walk" else 3
    before = "-" if one.before != one.before else f"{one.before:.{digits}f}"
    if one.after:
        low, high = f"{one.after.lo:.{digits}f}", f"{one.after.hi:.{digits}f}"
        after = f"{one.after.value:.{digits}f} [{low}, {high}]"
    else:
        after = one.lacks or "cannot be solved for"
    return _row(one.name, before, after, f"{one.labelled:,}", f"{turns:,}")


def _row(name: str, before: str, after: str, labelled: str, turns: str) -> str:
    return f"{name:14}{before:>8}   {after:<38}{labelled:>10}{turns:>9}"

"""The findings kept of a brand and what moved each, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.finding.history import Snapshot

SAID = {
    "instrument": "another instrument",
    "rules": "other rules of what counts",
    "texts": "texts edited or removed",
    "claims": "new claims",
    "turns": "new turns",
    "mix": "the mix of sources",
    "panel": "another panel",
}


def lines(kept: Sequence[Snapshot]) -> Iterator[str]:
    """One line a finding, and what moved it under it."""
    if not kept:
        yield "no finding is kept yet; 'audit rank' makes and keeps them"
    for one in kept:
        figures = ", ".join(
            f"{name} {_figure(one.values.get(name))}" for name in ("score", "walk", "talk")
        )
        yield (
            f"{one.found_at[:10]}  {one.channel or 'no channel'}: {one.values['status']}; "
            f"{figures}; instrument {one.values['instrument_id']}"
        )
        if one.moved is not None:
            yield from (f"    {line}" for line in moved_lines(one.moved))


def moved_lines(moved: Mapping[str, Any] | None) -> Iterator[str]:
    """What moved a finding since the one before, part by part; they add up."""
    if moved is None:
        yield "Since the finding before: there is none, this is the first."
        return
    day = str(moved["since"])[:10]
    yield (
        f"Since the finding of {day}: {moved['figure']} {_plain(moved['before'])} to "
        f"{_plain(moved['after'])}; {_some(moved['new_claims'], 'claim')},"
        f" {_some(moved['new_turns'], 'turn')}."
    )
    if moved["why_not"]:
        yield f"What moved it is not told: {moved['why_not']}."
    parts = {name: value for name, value in moved["parts"].items() if value}
    if parts:
        yield "Of that, " + ", ".join(f"{SAID[n]} {value:+.2f}" for n, value in parts.items()) + "."
    then, now = moved["corner"]
    if then != now:
        why = " because the panel is another one" if moved["corner_by_panel"] else ""
        yield f"Corner: {then or 'none'} to {now or 'none'}{why}."


def _some(count: int, what: str) -> str:
    return f"{count:,} new {what}" if count == 1 else f"{count:,} new {what}s"


def _figure(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "none"
    return f"{found['value']:.0f} ({found['lo']:.0f} to {found['hi']:.0f})"


def _plain(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"

"""Why a finding moved: from the one kept before it, in parts that add up.

The parts are taken one after another, in this order: another instrument (or, with the same one,
other rules of what counts; or, with those too, texts that were edited or removed), new claims, new
turns, the mix of sources, the panel.  Each is what the score changes by when that part alone steps
from then to now, with the parts before it already taken: a path decomposition (as in Oaxaca 1973,
with a fixed order).  They add up to the whole change but for rounding.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from audit.finding.finding import Finding
from audit.finding.make import Inputs
from audit.finding.panel import published
from audit.formulas import score
from audit.formulas.minimum import PUBLISHED
from audit.talk.claims import Claim, by_dimension
from audit.walk.delivery import Turn, counted, per_customer

Array = NDArray[np.float64]

PARTS = ("instrument", "rules", "texts", "claims", "turns", "mix", "panel")
FIGURES = ("score", "walk")


@dataclass(frozen=True, slots=True)
class Kept:
    """A finding as it was kept: its values, and how far it had read."""

    found_at: str
    values: Mapping[str, Any]
    newest_message: int | None
    newest_statement: int | None

    def figure(self, name: str) -> float | None:
        """A figure's value, if it had one."""
        found = self.values.get(name)
        return None if found is None else float(found["value"])


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved a figure (`score`, else `walk`; points of 100), part by part.

    `parts` is empty where the figures cannot be compared; `why_not` says so.  `claims` and `turns`
    count what is new.
    """

    since: str
    figure: str
    before: float | None
    after: float | None
    parts: Mapping[str, float]
    claims: int
    turns: int
    corner: tuple[str | None, str | None]
    corner_by_panel: bool
    why_not: str | None

    def to_dict(self) -> dict[str, Any]:
        """For JSON; points to two decimals."""
        return {
            "since": self.since,
            "figure": self.figure,
            "before": None if self.before is None else round(self.before, 2),
            "after": None if self.after is None else round(self.after, 2),
            "parts": {name: round(value, 2) for name, value in self.parts.items()},
            "new_claims": self.claims,
            "new_turns": self.turns,
            "corner": list(self.corner),
            "corner_by_panel": self.corner_by_panel,
            "why_not": self.why_not,
        }


def before(database: Database, brand_id: int, channel: str) -> Kept | None:
    """The newest finding kept of a brand on a channel, of any instrument."""
    row = database.execute(
        """
        SELECT found_at, finding, newest_message, newest_statement FROM findings
        WHERE brand_id = ? AND channel = ? ORDER BY id DESC LIMIT 1
        """,
        [brand_id, channel],
    ).fetchone()
    return None if row is None else Kept(row[0], json.loads(row[1]), row[2], row[3])


def moved(inputs: Inputs, finding: Finding, earlier: Kept) -> Moved:
    """What moved the finding made from `inputs` since `earlier`."""
    figure = next((name for name in FIGURES if _both(name, finding, earlier)), None)
    new_turns = [turn for turn in inputs.turns if not _read_by(turn, earlier)]
    claims = [claim for claim in inputs.promise.claims if not _claimed_by(claim, earlier)]
    old_corner = earlier.values.get("corner")
    made = Moved(
        since=earlier.found_at,
        figure=figure or FIGURES[0],
        before=earlier.figure(figure or FIGURES[0]),
        after=_value(finding, figure or FIGURES[0]),
        parts={},
        claims=len(claims),
        turns=len(new_turns),
        corner=(old_corner, finding.corner),
        corner_by_panel=_by_panel(finding, earlier),
        why_not=None,
    )
    if figure is None:
        return replace(made, why_not="one of the two findings has neither score nor walk")
    if earlier.newest_message is None or earlier.newest_statement is None:
        return replace(made, why_not="the earlier finding does not say how far it had read")
    parts = _parts(inputs, finding, earlier, figure)
    if parts is None:
        return replace(made, why_not="too little of what the earlier finding rested on is left")
    return replace(made, parts=parts)


def _parts(inputs: Inputs, finding: Finding, earlier: Kept, figure: str) -> dict[str, float] | None:
    names = inputs.names
    now = counted(inputs.turns, PUBLISHED.held_only)
    then = [turn for turn in now if _read_by(turn, earlier)]
    claims_then = [claim for claim in inputs.promise.claims if _claimed_by(claim, earlier)]
    if not any(turn.need for turn in then) or (figure == "score" and not claims_then):
        return None
    old, new = (_weights(figure, claims, names) for claims in (claims_then, inputs.promise.claims))
    delivered_then = score.delivery(per_customer(then, names))
    delivered_now = score.delivery(per_customer(now, names))
    at_old_mix = _at_mix(now, _mix(then), names)
    reread = float(score.walk_the_talk(old, delivered_then))
    with_claims = float(score.walk_the_talk(new, delivered_then))
    with_turns = float(score.walk_the_talk(new, at_old_mix))
    whole = float(score.walk_the_talk(new, delivered_now))
    first = earlier.figure(figure) or 0.0
    cause = "texts"
    if earlier.values.get("instrument_id") != finding.instrument_id:
        cause = "instrument"
    elif earlier.values.get("rules") != finding.rules:
        cause = "rules"
    return {
        **{name: reread - first if name == cause else 0.0 for name in PARTS[:3]},
        "claims": with_claims - reread,
        "turns": with_turns - with_claims,
        "mix": whole - with_turns,
        "panel": 0.0,
    }


def _weights(figure: str, claims: Sequence[Claim], names: Sequence[str]) -> list[float]:
    if figure == "walk":
        return [1 / len(names)] * len(names)
    weights = score.promise_weights(by_dimension(claims, names))
    return [weights[name] for name in names]


def _mix(turns: Sequence[Turn]) -> dict[int, float]:
    """The share of customers in need that each source has, by source id."""
    who = {turn.who for turn in turns if turn.need}
    counts: dict[int, float] = {}
    for source, _ in who:
        counts[source] = counts.get(source, 0.0) + 1 / len(who)
    return counts


def _at_mix(turns: Sequence[Turn], mix: Mapping[int, float], names: Sequence[str]) -> Array:
    """Delivery (k,) if each source had the share of customers that `mix` gives it.

    Sources that `mix` does not know count nothing; those that have no customer any more leave
    their share to the others.
    """
    of_source: dict[int, list[Turn]] = {}
    for turn in turns:
        if turn.need and turn.row.source_id in mix:
            of_source.setdefault(turn.row.source_id, []).append(turn)
    if not of_source:
        return score.delivery(per_customer(turns, names))
    shares = np.array([mix[source] for source in of_source])
    means = np.array([score.delivery(per_customer(own, names)) for own in of_source.values()])
    return np.asarray(shares @ means / shares.sum())


def _read_by(turn: Turn, earlier: Kept) -> bool:
    newest = max(turn.row.message_id or 0, turn.row.first_id or 0)
    return earlier.newest_message is not None and newest <= earlier.newest_message


def _claimed_by(claim: Claim, earlier: Kept) -> bool:
    oldest = min(row.id for row in claim.statements)
    return earlier.newest_statement is not None and oldest <= earlier.newest_statement


def _both(name: str, finding: Finding, earlier: Kept) -> bool:
    return getattr(finding, name) is not None and earlier.figure(name) is not None


def _value(finding: Finding, name: str) -> float | None:
    found = getattr(finding, name)
    return None if found is None else float(found.value)


def _by_panel(finding: Finding, earlier: Kept) -> bool:
    """Whether the corner is another one, and the panel before would still give the old one."""
    old_corner, old_panel = earlier.values.get("corner"), earlier.values.get("panel")
    if old_corner == finding.corner or not old_panel or old_panel == finding.panel:
        return False
    panel = published(str(old_panel))
    if panel is None:
        return False
    middle = panel.medians(finding.channel)
    told = None if middle is None else finding.in_corner(*middle, "").corner
    return bool(told == old_corner)

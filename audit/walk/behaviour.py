"""What a brand does beside the dimensions: shares of turns, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from audit.formulas import estimate
from audit.formulas.estimate import Estimate
from audit.walk.delivery import Turn

SHARES, ACKNOWLEDGED = 3, 4


def _by_customer(turns: Sequence[Turn], values: Sequence[float]) -> tuple[list[float], list[float]]:
    sums: dict[tuple[int, str], float] = {}
    sizes: dict[tuple[int, str], float] = {}
    for turn, value in zip(turns, values, strict=True):
        sums[turn.who] = sums.get(turn.who, 0.0) + value
        sizes[turn.who] = sizes.get(turn.who, 0.0) + 1
    return list(sums.values()), list(sizes.values())


def share_of_turns(turns: Sequence[Turn], values: Sequence[float]) -> Estimate | None:
    """The share of turns that were made (unanswered customers aside), clustered by customer."""
    made = [(turn, value) for turn, value in zip(turns, values, strict=True) if turn.reply]
    return estimate.share(*_by_customer(*zip(*made, strict=True)), SHARES) if made else None


def acknowledged_rate(turns: Sequence[Turn]) -> Estimate | None:
    """Of the customers who show a feeling, the share whose feeling or hardship is taken in."""
    moved = [turn for turn in turns if turn.emotion and turn.held]
    values = [turn.reply.expected("acknowledged") if turn.reply else 0.0 for turn in moved]
    return estimate.share(*_by_customer(moved, values), ACKNOWLEDGED) if moved else None


def answered_share(turns: Sequence[Turn]) -> Estimate | None:
    """The share of customers answered, where the source shows every message; else None."""
    shown = [turn for turn in turns if turn.row.complete and turn.held]
    answered: dict[tuple[int, str], float] = {}
    for turn in shown:
        answered[turn.who] = max(answered.get(turn.who, 0.0), float(turn.reply is not None))
    return estimate.share(list(answered.values()), [1.0] * len(answered), SHARES) if shown else None

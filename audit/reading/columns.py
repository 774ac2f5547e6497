"""Which columns the instrument reads from which kind of text, and how many levels each has."""

from __future__ import annotations

SIX = ("care", "understanding", "listening", "personal", "presence", "ownership")

CUSTOMER_COLUMNS = {"need": 2, "emotion": 2}
TURN_COLUMNS = {"acknowledged": 2, **dict.fromkeys(SIX, 3), "dismissive": 2, "overall": 5}
CLAIM_COLUMNS = {"promise": 2, **dict.fromkeys(SIX, 2)}

REPLY_COLUMNS = {**CUSTOMER_COLUMNS, **TURN_COLUMNS}

GROUPS = {
    "customer": CUSTOMER_COLUMNS,
    "alone": CUSTOMER_COLUMNS,
    "turn": TURN_COLUMNS,
    "claim": CLAIM_COLUMNS,
}


def outputs(columns: dict[str, int]) -> list[tuple[str, int]]:
    """The questions a group of heads answers: (column, k) asks whether the level is at least k."""
    return [(column, k) for column, levels in columns.items() for k in range(1, levels)]

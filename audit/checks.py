"""Claims that times could bear out or not, such as "24/7" or "within an hour"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.claims import Claim

TIMED = re.compile(
    r"24\s?/\s?7|24 hours|(?:a)?round the clock|day (?:and|or) night|\bany (?:hour|time of day)\b"
    r"|\bwithin (?:an?|one|two|the|\d+) (?:minutes?|hours?|days?|working days?)\b"
    r"|\bthree in the morning\b|\bat all hours\b",
    re.IGNORECASE,
)
NOT_YET = "not checkable yet: this version does not hold claims against the times of replies"


def checks(claims: Sequence[Claim]) -> list[dict[str, str]]:
    """The claims that speak of times, each with what can be said of it; never "false"."""
    return [
        {"claim": row.text, "result": NOT_YET}
        for claim in claims
        for row in {row.text: row for row in claim.statements}.values()
        if TIMED.search(row.text)
    ]

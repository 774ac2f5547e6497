"""What came of the nights of a simulated year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What went wrong, and what each night took."""

    wrong: list[str] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    size: dict[int, int] = field(default_factory=dict)
    alarm_nights: Counter[str] = field(default_factory=Counter)

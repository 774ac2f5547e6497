"""Tables of figures, each beside its target and what plain baselines reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from audit.agreement import Figure
from audit.formulas.agreement_statistics import clustered_interval

NAME, COUNT, VALUE, TARGET, CELL = 30, 6, 20, 22, 9


@dataclass(frozen=True)
class Target:
    """What a figure has to reach; `how` is "at least", "at most" or "above"."""

    bound: float
    how: str = "at least"

    def met(self, value: float) -> bool:
        """Whether a figure reaches it; one that cannot be computed does not."""
        if self.how == "at most":
            return value <= self.bound
        return value > self.bound if self.how == "above" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.how} {short(self.bound)}"


@dataclass(frozen=True)
class Line:
    """A figure with its target, if it has one; `beside` holds more columns by name."""

    name: str
    figure: Figure
    target: Target | None = None
    beside: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """The target and whether it is met; a dash where there is none."""
        if self.target is None:
            return "-"
        return f"{self.target}: {'met' if self.target.met(self.figure.value) else 'not met'}"


@dataclass(frozen=True)
class Table:
    """Lines under a title; `notes` say what is counted and how."""

    title: str
    notes: Sequence[str]
    lines: Sequence[Line]

    @property
    def judged(self) -> list[tuple[str, bool]]:
        """Each line that has a target, and whether it is met."""
        return [
            (f"{self.title}, {line.name}", line.target.met(line.figure.value))
            for line in self.lines
            if line.target is not None
        ]

    def to_text(self) -> str:
        """The table as lines of a terminal."""
        names = list(dict.fromkeys(name for line in self.lines for name in line.beside))
        rows = [_row("", "n", "figure [95 %]", "target", names)]
        for line in self.lines:
            found = line.figure
            value = f"{short(found.value)} [{short(found.lo)}, {short(found.hi)}]"
            cells = [short(line.beside[name]) if name in line.beside else "" for name in names]
            rows.append(_row(line.name, f"{found.n:,}", value, line.verdict, cells))
        return "\n".join([f"== {self.title}", *self.notes, *rows])


def figure(
    statistic: Callable[[Any], float], clusters: Sequence[str], n: int | None = None
) -> Figure:
    """A statistic of rows and its 95 % interval, whole clusters drawn; `n` if not the rows."""
    low, high = clustered_interval(statistic, clusters)
    return Figure(statistic(np.arange(len(clusters))), low, high, len(clusters) if n is None else n)


def short(value: float) -> str:
    """Three decimals without the leading zero; a dash for what cannot be computed."""
    if np.isnan(value):
        return "-"
    found = f"{value:.3f}"
    return found.replace("0.", ".", 1) if found.lstrip("-").startswith("0.") else found


def _row(name: str, count: str, value: str, verdict: str, cells: Sequence[str]) -> str:
    start = f"  {name:{NAME}}{count:>{COUNT}}  {value:{VALUE}}  {verdict:{TARGET}}"
    return (start + "".join(f"{cell:>{max(CELL, len(cell) + 2)}}" for cell in cells)).rstrip()

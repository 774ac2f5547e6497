"""What customers got: every turn with its readings, and one row of delivery a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.corpus.prepared import TurnRow
from audit.formulas import estimate
from audit.formulas.instrument_error import factors
from audit.formulas.score import said_for_real
from audit.reading.readings import Reading

Array = NDArray[np.float64]

WALK, INSTRUMENT = 0, 2
"""The streams of draws: of customers, and of the instrument's error."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A prepared exchange as read.

    `asked` is the reading of the customer's message (None where it is not held), `reply` that of
    the whole turn (None where there was none), `own` that of what is left of the turn when the
    brand's formulaic sentences are taken out (None where it has none, or is nothing but them).
    """

    row: TurnRow
    asked: Reading | None
    reply: Reading | None
    own: Reading | None

    @property
    def who(self) -> tuple[int, str]:
        """The customer, within the source."""
        return (self.row.source_id, self.row.customer)

    @property
    def held(self) -> bool:
        """Whether the customer's message is held."""
        return self.row.message_id is not None

    def _of_message(self, column: str) -> bool:
        reading = self.asked if self.held else self.reply
        return bool(reading is not None and reading.levels.get(column, 0))

    @property
    def need(self) -> bool:
        """Whether the customer's message calls for empathy; judged from the reply if not held."""
        return self._of_message("need")

    @property
    def emotion(self) -> bool:
        """Whether the customer shows a negative feeling."""
        return self._of_message("emotion")

    def delivered(self, names: Sequence[str]) -> list[float]:
        """g by dimension, 0 to 1; all 0 for a customer who got no answer."""
        if self.reply is None:
            return [0.0] * len(names)
        whole = [self._said(self.reply, name) for name in names]
        if self.row.all_formula:
            return [0.0] * len(names)
        if self.own is None:
            return whole
        own = [self._said(self.own, name) for name in names]
        return [min(pair) for pair in zip(whole, own, strict=True)]

    def as_read(self, names: Sequence[str]) -> list[float]:
        """g by dimension, as it would be if nothing were sent to many; for a turn that was made."""
        assert self.reply is not None
        return [self._said(self.reply, name, sent_alike=False) for name in names]

    def _said(self, reading: Reading, name: str, sent_alike: bool | None = None) -> float:
        assert self.reply is not None
        levels = reading.probabilities[name]
        dismissive = self.reply.expected("dismissive")
        alike = self.row.sent_alike if sent_alike is None else sent_alike
        return said_for_real(levels[1], levels[2], dismissive, sent_alike=alike)

    def formulaic(self, names: Sequence[str]) -> bool:
        """Whether it reads at some level, and every level rests on formulaic sentences only."""
        if self.reply is None:
            return False
        reads = [name for name in names if self.reply.levels[name]]
        if not reads or (self.own is None and not self.row.all_formula):
            return False
        return self.own is None or not any(self.own.levels[name] for name in reads)


def per_customer(turns: Iterable[Turn], names: Sequence[str]) -> Array:
    """Delivery of customers in need, one row a customer (n, k): every customer counts once.

    A customer who got several turns while in need counts with their mean.
    """
    rows: dict[tuple[int, str], list[list[float]]] = {}
    for turn in turns:
        if turn.need:
            rows.setdefault(turn.who, []).append(turn.delivered(names))
    return np.array([np.mean(row, axis=0) for row in rows.values()]).reshape(-1, len(names))


def mean_as_read(turns: Iterable[Turn], names: Sequence[str]) -> Array:
    """Mean delivery (k,) of the answered turns to customers in need as they read, before rules."""
    made = [turn.as_read(names) for turn in turns if turn.need and turn.reply is not None]
    return np.mean(made, axis=0) if made else np.zeros(len(names))


def delivery_draws(
    rows: Array, read: Array, names: Sequence[str], errors: Mapping[str, float]
) -> Array:
    """Draws (draws, k) of delivery: customers resampled, times the instrument's error.

    `rows` (n, k) is `per_customer`, `read` (k,) `mean_as_read`; `errors` by dimension.
    """
    sampled = estimate.mean_draws(rows, stream=WALK)
    spread = np.array([errors.get(name, 0.0) for name in names])
    by = factors(estimate.generator(INSTRUMENT), len(sampled), read, spread)
    return np.minimum(sampled * by, 1.0)


def counted(turns: Iterable[Turn], held_only: bool) -> list[Turn]:
    """The turns that count: those whose message is held (all of them if not `held_only`).

    A message that stayed without a turn counts only where the source shows every message.
    """
    return [
        turn
        for turn in turns
        if (turn.held or not held_only) and (turn.reply is not None or turn.row.complete)
    ]

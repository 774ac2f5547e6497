"""Then and now: what a brand says and does in two periods, and what certainly changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from audit.corpus.exchanges import channels
from audit.corpus.period import Period, period
from audit.finding.gather import gather
from audit.formulas import estimate, score
from audit.formulas.change import MORE, WALK_MARGIN, Change, known_change, unknown_change
from audit.formulas.minimum import EXPLORATORY, PUBLISHED, Bar
from audit.reading.facts import Facts
from audit.talk.said import gather_said, talk_change
from audit.walk.delivery import Turn, counted, per_customer
from db.errors import BadInput
from db.queries import BrandRow, brands
from db.vectors import VectorStore

Array = NDArray[np.float64]

THEN, NOW = 11, 12
"""The streams of draws of the two periods."""


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """A brand on one channel in two periods."""

    brand: str
    channel: str
    then: Period
    now: Period
    talk: Change
    walk: Change
    dimensions: tuple[Change, ...]

    @property
    def says_more(self) -> bool:
        """Whether it certainly promises more now."""
        return self.talk.change == MORE

    @property
    def does_better(self) -> bool:
        """Whether customers certainly get more now."""
        return self.walk.change == MORE

    @property
    def shift(self) -> str:
        """What to know of figures over both where customers certainly get much more, or less.

        Much is more than the margin within which two periods are called the same.
        """
        walk, found = self.walk, self.walk.difference
        if found is None or walk.then is None or walk.now is None:
            return ""
        if found.hi >= -WALK_MARGIN and found.lo <= WALK_MARGIN:
            return ""
        return (
            "what customers in need get has changed within the time read: of a hundred,"
            f" {walk.then:.0f} got what the six dimensions ask for from {self.then.since} on,"
            f" {walk.now:.0f} from {self.now.since} on; figures over both are of neither"
        )

    @property
    def comparable(self) -> bool:
        """Whether both what it says and what it does are known of both periods."""
        return self.talk.difference is not None and self.walk.difference is not None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not comparable; empty where it is."""
        return tuple(change.reason for change in (self.talk, self.walk) if change.reason)

    def to_dict(self) -> dict[str, Any]:
        """For JSON: both sides and every dimension."""
        return {
            "brand": self.brand,
            "channel": self.channel,
            "comparable": self.comparable,
            "then": {"since": self.then.since, "until": self.then.until},
            "now": {"since": self.now.since, "until": self.now.until},
            "talk": self.talk.to_dict(),
            "walk": self.walk.to_dict(),
            "dimensions": [change.to_dict() for change in self.dimensions],
        }


def periods(versus: str, since: str | None, until: str | None) -> tuple[Period, Period]:
    """Then, from "D..D", and now: from `since` to `until`, by default all after then.

    Raises BadInput where a date is none, or where the two overlap.
    """
    first, dots, last = versus.partition("..")
    if not (first and dots and last):
        raise BadInput(f"--versus {versus} is no period; write it as 2019-01-01..2019-12-31")
    for name, value in zip(("starts", "ends"), (first, last), strict=True):
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise BadInput(
                f"--versus {name} on {value}, which is no date; write it as 2026-01-31"
            ) from error
    if first > last:
        raise BadInput(f"--versus {versus} ends before it starts; swap its dates")
    after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    then, now = Period(first, last), period(since or after, until)
    if (now.since or "") <= last and (now.until or "9999") >= first:
        raise BadInput(
            f"--versus {versus} overlaps with now, {now.since} to {now.until or 'today'};"
            " give --since and --until that lie outside it"
        )
    return then, now


def then_and_now(
    database: Database,
    store: VectorStore,
    brand: BrandRow,
    channel: str,
    facts: Facts,
    then: Period,
    now: Period,
    *,
    exploratory: bool = False,
    turns: Sequence[Turn] | None = None,
) -> ThenAndNow:
    """A brand's two periods on a channel.  Raises InstrumentError where a text is not read yet.

    `turns` are all its turns on the channel, whatever their time, where they are at hand.
    """
    bar = EXPLORATORY if exploratory else PUBLISHED
    if turns is None:
        turns = gather(database, store, brand, channel, facts, Period()).turns
    said = gather_said(database, store, brand, facts)
    walk, dimensions = walk_change(turns, facts.dimensions, then, now, bar)
    talk = talk_change(said, facts.dimensions, then, now, bar)
    return ThenAndNow(brand.name, channel, then, now, talk, walk, dimensions)


def all_then_and_now(
    database: Database,
    store: VectorStore,
    facts: Facts,
    then: Period,
    now: Period,
    *,
    group: str | None = None,
    channel: str | None = None,
    exploratory: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[ThenAndNow]:
    """Every brand (of a group) on each of its channels (or `channel`), by channel and name."""
    chosen = list(brands(database, group=group))
    found: list[ThenAndNow] = []
    for done, brand in enumerate(chosen):
        found += [
            then_and_now(database, store, brand, own, facts, then, now, exploratory=exploratory)
            for own in channels(database, brand.id)
            if channel in (None, own)
        ]
        if progress is not None:
            progress(done + 1, len(chosen))
    return sorted(found, key=lambda each: (each.channel, each.brand.casefold()))


def walk_change(
    turns: Sequence[Turn], names: Sequence[str], then: Period, now: Period, bar: Bar
) -> tuple[Change, tuple[Change, ...]]:
    """What is delivered to customers in need, over all dimensions and by dimension.

    The customers of the two periods are drawn independently.  The instrument's own error is left
    out: it is the same instrument on the same brand, so that it shifts both periods alike and
    cancels from the difference, but for what depends on the kind of message.
    """
    rows = [
        per_customer(counted([t for t in turns if when.holds(t.row.at)], bar.held_only), names)
        for when in (then, now)
    ]
    n = (len(rows[0]), len(rows[1]))
    lacks = [
        f"customers in need {word}: {count} of {bar.customers}"
        for word, count in zip(("then", "now"), n, strict=True)
        if count < bar.customers
    ]
    if lacks:
        reason = "; ".join(lacks)
        unknown = [unknown_change(name, WALK_MARGIN, n, reason) for name in ("walk", *names)]
        return unknown[0], tuple(replace(each, reason="") for each in unknown[1:])
    draws = [
        100 * estimate.mean_draws(found, stream=stream)
        for found, stream in zip(rows, (THEN, NOW), strict=True)
    ]
    means = [100 * score.delivery(found) for found in rows]
    dimensions = tuple(
        known_change(name, WALK_MARGIN, _pair(means, i), n, draws[1][:, i] - draws[0][:, i])
        for i, name in enumerate(names)
    )
    whole = (float(means[0].mean()), float(means[1].mean()))
    difference = draws[1].mean(axis=1) - draws[0].mean(axis=1)
    return known_change("walk", WALK_MARGIN, whole, n, difference), dimensions


def _pair(means: Sequence[Array], i: int) -> tuple[float, float]:
    return float(means[0][i]), float(means[1][i])

"""Figures of a brand before and after its hand labels: `audit agreement --apply`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from audit.corpus.period import Period
from audit.finding.gather import gather
from audit.formulas.estimate import Estimate
from audit.labels.by_hand import WALK, as_read, by_hand
from audit.labels.correct import corrected, missing
from audit.labels.draw import frame_ids
from audit.labels.hand_labels import HandLabel, draws_behind, read_hand_labels
from audit.reading.facts import Facts
from audit.walk.delivery import Turn, counted
from db.draws import Draw, keep_labels
from db.queries import BrandRow, brands
from db.vectors import VectorStore

Key = tuple[int, str, int]
"""What a set of drawn turns was drawn from: brand, channel, and the newest message then."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One figure: as read, and corrected; `lacks` says what is missing where it is not."""

    name: str
    before: float
    after: Estimate | None
    labelled: int
    lacks: str | None


@dataclass(frozen=True, slots=True)
class Application:
    """All figures of one brand and channel.

    `turns` were there to draw from; `later` came in since and are in no figure here; `gone` were
    labelled and are no longer held; `unanswered` customers count as the instrument reads their
    need, since no turn of theirs can be drawn.
    """

    brand: str
    channel: str
    instrument_id: str
    draws: tuple[Draw, ...]
    raters: tuple[str, ...]
    labelled: int
    turns: int
    later: int
    gone: int
    unanswered: int
    figures: tuple[Corrected, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON; walk is of 100, everything else from 0 to 1."""
        return {
            "brand": self.brand,
            "channel": self.channel,
            "instrument_id": self.instrument_id,
            "draws": [
                {"seed": d.seed, "drawn": d.size, "of": d.frame, "at": d.drawn_at}
                for d in self.draws
            ],
            "raters": list(self.raters),
            "n_labelled": self.labelled,
            "n_all": self.turns,
            "later": self.later,
            "gone": self.gone,
            "unanswered": self.unanswered,
            "figures": [
                {
                    "name": one.name,
                    "before": round(one.before, 4) if one.before == one.before else None,
                    "corrected": one.after.to_dict() if one.after else None,
                    "n_labelled": one.labelled,
                    "lacks": one.lacks,
                }
                for one in self.figures
            ],
        }


def labelled_brands(database: Database, labels: str | Path, *, people: bool) -> list[BrandRow]:
    """The brands a labels file is about.  BadInput where it cannot be applied."""
    path = Path(labels)
    draws = draws_behind(database, path, read_hand_labels(path, people=people))
    return list(brands(database, sorted({d.brand_id for found in draws.values() for d in found})))


def apply_labels(
    database: Database, store: VectorStore, facts: Facts, labels: str | Path, *, people: bool
) -> list[Application]:
    """The figures of every brand and channel that the labels of the file are about.

    BadInput where a label is of a turn that was not drawn; MissingExtra without `ppi-python`.
    """
    path = Path(labels)
    given = read_hand_labels(path, people=people)
    draws = draws_behind(database, path, given)
    sets: dict[Key, list[HandLabel]] = {}
    behind: dict[Key, dict[int, Draw]] = {}
    for label in given:
        for key in {(d.brand_id, d.channel, d.newest) for d in draws[label.item]}:
            sets.setdefault(key, []).append(label)
        for draw in draws[label.item]:
            behind.setdefault((draw.brand_id, draw.channel, draw.newest), {})[draw.id] = draw
    return [
        _apply(database, store, facts, list(behind[key].values()), sets[key])
        for key in sorted(sets)
    ]


def keep(database: Database, labels: str | Path, *, people: bool) -> None:
    """Keep the labels of the file with the draws; those given before by the same raters go."""
    path = Path(labels)
    given = read_hand_labels(path, people=people)
    draws_behind(database, path, given)
    keep_labels(database, [(g.item, g.rater, dict(g.levels)) for g in given], people=people)


def _apply(
    database: Database,
    store: VectorStore,
    facts: Facts,
    draws: Sequence[Draw],
    labels: Sequence[HandLabel],
) -> Application:
    (brand,) = brands(database, [draws[0].brand_id])
    channel, newest = draws[0].channel, draws[0].newest
    inputs = gather(database, store, brand, channel, facts, Period())
    every = counted(inputs.turns, held_only=True)
    there = [turn for turn in every if _newest(turn) <= newest]
    turns = [turn for turn in there if turn.reply is not None]
    without = [turn for turn in there if turn.reply is None]
    rows = _rows(database, brand, channel, turns)
    known = [label for label in labels if label.item in rows]
    read = as_read(turns, without, facts.dimensions)
    hand = by_hand(turns, rows, known, facts.dimensions)
    figures = []
    for name, parts in read.items():
        scale = 100 if name == WALK else 1
        after = corrected(parts, hand[name])
        figures.append(
            Corrected(
                name,
                scale * parts.value,
                after.scaled(scale) if after else None,
                len(hand[name].rows),
                missing(hand[name]),
            )
        )
    return Application(
        brand.name,
        channel,
        facts.instrument_id,
        tuple(draws),
        tuple(sorted({label.rater for label in known})),
        len({label.item for label in known}),
        len(turns),
        len(every) - len(there),
        len({label.item for label in labels if label.item not in rows}),
        len(without),
        tuple(figures),
    )


def _newest(turn: Turn) -> int:
    return max(turn.row.message_id or 0, turn.row.first_id or 0)


def _rows(
    database: Database, brand: BrandRow, channel: str, turns: Sequence[Turn]
) -> Mapping[str, int]:
    """By id, the place of the turn among `turns`."""
    places = {turn.row.first_id: place for place, turn in enumerate(turns)}
    return {
        item: places[row.first_id]
        for item, row in frame_ids(database, brand, channel).items()
        if row.first_id in places
    }

"""The parts of a figure, as read of every turn and as labelled by hand.

A figure is a ratio of sums over turns: of what was said for real to the turns in need, or of the
turns that acknowledge to those of customers who show a feeling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from audit.formulas.score import said_for_real
from audit.labels.correct import Array, Labels, Places, Readings
from audit.labels.hand_labels import HandLabel
from audit.walk.delivery import Turn

WALK, ACKNOWLEDGED = "walk", "acknowledged"
Pair = tuple[float, float]


def weights(turns: Sequence[Turn]) -> Array:
    """What each turn weighs, so that every customer in need counts once, however many turns.

    One over the customer's turns in need, as read; where none is, one over all of the customer's.
    """
    needy = Counter(turn.who for turn in turns if turn.need)
    every = Counter(turn.who for turn in turns)
    return np.array([1 / (needy[turn.who] or every[turn.who]) for turn in turns])


def as_read(
    turns: Sequence[Turn], without: Sequence[Turn], names: Sequence[str]
) -> dict[str, Readings]:
    """By figure, its parts as the instrument reads `turns`; `without` are those unanswered."""
    numbers: dict[tuple[int, str], int] = {}
    who = np.array([numbers.setdefault(turn.who, len(numbers)) for turn in turns], dtype=np.int64)
    weight, unanswered = weights(turns), weights(without)
    need = np.array([float(turn.need) for turn in turns])
    delivered = np.array([turn.delivered(names) for turn in turns]).reshape(-1, len(names))
    needy = unanswered * np.array([float(turn.need) for turn in without])
    said = dict(zip(names, delivered.T, strict=True)) | {WALK: delivered.mean(axis=1)}
    found = {
        name: Readings(weight * need * values, weight * need, who, needy)
        for name, values in said.items()
    }
    emotion = np.array([float(turn.emotion) for turn in turns])
    taken_in = np.array([t.reply.expected("acknowledged") if t.reply else 0.0 for t in turns])
    moved = np.array([float(turn.emotion) for turn in without])
    found[ACKNOWLEDGED] = Readings(emotion * taken_in, emotion, who, moved)
    return found


def by_hand(
    turns: Sequence[Turn],
    rows: Mapping[str, int],
    labels: Sequence[HandLabel],
    names: Sequence[str],
) -> dict[str, Labels]:
    """By figure, its parts as labelled; `rows` says which turn an item is.  Raters are averaged."""
    weight = weights(turns)
    given: dict[str, dict[int, list[Pair]]] = {name: {} for name in (*names, WALK, ACKNOWLEDGED)}
    for label in labels:
        row = rows[label.item]
        for name, pair in pairs(turns[row], label.levels, names).items():
            given[name].setdefault(row, []).append(pair)
    found = {}
    for name, by_row in given.items():
        at: Places = np.array(sorted(by_row), dtype=np.int64)
        mean = np.array([np.mean(by_row[row], axis=0) for row in at.tolist()]).reshape(-1, 2)
        scale = np.ones(len(at)) if name == ACKNOWLEDGED else weight[at]
        found[name] = Labels(at, scale * mean[:, 0], scale * mean[:, 1])
    return found


def pairs(turn: Turn, levels: Mapping[str, int], names: Sequence[str]) -> dict[str, Pair]:
    """By figure, what one rater's levels put above and below the line; absent where they lack one.

    A turn not in need counts 0 in both.  The rules on texts sent to many hold for labels too: a
    turn sent alike counts as level 1 at most, one of formulas alone as nothing, and what is left of
    a turn without its formulas is worth the share of the whole that the instrument reads in it.
    """
    found: dict[str, Pair] = {}
    if "need" in levels:
        kept = _kept(turn, names)
        for name, share in zip(names, kept, strict=True):
            if not levels["need"]:
                found[name] = (0.0, 0.0)
            elif name in levels and "dismissive" in levels:
                said = said_for_real(
                    float(levels[name] == 1),
                    float(levels[name] == 2),
                    float(levels["dismissive"]),
                    sent_alike=turn.row.sent_alike,
                )
                found[name] = (said * share, 1.0)
        if all(name in found for name in names):
            found[WALK] = (float(np.mean([found[name][0] for name in names])), found[names[0]][1])
    if levels.get("emotion") == 0:
        found[ACKNOWLEDGED] = (0.0, 0.0)
    elif "emotion" in levels and "acknowledged" in levels:
        found[ACKNOWLEDGED] = (float(levels["acknowledged"]), 1.0)
    return found


def _kept(turn: Turn, names: Sequence[str]) -> list[float]:
    """By dimension, the share of the whole turn that is left without formulas, as read."""
    if turn.row.all_formula:
        return [0.0] * len(names)
    whole = replace(turn, own=None).delivered(names)
    left = turn.delivered(names)
    return [
        one / all_of_it if all_of_it else 1.0 for one, all_of_it in zip(left, whole, strict=True)
    ]

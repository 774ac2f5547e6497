"""Are customers read alike however they speak?  `python benchmarks/dialects.py`.

Each message of tests/probes/dialects.jsonl is written in a standard American form and in four
varieties that say the same: African American English, non-native English, British and Indian
English.  For each variety and column (need, emotion): the mean gap of the probability against the
standard form, with a 95 % bootstrap interval over messages; the mean absolute change; the share of
levels that differ; and the share read as labelled, the standard form's beside it.  Over all
messages, over those in which the need or emotion is there, and over those in which it is not.

    python benchmarks/dialects.py [--worst 10]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.reading.instrument import Instrument, load_instrument
from audit.reading.readings import Reading

PROBES = Path(__file__).resolve().parent.parent / "tests" / "probes" / "dialects.jsonl"
STANDARD = "american"
VARIETIES = ("african_american", "non_native", "british", "indian")
COLUMNS = ("need", "emotion")
ALLOWED = 0.10
"""The largest mean gap of a probability, in either direction."""
PARTS = {None: "all messages", 1: "those in which it is there", 0: "those in which it is not"}
DRAWS = 10_000

Floats = npt.NDArray[np.float64]
Readings = Mapping[str, Sequence[Reading]]


@dataclass(frozen=True)
class Gap:
    """How a variety is read against the standard form, on one column and some messages.

    `gaps` (n,) are probabilities of the variety less those of the standard form; `flipped`,
    `right` and `standard_right` are shares of the n messages.
    """

    variety: str
    column: str
    gaps: Floats
    flipped: float
    right: float
    standard_right: float

    @property
    def mean(self) -> float:
        """The mean gap, -1 to 1; below 0 where the variety's need or emotion is read less."""
        return float(self.gaps.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """95 % percentile bootstrap interval of the mean, over messages."""
        rows = np.random.default_rng(1).integers(len(self.gaps), size=(DRAWS, len(self.gaps)))
        low, high = np.quantile(self.gaps[rows].mean(axis=1), [0.025, 0.975])
        return float(low), float(high)


def load_messages(path: Path = PROBES) -> list[dict[str, Any]]:
    """The messages: id, topic, labels need and emotion, and the text in each variety."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_all(instrument: Instrument, messages: Sequence[Mapping[str, Any]]) -> Readings:
    """The readings of all messages, by variety."""
    return {
        name: instrument.read_customers([message[name] for message in messages])
        for name in (STANDARD, *VARIETIES)
    }


def gap(
    messages: Sequence[Mapping[str, Any]],
    readings: Readings,
    variety: str,
    column: str,
    label: int | None = None,
) -> Gap:
    """The gap of a variety; over the messages of that label alone, if one is given."""
    rows = [i for i, message in enumerate(messages) if label in (None, message[column])]
    labels = np.array([messages[i][column] for i in rows])
    ours, standard = ([readings[name][i] for i in rows] for name in (variety, STANDARD))
    levels, usual = (np.array([r.levels[column] for r in some]) for some in (ours, standard))
    chances, before = (np.array([r.expected(column) for r in some]) for some in (ours, standard))
    return Gap(
        variety,
        column,
        chances - before,
        float((levels != usual).mean()),
        float((levels == labels).mean()),
        float((usual == labels).mean()),
    )


def show(messages: Sequence[Mapping[str, Any]], found: Sequence[Gap], count: int) -> None:
    """Print the messages that moved most."""
    moved = [
        (float(value), one.column, one.variety, messages[row])
        for one in found
        for row, value in enumerate(one.gaps)
    ]
    for value, column, variety, message in sorted(moved, key=lambda m: -abs(m[0]))[:count]:
        print(f"\n{column} {value:+.2f} {variety} ({message['id']}, labelled {message[column]})")
        print(f"  standard  {message[STANDARD]}\n  variety   {message[variety]}")


def main(worst: int) -> None:
    """Print the table, and the messages that moved most."""
    messages = load_messages()
    instrument = load_instrument()
    readings = read_all(instrument, messages)
    print(f"instrument {instrument.instrument_id}; {len(messages)} messages, each in five forms")
    everything = []
    for label, which in PARTS.items():
        print(f"\n{which}\n{'':26}{'n':>4} {'gap':>6} {'95 % interval':>16} ", end="")
        print(f"{'|change|':>9} {'flipped':>8} {'right':>6} {'standard':>9}")
        for column in COLUMNS:
            for variety in VARIETIES:
                one = gap(messages, readings, variety, column, label)
                low, high = one.interval
                print(
                    f"{column:8} {variety:17}{len(one.gaps):4} {one.mean:+6.3f} "
                    f"{f'[{low:+.3f}, {high:+.3f}]':>16} {np.abs(one.gaps).mean():9.3f} "
                    f"{one.flipped:8.1%} {one.right:6.1%} {one.standard_right:9.1%}"
                    f"{'' if abs(one.mean) <= ALLOWED else '  over ' + format(ALLOWED, '.2f')}"
                )
                if label is None:
                    everything.append(one)
    show(messages, everything, worst)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    arguments.add_argument("--worst", type=int, default=0, help="print so many that moved most")
    main(arguments.parse_args().worst)

"""Minimal pairs: whether the side that says more is read higher than the one that says less."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audit.agreement import Figure
from audit.reading.columns import CUSTOMER_COLUMNS
from shown import plain
from shown.reading import PAIRS, STATEMENTS, ReadOnce, World
from shown.table import Line, Table, Target, figure

PROBES = Path(__file__).resolve().parents[2] / "tests" / "probes"
WHOLE, KIND, APART = Target(0.90), Target(0.75), Target(0.05, "at most")


@dataclass(frozen=True)
class Probe:
    """Two sides that differ little; `a` has to be read higher on `column` than `b`.

    A side is a text and the message it answers, "" for a claim.
    """

    id: str
    kind: str
    half: str
    column: str
    a: tuple[str, str]
    b: tuple[str, str]
    is_claim: bool


def read_probes(folder: Path) -> list[Probe]:
    """Every pair of a folder; ValueError for one whose first side is not the higher."""
    found = []
    for name in ("reply", "claim"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["a_level"] <= row["b_level"] or row["half"] not in ("seen", "unseen"):
                raise ValueError(f"{name}.jsonl: {row['id']} is no pair of a half, higher first")
            asked = row.get("customer", "")
            found.append(
                Probe(
                    row["id"], row["kind"], row["half"], row["column"], (row["a"], asked),
                    (row["b"], row.get("customer_b", asked)), name == "claim",
                )
            )  # fmt: skip
    return found


def expected(probes: Sequence[Probe], instrument: ReadOnce) -> tuple[Any, Any]:
    """The expected level of each probe's column on side a (n,) and on side b (n,)."""
    read = {}
    for side in ("a", "b"):
        values = np.zeros(len(probes))
        for rows, reader in _readers(probes, instrument):
            readings = reader([getattr(probes[row], side) for row in rows])
            for row, reading in zip(rows, readings, strict=True):
                values[row] = reading.expected(probes[row].column)
        read[side] = values
    return read["a"], read["b"]


def _readers(probes: Sequence[Probe], instrument: ReadOnce) -> Iterator[tuple[list[int], Any]]:
    def kind(probe: Probe) -> str:
        if probe.is_claim:
            return "claim"
        return "customer" if probe.column in CUSTOMER_COLUMNS else "reply"

    readers = {
        "claim": lambda some: instrument.read_claims([text for text, _ in some]),
        "customer": lambda some: instrument.read_customers([asked for _, asked in some]),
        "reply": lambda some: instrument.read_replies([(t, asked or None) for t, asked in some]),
    }
    for name, reader in readers.items():
        yield [row for row, probe in enumerate(probes) if kind(probe) == name], reader


def by_baseline(probes: Sequence[Probe], world: World) -> dict[str, Any]:
    """Whether each probe is right by the plain baselines, fitted on all labels of its side."""
    right = {name: np.zeros(len(probes), dtype=bool) for name in plain.ROWS}
    for source, is_claim in ((PAIRS, False), (STATEMENTS, True)):
        rows = [row for row, probe in enumerate(probes) if probe.is_claim is is_claim]
        samples, columns = world.samples(source), source.columns
        learned = plain.sample_texts(samples, world.instrument)
        sides = [side for row in rows for side in (probes[row].a, probes[row].b)]
        read = plain.texts(sides, [""] * len(sides), world.instrument)
        odds = plain.log_odds(learned, plain.targets_of(samples, columns), read)
        for name, found in plain.chances_of(odds, columns).items():
            for place, row in enumerate(rows):
                chance = found[probes[row].column]
                a, b = chance[2 * place : 2 * place + 2] @ np.arange(chance.shape[1])
                right[name][row] = a > b
    return right


def probes(world: World, verbose: bool = False) -> Iterator[Table]:
    """The share that is right: all, by half, by kind."""
    asked = read_probes(PROBES)
    a, b = expected(asked, world.instrument)
    right = a > b
    others = by_baseline(asked, world)
    half = np.array([probe.half for probe in asked])

    def line(name: str, rows: Any, target: Target | None) -> Line:
        apart = {
            which: float(right[some].mean())
            for which in ("seen", "unseen")
            if len(some := rows[half[rows] == which]) and len(some) < len(rows)
        }
        beside = apart | {row: float(found[rows].mean()) for row, found in others.items()}
        names = [asked[row].id for row in rows]
        return Line(name, figure(lambda at: float(right[rows[at]].mean()), names), target, beside)

    every = np.arange(len(asked))
    kinds = dict.fromkeys(probe.kind for probe in asked)
    of = {kind: np.array([row for row in every if asked[row].kind == kind]) for kind in kinds}
    distance = abs(right[half == "seen"].mean() - right[half == "unseen"].mean())
    lines = [
        line("all", every, WHOLE),
        line("  seen", np.flatnonzero(half == "seen"), None),
        line("  unseen", np.flatnonzero(half == "unseen"), None),
        Line("halves apart", _apart(right, half, float(distance)), APART),
        *(line(kind, rows, KIND) for kind, rows in of.items()),
    ]
    notes = ["share of pairs whose first side is read higher; a tie is wrong; pairs resampled"]
    if verbose:
        notes += [
            f"wrong: {probe.id} {probe.column} {a[row]:.4f} against {b[row]:.4f}"
            for row, probe in enumerate(asked)
            if probe.half == "seen" and not right[row]
        ]
        notes.append("the wrong ones of the unseen half are not listed, so that they stay unseen")
    yield Table("probes", notes, lines)


def _apart(right: Any, half: Any, distance: float) -> Figure:
    """The distance of the halves, with an interval from pairs drawn within each."""
    random = np.random.default_rng(0)
    drawn = [
        abs(np.subtract(*(random.choice(right[half == h], int(np.sum(half == h))).mean()
                          for h in ("seen", "unseen"))))
        for _ in range(500)
    ]  # fmt: skip
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(distance, float(low), float(high), len(right))

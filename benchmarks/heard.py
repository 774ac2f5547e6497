"""Is a more empathic turn followed by a less frustrated customer?  `python benchmarks/heard.py`.

For each agent turn that lies between two turns of the customer: the mean frustration (0 to 4) at
the customer's next turn, by what the instrument reads in the agent's turn, given the frustration
before and the turn's place in the dialog.  Linear regression; standard errors clustered by dialog.
What it finds is an association in what people wrote next, not an effect of the words.

    python benchmarks/heard.py [DIALOGS] [--cases 20]

DIALOGS is a file of customer-service dialogs, each turn of the customer ending in the ratings of
up to three raters, such as {3,2,n}; blank or n is none.  `--cases` prints that many drawn at
random, to be looked at by eye.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from audit.reading.columns import SIX
from audit.reading.instrument import load_instrument
from audit.reading.readings import Reading

ROOT = Path(__file__).resolve().parent.parent
DIALOGS = ROOT.parent / "shared" / "data" / "frustration" / "dialogs.txt"

HEADER = re.compile(r"^-{5,}\s+\[.*\]\s+-{5,}$")
RATED = re.compile(r"^USER:\s*(.*?)\s*\{([^{}]*)\}\s*$")
ANSWER = re.compile(r"^SUPP:\s*(.*?)\s*$")
JOIN = re.compile(r"\s*///\s*")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Turn:
    """One turn of a dialog; `ratings` by place of the rater, None for an agent's turn."""

    text: str
    ratings: tuple[float | None, ...] | None


@dataclass(frozen=True)
class Case:
    """An agent's turn between two of the customer; frustration by the raters who rated both."""

    dialog: int
    place: int
    message: str
    reply: str
    following: str
    before: float
    after: float


@dataclass(frozen=True)
class Effect:
    """A standardised coefficient, with its 95 % interval; `raw` is per level of the reading."""

    value: float
    lo: float
    hi: float
    raw: float


def read_dialogs(path: Path) -> Iterator[list[Turn]]:
    """The dialogs of a file; ValueError for a line that is none of its kinds."""
    dialog: list[Turn] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or HEADER.match(line):
            if dialog:
                yield dialog
            dialog = []
        elif found := RATED.match(line):
            ratings = tuple(rating(cell) for cell in found[2].split(","))
            dialog.append(Turn(JOIN.sub(" ", found[1]), ratings))
        elif found := ANSWER.match(line):
            dialog.append(Turn(JOIN.sub(" ", found[1]), None))
        else:
            raise ValueError(f"{path}, line {number}: neither header, USER nor SUPP: {line[:60]!r}")
    if dialog:
        yield dialog


def rating(cell: str) -> float | None:
    """One rater's frustration from 0 to 4, or None."""
    cell = cell.strip()
    if cell in ("", "n"):
        return None
    value = float(cell)
    if not 0 <= value <= 4:
        raise ValueError(f"a frustration of {cell}; 0 to 4 are known")
    return value


def cases(dialogs: Sequence[Sequence[Turn]]) -> tuple[list[Case], int]:
    """Every agent turn between two rated turns of the customer; how many lacked a shared rater."""
    found, without = [], 0
    for number, dialog in enumerate(dialogs):
        for place in range(1, len(dialog) - 1):
            first, reply, then = dialog[place - 1 : place + 2]
            if reply.ratings is not None or first.ratings is None or then.ratings is None:
                continue
            both = [
                (one, other)
                for one, other in zip(first.ratings, then.ratings, strict=True)
                if one is not None and other is not None
            ]
            if not both:
                without += 1
                continue
            before, after = np.mean(both, axis=0)
            found.append(
                Case(
                    number, (place + 1) // 2, first.text, reply.text, then.text,
                    float(before), float(after),
                )
            )  # fmt: skip
    return found, without


def clustered_ols(
    outcome: Floats, predictors: Floats, clusters: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Coefficients (k,) of `predictors` (n, k) and their standard errors, robust to clusters.

    The sandwich (X'X)^-1 (sum over clusters of X_g' e_g e_g' X_g) (X'X)^-1 (Liang and Zeger 1986),
    times G/(G-1) (n-1)/(n-k) for few clusters (Cameron and Miller 2015).
    """
    rows, columns = predictors.shape
    bread = np.linalg.inv(predictors.T @ predictors)
    coefficients = bread @ predictors.T @ outcome
    pulled = predictors * (outcome - predictors @ coefficients)[:, None]
    names, at = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(names), columns))
    np.add.at(sums, at, pulled)
    few = len(names) / (len(names) - 1) * (rows - 1) / (rows - columns)
    return coefficients, np.sqrt(np.diag(bread @ (sums.T @ sums) @ bread) * few)


def effect(found: Sequence[Case], read: Floats) -> Effect:
    """What one standard deviation more of `read` (n,) goes with, in standard deviations after.

    Given the frustration before and the turn's place.  The interval is of Student's t with as many
    degrees of freedom as there are dialogs, less one.
    """
    after = np.array([case.after for case in found])
    predictors = np.column_stack(
        [read, [case.before for case in found], [case.place for case in found], np.ones(len(found))]
    )
    clusters = np.array([case.dialog for case in found])
    coefficients, errors = clustered_ols(after, predictors, clusters)
    scale = read.std() / after.std()
    margin = float(student.ppf(0.975, len(set(clusters.tolist())) - 1)) * errors[0]
    low, high = (coefficients[0] - margin) * scale, (coefficients[0] + margin) * scale
    return Effect(coefficients[0] * scale, low, high, coefficients[0])


def show(found: Sequence[Case], readings: Sequence[Reading], count: int) -> None:
    """Print some cases drawn at random, in full."""
    for row in random.Random(1).sample(range(len(found)), min(count, len(found))):
        case, reading = found[row], readings[row]
        levels = " ".join(f"{name[:5]} {reading.levels[name]}" for name in SIX)
        print(f"\ndialog {case.dialog}, turn {case.place}: {case.before:.2f} to {case.after:.2f}")
        print(f"  customer  {case.message}\n  agent     {case.reply}\n  customer  {case.following}")
        print(f"  read      overall {reading.expected('overall'):.2f}, {levels}")


def main(path: Path, shown: int) -> None:
    """Read the dialogs, print the effect of each reading."""
    dialogs = list(read_dialogs(path))
    found, without = cases(dialogs)
    instrument = load_instrument()
    readings = instrument.read_replies([(case.reply, case.message) for case in found])
    if shown:
        show(found, readings, shown)
        print()
    print(
        f"instrument {instrument.instrument_id}; {len(found)} agent turns between two rated turns "
        f"of the customer, in {len({case.dialog for case in found})} of {len(dialogs)} dialogs; "
        f"{without} without a rater of both left out"
    )
    change = np.array([case.after - case.before for case in found])
    print(f"mean frustration before {np.mean([c.before for c in found]):.2f}, ", end="")
    print(f"after {np.mean([c.after for c in found]):.2f}, change {change.mean():+.2f}")
    print("frustration after, by one standard deviation more of the reading, 95 % interval:")
    for name in ("overall", *SIX):
        one = effect(found, np.array([reading.expected(name) for reading in readings]))
        print(
            f"  {name:14} {one.value:+.3f} [{one.lo:+.3f}, {one.hi:+.3f}]"
            f"   per level {one.raw:+.3f} of a point"
        )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    arguments.add_argument("dialogs", nargs="?", type=Path, default=DIALOGS)
    arguments.add_argument("--cases", type=int, default=0, help="print so many, drawn at random")
    given = arguments.parse_args()
    main(given.dialogs, given.cases)

"""How often intervals hold the truth: `python benchmarks/simulation.py [--runs 2000]`.

A made-up brand whose true delivery is known is sampled anew in each run, read by an instrument
that errs as the card says, and given to the functions that a finding is made by.  A line of the
grid is a number of customers and a share of canned turns: how often the 95 % interval of the score,
of walk and of delivery (mean and worst of the six) held the truth, and how wide it was.  Below,
how often the sets of ranks of 5 and of 20 brands held all true ranks at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from world import NAMES, Sample, misread, population, sample, warmth

from audit.formulas import estimate, score
from audit.reading.facts import facts
from audit.reading.identity import read_card
from audit.walk.delivery import delivery_draws

Array = NDArray[np.float64]

CUSTOMERS = (30, 50, 100, 300)
CANNED = (0.0, 0.5, 0.9)
CLAIMS = {"care": 2, "understanding": 1, "presence": 4}
TRUTH = 400_000
RANKED_CUSTOMERS = 60
FIELDS = {
    "5 close": np.linspace(0.9, 1.0, 5),
    "5 far": np.linspace(0.05, 1.6, 5),
    "20 close": np.linspace(0.9, 1.0, 20),
    "20 far": np.linspace(0.05, 1.6, 20),
}
"""How warm the brands of a ranking are, beside the brand of the grid."""


def weights() -> Array:
    """The weights of the promise in CLAIMS."""
    found = score.promise_weights({name: CLAIMS.get(name, 0) for name in NAMES})
    return np.array([found[name] for name in NAMES])


def draws_of(seen: Sample, errors: Mapping[str, float]) -> Array:
    """Draws (draws, 6) of delivery, as a finding makes them."""
    return delivery_draws(seen.rows, seen.as_read, NAMES, errors)


def cell(
    n: int, canned: float, runs: int, errors: Mapping[str, float], how: str
) -> tuple[Array, Array]:
    """Coverage and mean width (8,) of score, walk and the six, of 100."""
    random = np.random.default_rng([n, round(100 * canned)])
    real = warmth()
    truth = figures(population(random, TRUTH, canned, real).rows.mean(axis=0))
    residuals = read_card()["residuals"]
    held, width = np.zeros(len(truth)), np.zeros(len(truth))
    for _ in range(runs):
        seen = sample(random, n, canned, misread(random, real, residuals, how))
        values = figures(score.delivery(seen.rows))
        drawn = figures(draws_of(seen, errors))
        for i, value in enumerate(values):
            found = estimate.interval(float(value), drawn[:, i], n)
            held[i] += found.lo <= truth[i] <= found.hi
            width[i] += found.hi - found.lo
    return held / runs, width / runs


def figures(delivered: Array) -> Array:
    """Score, walk and the six (..., 8), of 100."""
    both = [score.walk_the_talk(weights().tolist(), delivered), score.walk(delivered)]
    return np.concatenate([np.stack(both, axis=-1), 100 * delivered], axis=-1)


def ranking(field: Array, runs: int, errors: Mapping[str, float]) -> tuple[float, float]:
    """How often all sets of ranks hold at once, and how many places a set has on average."""
    random = np.random.default_rng(len(field))
    residuals = read_card()["residuals"]
    brands = [warmth() * warm for warm in field]
    truth = [
        figures(population(random, TRUTH // 4, 0.0, brand).rows.mean(axis=0))[0] for brand in brands
    ]
    places = np.argsort(np.argsort(-np.array(truth))) + 1
    held = width = 0.0
    for _ in range(runs):
        seen = [
            sample(random, RANKED_CUSTOMERS, 0.0, misread(random, brand, residuals, "card"))
            for brand in brands
        ]
        values = np.array([figures(score.delivery(brand.rows))[0] for brand in seen])
        drawn = np.column_stack([figures(draws_of(brand, errors))[:, 0] for brand in seen])
        sets = np.array(estimate.rank_sets(values, drawn))
        held += bool(np.all((sets[:, 0] <= places) & (places <= sets[:, 1])))
        width += float(np.mean(sets[:, 1] - sets[:, 0] + 1))
    return held / runs, width / runs


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python benchmarks/simulation.py", description=__doc__)
    parser.add_argument("--runs", type=int, default=2000, help="runs a cell; rankings: a quarter")
    parser.add_argument(
        "--error", choices=["card", "flat", "none"], default="card",
        help="the instrument errs as its card says; by as much however little is delivered; or not",
    )  # fmt: skip
    asked = parser.parse_args()
    errors = facts().errors
    print(f"{asked.runs} runs a cell, error: {asked.error}; coverage of 95 % intervals, mean width")
    print("customers canned |  score width |   walk width |  D mean width |  D worst of the six")
    for canned in CANNED:
        for n in CUSTOMERS:
            held, width = cell(n, canned, asked.runs, errors, asked.error)
            worst = int(np.argmin(held[2:]))
            print(
                f"{n:9} {canned:6.1f} |  {held[0]:.3f} {width[0]:5.1f} |  {held[1]:.3f}"
                f" {width[1]:5.1f} |  {held[2:].mean():.3f}  {width[2:].mean():5.1f} |"
                f"  {held[2:][worst]:.3f} {NAMES[worst]}",
                flush=True,
            )
    if asked.error == "card":
        print(f"\n{asked.runs // 4} runs a ranking; all true ranks held at once, places a set has")
        for name, field in FIELDS.items():
            at_once, places = ranking(field, asked.runs // 4, errors)
            print(f"{name:9} |  {at_once:.3f}  {places:4.1f}", flush=True)


if __name__ == "__main__":
    main()

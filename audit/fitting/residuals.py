"""How far the instrument is off for a whole brand, beyond what sampling explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from audit.fitting.samples import Sample
from audit.reading.columns import SIX
from audit.reading.readings import Reading

FEWEST = 8


def delivered(probabilities: Mapping[str, Sequence[float]], dimension: str) -> float:
    """g of measurement.md: (P(level 2) + P(level 1) / 4) (1 - P(dismissive))."""
    _, one, two = probabilities[dimension]
    return (two + one / 4) * (1 - probabilities["dismissive"][1])


def labelled_delivery(sample: Sample, dimension: str) -> float:
    """The same of a sample's labels, raters averaged."""
    chances = {
        column: [
            sum(label == level for label in sample.labels[column]) / len(sample.labels[column])
            for level in range(levels)
        ]
        for column, levels in ((dimension, 3), ("dismissive", 2))
    }
    return delivered(chances, dimension)


def brand_residuals(
    samples: Sequence[Sample], readings: Sequence[Reading]
) -> dict[str, dict[str, float]]:
    """For each of the six the spread, mean and number of brand-level errors (read minus labelled).

    Brands with at least eight labelled turns to customers in need count.  The sampling variance
    of a brand's mean is taken off the variance between brands (method of moments), never below 0.
    """
    found = {}
    for dimension in SIX:
        errors: dict[str, list[float]] = defaultdict(list)
        for sample, reading in zip(samples, readings, strict=True):
            if sample.labels.get("need", (0,))[0] == 1:
                read = delivered(reading.probabilities, dimension)
                errors[sample.brand].append(read - labelled_delivery(sample, dimension))
        kept = [np.array(values) for values in errors.values() if len(values) >= FEWEST]
        means = np.array([values.mean() for values in kept])
        sampling = np.mean([values.var(ddof=1) / len(values) for values in kept])
        spread = float(np.sqrt(max(0.0, means.var(ddof=1) - sampling)))
        found[dimension] = {
            "sd": round(spread, 5),
            "mean": round(float(means.mean()), 5),
            "brands": len(kept),
        }
    return found

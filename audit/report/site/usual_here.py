"""What is usual by dimension among the brands at hand: quartiles of what they deliver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from audit.finding.panel import FEWEST

Deliveries = Mapping[str, float | None]
"""One brand's delivery by dimension, 0 to 1."""

Quartiles = dict[str, tuple[float, float, float]]
"""By dimension the first quartile, the median and the third quartile of delivery, of 100."""


def usual_deliveries(brands: Iterable[Deliveries]) -> Quartiles:
    """By dimension the quartiles of delivery, of 100; empty with fewer than FEWEST brands."""
    by_name: dict[str, list[float]] = {}
    for each in brands:
        for name, value in each.items():
            if value is not None:
                by_name.setdefault(name, []).append(100 * value)
    found = {}
    for name, values in by_name.items():
        if len(values) >= FEWEST:
            first, middle, third = np.quantile(values, [0.25, 0.5, 0.75])
            found[name] = (float(first), float(middle), float(third))
    return found

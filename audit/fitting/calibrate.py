"""Calibration and cut points, from readings of rows that the head never saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from audit.formulas.agreement_statistics import f1, quadratic_kappa
from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.heads import Calibration, Floats, decide, levels_from

Integers = npt.NDArray[np.int64]
PRIOR = 4.0
GRID = 120
FEWEST = 50
SMALLEST_STEP = 1e-8


def calibrate(
    logits: Matrix,
    targets: Matrix,
    weights: Matrix,
    columns: Mapping[str, int],
    labels: Mapping[str, Integers],
    counted: npt.NDArray[np.bool_],
) -> Calibration:
    """Slope and offset of each output, then the cut points that agree best.

    `labels[column]` is the first rater's level or -1.  Cut points are tuned on the `counted` rows
    (on all rows if fewer than fifty of those are labelled): for F1 on columns of two levels
    (dismissive excepted), for quadratic kappa on the others.
    """
    slope, offset = np.ones(targets.shape[1]), np.zeros(targets.shape[1])
    for place in range(targets.shape[1]):
        known = ~np.isnan(targets[:, place])
        slope[place], offset[place] = platt(
            logits[known, place], targets[known, place], weights[known]
        )
    plain = Calibration(slope, offset, {})
    levels = levels_from(logits, columns, plain)
    cuts = {}
    for name, count in columns.items():
        known = labels[name] >= 0
        rows = known & counted if np.sum(known & counted) >= FEWEST else known
        measure = f1 if count == 2 and name != "dismissive" else quadratic_kappa
        cuts[name] = tune_cuts(levels[name][rows], labels[name][rows], measure)
    return Calibration(slope, offset, cuts)


def platt(logits: Matrix, targets: Matrix, weights: Matrix) -> tuple[float, float]:
    """Slope and offset of log-odds by penalised maximum likelihood (Platt 1999).

    Newton steps, each halved until it gains: overconfident log-odds would throw them far off.

    The penalty pulls towards slope 1 and offset 0, so that rare levels stay in bounds.
    """
    x, y, w = (np.asarray(a, dtype=np.float64) for a in (logits, targets, weights))
    prior = np.array([1.0, 0.0])
    design = np.stack([x, np.ones_like(x)], axis=1)

    def fit(beta: Floats) -> float:
        z = design @ beta
        return float(np.sum(w * (y * z - np.logaddexp(0, z)))) - PRIOR / 2 * float(
            np.sum((beta - prior) ** 2)
        )

    beta = prior.copy()
    reached = fit(beta)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (w * (p - y)) + PRIOR * (beta - prior)
        curvature = design.T @ (design * (w * p * (1 - p))[:, None]) + PRIOR * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        while np.abs(step).max() > SMALLEST_STEP and fit(beta - step) < reached:
            step = step / 2
        beta = beta - step
        reached = fit(beta)
        if np.abs(step).max() <= SMALLEST_STEP:
            break
    return float(max(beta[0], 0.05)), float(beta[1])


def tune_cuts(
    probabilities: Floats, labels: Integers, measure: Callable[[Integers, Integers], float]
) -> tuple[float, ...]:
    """Cut points of the expected level, ascending, each moved in turn to where they agree best.

    The mean of all near-best places is taken, which steadies the choice.
    """
    expected = probabilities @ np.arange(probabilities.shape[1])
    count = probabilities.shape[1] - 1
    shares = [np.clip(np.mean(labels <= k), 0.01, 0.995) for k in range(count)]
    cuts = [float(np.quantile(expected, share)) for share in shares]
    grid = np.unique(np.quantile(expected, np.linspace(0.01, 0.998, GRID)))
    for _ in range(3):
        for place in range(count):
            below = cuts[place - 1] if place else -np.inf
            above = cuts[place + 1] if place + 1 < count else np.inf
            able = [point for point in grid if below <= point <= above]
            if not able:
                continue
            scores = [
                measure(labels, decide(probabilities, [*cuts[:place], point, *cuts[place + 1 :]]))
                for point in able
            ]
            near = [p for p, s in zip(able, scores, strict=True) if s >= max(scores) - 0.003]
            cuts[place] = float(np.mean(near))
    return tuple(round(float(cut), 6) for cut in sorted(cuts))


def target_matrix(
    reached: Sequence[Mapping[tuple[str, int], float | None]], columns: Mapping[str, int]
) -> Matrix:
    """Shares of raters by row and output; NaN where nobody rated the column."""
    asked = outputs(dict(columns))
    return np.array(
        [[np.nan if row[key] is None else row[key] for key in asked] for row in reached],
        dtype=np.float32,
    )

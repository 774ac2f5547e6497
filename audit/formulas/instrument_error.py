"""The instrument's own error on a brand: how it is measured, and how it is drawn.

The residuals on the instrument's card say how far a brand's mean reading lies from the mean of its
raters, on brands the heads had never seen.  Two facts about them decide how they are drawn:

- They are small where little is delivered.  Over 34 brands and six dimensions their spread is .01
  where the brand's mean reading is below .03, .04 up to .07, .05 about .2, .08 about .4.  That is
  the spread of a proportion, so they are drawn on the arcsine of the root, on which it is even
  (Anscombe 1948, Biometrika 35).
- They are errors of turns as read.  A rule that makes a turn count nothing, or a part, makes its
  error count nothing, or a part: delivery is moved in the proportion in which the readings are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEVEL = 0.2
"""What the brands the residuals were measured on deliver, by their raters (mean of the six)."""

CORRELATION = 0.2
"""Of the errors of two dimensions on the same brand (mean over the pairs, 34 brands)."""


def spread(residual: Mapping[str, float]) -> float:
    """The error to reckon with on a new brand: the root of its expected square.

    `residual` has `mean` and `sd` over so many `brands`.  The mean is not taken off the readings:
    in no dimension has it been told apart from 0 (it is at most 1.5 standard errors), and a
    constant taken off would credit or charge those who deliver nothing.  It counts as error, and so
    does the uncertainty of the mean itself.
    """
    sd, mean, brands = residual["sd"], residual["mean"], residual["brands"]
    return float(np.sqrt(sd**2 * (1 + 1 / brands) + mean**2))


def on_arcsine_scale(error: Array) -> Array:
    """An error of delivery about LEVEL as one of arcsin(root of delivery) (delta method)."""
    return np.asarray(error / (2 * np.sqrt(LEVEL * (1 - LEVEL))))


def moved(delivered: Array, error: Array) -> Array:
    """Delivery (..., k) from 0 to 1, moved by an error (..., k) on the arcsine scale."""
    angle = np.arcsin(np.sqrt(delivered)) + error
    return np.asarray(np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2)


def correlated(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Standard normal errors of that shape, correlated by CORRELATION over the last axis."""
    shared = random.standard_normal((*shape[:-1], 1))
    own = random.standard_normal(shape)
    return np.asarray(np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * own)


def factors(random: np.random.Generator, draws: int, read: Array, errors: Array) -> Array:
    """Draws (draws, k) of what true delivery is to the delivery that was read.

    `read` (k,) is the mean delivery of the answered turns as they read, `errors` (k,) the spread of
    the instrument's error.  1 where nothing was read.
    """
    noise = correlated(random, (draws, len(read))) * on_arcsine_scale(errors)
    some = np.clip(read, 0.0, 1.0)
    return np.divide(moved(some, noise), some, out=np.ones_like(noise), where=some > 0)

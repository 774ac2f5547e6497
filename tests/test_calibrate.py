"""Calibration: log-odds brought to the chances they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from audit.fitting.calibrate import platt


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (0.4, -0.2), (1.8, 0.7)])
def test_slope_and_offset_are_found(slope: float, offset: float) -> None:
    """Also where the log-odds are far too sure of themselves."""
    random = np.random.default_rng(0)
    logits = random.normal(-3, 4, 6000)
    hit = random.random(6000) < 1 / (1 + np.exp(-(slope * logits + offset)))

    found = platt(
        logits.astype(np.float32), hit.astype(np.float32), np.ones(6000, dtype=np.float32)
    )

    assert found == pytest.approx((slope, offset), abs=0.2)

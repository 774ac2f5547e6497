"""Dimensions: one file each, six of them, exemplars on both sides."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import audit.dimensions
from audit.dimensions import Dimension, dimension, dimensions, exemplar_probabilities
from audit.reading.columns import SIX
from db.errors import NotFound


def test_the_six_in_the_codebooks_order() -> None:
    """The dimensions are the codebook's, in its order, each found by its file."""
    files = {p.stem for p in Path(audit.dimensions.__file__).parent.glob("[a-z]*.py")}

    assert tuple(found.name for found in dimensions()) == SIX
    assert files == set(SIX)


@pytest.mark.parametrize("found", dimensions(), ids=lambda found: found.name)
def test_exemplars_are_six_or_more_a_level(found: Dimension) -> None:
    """Claims have two levels and replies three, each with six different exemplars or more."""
    assert [len(side) for side in (found.exemplars["claim"], found.exemplars["reply"])] == [2, 3]
    for side in found.exemplars.values():
        for level in side:
            assert len(set(level)) >= 6
    assert re.search(r"\((19|20)\d\d\)", found.reference)


def test_an_unknown_dimension_is_named() -> None:
    """Asking for a dimension that is not there lists those that are."""
    with pytest.raises(NotFound, match="'warmth'; there are care"):
        dimension("warmth")


def test_likeness_to_exemplars_gives_chances() -> None:
    """A text like the exemplars of level 1 is most likely of level 1; chances sum to one."""
    exemplars = [np.eye(2, dtype=np.float32)[[0, 0]], np.eye(2, dtype=np.float32)[[1, 1]]]

    found = exemplar_probabilities(np.array([[0.0, 1.0]], dtype=np.float32), exemplars)

    assert found[0, 1] > 0.99
    assert found.sum() == pytest.approx(1, abs=1e-5)

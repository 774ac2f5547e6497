"""Heads: weighted terms, levels from log-odds, and the files they are kept in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_instrument import WIDTH, small_head

from audit.reading.columns import GROUPS, outputs
from audit.reading.headfile import load_heads, save_heads
from audit.reading.heads import Calibration, decide, levels_from, standardise, weigh_terms
from audit.reading.inputs import customer_inputs
from db.errors import InstrumentError


def test_terms_are_damped_weighted_and_of_length_one() -> None:
    """Counts are damped by a logarithm, multiplied by idf, and each row has length one."""
    idf = np.array([1.0, 2.0], dtype=np.float32)

    found = weigh_terms([["a", "a", "b", "x"], ["x"]], ["a", "b"], idf)

    raw = np.array([1 + np.log(2), 2.0])
    np.testing.assert_allclose(found[0], raw / np.linalg.norm(raw), rtol=1e-6)
    np.testing.assert_array_equal(found[1], [0, 0])


def test_counts_are_standardised_and_cut() -> None:
    """Counts have mean zero, a spread of .3, and no outlier beyond four spreads."""
    one = np.ones(1, dtype=np.float32)

    found = standardise(np.array([[1.0], [2.0], [99.0]], dtype=np.float32), one, one)

    np.testing.assert_allclose(found.ravel(), [0, 0.3, 1.2], rtol=1e-6)


def test_levels_sum_to_one_and_never_rise() -> None:
    """Chances of levels sum to one even where "at least 2" was more likely than "at least 1"."""
    calibration = Calibration(np.ones(2), np.zeros(2), {})

    found = levels_from(np.array([[0.0, 3.0]], dtype=np.float32), {"care": 3}, calibration)

    np.testing.assert_allclose(found["care"], [[0.5, 0.0, 0.5]])


def test_the_hidden_layer_has_its_share() -> None:
    """Log-odds are .35 of the linear layer's and .65 of the hidden layer's."""
    head = replace(
        small_head("customer"),
        hidden=np.zeros((1, 1), dtype=np.float32),
        hidden_bias=np.array([2.0], dtype=np.float32),
        top=np.array([[1.0, -1.0]], dtype=np.float32),
        top_bias=np.zeros(2, dtype=np.float32),
    )

    found = head.logits(customer_inputs([""], {}, WIDTH))

    np.testing.assert_allclose(found[0], [-4 * 0.35 + 2 * 0.65, -4 * 0.35 - 2 * 0.65], rtol=1e-5)


def test_a_level_counts_the_cut_points_passed() -> None:
    """The level is how many cut points the expected level exceeds."""
    chances = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float64)

    assert decide(chances, (0.5, 1.5)).tolist() == [0, 1, 2]


def test_outputs_ask_at_least() -> None:
    """A column of three levels asks two questions."""
    assert outputs({"care": 3, "need": 2}) == [("care", 1), ("care", 2), ("need", 1)]


def test_heads_survive_their_file(tmp_path: Path) -> None:
    """What is saved is what is loaded."""
    head = small_head("customer")
    save_heads(tmp_path / "fold-0.npz", {"customer": head})

    found = load_heads(tmp_path / "fold-0.npz")["customer"]

    assert found.vocabulary == head.vocabulary
    assert dict(found.calibrations["context"].cuts) == dict(head.calibrations["context"].cuts)
    np.testing.assert_array_equal(found.weights, head.weights)
    assert found.columns == GROUPS["customer"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    """A damaged file of heads is an error that names it."""
    path = tmp_path / "fold-0.npz"
    path.write_bytes(b"not an archive")

    with pytest.raises(InstrumentError, match=r"fold-0\.npz"):
        load_heads(path)

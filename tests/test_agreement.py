"""Agreement: statistics against hand-computed cases, labels joined to texts, baselines beside."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from small_instrument import LetterEncoder, write_instrument

from audit.agreement import agreement
from audit.formulas.agreement_statistics import (
    brier,
    calibration_error,
    clustered_interval,
    f1,
    pearson,
    precision,
    quadratic_kappa,
    recall,
)
from audit.reading.folds import fold_key
from audit.reading.instrument import Instrument, load_instrument
from audit.report.labels_text import labels_text
from db.errors import BadInput


def array(*values: int) -> np.ndarray:
    """The values as an array of integers."""
    return np.array(values, dtype=np.int64)


def test_quadratic_kappa_by_hand() -> None:
    """Ratings 0 1 2 2 and 0 1 1 2 disagree by 1/4 squared, 5/4 by chance: kappa is .8."""
    one, other = array(0, 1, 2, 2), array(0, 1, 1, 2)
    by_chance = np.mean([(a - b) ** 2 for a in one for b in other])

    assert by_chance == 1.25
    assert quadratic_kappa(one, other) == pytest.approx(1 - 0.25 / 1.25)


def test_quadratic_kappa_at_its_ends() -> None:
    """Kappa is 1 for the same ratings, 0 for a constant, -1 for the opposite."""
    assert quadratic_kappa(array(0, 1, 2), array(0, 1, 2)) == 1
    assert quadratic_kappa(array(0, 1, 0, 1), array(1, 1, 1, 1)) == 0
    assert quadratic_kappa(array(0, 1), array(1, 0)) == -1
    assert quadratic_kappa(array(1, 1), array(1, 1)) == 1


def test_f1_precision_recall_by_hand() -> None:
    """Two of three found are true, two of four true are found."""
    truth, found = array(1, 1, 1, 1, 0, 0), array(1, 1, 0, 0, 1, 0)

    assert precision(truth, found) == pytest.approx(2 / 3)
    assert recall(truth, found) == 0.5
    assert f1(truth, found) == pytest.approx(4 / 7)
    assert math.isnan(f1(array(0, 0), array(0, 0)))


def test_brier_and_calibration_by_hand() -> None:
    """Chances of .8 that come true half the time are off by .3."""
    truth, chance = array(1, 0, 1, 0), np.array([0.85, 0.85, 0.85, 0.85])

    assert brier(truth, chance) == pytest.approx((2 * 0.15**2 + 2 * 0.85**2) / 4)
    assert calibration_error(truth, chance) == pytest.approx(0.35)


def test_pearson_needs_three_points() -> None:
    """A correlation of two points says nothing."""
    assert math.isnan(pearson(np.array([1.0, 2.0]), np.array([1.0, 2.0])))
    assert pearson(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])) == pytest.approx(1)


def test_intervals_resample_whole_clusters() -> None:
    """One cluster alone gives an interval of no width; the same seed gives the same interval."""
    values = np.array([0.0, 1.0, 1.0, 0.0])

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    assert clustered_interval(mean, ["a"] * 4) == (0.5, 0.5)
    assert clustered_interval(mean, list("abcd")) == clustered_interval(mean, list("abcd"))
    low, high = clustered_interval(mean, list("abcd"))
    assert low < 0.5 < high


@pytest.fixture
def small(tmp_path: Path) -> Instrument:
    """A small instrument that knows one of the texts below to be labelled."""
    key = fold_key("walk", "we are sorry about worda")
    assert key is not None
    return load_instrument(write_instrument(tmp_path / "small", {key: 2}), LetterEncoder())


def letters(number: int) -> str:
    """A word for a number: digits do not tell templates apart."""
    return chr(97 + number % 26) * (1 + number // 26)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Forty texts of eight brands and labels by two raters; the second rated half."""
    texts, labels = folder / "texts.csv", folder / "labels.csv"
    lines = ["id,brand,reply,customer"]
    rated = ["id,rater,care,need,strength"]
    for n in range(40):
        says = "zebra" if n % 3 == 1 else "sorry"
        lines.append(
            f"t{n},brand{n % 8},we are {says} about word{letters(n)},it broke {letters(n)}"
        )
        rated.append(f"t{n},A,{2 if n % 3 == 0 else 0},{n % 2},9")
        if n < 25:
            rated.append(f"t{n},B,{2 if n % 3 == 0 else 1},{n % 2},9")
    texts.write_text("\n".join(lines), encoding="utf-8")
    labels.write_text("\n".join(rated), encoding="utf-8")
    return labels, texts


def test_agreement_of_each_rater_and_baseline(tmp_path: Path, small: Instrument) -> None:
    """Only rated columns are judged, against each rater, with three baselines beside."""
    labels, texts = write_files(tmp_path)

    found = agreement(labels, texts, "reply", text="reply", context="customer", instrument=small)

    need, care = found.columns
    assert (need.column, need.measure, care.column, care.measure) == ("need", "f1", "care", "kappa")
    assert set(care.against) == {"first", "A", "B"}
    assert care.against["A"].n == 40
    assert care.against["B"].n == care.raters["A and B"].n == 25
    assert set(care.baselines) == {"tfidf", "embedding", "both"}
    assert {"precision", "recall", "brier", "calibration_error", "brand_r"} <= set(need.more)
    assert found.out_of_fold == 1
    assert found.clusters == 8


def test_the_text_says_how_fitted_rows_are_read(tmp_path: Path, small: Instrument) -> None:
    """The printed form names the instrument, the folds and each column."""
    labels, texts = write_files(tmp_path)

    found = agreement(labels, texts, "reply", text="reply", context="customer", instrument=small)

    printed = labels_text(found)
    assert "1 of them were fitted on" in printed
    assert "care kappa" in printed
    assert small.instrument_id in printed
    assert found.to_dict()["columns"][0]["column"] == "need"


def test_labels_without_texts_are_refused(tmp_path: Path, small: Instrument) -> None:
    """Labels none of whose ids has a text are an error."""
    labels, texts = write_files(tmp_path)
    labels.write_text("id,rater,care\nx,A,1\n", encoding="utf-8")

    with pytest.raises(BadInput, match="no id of"):
        agreement(labels, texts, "reply", text="reply", instrument=small)


def test_a_level_out_of_range_is_named(tmp_path: Path, small: Instrument) -> None:
    """A label that is no level of its column is named with its row."""
    labels, texts = write_files(tmp_path)
    labels.write_text("id,rater,care\nt1,A,3\n", encoding="utf-8")

    with pytest.raises(BadInput, match="t1 has care '3'"):
        agreement(labels, texts, "reply", text="reply", instrument=small)

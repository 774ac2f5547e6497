"""Agreement of the instrument with raters, beside plain baselines: `audit agreement`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils import Database

from audit.corpus.rows import read_rows
from audit.formulas.agreement_statistics import (
    Integers,
    brier,
    calibration_error,
    clustered_interval,
    f1,
    pearson,
    precision,
    quadratic_kappa,
    recall,
)
from audit.labels.baselines import BASELINES, baseline_levels
from audit.labels.labelled import Labelled, join, join_to
from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS, SIX
from audit.reading.folds import EVERY
from audit.reading.instrument import Instrument, load_instrument
from audit.reading.readings import Reading

PROBABLE = ("need", "emotion", "promise")
BY_KAPPA = ("dismissive",)
FEWEST_SHARED = 20
FEWEST_OF_A_BRAND = 5


@dataclass(frozen=True)
class Figure:
    """A statistic with its 95 % interval (whole brands resampled) and number of texts."""

    value: float
    lo: float
    hi: float
    n: int

    def __str__(self) -> str:
        return f"{_short(self.value)} [{_short(self.lo)}, {_short(self.hi)}]"


@dataclass(frozen=True)
class ColumnAgreement:
    """All figures of one column; `measure` is kappa or f1, `against` by rater."""

    column: str
    measure: str
    against: Mapping[str, Figure]
    baselines: Mapping[str, Figure]
    raters: Mapping[str, Figure]
    more: Mapping[str, Figure]


@dataclass(frozen=True)
class Agreement:
    """Agreement of one instrument with one labels file."""

    instrument_id: str
    kind: str
    texts: int
    out_of_fold: int
    clusters: int
    columns: Sequence[ColumnAgreement]
    six: Mapping[str, Figure] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, figures to four decimals, None for what cannot be computed."""
        return dict(_rounded(asdict(self)))


def agreement(
    labels: str | Path,
    texts: str | Path,
    kind: str,
    *,
    text: str,
    context: str | None = None,
    id_column: str = "id",
    progress: Callable[[int], None] | None = None,
    instrument: Instrument | None = None,
) -> Agreement:
    """Compare the instrument's readings of the labelled texts with each rater.

    Texts the instrument was fitted on are read out of fold.  BadInput if no label has a text.
    """
    columns = REPLY_COLUMNS if kind == "reply" else CLAIM_COLUMNS
    labelled = join(Path(labels), Path(texts), columns, text, context, id_column)
    return _read_and_compare(labelled, kind, progress, instrument)


def agreement_with_draws(
    database: Database,
    labels: str | Path,
    *,
    progress: Callable[[int], None] | None = None,
    instrument: Instrument | None = None,
) -> Agreement:
    """The same for turns that were drawn from the database.  BadInput if none of them was."""
    from audit.labels.draw import drawn_rows

    path = Path(labels)
    pool = drawn_rows(database, [row.get("id", "") for row in read_rows(path)])
    labelled = join_to(
        path, pool, REPLY_COLUMNS, "reply", "customer",
        "was drawn here; name the texts with --texts, --as and --text",
    )  # fmt: skip
    return _read_and_compare(labelled, "reply", progress, instrument)


def _read_and_compare(
    labelled: Labelled,
    kind: str,
    progress: Callable[[int], None] | None,
    instrument: Instrument | None,
) -> Agreement:
    columns = REPLY_COLUMNS if kind == "reply" else CLAIM_COLUMNS
    instrument = instrument or load_instrument()
    samples = labelled.samples
    said = instrument.texts_to_encode([t for s in samples for t in (s.text, s.message)])
    encoded = instrument.encode(said, progress)
    if kind == "reply":
        readings = instrument.read_replies([(s.text, s.message or None) for s in samples], encoded)
    else:
        readings = instrument.read_claims([s.text for s in samples], encoded)
    baselines = baseline_levels(samples, columns, encoded, instrument.model_width)
    return compare(instrument, kind, labelled, readings, baselines)


def compare(
    instrument: Instrument,
    kind: str,
    labelled: Labelled,
    readings: Sequence[Reading],
    baselines: Mapping[str, Mapping[str, Integers]],
) -> Agreement:
    """All figures of the readings and baselines against the labels."""
    samples = labelled.samples
    columns = REPLY_COLUMNS if kind == "reply" else CLAIM_COLUMNS
    clusters = [sample.brand or sample.id for sample in samples]
    folds = [instrument.fold(kind, sample.text, sample.message) for sample in samples]
    first = {
        column: np.array([s.labels[column][0] if s.labels.get(column) else -1 for s in samples])
        for column in columns
    }
    read = {column: np.array([r.levels[column] for r in readings]) for column in columns}
    known = [column for column in columns if np.any(first[column] >= 0)]
    six = {}
    if kind == "reply" and set(SIX) <= set(known):
        for name, levels in {"instrument": read, **baselines}.items():
            six[name] = _mean_kappa(first, levels, clusters)
    return Agreement(
        instrument.instrument_id,
        kind,
        len(samples),
        sum(fold != EVERY for fold in folds),
        len(set(clusters)),
        [
            _column(
                column,
                columns[column],
                first[column],
                {rater: levels[column] for rater, levels in labelled.by_rater.items()},
                read[column],
                {name: baselines[name][column] for name in baselines},
                np.array([r.expected(column) for r in readings]),
                clusters,
            )
            for column in known
        ],
        six,
    )


def _column(
    column: str,
    levels: int,
    first: Integers,
    by_rater: Mapping[str, Integers],
    read: Integers,
    baselines: Mapping[str, Integers],
    expected: np.ndarray,
    clusters: Sequence[str],
) -> ColumnAgreement:
    by_f1 = levels == 2 and column not in BY_KAPPA
    measure = f1 if by_f1 else quadratic_kappa
    rated = {r: v for r, v in by_rater.items() if np.any(v >= 0)}
    against = {"first": _figure(measure, first, read, clusters)}
    if len(rated) > 1:
        against |= {r: _figure(measure, values, read, clusters) for r, values in rated.items()}
    raters = {
        f"{one} and {other}": _figure(measure, rated[one], _hidden(rated, other, one), clusters)
        for one, other in combinations(rated, 2)
        if np.sum((rated[one] >= 0) & (rated[other] >= 0)) >= FEWEST_SHARED
    }
    more = {}
    if by_f1:
        more["precision"] = _figure(precision, first, read, clusters)
        more["recall"] = _figure(recall, first, read, clusters)
    if column in PROBABLE:
        more["brier"] = _figure(brier, first, expected, clusters)
        more["calibration_error"] = _figure(calibration_error, first, expected, clusters)
    brands = _brand_means(first, expected, clusters)
    if len(brands) >= FEWEST_OF_A_BRAND:
        one, other = np.array(brands).T
        names = [str(place) for place in range(len(one))]
        low, high = clustered_interval(lambda at: pearson(one[at], other[at]), names)
        more["brand_r"] = Figure(pearson(one, other), low, high, len(one))
    return ColumnAgreement(
        column,
        "f1" if by_f1 else "kappa",
        against,
        {name: _figure(measure, first, values, clusters) for name, values in baselines.items()},
        raters,
        more,
    )


def _hidden(rated: Mapping[str, Integers], other: str, one: str) -> Integers:
    """The other's levels, where the one has none too: -1 on both drops the row."""
    return np.where(rated[one] >= 0, rated[other], -1)


def _figure(
    measure: Callable[[Any, Any], float],
    truth: Integers,
    found: np.ndarray,
    clusters: Sequence[str],
) -> Figure:
    rows = np.flatnonzero((truth >= 0) & (found >= 0))
    truth, found = truth[rows], found[rows]
    low, high = clustered_interval(
        lambda at: measure(truth[at], found[at]), [clusters[row] for row in rows.tolist()]
    )
    return Figure(measure(truth, found), low, high, len(rows))


def _mean_kappa(
    first: Mapping[str, Integers], found: Mapping[str, Integers], clusters: Sequence[str]
) -> Figure:
    rows = np.flatnonzero(np.all([first[name] >= 0 for name in SIX], axis=0))

    def mean(at: np.ndarray) -> float:
        some = rows[at]
        return float(np.mean([quadratic_kappa(first[n][some], found[n][some]) for n in SIX]))

    low, high = clustered_interval(mean, [clusters[row] for row in rows.tolist()])
    return Figure(mean(np.arange(len(rows))), low, high, len(rows))


def _brand_means(
    first: Integers,
    expected: np.ndarray,
    clusters: Sequence[str],
) -> list[tuple[float, float]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, cluster in enumerate(clusters):
        if first[row] >= 0:
            rows[cluster].append(row)
    return [
        (float(first[some].mean()), float(expected[some].mean()))
        for some in rows.values()
        if len(some) >= FEWEST_OF_A_BRAND
    ]


def _short(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.2f}".replace("0.", ".", 1)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 4)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


__all__ = ["BASELINES", "Agreement", "ColumnAgreement", "Figure", "agreement", "compare", "join"]

"""EPITOME (Sharma et al. 2020), checked only: heads of this kind on another study's empathy.

Heads are fitted on folds of its own seeker posts, for this table alone; nothing of them ships.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from audit.corpus.rows import read_rows
from audit.fitting.train import Material
from audit.formulas.agreement_statistics import Integers
from audit.reading import inputs
from audit.reading.features import Matrix
from audit.reading.folds import FOLDS
from audit.reading.inputs import SECOND_EDITION
from audit.reading.normalise import normalise
from shown.nested import Study, reached, read_nested
from shown.reading import ReadOnce, World
from shown.statistics import macro_f1
from shown.table import Line, Table, Target, figure

FILES = {"ER": "emotional-reactions", "IP": "interpretations", "EX": "explorations"}
LEVELS = 3
WORDS_AND_MARKS = r"\w+|[^\w\s]"


@dataclass(frozen=True)
class Pairs:
    """Responses with the posts they answer, whose ids (n,) group them, and levels by mechanism."""

    posts: Sequence[str]
    responses: Sequence[str]
    groups: Sequence[str]
    levels: dict[str, Integers]

    @property
    def folds(self) -> Integers:
        """The fold of each: the digest of its post's id, modulo five."""
        digests = [hashlib.sha256(group.encode()).hexdigest() for group in self.groups]
        return np.array([int(digest, 16) % FOLDS for digest in digests])


def read_pairs(folder: Path) -> Pairs:
    """The three files of one order; ValueError if they are not of the same pairs."""
    rows = {name: list(read_rows(folder / f"{part}-reddit.csv")) for name, part in FILES.items()}
    keys = {name: [(row["sp_id"], row["rp_id"]) for row in some] for name, some in rows.items()}
    if any(key != keys["ER"] for key in keys.values()):
        raise ValueError(f"the files in {folder} do not hold the same pairs in the same order")
    return Pairs(
        [row["seeker_post"] for row in rows["ER"]],
        [row["response_post"] for row in rows["ER"]],
        [row["sp_id"] for row in rows["ER"]],
        {name: np.array([int(row["level"]) for row in some]) for name, some in rows.items()},
    )


def study(pairs: Pairs, instrument: ReadOnce) -> Study:
    """The pairs as the heads take them."""
    both = [
        (normalise(response), normalise(post))
        for response, post in zip(pairs.responses, pairs.posts, strict=True)
    ]
    said = instrument.texts_to_encode([text for pair in both for text in pair])
    made = inputs.turn_inputs(
        both, [SECOND_EDITION] * len(both), instrument.encode(said), instrument.model_width
    )
    columns = dict.fromkeys(FILES, LEVELS)
    targets = reached(pairs.levels, columns)
    weights = np.ones(len(both), dtype=np.float32)
    return Study(Material(made, targets, weights, pairs.groups), columns, pairs.levels, pairs.folds)


def tfidf(pairs: Pairs, learned: npt.NDArray[np.intp]) -> Any:
    """Words and marks of the responses, alone and in twos, weighed by those learned from."""
    weigh = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=WORDS_AND_MARKS
    )
    weigh.fit([pairs.responses[row] for row in learned])
    return weigh.transform(pairs.responses)


def plain_levels(pairs: Pairs, vectors: Matrix) -> dict[str, dict[str, Integers]]:
    """By baseline and mechanism, levels by logistic regression, levels weighed alike."""
    rows = ("TF-IDF", "MiniLM")
    found = {name: {of: np.zeros_like(y) for of, y in pairs.levels.items()} for name in rows}
    for fold in range(FOLDS):
        kept, judged = np.flatnonzero(pairs.folds != fold), np.flatnonzero(pairs.folds == fold)
        for name, design in zip(rows, (tfidf(pairs, kept), vectors), strict=True):
            for of, y in pairs.levels.items():
                model = LogisticRegression(class_weight="balanced", max_iter=2000)
                model.fit(design[kept], y[kept])
                found[name][of][judged] = model.predict(design[judged])
    return found


def epitome(world: World) -> Iterator[Table]:
    """Macro-F1 of the three mechanisms beside TF-IDF on the same folds."""
    pairs = read_pairs(world.data / "epitome")
    vectors = np.hstack(
        [4 * world.instrument.vectors(side) for side in (pairs.responses, pairs.posts)]
    )
    plain = plain_levels(pairs, vectors)
    read = read_nested(study(pairs, world.instrument), lambda line: print(line, file=sys.stderr))
    lines = []
    for name, truth in pairs.levels.items():
        beside = {row: macro_f1(truth, found[name]) for row, found in plain.items()}

        def of(at: Any, truth: Integers = truth, levels: Integers = read[name]) -> float:
            return macro_f1(truth[at], levels[at])

        target = Target(beside["TF-IDF"], "above")
        lines.append(Line(f"{name} macro-F1", figure(of, pairs.groups), target, beside))
    notes = [
        f"{len(pairs.posts):,} pairs, {len(set(pairs.groups)):,} seeker posts, {FOLDS} folds of "
        "posts; heads fitted for this table alone, cut points by inner folds; posts resampled",
        "TF-IDF of words and marks, alone and in twos; another TF-IDF is known to reach "
        ".703, .552, .648",
    ]
    yield Table("EPITOME", notes, lines)

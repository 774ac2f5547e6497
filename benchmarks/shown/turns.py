"""Agreement on labelled turns: the six, overall, dismissive by kappa; the yes-or-no ones by F1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audit.reading.columns import SIX
from shown.reading import PAIRS, REPLIES, Source, World
from shown.table import Line, Table, Target

BESIDE = {"tfidf": "TF-IDF", "embedding": "MiniLM", "both": "both"}
MEAN = Target(0.70)
TARGETS = {
    **dict.fromkeys(SIX, Target(0.56)),
    "overall": Target(0.67),
    "dismissive": Target(0.54),
    "need": Target(0.92),
    "emotion": Target(0.85),
    "acknowledged": Target(0.90),
}


def pairs(world: World) -> Iterator[Table]:
    """Customer's message and whole turn, second edition of the codebook."""
    yield _table(world, PAIRS, "pairs.csv (second edition)", MEAN, TARGETS)


def replies(world: World) -> Iterator[Table]:
    """Replies, message often missing, first edition: shown, no target."""
    yield _table(world, REPLIES, "replies.csv (first edition)", None, {})


def _table(
    world: World, source: Source, title: str, mean: Target | None, targets: Mapping[str, Target]
) -> Table:
    found = world.agreement(source)
    lines = []
    if found.six:
        plain = {BESIDE[name]: found.six[name].value for name in BESIDE}
        lines.append(Line("mean kappa of the six", found.six["instrument"], mean, plain))
    by_column = {column.column: column for column in found.columns}
    for name in TARGETS:
        if column := by_column.get(name):
            plain = {BESIDE[row]: figure.value for row, figure in column.baselines.items()}
            measure = "F1" if column.measure == "f1" else "kappa"
            lines.append(
                Line(f"{name} {measure}", column.against["first"], targets.get(name), plain)
            )
    notes = [
        f"{found.texts:,} texts of {found.clusters:,} brands, {found.out_of_fold:,} of them fitted "
        "on and read out of fold; quadratic kappa; whole brands resampled"
    ]
    return Table(title, notes, lines)

"""Agreement as lines of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.agreement import Agreement, Figure

NAMES = {"tfidf": "TF-IDF", "embedding": "embedding", "both": "both"}
WIDTH = 19


def agreement_text(found: Agreement) -> str:
    """A line a column: the instrument, the three plain baselines, the raters; then the rest."""
    by_brand = found.clusters < found.texts
    of_brands = f" of {found.clusters:,} brands" if by_brand else ""
    lines = [
        f"Agreement of instrument {found.instrument_id} with labels of {found.texts:,} texts "
        f"({found.kind}){of_brands}",
        f"{found.out_of_fold:,} of them were fitted on: each is read by the part of the instrument "
        "that saw neither it, nor its brand, nor a text like it.",
        "Baselines are cross-validated on these labels in folds by the same rule.",
        "Quadratic kappa, or F1 for yes-or-no columns; [95 % interval, "
        f"{'whole brands' if by_brand else 'texts'} resampled].",
        "",
        _line("", "n", "instrument", *NAMES.values()),
    ]
    if found.six:
        figures = list(found.six.values())
        lines.append(_line("mean of the six", str(figures[0].n), *map(str, figures)))
    for column in found.columns:
        figure = column.against["first"]
        measure = "F1" if column.measure == "f1" else "kappa"
        lines.append(
            _line(
                f"{column.column} {measure}",
                str(figure.n),
                str(figure),
                *(str(column.baselines[name]) for name in NAMES),
            )
        )
    lines += ["", "Against each rater, and raters against each other"]
    for column in found.columns:
        rated = {k: v for k, v in column.against.items() if k != "first"} | dict(column.raters)
        if rated:
            lines.append(f"  {column.column:15} " + "; ".join(_named(rated)))
    lines += ["", "More"]
    lines += [
        f"  {column.column:15} " + "; ".join(_named(dict(column.more)))
        for column in found.columns
        if column.more
    ]
    return "\n".join(lines)


def _named(figures: dict[str, Figure]) -> list[str]:
    return [f"{name.replace('_', ' ')} {figure} n {figure.n}" for name, figure in figures.items()]


def _line(name: str, count: str, *cells: str) -> str:
    return f"{name:22}{count:>6}  " + "".join(f"{cell:<{WIDTH}}" for cell in cells).rstrip()

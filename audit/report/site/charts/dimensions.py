"""Promised against delivered, dimension by dimension, with what is usual beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from audit.finding.finding import Finding
from audit.report.site.charts import svg
from audit.report.site.charts.marks import (
    interval,
    names,
    quantitative,
    round_top,
    ticks,
    usual,
    value,
)
from audit.report.site.charts.palette import INK, TALK, WALK
from audit.report.site.charts.panels import Panel, Row

SHORT, LONG, STEP = 84, 190, 28
LEFT, GAP, BOTTOM, TOP = 104, 30, 46, 4
MOST = 6
"""A bar of claims ends here; the number itself stands in the table."""

Middle = Mapping[str, tuple[float, float, float]]
"""By dimension: first quartile, median and third quartile of delivery, of 100."""


def top_of(findings: Sequence[Finding], usual_here: Sequence[Middle | None] = ()) -> float:
    """The end of the scale: one for all brands of a report, and for what is usual beside them."""
    own = [100 * d.delivery.hi for f in findings for d in f.dimensions if d.delivery]
    return round_top([*own, *(ends[-1] for near in usual_here if near for ends in near.values())])


def dimension_charts(
    findings: Sequence[Finding], usual_here: Sequence[Middle | None]
) -> Iterator[Markup]:
    """One chart a finding, in order."""
    order = [d.name for d in findings[0].dimensions] if findings else []
    top = top_of(findings, usual_here)
    rows = names("name", order)
    bare = {**rows, "axis": None}
    height = STEP * len(order)
    bar = {
        "mark": {"type": "bar", "height": 12, "color": TALK},
        "encoding": {
            "x": {"field": "claims", "type": "quantitative"},
            "description": {"field": "words_claims"},
        },
    }
    said = Panel(
        SHORT, height, quantitative("claims", MOST, "distinct claims", [0, 2, 4, 6]), rows, (bar,),
        LEFT, TOP, GAP, BOTTOM,
    )  # fmt: skip
    got = Panel(
        LONG, height, quantitative("value", top, "delivered, of 100 in need", ticks(top)), bare,
        (*usual("q1", "q3", "q2", 20), interval(INK), value(WALK)), 0, TOP, 16, BOTTOM,
    )  # fmt: skip
    frames = said.frame(), got.frame()
    pages = [_rows(f, near or {}) for f, near in zip(findings, usual_here, strict=True)]
    drawn = zip(said.marks(pages), got.marks(pages), findings, strict=True)
    right = LEFT + SHORT + GAP
    for claims, delivered, finding in drawn:
        yield svg.picture(
            [
                (frames[0] + claims, LEFT, TOP),
                (frames[1] + delivered, right, TOP),
            ],
            right + LONG + 16,
            TOP + height + BOTTOM,
            f"{finding.brand}: claims and what was delivered, by dimension; the table has it all",
        )


def _rows(finding: Finding, near: Middle) -> list[Row]:
    rows: list[Row] = []
    for d in finding.dimensions:
        row: dict[str, object] = {
            "name": d.name,
            "claims": min(d.claims, MOST),
            "words_claims": f"{d.name}: {d.claims} distinct claims",
        }
        if d.delivery is not None:
            found = d.delivery.scaled(100)
            row |= {
                "value": found.value,
                "lo": found.lo,
                "hi": found.hi,
                "words": f"{d.name}: delivered to {found.value:.1f} of 100,"
                f" interval {found.lo:.1f} to {found.hi:.1f}",
            }
        if d.name in near:
            row |= dict(zip(("q1", "q2", "q3"), near[d.name], strict=True))
        rows.append(row)
    return rows

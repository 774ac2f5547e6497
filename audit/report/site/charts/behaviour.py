"""How a brand answers: shares with their intervals, and what is usual where that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from audit.finding.finding import Finding
from audit.finding.panel import Usual
from audit.formulas.estimate import Estimate
from audit.report.site.charts import svg
from audit.report.site.charts.marks import interval, names, quantitative, usual, value
from audit.report.site.charts.palette import INK, WALK
from audit.report.site.charts.panels import Panel, Row

SHARES = {
    "acknowledged_rate": "feeling taken in",
    "answered_share": "answered at all",
    "canned_share": "sent alike to several",
    "formulaic_share": "formulas alone",
    "deflection_share": "only sent elsewhere",
    "dismissive_share": "brushed off",
}
LEFT, WIDTH, STEP, TOP, RIGHT, BOTTOM = 144, 264, 28, 4, 18, 46


def behaviour_charts(
    findings: Sequence[Finding], panels: Sequence[Mapping[str, Usual]]
) -> Iterator[Markup]:
    """One chart a finding, in order."""
    height = STEP * len(SHARES)
    panel = Panel(
        WIDTH, height, quantitative("value", 100, "per cent", [0, 20, 40, 60, 80, 100]),
        names("name", list(SHARES), SHARES),
        (*usual("q1", "q3", "q2", 20), interval(INK), value(WALK)), LEFT, TOP, RIGHT, BOTTOM,
    )  # fmt: skip
    frame = panel.frame()
    pages = [_rows(f, near) for f, near in zip(findings, panels, strict=True)]
    for finding, drawn in zip(findings, panel.marks(pages), strict=True):
        yield svg.picture(
            [(frame + drawn, LEFT, TOP)],
            LEFT + WIDTH + RIGHT,
            TOP + height + BOTTOM,
            f"{finding.brand}: how it answers, in per cent; the table has it all",
        )


def _rows(finding: Finding, near: Mapping[str, Usual]) -> list[Row]:
    rows: list[Row] = []
    for name, title in SHARES.items():
        row: dict[str, object] = {"name": name}
        found: Estimate | None = getattr(finding, name)
        if found is not None:
            shown = found.scaled(100)
            row |= {
                "value": shown.value,
                "lo": shown.lo,
                "hi": shown.hi,
                "words": f"{title}: {shown.value:.0f} %, interval {shown.lo:.0f} to {shown.hi:.0f}",
            }
        if name in near:
            low, middle, high = (100 * near[name].quantiles[q] for q in ("25", "50", "75"))
            row |= {"q1": low, "q2": middle, "q3": high}
        rows.append(row)
    return rows

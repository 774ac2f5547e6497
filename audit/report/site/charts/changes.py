"""Then and now: what was delivered in two periods, dimension by dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from audit.finding.then_and_now import ThenAndNow
from audit.formulas.change import Change
from audit.report.site.charts import svg
from audit.report.site.charts.marks import names, quantitative, ticks, value
from audit.report.site.charts.palette import FAINT, MUTED, WALK
from audit.report.site.charts.panels import Panel, Row

LEFT, WIDTH, STEP, TOP, RIGHT, BOTTOM = 104, 302, 28, 4, 18, 46
ALL = "all six"
BETWEEN = {
    "mark": {"type": "rule", "aria": False, "color": FAINT, "strokeWidth": 2},
    "encoding": {"x": {"field": "then", "type": "quantitative"}, "x2": {"field": "value"}},
}


class ChangeCharts:
    """The charts of all brands of a report, on one scale from 0 to `top`."""

    def __init__(self, names_of: Sequence[str], top: float) -> None:
        order = [ALL, *names_of]
        self.height = STEP * len(order)
        self.panel = Panel(
            WIDTH, self.height, quantitative("value", top, "delivered, of 100 in need", ticks(top)),
            names("name", order), (BETWEEN, value(MUTED, 70, "then", hollow=True), value(WALK)),
            LEFT, TOP, RIGHT, BOTTOM,
        )  # fmt: skip
        self.frame = ""

    def drawn(self, found: Sequence[ThenAndNow | None]) -> Iterator[Markup | None]:
        """One chart a brand, in order; None where one of the periods is not known."""
        pages = [[] if each is None else _rows(each) for each in found]
        if any(pages) and not self.frame:
            self.frame = self.panel.frame()
        for each, rows, marks in zip(found, pages, self.panel.marks(pages), strict=True):
            if each is None or not rows:
                yield None
                continue
            yield svg.picture(
                [(self.frame + marks, LEFT, TOP)],
                LEFT + WIDTH + RIGHT,
                TOP + self.height + BOTTOM,
                f"{each.brand}: what was delivered then and now; the table has it all",
            )


def _rows(each: ThenAndNow) -> list[Row]:
    pairs = [(ALL, each.walk), *((d.name, d) for d in each.dimensions)]
    return [_row(name, change) for name, change in pairs if change.then is not None]


def _row(name: str, change: Change) -> Row:
    words = f"{name}: {change.then:.1f} then, {change.now:.1f} now: {change.change}"
    return {"name": name, "then": change.then, "value": change.now, "words": words}

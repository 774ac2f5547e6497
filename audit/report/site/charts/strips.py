"""A row of the ranking, drawn: the score with its interval, and the places it may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from audit.rank import Ranked
from audit.report.site.charts import svg
from audit.report.site.charts.marks import interval, round_top, value
from audit.report.site.charts.palette import BAND, INK, LINE, WALK
from audit.report.site.charts.panels import Panel

WIDTH, HEIGHT, PLACES = 170, 22, 110
ROW = {"field": "row", "type": "nominal", "axis": None}


def top_of(ranking: Sequence[Ranked]) -> float:
    """The end of the scale of scores."""
    return round_top([item.finding.score.hi for item in ranking if item.finding.score])


def score_strips(ranking: Sequence[Ranked]) -> Iterator[Markup]:
    """For each ranked brand its score and interval, on the one scale of the channel."""
    top = top_of(ranking)
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": None,
    }
    panel = Panel(WIDTH, HEIGHT, x, ROW, (_track(), interval(INK, 2), value(WALK, 70)))
    rows = []
    for item in ranking:
        found = item.finding.score
        assert found is not None, "a ranked brand has a score"
        rows.append(
            [{"row": "", "zero": 0, "end": top, "value": found.value} | _ends(found.lo, found.hi)]
        )
    for item, drawn in zip(ranking, panel.marks(rows), strict=True):
        found = item.finding.score
        assert found is not None
        words = f"{found.value:.0f} of 100, interval {found.lo:.0f} to {found.hi:.0f}"
        yield svg.picture([(drawn, 6, 0)], WIDTH + 12, HEIGHT, words)


def place_strips(ranking: Sequence[Ranked]) -> Iterator[Markup]:
    """For each ranked brand the places it may hold, first place at the left."""
    last = len(ranking)
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0.5, last + 0.5], "nice": False, "zero": False},
        "axis": None,
    }
    bar = {
        "mark": {"type": "bar", "aria": False, "height": 10, "color": BAND},
        "encoding": {"x": {"field": "lo", "type": "quantitative"}, "x2": {"field": "hi"}},
    }
    tick = {
        "mark": {"type": "tick", "aria": False, "size": 14, "thickness": 2, "color": INK},
        "encoding": {"x": {"field": "value", "type": "quantitative"}},
    }
    panel = Panel(PLACES, HEIGHT, x, ROW, (_track(), bar, tick))
    rows = [
        [
            {"row": "", "zero": 0.5, "end": last + 0.5, "value": item.rank}
            | _ends((item.rank_lo or 1) - 0.5, (item.rank_hi or last) + 0.5)
        ]
        for item in ranking
    ]
    for item, drawn in zip(ranking, panel.marks(rows), strict=True):
        words = f"may hold places {item.rank_lo} to {item.rank_hi} of {last}"
        yield svg.picture([(drawn, 1, 0)], PLACES + 2, HEIGHT, words)


def _ends(low: float, high: float) -> dict[str, float]:
    return {"lo": low, "hi": high}


def _track() -> dict[str, object]:
    """The whole scale, as a line behind."""
    return {
        "mark": {"type": "rule", "aria": False, "color": LINE, "strokeWidth": 1},
        "encoding": {"x": {"field": "zero", "type": "quantitative"}, "x2": {"field": "end"}},
    }

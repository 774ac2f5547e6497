"""The ranking as one chart: each score with its interval, beside it the places it may hold."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from audit.rank import Ranked
from audit.report.plain import plain
from audit.report.site.charts import svg
from audit.report.site.charts.marks import interval, quantitative, ticks, value
from audit.report.site.charts.palette import BAND, CONFIG, INK, SCHEMA, WALK
from audit.report.site.charts.strips import top_of

SHOWN = 50
"""More rows than this are for the table."""
ROW = 22
NAME = 30


def ranking_chart(ranking: Sequence[Ranked], label: str) -> Markup:
    """The best SHOWN of a channel."""
    last, top = len(ranking), top_of(ranking)
    values = [
        {
            "brand": f"{item.rank}. {plain(item.finding.brand, NAME)}",
            "value": item.finding.score.value,
            "lo": item.finding.score.lo,
            "hi": item.finding.score.hi,
            "rank": item.rank,
            "first": (item.rank_lo or 1) - 0.5,
            "last": (item.rank_hi or last) + 0.5,
        }
        for item in ranking[:SHOWN]
        if item.finding.score is not None
    ]
    order = [row["brand"] for row in values]
    rows = {"field": "brand", "type": "nominal", "scale": {"domain": order, "padding": 0}}
    named = {**rows, "axis": {"title": None, "grid": False, "labelColor": INK}}
    places = {
        "type": "quantitative",
        "scale": {"domain": [0.5, last + 0.5], "nice": False, "zero": False},
        "axis": {
            "title": "places it may hold",
            "values": sorted({1, *ticks(last)[1:], last} - ({0} | _near(last))),
        },
    }
    scores = quantitative("value", top, "score, with its 95 % interval", ticks(top))
    spec = {
        "$schema": SCHEMA,
        "config": CONFIG | {"concat": {"spacing": 28}},
        "data": {"values": values},
        "hconcat": [
            {
                "width": 250,
                "height": {"step": ROW},
                "encoding": {"y": named, "x": scores},
                "layer": [interval(INK, 2), value(WALK, 70)],
            },
            {
                "width": 150,
                "height": {"step": ROW},
                "encoding": {"y": {**rows, "axis": None}},
                "layer": [
                    {
                        "mark": {"type": "bar", "aria": False, "height": 10, "color": BAND},
                        "encoding": {"x": {**places, "field": "first"}, "x2": {"field": "last"}},
                    },
                    {
                        "mark": {
                            "type": "tick",
                            "aria": False,
                            "size": 14,
                            "thickness": 2,
                            "color": INK,
                        },
                        "encoding": {"x": {**places, "field": "rank"}},
                    },
                ],
            },
        ],
    }
    tree = svg.render(spec)
    width, height = float(tree.get("width") or 0), float(tree.get("height") or 0)
    svg.tidy(tree)
    inner = "".join(svg.written(child) for child in tree)
    return svg.picture([(inner, 0, 0)], width, height, label)


def _near(last: int) -> set[float]:
    """Ticks too near the last place to stand beside it."""
    return {tick for tick in ticks(last) if last * 0.9 < tick < last}

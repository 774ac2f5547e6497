"""Layers that several charts share: an interval, a value, what is usual behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from audit.report.site.charts.palette import BAND, FAINT, INK, MUTED, PAPER

Layer = Mapping[str, Any]


def quantitative(field: str, top: float, title: str | None, ticks: Sequence[float]) -> Layer:
    """A position from 0 to `top`, with these ticks on its axis."""
    axis = {"values": list(ticks), "title": title, "tickCount": len(ticks), "titlePadding": 8}
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False, "zero": True},
        "axis": axis,
    }


def names(field: str, order: Sequence[str], labels: Mapping[str, str] | None = None) -> Layer:
    """A row a name, in this order."""
    axis: dict[str, Any] = {"title": None, "grid": False, "labelColor": INK, "labelFontSize": 13}
    axis["labelPadding"] = 11  # a dot at 0 stands clear of its name
    if labels is not None:
        shown = {name: labels.get(name, name) for name in order}
        axis["labelExpr"] = (
            "({" + ",".join(f"{k!r}:{v!r}" for k, v in shown.items()) + "})[datum.value]"
        )
    return {
        "field": field,
        "type": "nominal",
        "scale": {"type": "band", "domain": list(order), "padding": 0},
        "axis": axis,
    }


def round_top(values: Sequence[float], least: float = 20, step: float = 10) -> float:
    """The end of an axis that holds all `values`: the next multiple of `step`, at most 100."""
    return min(100.0, max(least, step * ceil(max(values, default=0) / step)))


def ticks(top: float) -> list[float]:
    """Four to six round ticks from 0 to `top`."""
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if top / s <= 5)
    return [i * step for i in range(int(top // step) + 1)]


def usual(low: str, high: str, middle: str, height: float) -> tuple[Layer, ...]:
    """A band for what half of all brands have, and a tick at the median."""
    return (
        {
            "mark": {"type": "bar", "aria": False, "height": height, "color": BAND},
            "transform": [{"filter": f"isValid(datum.{low})"}],
            "encoding": {"x": {"field": low, "type": "quantitative"}, "x2": {"field": high}},
        },
        {
            "mark": {"type": "tick", "aria": False, "size": height, "thickness": 2, "color": FAINT},
            "transform": [{"filter": f"isValid(datum.{middle})"}],
            "encoding": {"x": {"field": middle, "type": "quantitative"}},
        },
    )


def interval(color: str = INK, width: float = 2) -> Layer:
    """A line from `lo` to `hi`."""
    return {
        "mark": {"type": "rule", "aria": False, "color": color, "strokeWidth": width},
        "transform": [{"filter": "isValid(datum.lo)"}],
        "encoding": {"x": {"field": "lo", "type": "quantitative"}, "x2": {"field": "hi"}},
    }


def value(color: str, size: float = 80, field: str = "value", *, hollow: bool = False) -> Layer:
    """A dot at a value; its words come with it.  A hollow one is a ring on paper."""
    mark: dict[str, Any] = {"type": "point", "size": size, "opacity": 1, "filled": True}
    mark |= (
        {"fill": PAPER, "stroke": color, "strokeWidth": 2}
        if hollow
        else {"fill": color, "stroke": PAPER, "strokeWidth": 1}
    )
    return {
        "mark": mark,
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "encoding": {
            "x": {"field": field, "type": "quantitative"},
            "description": {"field": "words"},
        },
    }


def quiet(color: str = MUTED) -> dict[str, Any]:
    """Text of an annotation."""
    return {"type": "text", "aria": False, "color": color, "fontSize": 12, "fontStyle": "italic"}

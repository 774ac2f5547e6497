"""The colours of the charts as they lie in the SVG; the page's style sheet turns them for dark."""

from __future__ import annotations

from typing import Any

PAPER = "#ffffff"
INK = "#1b1b1a"
MUTED = "#62625d"
LINE = "#dad8d2"
BAND = "#e7e4dc"
WALK = "#0b6474"
TALK = "#a8541a"
FAINT = "#9d9b95"

CORNERS = {
    "walks the talk": WALK,
    "quiet achiever": "#3b5aa0",
    "all talk": TALK,
    "says little does little": MUTED,
}
"""A corner that was earned has a colour; a brand whose corner is unclear is a hollow ring."""

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "aria": False,
        "domain": False,
        "ticks": False,
        "gridColor": LINE,
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelLimit": 0,
        "labelFlush": False,
        "labelPadding": 6,
        "titleColor": INK,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titleLimit": 0,
    },
}
"""How all charts look, as a Vega-Lite configuration."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""A name, not an address that anything is loaded from."""

"""The same small chart for many brands: its frame drawn once, its marks for all in one go.

Rendering one chart takes long (texts are measured), a thousand small multiples of marks alone
little.  So a panel is a Vega-Lite specification in two halves on the same scales: the frame (axes,
labels) is rendered once, the marks as one faceted chart, and the two are laid on each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.report.site.charts import svg
from audit.report.site.charts.palette import CONFIG, SCHEMA

AT_ONCE = 200
"""Cells rendered in one go: enough that the start counts little, few enough for memory."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """A small chart: its encoding with axes, and layers of marks; sizes in pixels.

    `left`, `top`, `right`, `bottom` is the room for labels around the view.
    """

    width: float
    height: float
    x: Mapping[str, Any]
    y: Mapping[str, Any]
    layers: tuple[Mapping[str, Any], ...]
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0

    def frame(self) -> str:
        """Axes and labels, at the origin of the view."""
        spec = {
            "$schema": SCHEMA,
            "config": CONFIG,
            "autosize": {"type": "none"},
            "width": self.width,
            "height": self.height,
            "data": {"values": [{}]},
            "mark": {"type": "point", "opacity": 0},
            "encoding": {"x": self.x, "y": self.y},
        }
        root = svg.content(svg.render(spec))
        for group in list(root.iter(f"{{{svg.NAMESPACE}}}g")):
            parent = group.getparent()
            if "role-mark" in (group.get("class") or "").split() and parent is not None:
                parent.remove(group)
        svg.tidy(root)
        return svg.written(root)

    def marks(self, pages: Sequence[Sequence[Row]]) -> Iterator[str]:
        """The marks of each page's rows, at the origin of the view; one text a page, in order."""
        numbered = enumerate(pages)
        while batch := list(itertools.islice(numbered, AT_ONCE)):
            yield from self._batch([rows for _, rows in batch])

    def _batch(self, pages: Sequence[Sequence[Row]]) -> Iterator[str]:
        values = [{**row, "page": i} for i, rows in enumerate(pages) for row in rows]
        held = sorted({row["page"] for row in values})
        drawn: dict[int, str] = {}
        if values:
            bare = {"x": {**self.x, "axis": None}, "y": {**self.y, "axis": None}}
            spec = {
                "$schema": SCHEMA,
                "config": CONFIG,
                "data": {"values": values},
                "spacing": 0,
                "facet": {"row": {"field": "page", "type": "nominal", "header": None}},
                "spec": {
                    "width": self.width,
                    "height": self.height,
                    "encoding": bare,
                    "layer": list(self.layers),
                },
            }
            found = svg.cells(svg.render(spec))
            assert len(found) == len(held), "one cell a page"
            for page, cell in zip(held, found, strict=True):
                svg.tidy(cell)
                drawn[page] = svg.written(cell)
        for page in range(len(pages)):
            yield drawn.get(page, "")

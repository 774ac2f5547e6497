"""Talk against walk: each brand a point with its uncertainty, corners named only where earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from audit.finding.finding import Finding
from audit.report.plain import plain
from audit.report.site.charts import svg
from audit.report.site.charts.labels import placed
from audit.report.site.charts.marks import quantitative, quiet, round_top, ticks
from audit.report.site.charts.palette import CONFIG, CORNERS, FAINT, INK, MUTED, PAPER, SCHEMA

WIDTH, HEIGHT = 400, 340
FEW = 40
"""With more brands than this the intervals are drawn fainter."""
NAME = 24
RINGS: tuple[dict[str, Any], ...] = ({"stroke": PAPER, "strokeWidth": 3}, {})
"""A text is drawn twice: first as a ring of paper, so that lines behind do not cross it."""


@dataclass(frozen=True, slots=True)
class Point:
    """One brand on the plane, and the page it leads to."""

    finding: Finding
    href: str

    @property
    def words(self) -> str:
        """What is said of the point when it is looked at."""
        talk, walk = self.finding.talk, self.finding.walk
        assert talk is not None
        assert walk is not None
        corner = self.finding.corner
        earned = f"; {corner}" if corner in CORNERS else "; corner unclear" if corner else ""
        return (
            f"{plain(self.finding.brand)}: says {talk.value:.0f} ({talk.lo:.0f} to {talk.hi:.0f}),"
            f" does {walk.value:.0f} ({walk.lo:.0f} to {walk.hi:.0f}){earned}"
        )


def plane(points: Sequence[Point], middle: tuple[float, float] | None, label: str) -> Markup:
    """The plane of one channel; `middle` holds the medians of talk and walk that corners go by.

    Every point is a link to its brand's page, in the order given.
    """
    rows = [_row(point) for point in points]
    ends = _ends(rows, middle)
    spec = {
        "$schema": SCHEMA,
        "config": CONFIG,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "encoding": {
            "x": quantitative(
                "talk", ends[0], "says: claims per 100 marketing statements →", ticks(ends[0])
            ),
            "y": quantitative(
                "walk", ends[1], "does: delivered to customers in need, of 100 →", ticks(ends[1])
            ),
        },
        "layer": [*_middle(middle, ends), *_spread(len(rows)), _points(), *_names(rows, ends)],
    }
    tree = svg.render(spec)
    width, height = float(tree.get("width") or 0), float(tree.get("height") or 0)
    svg.tidy(tree)
    _link(tree, points)
    inner = Markup("".join(svg.written(child) for child in tree))  # noqa: S704
    return Markup(
        '<svg xmlns="{}" class="chart plane" width="{:g}" height="{:g}" viewBox="0 0 {:g} {:g}"'
        ' role="group" fill="none" aria-label="{}">{}</svg>'
    ).format(svg.NAMESPACE, width, height, width, height, plain(label), inner)


def _ends(
    rows: Sequence[dict[str, Any]], middle: tuple[float, float] | None
) -> tuple[float, float]:
    """How far the two scales reach: all intervals and both medians lie within."""
    talk, walk = middle or (0.0, 0.0)
    return (
        round_top([talk, *(row["talk_hi"] for row in rows)]),
        round_top([walk, *(row["walk_hi"] for row in rows)]),
    )


def _row(point: Point) -> dict[str, Any]:
    talk, walk, corner = point.finding.talk, point.finding.walk, point.finding.corner
    assert talk is not None
    assert walk is not None
    return {
        "name": plain(point.finding.brand, NAME),
        "talk": talk.value,
        "talk_lo": talk.lo,
        "talk_hi": talk.hi,
        "walk": walk.value,
        "walk_lo": walk.lo,
        "walk_hi": walk.hi,
        "stroke": CORNERS.get(corner or "", FAINT),
        "fill": CORNERS.get(corner or "", PAPER),
        "words": point.words,
    }


def _middle(middle: tuple[float, float] | None, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """The medians as dashed lines, and what the four corners are called."""
    if middle is None:
        return []
    dashes = {"type": "rule", "aria": False, "color": MUTED, "strokeDash": [3, 3]}
    lines = (
        ({"talk": middle[0], "walk": 0, "end": ends[1]}, "y2"),
        ({"talk": 0, "walk": middle[1], "end": ends[0]}, "x2"),
    )
    names = (
        ("quiet achiever", "left", 0.0, ends[1], "top"),
        ("walks the talk", "right", ends[0], ends[1], "top"),
        ("says little, does little", "left", 0.0, 0.0, "bottom"),
        ("all talk", "right", ends[0], 0.0, "bottom"),
    )
    return [
        *(
            {"data": {"values": [row]}, "mark": dashes, "encoding": {to: {"field": "end"}}}
            for row, to in lines
        ),
        *(
            {
                "data": {"values": [{"talk": x, "walk": y}]},
                "mark": {
                    **quiet(), "text": text, "align": align, "baseline": base, **ring,
                    "dx": 5 if align == "left" else -5, "dy": 5 if base == "top" else -5,
                },
            }
            for text, align, x, y, base in names
            for ring in RINGS
        ),
    ]  # fmt: skip


def _spread(count: int) -> list[dict[str, Any]]:
    opacity = 0.55 if count <= FEW else max(0.12, 0.55 * FEW / count)
    mark = {"type": "rule", "aria": False, "color": FAINT, "strokeWidth": 1, "opacity": opacity}
    return [
        {"mark": mark, "encoding": {"x": {"field": "talk_lo"}, "x2": {"field": "talk_hi"}}},
        {"mark": mark, "encoding": {"y": {"field": "walk_lo"}, "y2": {"field": "walk_hi"}}},
    ]


def _points() -> dict[str, Any]:
    return {
        "mark": {"type": "point", "size": 80, "filled": True, "opacity": 1, "strokeWidth": 2},
        "encoding": {
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "stroke": {"field": "stroke", "type": "nominal", "scale": None},
            "description": {"field": "words"},
        },
    }


def _names(rows: list[dict[str, Any]], ends: tuple[float, float]) -> list[dict[str, Any]]:
    """Names beside points, those of earned corners and from far out first, as far as they fit."""
    order = sorted(rows, key=lambda row: (row["fill"] == PAPER, -row["walk"], -row["talk"]))
    pixels = [
        (WIDTH * row["talk"] / ends[0], HEIGHT * (1 - row["walk"] / ends[1])) for row in order
    ]
    found = placed(pixels, [row["name"] for row in order], WIDTH, HEIGHT)
    layers: list[dict[str, Any]] = []
    shifts = [(at.align, at.x - pixels[at.index][0], at.y - pixels[at.index][1]) for at in found]
    for side in sorted(set(shifts)):
        own = [order[at.index] for at, other in zip(found, shifts, strict=True) if other == side]
        for ring in RINGS:
            mark = {"type": "text", "aria": False, "align": side[0], "baseline": "middle"}
            mark |= {"color": INK, "fontSize": 11, "dx": side[1], "dy": side[2], **ring}
            text = {"field": "name", "type": "nominal"}
            layers.append({"data": {"values": own}, "mark": mark, "encoding": {"text": text}})
    return layers


def _link(tree: Any, points: Sequence[Point]) -> None:
    """Make each point a link to its page, named by its words."""
    from lxml import etree

    marks = [node for node in tree.iter() if node.get("data-tip")]
    assert len(marks) == len(points), "one mark a point"
    for mark, point in zip(marks, points, strict=True):
        parent = mark.getparent()
        link = etree.Element(f"{{{svg.NAMESPACE}}}a", {"href": point.href})
        link.set("aria-label", point.words)
        parent.replace(mark, link)
        link.append(mark)

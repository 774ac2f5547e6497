"""Rendered SVG taken apart and put together again, with what a page wants of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from audit.report.plain import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2000/svg"
DROPPED = ("role", "aria-roledescription", "aria-hidden", "class", "stroke-miterlimit")
LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")


def render(spec: Mapping[str, Any]) -> _Element:
    """The SVG of a Vega-Lite specification, as a tree; nothing is loaded from anywhere."""
    import vl_convert
    from lxml import etree

    text = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    return etree.fromstring(text.encode())


def content(tree: _Element) -> _Element:
    """The group that holds the marks of a rendered chart, at the origin of its view."""
    for group in tree.iter(f"{{{NAMESPACE}}}g"):
        if "root" in (group.get("class") or "").split():
            return group
    raise AssertionError("a rendered chart has a root group")


def cells(tree: _Element) -> list[_Element]:
    """What lies in each cell of a chart of small multiples, in their order, each at its origin."""
    found = []
    for group in tree.iter(f"{{{NAMESPACE}}}g"):
        if "cell" in (group.get("class") or "").split():
            for cell in group:
                del cell.attrib["transform"]
                found.append(cell)
    return found


def tidy(tree: _Element) -> None:
    """Drop what only takes room; keep the words of a mark as `data-tip`."""
    for node in list(tree.iter()):
        words = node.attrib.pop("aria-label", None)
        if words and node.get("role") == "graphics-symbol":
            node.set("data-tip", words)
        for name in DROPPED:
            node.attrib.pop(name, None)
        empty = node.tag == f"{{{NAMESPACE}}}path" and not (node.get("fill") or node.get("stroke"))
        parent = node.getparent()
        if parent is not None and (empty or node.get("display") == "none"):
            parent.remove(node)


def written(tree: _Element) -> str:
    """The tree as text, numbers to a tenth of a pixel, without its namespace."""
    from lxml import etree

    text = etree.tostring(tree, encoding="unicode")
    text = re.sub(r' xmlns(:xlink)?="[^"]*"', "", text)
    return LONG_NUMBER.sub(r"\1", text)


def picture(
    parts: Sequence[tuple[str, float, float]], width: float, height: float, label: str
) -> Markup:
    """One SVG of parts, each moved to (x, y); an image by that name for who does not see it."""
    moved = "".join(f'<g transform="translate({x:g},{y:g})">{part}</g>' for part, x, y in parts)
    drawn = Markup(moved)  # noqa: S704  (from the renderer, which escapes what it is given)
    return Markup(
        '<svg xmlns="{}" class="chart" width="{:g}" height="{:g}" viewBox="0 0 {:g} {:g}"'
        ' role="img" fill="none" aria-label="{}">{}</svg>'
    ).format(NAMESPACE, width, height, width, height, plain(label), drawn)

"""Where names can stand beside points without lying on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTER, LINE, RING = 6.3, 14.0, 7.0
"""The usual width of a letter, the height of a line, and the radius of a point, in pixels."""

SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}
"""How much of a name lies before its anchor."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A name that found its place, at pixels (x, y).

    `align` is "left" where it starts there, at the right of its point, "right" where it ends
    there, and "center" above or below the point.
    """

    index: int
    x: float
    y: float
    align: str


def placed(
    points: Sequence[tuple[float, float]], names: Sequence[str], width: float, height: float
) -> list[Label]:
    """The names that fit, the first first; none covers a point or another name.

    Points are in pixels within `width` and `height`.
    """
    taken: list[Box] = [(x - RING, y - RING, x + RING, y + RING) for x, y in points]
    found = []
    for i, ((x, y), name) in enumerate(zip(points, names, strict=True)):
        own = taken[i]
        length = CHARACTER * len(name)
        others = taken[:i] + taken[i + 1 :]
        for align, left, middle in (
            ("left", x + RING + 2, y),
            ("right", x - RING - 2 - length, y),
            ("center", x - length / 2, y - RING - LINE / 2),
            ("center", x - length / 2, y + RING + LINE / 2),
        ):
            box = (left, middle - LINE / 2, left + length, middle + LINE / 2)
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if inside and not any(_meet(box, other) for other in others):
                taken.append(box)
                anchor = left + length * SHARE[align]
                found.append(Label(i, anchor, middle, align))
                break
        assert taken[i] == own
    return found


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

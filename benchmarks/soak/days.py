"""On which nights of the simulated year what happens."""

from __future__ import annotations

LOCKED, FULL, UPGRADE = 30, 209, 182
AROUND = range(FULL - 1, FULL + 3)
"""What the night of the full disk had read before it failed, the next night goes on from: which of
these nights a change is dated by is not held against it."""

DOWN = range(60, 63)
SHELL = range(120, 140)
SHRUNK, SHRUNK_SINCE = range(180, 189), 180
MAY_SHRINK = range(180, 193)
BENT = range(200, 207)
MUTE = range(230, 276)
EVENTFUL = [
    *range(6), 30, 31, 40, *range(59, 65), 75, 90, 100, 115, *range(119, 124), *range(138, 143),
    *range(149, 154), *range(179, 186), *range(187, 194), *range(199, 213), *range(229, 278, 4),
]  # fmt: skip
"""The nights of `--brief`: those on which something happens, and some after."""

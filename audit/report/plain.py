"""Scraped text made harmless for a terminal."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad")


def plain(text: str, width: int | None = None) -> str:
    """One line of `text` without control, bidi or zero-width characters, cut to `width`."""
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in text
        if c not in _BIDI and c not in _INVISIBLE and unicodedata.category(c) not in ("Cs", "Cn")
    )
    line = " ".join(kept.split())
    if width is not None and len(line) > width:
        return line[: max(1, width - 1)].rstrip() + "…"
    return line

"""What the files of a report are called: short, plain, the same everywhere, no two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 60
RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
"""Names that Windows keeps for itself."""


def slug(name: str) -> str:
    """A name as a file may be called: ASCII letters, digits and hyphens; "brand" where none is."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:LONGEST].strip("-")
    return f"{found}-brand" if found in RESERVED else found or "brand"


def places(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """For each (brand, channel), in this order, the path of its page within the report."""
    found: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for brand, channel in pairs:
        base = "--".join(filter(None, (slug(brand), slug(channel) if channel else "")))
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        found[brand, channel] = f"brand/{name}.html"
    return found


def channel_places(channels: Iterable[str]) -> dict[str, str]:
    """The page of each channel's ranking; the first is where the report starts."""
    found: dict[str, str] = {}
    for channel in channels:
        name = f"{slug(channel or 'no channel')}.html" if found else "index.html"
        while name in found.values():
            name = f"{name.removesuffix('.html')}-2.html"
        found[channel] = name
    return found

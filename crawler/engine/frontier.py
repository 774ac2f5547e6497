"""The pages of a site still to be read, best first, and those that will not be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import canonical
from crawler.extract.paths import MOST_ALIKE, MOST_BESIDE, folder, is_page, score, shape

MOST_DEPTH = 4
OFFERED = 1
"""What the home page or a sitemap lists is meant to be read, however alike it looks."""

MOST_WAITING = 1000
"""More addresses than this are not kept waiting: the best are."""


@dataclass(slots=True)
class Frontier:
    """Addresses waiting, each with its score and how many links lie before it.

    `traps` are the shapes of addresses of which no more are read.
    """

    waiting: dict[str, tuple[int, int]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    _alike: Counter[str] = field(default_factory=Counter)
    _beside: Counter[str] = field(default_factory=Counter)
    traps: set[str] = field(default_factory=set)

    def add(self, url: str, depth: int, text: str = "") -> None:
        """Let a page wait to be read, where it is worth it and no trap."""
        url = canonical(url)
        if url in self.asked or depth > MOST_DEPTH or not is_page(url):
            return
        worth = score(url, text)
        if worth < 0:
            return
        before = self.waiting.get(url)
        if before is not None:
            self.waiting[url] = (max(before[0], worth), min(before[1], depth))
            return
        self.waiting[url] = (worth, depth)
        if len(self.waiting) > 2 * MOST_WAITING:
            best = sorted(self.waiting, key=self._order)[:MOST_WAITING]
            self.waiting = {kept: self.waiting[kept] for kept in best}

    def take(self) -> tuple[str, int] | None:
        """The best address and its depth; it is asked only once."""
        for url in sorted(self.waiting, key=self._order):
            depth = self.waiting.pop(url)[1]
            if depth > OFFERED and self.is_trap(url):
                self.traps.add(shape(url))
                continue
            self.note(url)
            return url, depth
        return None

    def note(self, url: str) -> None:
        """Count an address as asked."""
        self.asked.add(url)
        self.waiting.pop(url, None)
        self._alike[shape(url)] += shape(url) != f"{url.partition('://')[2]}?"
        self._beside[folder(url)] += 1

    def is_trap(self, url: str) -> bool:
        """Whether enough pages of that kind were read: a calendar has no end."""
        return self._alike[shape(url)] >= MOST_ALIKE or self._beside[folder(url)] >= MOST_BESIDE

    def _order(self, url: str) -> tuple[int, int, int, str]:
        worth, depth = self.waiting[url]
        return -worth, depth, len(url), url

    def standing(self) -> dict[str, Any]:
        """What is needed to go on later, as JSON."""
        return {
            "waiting": [[url, *self.waiting[url]] for url in sorted(self.waiting)],
            "asked": sorted(self.asked),
        }

    @classmethod
    def resume(cls, standing: dict[str, Any]) -> Frontier:
        """The frontier as it stood."""
        found = cls()
        for url in standing["asked"]:
            found.note(url)
        found.waiting = {url: (worth, depth) for url, worth, depth in standing["waiting"]}
        return found

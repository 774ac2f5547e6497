"""What the year's crawls ought to have stored, told from what the world showed, night by night."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from soak.world import EVERY, NAMES, World

QUIET, SILENCES = 3, 5
"""The rule for a brand gone quiet, stated again."""

SPIDERS = ("website", "mastodon")
Key = tuple[str, str, str]
"""Brand, path and sentence."""


def days(name: str) -> int:
    """How often a brand is due, in nights."""
    return 1 if EVERY[name] == "24h" else int(EVERY[name][:-1])


@dataclass
class Seen:
    """A sentence at its place: first and last night, and each absence: until, since, back on."""

    first: int
    last: int
    absences: list[tuple[int, int, int | None]] = field(default_factory=list)

    @property
    def away(self) -> bool:
        """Whether it is absent now."""
        return bool(self.absences) and self.absences[-1][2] is None


class Ledger:
    """Kept apart from the program: it only knows the world, and which nights took place."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: dict[Key, Seen] = {}
        self.good: dict[tuple[str, str], int] = {}
        self.crawls: dict[tuple[str, str], int] = defaultdict(int)
        self.replied: dict[str, list[int]] = defaultdict(list)
        self.waiting: dict[str, bool] = defaultdict(bool)
        self.quiet: dict[str, bool] = defaultdict(bool)
        self.last_mastodon: dict[str, int] = {}

    def due(self, name: str, spider: str, night: int) -> bool:
        """Whether a source is due: never read, or its span has passed since it was read well."""
        last = self.good.get((name, spider))
        return last is None or night - last >= days(name)

    def night(self, night: int, broken: set[tuple[str, str]]) -> None:
        """Note what a night that took place reads; `broken` sources end badly and give nothing."""
        for name in NAMES:
            for spider in SPIDERS:
                if not self.due(name, spider, night):
                    continue
                self.crawls[name, spider] += 1
                if (name, spider) in broken:
                    continue
                self.good[name, spider] = night
                if spider == "website":
                    self._read_site(name, night)
                else:
                    self._read_account(name, night)

    def _read_site(self, name: str, night: int) -> None:
        pages = self.world.sites[name].pages
        now = {(name, path, sentence) for path, said in pages.items() for sentence in said}
        for key in now:
            seen = self.seen.setdefault(key, Seen(night, night))
            if seen.away:
                seen.absences[-1] = (*seen.absences[-1][:2], night)
            seen.last = night
        for key, seen in self.seen.items():
            if key[0] == name and key not in now:
                seen.absences += [] if seen.away else [(seen.last, night, None)]

    def _read_account(self, name: str, night: int) -> None:
        if self.waiting.pop(name, False):
            self.replied[name].append(night)
        times = self.replied[name]
        silences = [later - earlier for earlier, later in pairwise(times)]
        self.quiet[name] = len(silences) >= SILENCES and (
            night - times[-1] > QUIET * max(*silences, days(name)) + days(name) / 2
        )

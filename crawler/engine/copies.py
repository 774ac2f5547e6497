"""The texts that a run has read, so that the same page under another address counts once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crawler.engine.sink import content_hash
from crawler.extract.alike import is_near, sketch


@dataclass(slots=True)
class Copies:
    """Texts by their SHA-256, and sketches of those that are not copies of others."""

    texts: set[str] = field(default_factory=set)
    sketches: list[int] = field(default_factory=list)

    def is_same(self, text: str) -> bool:
        """Whether the very text was read; it is from now on."""
        digest = content_hash(text)
        known = digest in self.texts
        self.texts.add(digest)
        return known

    def is_near(self, text: str) -> bool:
        """Whether nearly the same text was read; if not, it is from now on."""
        drawn = sketch(text)
        if any(is_near(drawn, other) for other in self.sketches):
            return True
        self.sketches.append(drawn)
        return False

    def standing(self) -> dict[str, Any]:
        """What is needed to go on later, as JSON."""
        return {"texts": sorted(self.texts), "sketches": self.sketches}

    @classmethod
    def resume(cls, standing: dict[str, Any]) -> Copies:
        """The texts as they stood."""
        return cls(set(standing["texts"]), list(standing["sketches"]))

"""A spider of a long list: what is beyond the cap of a run, or failed, waits for the next one."""

from __future__ import annotations

from typing import Any

from crawler.spiders._source import Note, SourceSpider

MOST_TRIES = 3


class BacklogSpider(SourceSpider):
    """Begins each run with what is new (`begin_anew`), then goes on with what was left."""

    def begin(self) -> None:
        """What is new, as far as the cap allows, and below it what was left."""
        left = self.memory.pop("left", [])
        self.begin_anew()
        new, self.steps = self.steps, []
        for step in reversed(left):
            self.ask(**step)
        self.steps += new

    def begin_anew(self) -> None:
        """Say with `ask` where what is new begins, the most important last."""
        raise NotImplementedError

    def ask(self, url: str, **note: Any) -> None:
        """Go there in this run, or in the next where this one has asked for enough."""
        if url not in self.asked and len(self.asked) >= self.max_pages:
            self._leave({"url": url, **note})
            self.job.reason = (
                f"finished, at the cap of {self.max_pages} pages; the next crawl goes on from there"
            )
            return
        super().ask(url, **note)

    def go_on(self, url: str, **note: Any) -> None:
        """Go there whatever the cap: what was begun is read to its end."""
        self.asked.add(url)
        self.steps.append({"url": url, **note})

    def lost(self, reason: str, note: Note) -> None:
        """Try again in the next run, three times at most."""
        if not self.first and note.get("tries", 1) < MOST_TRIES:
            self._leave({**note, "tries": note.get("tries", 1) + 1})
        super().lost(reason, note)

    def _leave(self, step: Note) -> None:
        left: list[Note] = self.memory.setdefault("left", [])
        if all(step["url"] != other["url"] for other in left):
            left.append(step)

    @property
    def caught_up(self) -> bool:
        """Whether nothing is left for another run."""
        return not self.memory.get("left")

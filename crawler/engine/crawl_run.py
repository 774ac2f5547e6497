"""What the sources that are crawled side by side share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.engine.pace import Pace

if TYPE_CHECKING:
    from crawler.archives.answers import Answers
    from crawler.archives.kept import Archive
    from crawler.engine.job import Job
    from crawler.engine.sink import Sink


@dataclass(slots=True)
class Run:
    """What the sources of one run share."""

    sink: Sink
    pace: Pace
    loopback: bool
    failure: Exception | None = None
    archive: Archive | None = None
    replay: Answers | None = None
    _pages: dict[int, dict[str, Mapping[str, str]]] = field(default_factory=dict)

    def held_pages(self, job: Job) -> dict[str, Mapping[str, str]]:
        """The pages held of a source when the run began, with their validators."""
        if "talk" not in job.ids:
            return {}
        number = job.ids["talk"]
        if number not in self._pages:
            self._pages[number] = self.sink.held_pages(job, "talk")
        return self._pages[number]

    def done(self, job: Job) -> None:
        """Let go of what was only needed while the job ran: memory does not grow with the run."""
        self._pages.pop(job.ids.get("talk", 0), None)
        job.state.clear()

"""The answers that an archive holds of one source, given again in the order they were given."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.archives.records import Record, record_at, records
from crawler.archives.writing import JOB
from db.archives import Place
from db.clock import pin
from db.errors import BadInput

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from crawler.engine.job import Job

ANSWERS = ("response", "revisit", "metadata")


class Answers:
    """Answers requests out of one file of an archive; `ended` says whether its crawl did.

    `closing` is what was noted at the end.  An address asked for twice is answered by what it
    answered the second time.  The clock stands at when each was captured.
    """

    def __init__(self, path: Path, name: str, member: str) -> None:
        self._path, self._name, self._member = path, name, member
        self._places: dict[str, deque[int]] = defaultdict(deque)
        self.closing: dict[str, Any] = {}
        for record in records(path, member):
            if record.kind in ANSWERS and record.url:
                self._places[record.url].append(record.offset)
            elif record.kind == "metadata":
                self.closing = json.loads(record.body)

    def answer(self, job: Job, request: Request) -> Response:
        """What was answered; raises IgnoreRequest for what was not, ArchiveEnds where it ends."""
        from scrapy.exceptions import IgnoreRequest

        from crawler.middlewares.archive import ArchiveEnds

        places = self._places.get(request.url)
        if not places:
            if not self.closing:
                raise ArchiveEnds("the archive ends here")
            job.counts["not in the archive"] += 1
            raise IgnoreRequest("not in the archive")
        record = self._next(places)
        # Failures that were tried again are passed over, as far as something came after them.
        while record.kind == "metadata" and places:
            record = self._next(places)
        pin(record.at)
        if record.kind == "metadata":
            raise IgnoreRequest(str(json.loads(record.body)["said"]))
        request.meta["archived"] = str(Place(self._name, self._member, record.offset))
        return as_response(record, request)

    def _next(self, places: deque[int]) -> Record:
        offset = places.popleft()
        record = record_at(self._path, self._member, offset)
        if record is None or not record.whole:
            raise BadInput(f"{self._path} is damaged at byte {offset:,} of {self._member}")
        return record


def as_response(record: Record, request: Request) -> Response:
    """The response in a record, as it came from the network."""
    from scrapy.http import Headers
    from scrapy.responsetypes import responsetypes

    headers = Headers()
    for header, value in record.headers:
        headers.appendlist(header, value)
    made = responsetypes.from_args(headers=headers, url=request.url, body=record.body)
    return made(
        url=request.url, status=record.status, headers=headers, body=record.body, request=request
    )


def about(path: Path, member: str) -> tuple[Record, dict[str, Any]]:
    """The first record of a file, and what it says the file is of.

    Raises BadInput for a file that no crawl of ours wrote.
    """
    record = record_at(path, member, 0)
    if record is not None and record.kind == "warcinfo":
        for line in record.body.decode("utf-8", "replace").splitlines():
            name, _, value = line.partition(": ")
            if name == JOB:
                return record, json.loads(value)
    raise BadInput(
        f"{path} was not written by 'audit crawl --archive', so it cannot be crawled again; "
        f"'audit import {path.name} --as warc' brings in what it says"
    )

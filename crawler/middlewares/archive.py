"""Writes every answer into the run's archive as it came, or gives answers out of an archive.

The last before the network, so that a page is kept compressed as it was sent, and so that nothing
but this differs when an archive is read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest
from twisted.web.http import RESPONSES

from crawler.middlewares.trouble import explain_download
from db.clock import utcnow

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.archives.writing import WarcFile


class ArchiveEnds(IgnoreRequest):
    """The archive ends in the middle of the crawl: that one was cut short."""


class ArchiveFull(IgnoreRequest):
    """The archive cannot be written to, and so nothing more is read."""


class ArchiveMiddleware:
    """Between the program and the network; does nothing where no archive is wanted.

    Pages on which customers speak are not written here but, redacted, when they are stored; of
    those sources only robots.txt is.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        """The middleware of a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """The answer that the archive being read holds; None where the network is asked.

        Raises what the archive says went wrong, or ArchiveEnds.
        """
        spider: Any = self._crawler.spider
        request.meta.pop("archived", None)
        request.meta.pop("came", None)
        return None if spider.run.replay is None else spider.run.replay.answer(spider.job, request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note when the answer came, and write it down; raises ArchiveFull."""
        request.meta["came"] = utcnow()
        if self._wants(request):
            status = f"{response.status} {RESPONSES.get(response.status, b'').decode()}".strip()
            headers = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ]
            self._write(request, "response", status, headers, response.body)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Write down that there was no answer; raises ArchiveFull."""
        if not isinstance(exception, IgnoreRequest) and self._wants(request):
            said = {
                "failed": type(exception).__name__,
                "said": explain_download(exception, request),
            }
            self._write(request, "note", said)

    def _wants(self, request: Request) -> bool:
        spider: Any = self._crawler.spider
        public = "walk" not in spider.job.ids or bool(request.meta.get("dont_obey_robotstxt"))
        return spider.run.archive is not None and public

    def _write(self, request: Request, kind: str, *values: Any) -> None:
        spider: Any = self._crawler.spider
        archive = spider.run.archive
        at = request.meta.get("came") or utcnow()
        try:
            file: WarcFile = archive.file(spider.job)
            offset = getattr(file, kind)(request.url, at, *values)
        except OSError as error:
            spider.run.failure = archive.full(error)
            raise ArchiveFull(str(spider.run.failure)) from error
        request.meta["archived"] = archive.place(spider.job, offset)

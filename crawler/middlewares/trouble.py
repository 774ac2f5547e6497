"""What went wrong with a request, in a few words for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.addresses import is_loopback_host, split
from crawler.extract.walls import is_bot_wall
from crawler.items import Unread
from crawler.middlewares.address import refused_address

if TYPE_CHECKING:
    from scrapy import Request

FAILED = "requests failed"
"""How a request that gave nothing is counted, where there is no better word."""

MIB = 1024 * 1024
UNPACKS = "unpacks to more than may be read"
TLS_SIGNS = ("certificate", "ssl", "tls", "verif")


def explain_download(error: BaseException | None, request: Request) -> str:  # noqa: C901, PLR0911 - a table
    """Why the request gave nothing, as it stands in the report."""
    host = split(request.url)[1]
    if isinstance(error, HttpError) and is_bot_wall(error.response.body):
        return f"{host} shows a bot wall (status {error.response.status})"
    if isinstance(error, HttpError):
        return f"it answered {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return UNPACKS if "during decompression" in str(error) else str(error)
    if isinstance(error, CannotResolveHostError):
        private = refused_address(host)
        if private:
            where = "a private address" + ("" if private == host else f" ({private})")
            own = "; AUDIT_ALLOW_LOOPBACK=1 allows it" if is_loopback_host(host) else ""
            return f"{host} is at {where}, which is not crawled{own}"
        return f"no host {host}"
    if isinstance(error, DownloadConnectionRefusedError):
        return f"{host} is down (connection refused)"
    if isinstance(error, DownloadTimeoutError):
        return f"{host} is down (no answer in time)"
    if isinstance(error, DownloadCancelledError):
        return f"larger than {request.meta.get('download_maxsize', 8 * MIB) // MIB} MiB"
    if error is not None and is_tls(error):
        return f"the certificate of {host} does not verify"
    if isinstance(error, ResponseDataLossError):
        return "the answer broke off"
    return f"{host} is down ({type(error).__name__})"


def label_of(error: BaseException | None, request: Request) -> str:
    """The word by which a request that gave nothing is counted."""
    if isinstance(error, HttpError) and is_bot_wall(error.response.body):
        return "bot wall"
    if isinstance(error, DownloadCancelledError) or "during decompression" in str(error):
        return "too large"
    unknown = isinstance(error, CannotResolveHostError | IgnoreRequest)
    if unknown and refused_address(split(request.url)[1]):
        return "private address"
    if isinstance(error, IgnoreRequest):
        return str(getattr(error, "label", FAILED))
    return FAILED


def to_unread(url: str, error: BaseException | None, request: Request) -> Unread:
    """What is kept of an address that gave nothing; `request` is the last made for it."""
    answer = getattr(error, "response", None)
    status = None if answer is None else int(answer.status)
    return Unread(url, label_of(error, request), explain_download(error, request), status)


def is_tls(error: BaseException) -> bool:
    """Whether a connection failed for its certificate."""
    text = f"{error!r} {getattr(error, 'reasons', '')} {error.__cause__!r}".lower()
    return any(sign in text for sign in TLS_SIGNS)


def is_lasting(error: BaseException, request: Request) -> bool:
    """Whether trying again is of no use."""
    if isinstance(error, UnsupportedURLSchemeError | DownloadCancelledError) or is_tls(error):
        return True
    host = split(request.url)[1]
    return isinstance(error, CannotResolveHostError) and refused_address(host) is not None

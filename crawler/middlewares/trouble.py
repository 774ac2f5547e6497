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

from crawler.addresses import split
from crawler.middlewares.address import refused_address

if TYPE_CHECKING:
    from scrapy import Request

TLS_SIGNS = ("certificate", "ssl", "tls", "verif")


def explain_download(error: BaseException | None, request: Request) -> str:  # noqa: PLR0911 - a table
    """Why the request gave nothing, as it stands in the report."""
    host = split(request.url)[1]
    if isinstance(error, HttpError):
        return f"it answered {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return str(error)
    if isinstance(error, CannotResolveHostError):
        private = refused_address(host)
        if private:
            return f"{host} is at a private address ({private}), which is not crawled"
        return f"no host {host}"
    if isinstance(error, DownloadConnectionRefusedError):
        return f"{host} is down (connection refused)"
    if isinstance(error, DownloadTimeoutError):
        return f"{host} is down (no answer in time)"
    if isinstance(error, DownloadCancelledError):
        return "larger than 8 MiB"
    if error is not None and is_tls(error):
        return f"the certificate of {host} does not verify"
    if isinstance(error, ResponseDataLossError):
        return "the answer broke off"
    return f"{host} is down ({type(error).__name__})"


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

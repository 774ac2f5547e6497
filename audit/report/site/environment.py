"""Templates that take every text for data, and pages that run and load nothing but their own."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from audit.report.plain import plain
from audit.report.site.words import sentence, some

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).resolve().parent
SCHEMES = ("http", "https")


def environment() -> Environment:
    """Jinja with autoescape everywhere; what is printed is cleaned first, whatever it is."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (_static(name) for name in ("site.css", "site.js"))
    made.globals |= {
        "style": Markup(style),  # noqa: S704  (ours, from the package)
        "script": Markup(script),  # noqa: S704
        "policy": policy(style, script),
        "some": some,
    }
    made.filters |= {"sentence": sentence, "link": link, "host": host, "day": day}
    return made


def _static(name: str) -> str:
    return (HERE / "static" / name).read_text(encoding="utf-8")


def harmless(value: Any) -> Any:
    """A text without control, bidi and zero-width characters; markup of ours stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return plain(value)
    return "" if value is None else value


def policy(style: str, script: str) -> str:
    """The content security policy of every page: this style, this script, and nothing else.

    Both lie within the page, named by their digests: a file opened from disk has no origin that
    'self' could mean, and a page that stands alone can be sent to a brand as one file.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digest(style)}",
            f"script-src {_digest(script)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def link(url: str | None) -> str | None:
    """The address if it may be a link: http or https with a host; else None."""
    if not url or plain(url) != url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in SCHEMES and parts.netloc else None


def day(at: str | None) -> str:
    """The day of an ISO time."""
    return at[:10] if at else "undated"


def host(url: str) -> str:
    """The host of an address that may be a link."""
    return urlsplit(url).netloc

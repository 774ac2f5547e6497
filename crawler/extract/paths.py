"""Which pages of a site are worth reading first, told by their paths and what links to them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

BEST = re.compile(
    r"(?<![a-z])(?:about|mission|visions?|values?|promises?|pledges?|purpose|commitments?|"
    r"customers?|care|caring|why|who-we|our-?story|philosophy|beliefs?|charter|guarantees?|"
    r"difference|people-first|wellbeing)(?:-?us)?(?![a-z])",
    re.IGNORECASE,
)
GOOD = re.compile(
    r"(?<![a-z])(?:support|help|services?|careers?|culture|press|news|newsroom|blog|stor(?:y|ies)|"
    r"sustainab|responsib|community|faqs?|contact|trust|team|solutions?)",
    re.IGNORECASE,
)
POOR = re.compile(
    r"(?<![a-z])(?:privacy|cookies?|terms|conditions|legal|imprint|impressum|sitemap|accessibility|"
    r"log-?in|sign-?in|log-?out|sign-?up|register|account|my-account|basket|cart|checkout|wishlist|"
    r"password|search|unsubscribe|print|share|tags?|category|categories|author|archives?|"
    r"calendar|events?|feeds?|wp-json|api|cdn-cgi|compare)(?![a-z])",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|gz|tgz|rar|exe|dmg|apk|jpe?g|png|gif|webp|svg|ico|css|js|json|"
    r"xml|rss|atom|mp[34]|m4[av]|mov|avi|webm|woff2?|ttf|csv|txt|ics|epub)$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+")
MOST_SEGMENTS = 8
MOST_PARAMETERS = 2
MOST_ALIKE = 12
"""Pages whose addresses differ in numbers alone: calendars and page after page of lists."""
MOST_BESIDE = 60
"""Pages in one folder."""


def is_page(url: str) -> bool:
    """Whether the address may be one of a page with text; traps for crawlers are none."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if NEVER.search(parts.path) or len(segments) > MOST_SEGMENTS:
        return False
    if len(parse_qsl(parts.query, True)) > MOST_PARAMETERS:
        return False
    return all(segments.count(segment) < 3 for segment in segments)


def score(url: str, text: str = "") -> int:
    """How likely the page says what the brand stands for: higher is read earlier, below 0 never."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if path in {"", "/"}:
        return 10
    worth = 3 * bool(BEST.search(path)) + 2 * bool(GOOD.search(path))
    worth += bool(BEST.search(text)) - 5 * bool(POOR.search(path))
    if worth < 0:
        return worth
    deep = path.strip("/").count("/") + 2 * bool(parts.query)
    return max(0, 2 + worth - deep)


def shape(url: str) -> str:
    """The address with its numbers taken out; the same for all months of a calendar."""
    parts = urlsplit(url)
    return f"{parts.netloc}{NUMBER.sub('#', parts.path)}?{NUMBER.sub('#', parts.query)}"


def folder(url: str) -> str:
    """The folder that the page lies in."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"

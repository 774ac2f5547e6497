"""Places where brands answer people that are not crawled, and the import that brings them in."""

from __future__ import annotations

from crawler.addresses import split

IMPORTS = {
    "twitter.com": "twcs",
    "x.com": "twcs",
    "facebook.com": "threads",
    "instagram.com": "threads",
    "threads.net": "threads",
    "linkedin.com": "threads",
    "reddit.com": "threads",
    "tiktok.com": "threads",
    "youtube.com": "threads",
    "trustpilot.com": "trustpilot",
    "tripadvisor.com": "reviews",
    "tripadvisor.co.uk": "reviews",
    "yelp.com": "reviews",
    "play.google.com": "reviews",
    "apps.apple.com": "reviews",
    "g.page": "reviews",
    "feefo.com": "reviews",
}
NO_ACCOUNT = {
    "intent", "share", "sharer", "sharer.php", "home", "login", "search", "watch", "hashtag", "p",
    "dialog", "plugins", "tr", "privacy", "policies", "legal", "help",
}  # fmt: skip
NOT_MASTODON = {*IMPORTS, "medium.com", "flipboard.com", "substack.com", "pinterest.com"}


def platform(url: str) -> str | None:
    """The platform that an address is on, one that is not crawled, or None."""
    host = split(url)[1].removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    return next((name for name in IMPORTS if host == name or host.endswith(f".{name}")), None)


def is_account(url: str) -> bool:
    """Whether the address on a platform is somebody's, not a button to share or log in."""
    first = url.partition("://")[2].partition("/")[2].partition("?")[0].partition("/")[0]
    return bool(first) and first.lower() not in NO_ACCOUNT


def advice(url: str) -> str:
    """What to do about an address that is not crawled."""
    name = platform(url) or ""
    return f"{name} is not crawled: audit import FILE --as {IMPORTS[name]}"

"""Places where brands answer people that are not crawled, and the import that brings them in."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from crawler.addresses import split


@dataclass(frozen=True, slots=True)
class Way:
    """An import that brings in what a platform holds: the format, a file's usual name, options."""

    form: str
    file: str
    options: str = ""

    def command(self, brand: str, target: str) -> str:
        """What to type for a brand, as a shell takes it."""
        name = f" --brand {shlex.quote(brand)}" if self.form != "twcs" else ""
        kept = f" --set target={target}" if self.form in {"threads", "reviews"} else ""
        return f"audit import {self.file} --as {self.form}{name}{self.options}{kept}"


POSTS = Way("threads", "threads.csv", " --channel short-post")
VIDEOS = Way("threads", "threads.csv", " --channel video")
FORUM = Way("threads", "threads.csv", " --channel forum")
REVIEWS = Way("reviews", "reviews.csv")
TWEETS = (Way("x-archive", "data/tweets.js"), Way("twcs", "tweets.csv"))
WAYS: dict[str, tuple[Way, ...]] = {
    "twitter.com": TWEETS,
    "x.com": TWEETS,
    "facebook.com": (POSTS,),
    "instagram.com": (POSTS,),
    "threads.net": (POSTS,),
    "linkedin.com": (POSTS,),
    "reddit.com": (FORUM,),
    "tiktok.com": (VIDEOS,),
    "youtube.com": (VIDEOS,),
    "trustpilot.com": (Way("trustpilot", "trustpilot.html"), REVIEWS),
    "tripadvisor.com": (REVIEWS,),
    "tripadvisor.co.uk": (REVIEWS,),
    "yelp.com": (REVIEWS,),
    "play.google.com": (
        Way("play-console", "reviews_PACKAGE_YYYYMM.csv"), Way("app-reviews", "reviews.json"),
    ),
    "apps.apple.com": (Way("app-reviews", "reviews.json"),),
    "g.page": (REVIEWS,),
    "feefo.com": (REVIEWS,),
}  # fmt: skip
NO_ACCOUNT = {
    "intent", "share", "sharer", "sharer.php", "home", "login", "search", "watch", "hashtag", "p",
    "dialog", "plugins", "tr", "privacy", "policies", "legal", "help",
}  # fmt: skip
NOT_MASTODON = {
    *WAYS,
    "bsky.app",
    "github.com",
    "medium.com",
    "flipboard.com",
    "substack.com",
    "pinterest.com",
}


def platform(url: str) -> str | None:
    """The platform that an address is on, one that is not crawled, or None."""
    host = split(url)[1].removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    return next((name for name in WAYS if host == name or host.endswith(f".{name}")), None)


def is_account(url: str) -> bool:
    """Whether the address on a platform is somebody's, not a button to share or log in."""
    first = url.partition("://")[2].partition("/")[2].partition("?")[0].partition("/")[0]
    return bool(first) and first.lower() not in NO_ACCOUNT


def advice(url: str, brand: str) -> str:
    """What to type about an address that is not crawled."""
    name = platform(url) or ""
    target = "twitter.com" if name == "x.com" else name
    commands = " or ".join(way.command(brand, target) for way in WAYS[name])
    return f"{name} is not crawled: {commands}"


def any_way(brand: str) -> str:
    """What to type for whatever is held of a brand of which nothing may be crawled."""
    ways = (TWEETS[1], POSTS, REVIEWS)
    return "bring in what you hold: " + " or ".join(way.command(brand, "export") for way in ways)

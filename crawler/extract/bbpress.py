"""Pages of a bbPress forum as wordpress.org has them: lists of topics, and the posts of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.extract.own_words import from_html
from crawler.items import When

if TYPE_CHECKING:
    from parsel import Selector

NUMBER = re.compile(r"(\d+)$")
STARS = re.compile(r"([\d.]+) out of 5 stars")
NICK = re.compile(r"@([^)\s]+)")
OFFICIAL = re.compile(r"(?:plugin|theme) (?:author|contributor|support)", re.IGNORECASE)
BADGE = re.compile(r"\bauthor-badge-(?:plugin|theme)\b")
WRITTEN = "%B %d, %Y at %I:%M %p"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as a list has it; `last` is the number of its last post, empty where it is unsaid."""

    id: str
    url: str
    last: str
    sticky: bool
    rating: float | None


@dataclass(frozen=True, slots=True)
class ForumPost:
    """One post of a topic.

    `official` is the badge that the place gives the makers of a plug-in or theme, `moderator` and
    `opener` those of its helpers and of who began the topic.  `at` is as the page has it.
    """

    id: str
    nick: str
    official: bool
    moderator: bool
    opener: bool
    text: str
    at: str
    url: str | None
    rating: float | None


def read_topics(page: Selector) -> list[Topic]:
    """The topics of a list, in its order."""
    found = []
    for row in page.css("ul[id^='bbp-topic-']"):
        number = NUMBER.search(row.attrib["id"])
        url = row.css("a.bbp-topic-permalink::attr(href)").get()
        if number and url:
            fresh = row.css(".bbp-topic-freshness a::attr(href)").get("")
            last = NUMBER.search(fresh.partition("#post-")[2])
            sticky = "sticky" in row.attrib.get("class", "")
            found.append(Topic(number[1], url, last[1] if last else "", sticky, _stars(row)))
    return found


def read_posts(page: Selector) -> Iterator[ForumPost]:
    """The posts of a topic on one of its pages, in order, the first of all among them."""
    for block in page.css("div[id^='post-']"):
        number = NUMBER.search(block.attrib["id"])
        body = block.css(".bbp-reply-content, .bbp-topic-content")
        if not number or not body:
            continue
        nick = NICK.search(" ".join(block.css(".bbp-user-nicename ::text").getall()))
        link = block.css("a.bbp-reply-permalink, .bbp-topic-post-date a, a.bbp-topic-permalink")
        badges = block.css("span[class*='author-badge']")
        classes = " ".join(badge.attrib["class"] for badge in badges)
        yield ForumPost(
            number[1],
            nick[1].lower() if nick else "",
            any(_is_official(badge) for badge in badges),
            "author-badge-moderator" in classes,
            "thread-starter" in classes or "topic" in block.attrib.get("class", "").split(),
            from_html(body[0].get() or ""),
            link.attrib.get("title", ""),
            link.attrib.get("href"),
            _stars(block),
        )


def next_page(page: Selector) -> str | None:
    """Where a list or a topic goes on."""
    return page.css("a.next.page-numbers::attr(href), a[rel=next]::attr(href)").get()


def read_written(text: str, *, utc: bool) -> When | None:
    """When a post was written; only the day where the place does not tell its time in UTC."""
    try:
        found = datetime.strptime(text.strip(), WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if utc else found.date()


def _is_official(badge: Selector) -> bool:
    """By class and label both: moderators have badges of the same class."""
    label = " ".join(badge.css("::text").getall()).strip()
    return bool(BADGE.search(badge.attrib["class"]) and OFFICIAL.fullmatch(label))


def _stars(block: Selector) -> float | None:
    found = STARS.search(block.css(".wporg-ratings::attr(title)").get(""))
    return float(found[1]) if found else None

"""What every spider and every import yields.

An item is what was found, before anything is written: `crawler.pipelines` cleans its text, removes
personal data, finds the language and stores it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Side = Literal["talk", "walk"]
Role = Literal["customer", "brand"]
AuthorKind = Literal["person", "brand", "bot"]

When = date | datetime
"""A day, or an aware moment in UTC: never a moment without a zone."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place where one brand speaks or answers.

    `brand` is a name, handle or alias; `complete` is true where the source shows every message the
    brand got there, so that an unanswered one is known to be unanswered.
    """

    brand: str
    side: Side
    channel: str
    spider: str
    target: str
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of marketing copy: which document it stands in, and at what place.

    `seen` is when the document was seen to say so.  `url` is None where the source gives none; it
    is never made up.  `lang` is ISO 639-1, `und`, or empty until it is found.  `line` is where a
    file had it, 0 for what was crawled.
    """

    source: Source
    document: str
    place: int
    text: str
    seen: When
    url: str | None = None
    lang: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One public message of a customer or of the brand.

    `item_id` is unique within the source.  `parent_id` is the message it answers.  `author` is
    the raw name or id of a customer (the privacy pipeline keeps only its HMAC) and None for a
    brand.  `created_at` is None where the source has no time.  `turn_id` is set on a brand's
    messages: the id of the customer's message that the turn answers, or where there is none the
    id of the turn's first part.  `lang` and `line` as in `Statement`.
    """

    source: Source
    item_id: str
    thread_id: str
    parent_id: str | None
    role: Role
    text: str
    created_at: When | None
    author: str | None = None
    author_kind: AuthorKind = "person"
    url: str | None = None
    rating: float | None = None
    turn_id: str | None = None
    lang: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Brand:
    """A declared brand, the other names it goes by, and where it lives.

    `sources` are crawlable ones written `SPIDER:TARGET`, `every` is how often ("24h").
    """

    name: str
    aliases: tuple[str, ...] = ()
    group: str | None = None
    site: str | None = None
    zone: str | None = None
    line: int = 0
    sources: tuple[str, ...] = ()
    every: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be used: where it stood and why, in a few words fit to count by.

    `detail` never quotes what a person wrote.
    """

    line: int
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was fetched, for the statements that a spider yields beside it.

    `content_hash` is that of its main text; `validators` are the ETag and Last-Modified headers
    that it came with.  `whole` says that the statements beside it are all that stands there:
    those held and not among them are absent.
    """

    source: Source
    url: str
    status: int
    content_hash: str
    validators: Mapping[str, str]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that has not changed since it was captured: all it says was seen now too."""

    source: Source
    url: str


Item = Statement | Message | Brand | Rejected

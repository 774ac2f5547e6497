"""What every spider and every import yields.

An item is what was found, before anything is written: `crawler.pipelines` removes personal data,
finds the language, ties the parts of a turn and stores it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Side = Literal["talk", "walk"]
Role = Literal["customer", "brand"]
AuthorKind = Literal["person", "brand", "bot"]


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

    `seen` is when the document was seen to say so (aware, UTC).  `url` is None where the source
    gives none; it is never made up.
    """

    source: Source
    document: str
    place: int
    text: str
    seen: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One public message of a customer or of the brand.

    `item_id` is unique within the source.  `parent_id` is the message it answers.  `author` is
    the raw name or id of a customer (the privacy pipeline keeps only its HMAC) and None for a
    brand.  `created_at` is aware, UTC, or None where the source has no time.
    """

    source: Source
    item_id: str
    thread_id: str
    parent_id: str | None
    role: Role
    text: str
    created_at: datetime | None
    author: str | None = None
    author_kind: AuthorKind = "person"
    url: str | None = None
    rating: float | None = None
    turn_id: str | None = None


@dataclass(frozen=True, slots=True)
class Brand:
    """A declared brand, the other names it goes by, and where it lives."""

    name: str
    aliases: tuple[str, ...] = ()
    group: str | None = None
    site: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be used: where it stood and why, in a few words fit to count by."""

    line: int
    reason: str
    detail: str = ""


Item = Statement | Message | Brand | Rejected

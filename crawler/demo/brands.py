"""A brand of the high street: who it is, its pages, its conversations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["landing", "article", "news", "post"]
KINDS: tuple[Kind, ...] = ("landing", "article", "news", "post")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it."""

    heading: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a site; only posts have a `day`, `modified` is a moment in UTC."""

    path: str
    kind: Kind
    title: str
    sections: tuple[Section, ...]
    day: date | None
    modified: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side says at a moment in UTC, in one part or several."""

    at: datetime
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A customer's message, the brand's turns, and what the customer wrote next, if anything.

    `need` is whether the customer needs something.  `handle` is how the brand addresses the
    author, and where it does not answer the author's name in plain small letters.
    """

    id: str
    period: int
    need: bool
    author: str
    handle: str
    customer: Turn
    turns: tuple[Turn, ...] = ()
    followup: Turn | None = None

    @property
    def last(self) -> datetime:
        """When the last word was written."""
        turns = (self.customer, *self.turns, *([self.followup] if self.followup else []))
        return max(turn.at for turn in turns)


@dataclass(frozen=True, slots=True)
class Brand:
    """A fictional brand; `character` says in a few words how it is written."""

    slug: str
    name: str
    zone: str
    group: str
    handle: str
    character: str
    sells: str
    slogan: str
    pages: tuple[Page, ...]
    conversations: tuple[Conversation, ...]

    @property
    def posts(self) -> tuple[Page, ...]:
        """The news posts, newest first."""
        dated = [(page.day, page) for page in self.pages if page.day]
        return tuple(page for _, page in sorted(dated, key=lambda pair: pair[0], reverse=True))


def plain(name: str) -> str:
    """A name as a handle: accents dropped; small letters, digits and underscores kept."""
    return re.sub("[^a-z0-9_]", "", unicodedata.normalize("NFKD", name).lower())

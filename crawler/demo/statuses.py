"""What stands on the street's network: statuses, whom they answer, and their text as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape
from zlib import crc32

from crawler.demo.brands import Brand, Conversation
from db.errors import NotFound

HANDLE = re.compile(r"(?<![\w/@])@([A-Za-z0-9_]+)")
MARKED = re.compile(
    r"(?P<scheme>https?://)(?P<rest>[^\s<>\"]+)|(?<![\w/@])@(?P<handle>[A-Za-z0-9_]+)"
)
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """A status before it has an id; `key` and `answers` name statuses within the street."""

    key: str
    author: str
    at: datetime
    text: str
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A public status; `id` grows with time, `parent` is the id of what it answers."""

    id: int
    author: str
    at: datetime
    text: str
    parent: int | None
    edited_at: datetime | None = None


@dataclass(slots=True)
class Board:
    """All statuses by id, and which answer which."""

    statuses: dict[int, Status] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    def post(self, draft: Draft) -> None:
        """Put up a status; what it answers must be up already."""
        number = snowflake(draft.at, draft.key)
        while number in self.statuses:
            number += 1
        parent = self.keys[draft.answers] if draft.answers else None
        if parent:
            self.children.setdefault(parent, []).append(number)
        self.keys[draft.key] = number
        self.statuses[number] = Status(number, draft.author, draft.at, draft.text, parent)

    def edit(self, key: str, words: str, when: datetime) -> None:
        """Let a status say something else; NotFound where there is none."""
        number = self.keys.get(key)
        if number is None:
            raise NotFound(f"no reply '{key}' on the network; turns and parts are counted from 0")
        self.statuses[number] = replace(self.statuses[number], text=words, edited_at=when)


def snowflake(moment: datetime, key: str) -> int:
    """An id as Mastodon makes them: milliseconds, then sixteen bits that look random."""
    return (round(moment.timestamp() * 1000) << 16) | (crc32(key.encode()) & 0xFFFF)


def news(brand: Brand, site: str) -> Iterator[Draft]:
    """A status for each news post, which answers nobody."""
    for page in reversed(brand.posts):
        key, words = f"{brand.slug}{page.path}", f"{page.title}\n\n{site}{page.path}"
        yield Draft(key, brand.handle, page.modified + timedelta(minutes=5), words)


def thread(brand: Brand, talk: Conversation) -> Iterator[Draft]:
    """The statuses of a conversation, each after what it answers.

    A turn answers the customer's latest message; each further part answers the part before it.
    """
    yield Draft(talk.id, talk.handle, talk.customer.at, talk.customer.parts[0])
    heard = said = talk.id
    turns = [(turn, f"{talk.id}/{place}") for place, turn in enumerate(talk.turns)]
    if talk.followup:
        turns.append((talk.followup, f"{talk.id}/followup"))
    for turn, key in sorted(turns, key=lambda pair: pair[0].at):
        if turn is talk.followup:
            yield Draft(key, talk.handle, turn.at, turn.parts[0], said)
            heard = said = key
            continue
        answers, at = heard, turn.at
        for place, part in enumerate(turn.parts):
            said = f"{key}/{place}"
            yield Draft(said, brand.handle, at, part, answers)
            answers, at = said, at + timedelta(seconds=9 + len(part) % 23)


def mentioned(words: str, known: Callable[[str], bool]) -> list[str]:
    """The handles that a text mentions and the network knows, each once."""
    found = [name.lower() for name in HANDLE.findall(words)]
    return [name for name in dict.fromkeys(found) if known(name)]


def as_html(words: str, base: str, known: Callable[[str], bool]) -> str:
    """A text as Mastodon shows it: paragraphs, mentions in spans, addresses as links."""

    def marked(found: re.Match[str]) -> str:
        if not found["handle"]:
            return _link(found["scheme"], found["rest"])
        if not known(found["handle"].lower()):
            return found[0]
        link = f'<a href="{base}/@{found["handle"].lower()}" class="u-url mention">'
        return (
            f'<span class="h-card" translate="no">{link}@<span>{found["handle"]}</span></a></span>'
        )

    paragraphs = re.split(r"\n{2,}", MARKED.sub(marked, escape(words, quote=False)))
    return "".join("<p>" + lines.replace("\n", "<br />") + "</p>" for lines in paragraphs)


def _link(scheme: str, rest: str) -> str:
    """An address with the scheme and what is too long hidden, as Mastodon writes it."""
    look = ' class="ellipsis"' if len(rest) > SHOWN else ""
    return (
        f'<a href="{scheme}{rest}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}</span><span{look}>{rest[:SHOWN]}</span>'
        f'<span class="invisible">{rest[SHOWN:]}</span></a>'
    )

"""What of a forum's thread passes between customers and the brand.

What members say to each other is not theirs to the brand: it is neither answered by it nor left
unanswered, and it is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.items import Message, Source, When
from crawler.pipelines.turns import Link, turns_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of a thread; `parent` is the id of what it answers, None where it names none.

    `author` is no bare number, which a link could have in it by chance, and be dropped for.  A
    bot's post counts as the brand's own machine where `brand` is set too.
    """

    id: str
    parent: str | None
    author: str
    brand: bool
    bot: bool
    text: str
    at: When | None
    url: str | None


def messages_of(
    source: Source,
    thread_id: str,
    thread: Sequence[Entry],
    before: Sequence[Link] = (),
    opener: str | None = None,
) -> Iterator[Message]:
    """The messages of a thread, oldest first; `before` are those of it that are read already.

    `opener` is the customer who began it, where that is not the first of `thread`.

    Kept are what opened it and its writer's later posts, the brand's answers, what they answer,
    and what answers them; a brand's post that answers nobody is not kept.
    """
    turns = turns_of([*before, *map(link_of, thread)])
    spoken = {link.item_id for link in before if link.role == "brand"}
    spoken |= {entry.id for entry in thread if entry.brand}
    answers = {number for number in spoken if turns[number] not in spoken}
    answered = {turns[number] for number in answers}
    if thread and not before and not thread[0].brand:
        opener = thread[0].author
    for entry in thread:
        asks = entry.author == opener or entry.id in answered or entry.parent in answers
        if entry.id in answers or (not entry.brand and asks):
            yield message_of(source, thread_id, entry, turns.get(entry.id))


def message_of(source: Source, thread_id: str, entry: Entry, turn: str | None) -> Message:
    """An entry as an item; `turn` is what a brand's one answers."""
    return Message(
        source,
        entry.id,
        thread_id,
        (entry.parent or turn) if entry.brand else entry.parent,
        "brand" if entry.brand else "customer",
        entry.text,
        entry.at,
        None if entry.brand else entry.author,
        "bot" if entry.bot else "brand" if entry.brand else "person",
        entry.url,
        None,
        turn if entry.brand else None,
    )


def link_of(entry: Entry) -> Link:
    """Who wrote it and what it answers, without a word of it."""
    return Link(entry.id, entry.parent, "brand" if entry.brand else "customer")

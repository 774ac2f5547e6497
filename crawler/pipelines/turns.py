"""Which messages of a brand are parts of one turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.items import Item, Message, Role


@dataclass(frozen=True, slots=True)
class Link:
    """One message of a thread, without its text: who wrote it, and which it answers."""

    item_id: str
    parent_id: str | None
    role: Role


def turns_of(thread: Sequence[Link]) -> dict[str, str]:
    """The turn of each of the brand's messages in a thread, given in order of time.

    A turn is named by the customer's message it answers, or where there is none by its first
    part.  A message that answers the brand's own belongs to that one's turn; one that names no
    message answers the last of the customer's, or carries on where the brand spoke last.
    """
    by_id = {link.item_id: link for link in thread}
    turns: dict[str, str] = {}
    last: Link | None = None
    for link in thread:
        if link.role == "brand":
            parent = by_id.get(link.parent_id or "", last if link.parent_id is None else None)
            if parent is None:
                turns[link.item_id] = link.parent_id or link.item_id
            elif parent.role == "customer":
                turns[link.item_id] = parent.item_id
            else:
                turns[link.item_id] = turns.get(parent.item_id, parent.item_id)
        last = link
    return turns


def tie(items: Iterable[Item]) -> Iterator[Item]:
    """The items, messages that come thread by thread tied into turns where they are not yet."""
    held: list[Message] = []
    for item in items:
        if isinstance(item, Message) and item.turn_id is None:
            if held and (held[0].source, held[0].thread_id) != (item.source, item.thread_id):
                yield from _tied(held)
                held = []
            held.append(item)
        else:
            yield from _tied(held)
            held = []
            yield item
    yield from _tied(held)


def _tied(thread: list[Message]) -> Iterator[Message]:
    turns = turns_of([Link(item.item_id, item.parent_id, item.role) for item in thread])
    for item in thread:
        yield replace(item, turn_id=turns.get(item.item_id))

"""What belongs to people who asked to be forgotten is not stored again.

Only HMACs are held of them, of their names and of the ids of what they wrote, so that nobody is
told by the list itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sqlite_utils import Database

from crawler.items import Capture, Item, Message, Rejected, Seen, Source

REASON = "of somebody forgotten"
MARK = "forgotten-"
"""What stands before the HMAC that takes the place of a forgotten message's id."""


class Forgotten:
    """Knows who and what is forgotten; `hide` gives the HMAC of a name or id."""

    def __init__(self, database: Database, hide: Callable[[str], str]) -> None:
        self._hide = hide
        rows = database.execute("SELECT code, kind FROM forgotten") if _has(database) else ()
        found = {(str(kind), str(code)) for code, kind in rows}
        self._authors = {code for kind, code in found if kind == "author"}
        self._messages = {code for kind, code in found if kind == "message"}

    def items(self, items: Iterable[Item | Capture | Seen]) -> Iterator[Item | Capture | Seen]:
        """The redacted items, without those of people forgotten, and without their ids."""
        if not self._authors and not self._messages:
            yield from items
            return
        for item in items:
            if not isinstance(item, Message):
                yield item
            elif item.author in self._authors or self._is_gone(item.source, item.item_id):
                yield Rejected(item.line, REASON)
            else:
                yield self._without_ids(item)

    def _without_ids(self, item: Message) -> Message:
        """The message, its links to forgotten ones given by their HMAC."""
        thread, parent, turn = (
            stand_in(item.source.spider, item.source.target, found, self._hide)
            if found and self._is_gone(item.source, found)
            else found
            for found in (item.thread_id, item.parent_id, item.turn_id)
        )
        return replace(item, thread_id=thread or "", parent_id=parent, turn_id=turn)

    def _is_gone(self, source: Source, item_id: str) -> bool:
        return message_code(source.spider, source.target, item_id, self._hide) in self._messages


def message_code(spider: str, target: str, item_id: str, hide: Callable[[str], str]) -> str:
    """The HMAC by which a message is known as forgotten."""
    return hide(f"{spider}\n{target}\n{item_id}")


def stand_in(spider: str, target: str, item_id: str, hide: Callable[[str], str]) -> str:
    """What takes the place of a forgotten message's id in those that answer it."""
    return MARK + message_code(spider, target, item_id, hide)


def _has(database: Database) -> bool:
    return "forgotten" in database.table_names()

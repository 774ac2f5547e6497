"""A small database, row by row, read by the instrument that reads words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from fakes import FACTS, IDENTITY, FakeInstrument
from sqlite_utils import Database

from audit.measure import measure
from db import open_database
from db.queries import add_brand, source_id
from db.vectors import VectorStore


def word(number: int) -> str:
    """A word for a number, so that texts differ in words and not only in digits."""
    return "".join(chr(97 + int(digit)) for digit in f"{number:03}")


class Stored:
    """The database with its vectors."""

    def __init__(self, folder: Path) -> None:
        path = folder / "audit.db"
        self.database: Database = open_database(path, "create")
        self.store = VectorStore(path, *IDENTITY)
        self.count = 0

    def read(self) -> None:
        """Read all that is stored."""
        measure(self.database, self.store, FACTS.instrument_id, cast("Any", FakeInstrument))

    def talk(self, brand: str) -> int:
        """The source of what a brand says."""
        found = add_brand(self.database, brand)
        return source_id(self.database, found, "talk", "website", "test", brand, False)

    def walk(self, brand: str) -> int:
        """The source of what it does."""
        found = add_brand(self.database, brand)
        return source_id(self.database, found, "walk", "short-post", "test", brand, False)

    def says(self, source: int, text: str, first: str, last: str, document: str = "/a") -> None:
        """A statement that stood from one day to another."""
        self.count += 1
        row = {
            "source_id": source,
            "document": document,
            "place": self.count,
            "lang": "en",
            "text": text,
            "text_hash": text,
            "first_seen": first,
            "last_seen": last,
        }
        self._insert("statements", row)

    def answers(self, source: int, day: str, reply: str) -> None:
        """A customer in need, and the reply to them."""
        self.count += 1
        item, at = f"m{self.count}", f"{day}T10:00:00Z"
        self._message(source, f"{item}q", "customer", f"mine broke {word(self.count)}", at, item)
        self._message(source, f"{item}b", "brand", f"{reply} {word(self.count)}", at, item)

    def _message(self, source: int, item: str, role: str, text: str, at: str, thread: str) -> None:
        row = {
            "source_id": source,
            "item_id": item,
            "thread_id": thread,
            "parent_id": f"{thread}q" if role == "brand" else None,
            "turn_id": item,
            "role": role,
            "author_kind": "brand" if role == "brand" else "person",
            "author": thread if role == "customer" else None,
            "lang": "en",
            "text": text,
            "content_hash": text,
            "created_at": at,
        }
        self._insert("messages", row)

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        self.database[table].insert(row)  # type: ignore[union-attr]

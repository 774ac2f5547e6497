"""A database with one brand that answered its customers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db import open_database
from db.queries import BrandRow, add_brand, require_brand, source_id


def message(database: Database, source: int, item: str, role: str, text: str, **more: Any) -> None:
    """Store one message."""
    row = {
        "source_id": source,
        "item_id": item,
        "thread_id": more.get("parent_id") or item,
        "role": role,
        "author_kind": "brand" if role == "brand" else "person",
        "lang": "en",
        "text": text,
        "content_hash": text,
        "created_at": "2026-03-01T10:00:00Z",
    } | more
    database["messages"].insert(row)  # type: ignore[union-attr]


def word(number: int) -> str:
    """A word for a number: digits do not tell texts apart."""
    return "".join(chr(97 + int(digit)) for digit in f"{number:03}")


def filled(path: Path, customers: int = 50, *, backwards: bool = False) -> Database:
    """A database with a brand that answered so many customers, and one whose message is lost."""
    database = open_database(path, "create")
    found = add_brand(database, "acme")
    walk = source_id(database, found, "walk", "short-post", "test", "acme", False)
    order = range(customers)
    for i in reversed(order) if backwards else order:
        message(database, walk, f"q{i}", "customer", f"=mine broke {word(i)}", author=f"h{i}")
        message(
            database, walk, f"b{i}", "brand", f"about {word(i)}", parent_id=f"q{i}", turn_id=f"q{i}"
        )
    message(database, walk, "lost", "brand", "we answer what nobody holds", parent_id="gone")
    return database


def acme(database: Database) -> BrandRow:
    """The brand."""
    return require_brand(database, "acme")

"""Items into the database: in batches, each whole or not at all, and nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlite_utils import Database

from crawler.items import Brand, Item, Message, Rejected, Source, Statement
from crawler.pipelines.rows import write_messages, write_statements
from db import explain
from db.errors import BadInput
from db.queries import BrandRow, add_brand, brand_id, brands, source_id

BATCH = 2000

Outcome = Literal["new", "changed", "held"]


@dataclass(frozen=True, slots=True)
class Stored:
    """An item and what became of it: new, changed, or held already as it is."""

    item: Statement | Message | Brand
    outcome: Outcome


class Store:
    """Writes items; each batch is one transaction, so that a run cut short leaves whole batches."""

    def __init__(self, database: Database, batch: int = BATCH) -> None:
        self._database = database
        self._size = batch
        self._brands: dict[str, int] = {}
        self._sources: dict[Source, int] = {}

    def write(self, items: Iterable[Item]) -> Iterator[Stored | Rejected]:
        """Each item's outcome, in order, once its batch is written."""
        stream = iter(items)
        while batch := list(islice(stream, self._size)):
            try:
                with self._database.atomic():
                    outcomes = self._batch(batch)
            except sqlite3.Error as error:
                raise explain(error, _path(self._database)) from error
            yield from outcomes

    def _batch(self, items: list[Item]) -> list[Stored | Rejected]:
        outcomes: list[Stored | Rejected] = []
        messages: list[tuple[int, Message]] = []
        statements: list[tuple[int, Statement]] = []
        for item in items:
            if isinstance(item, Message):
                messages.append((self._source(item.source), item))
            elif isinstance(item, Statement):
                statements.append((self._source(item.source), item))
        of_messages = iter(write_messages(self._database, messages))
        of_statements = iter(write_statements(self._database, statements))
        for item in items:
            if isinstance(item, Rejected):
                outcomes.append(item)
            elif isinstance(item, Brand):
                outcomes.append(self._declare(item))
            else:
                found = next(of_messages if isinstance(item, Message) else of_statements)
                taken = Rejected(item.line, "id of another message")
                outcomes.append(taken if found == "other" else Stored(item, found))
        return outcomes

    def _declare(self, item: Brand) -> Stored | Rejected:
        found = brand_id(self._database, item.name)
        before = None if found is None else next(brands(self._database, ids=[found]))
        try:
            with self._database.atomic():
                found = add_brand(
                    self._database, item.name, item.aliases, item.group, item.site, item.zone
                )
        except BadInput as error:
            return Rejected(item.line, "alias of another brand", str(error))
        after = next(brands(self._database, ids=[found]))
        # A brand may have taken over others, so that what is remembered no longer holds.
        self._brands.clear()
        self._sources.clear()
        if before is None:
            return Stored(item, "new")
        return Stored(item, "held" if _declared(before) == _declared(after) else "changed")

    def _source(self, source: Source) -> int:
        found = self._sources.get(source)
        if found is None:
            brand = self._brand(source.brand)
            found = source_id(
                self._database,
                brand,
                source.side,
                source.channel,
                source.spider,
                source.target,
                source.complete,
            )
            self._sources[source] = found
        return found

    def _brand(self, name: str) -> int:
        key = name.casefold()
        if key not in self._brands:
            found = brand_id(self._database, name)
            self._brands[key] = add_brand(self._database, name) if found is None else found
        return self._brands[key]


def _declared(row: BrandRow) -> tuple[object, ...]:
    return row.name, row.group, row.site, row.zone, row.aliases


def _path(database: Database) -> str:
    return next((str(row[2]) for row in database.execute("PRAGMA database_list")), "")

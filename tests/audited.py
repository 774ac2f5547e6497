"""A brand audited from end to end, from files to the finding, for tests."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes import FACTS, IDENTITY, FakeInstrument

from audit.corpus.period import Period
from audit.finding.finding import Finding
from audit.finding.gather import gather
from audit.finding.make import Inputs, find
from audit.measure import measure
from audit.reading.facts import Facts
from crawler.imports import Options, import_file
from db import open_database
from db.queries import require_brand
from db.vectors import VectorStore

Turns = Sequence[tuple[str, str]]
"""A customer's message and the reply; each is another customer's."""
Copy = Sequence[tuple[str, str]]
"""A document and a sentence in it."""


@dataclass(frozen=True, slots=True)
class Audited:
    """What came of it; `readings` are the stored rows (key and JSON), by key."""

    inputs: Inputs
    finding: Finding
    readings: tuple[tuple[str, str], ...]

    @property
    def score(self) -> float:
        """The score, which must be there."""
        assert self.finding.score is not None, self.finding.reasons
        return self.finding.score.value

    @property
    def delivered(self) -> dict[str, float]:
        """Delivery by dimension, which must be there."""
        found = {d.name: d.delivery for d in self.finding.dimensions}
        return {name: delivery.value for name, delivery in found.items() if delivery}

    @property
    def anonymous(self) -> str:
        """The finding as JSON, without the brand's name."""
        return json.dumps(self.finding.to_dict() | {"brand": ""}, sort_keys=True)


def audited(
    folder: Path,
    turns: Turns,
    copy: Copy,
    *,
    brand: str = "Acme",
    instrument: Any = None,
    facts: Facts = FACTS,
    identity: tuple[str, str] = IDENTITY,
    order: int | None = None,
) -> Audited:
    """Import both sides into a new database in `folder`, read them, find.

    `order` is a seed to shuffle the rows of both files with.
    """
    folder.mkdir()
    database = open_database(folder / "audit.db", "create")
    threads = [
        {"thread_id": f"t{i}", "role": role, "message_id": f"{role[0]}{i}", "brand": brand}
        | {"parent_id": "" if role == "customer" else f"c{i}", "text": text, "lang": "en"}
        | {"author": f"someone{i}" if role == "customer" else "", "channel": "short-post"}
        | {"created_at": f"2026-03-01T{10 + (role == 'brand')}:00:00Z"}
        for i, pair in enumerate(turns)
        for role, text in zip(("customer", "brand"), pair, strict=True)
    ]
    statements = [
        {"brand": brand, "document": document, "place": str(i), "text": text, "seen": "2026-02-01"}
        for i, (document, text) in enumerate(copy)
    ]
    for name, rows in (("threads", threads), ("statements", statements)):
        if order is not None:
            random.Random(order).shuffle(rows)
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        import_file(database, path, name, Options())
    store = VectorStore(folder / "audit.db", *identity)
    reader: Any = instrument or FakeInstrument()
    measure(database, store, facts.instrument_id, lambda: reader)
    row = require_brand(database, brand)
    inputs = gather(database, store, row, "short-post", facts, Period())
    kept = database.execute("SELECT key, reading FROM readings ORDER BY key").fetchall()
    return Audited(inputs, find(inputs), tuple(kept))

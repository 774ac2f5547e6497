"""Notes on a brand: its reply to a finding, and corrections that were made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from db.errors import BadInput
from db.queries import now

KINDS = ("reply", "correction")


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `said_at` is an ISO date, `noted_at` an ISO time in UTC."""

    kind: str
    text: str
    said_at: str
    noted_at: str

    def __str__(self) -> str:
        """The one line of it."""
        return f"{self.said_at}  {self.kind}: {' '.join(self.text.split())}"

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def add_note(
    database: Database, brand_id: int, kind: str, text: str, said_at: str | None = None
) -> Note:
    """Keep a note, said today unless `said_at` is given.

    Raises BadInput for an unknown kind, an empty text, or what is no ISO date.
    """
    if kind not in KINDS:
        raise BadInput(f"a note is one of {', '.join(KINDS)}; got '{kind}'")
    if not text.strip():
        raise BadInput(f"the {kind} is empty; write it between quotation marks")
    noted_at = now()
    try:
        day = date.fromisoformat(said_at or noted_at[:10]).isoformat()
    except ValueError as error:
        raise BadInput(f"--on {said_at} is no date; write it as 2026-01-31") from error
    note = Note(kind, text.strip(), day, noted_at)
    with database.atomic():
        database["notes"].insert({"brand_id": brand_id, **note.to_dict()})  # type: ignore[union-attr]
    return note


def notes(database: Database, brand_id: int) -> Iterator[Note]:
    """The notes on a brand, oldest first."""
    for row in database.execute(
        "SELECT kind, text, said_at, noted_at FROM notes WHERE brand_id = ? ORDER BY said_at, id",
        [brand_id],
    ):
        yield Note(*row)

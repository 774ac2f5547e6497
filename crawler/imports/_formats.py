"""What a module in `crawler.imports` has to have, and what it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from crawler.items import Item, Rejected
from crawler.tables import Table, open_table
from crawler.tables.dates import BadDate, Dates
from crawler.tables.fields import Field, Record, Records
from crawler.tables.textfiles import Progress
from db.errors import BadInput

Row = TypeVar("Row")
TRUE = frozenset({"true", "1", "yes", "y", "t"})
FALSE = frozenset({"false", "0", "no", "n", "f", ""})


class BadCell(ValueError):
    """A value that cannot be used; the message is fit to count by."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a format is told of one file.

    `known` has the names and aliases of the brands in the database and in the file, in lower case,
    with the id of the brand or, where it is not declared yet, a number below zero of its own;
    `spelled` has those of the file as they are written there.  `sites` are the declared web sites
    of brands, by name in lower case; `path` is where the file lies.
    """

    file: str
    dates: Dates
    known: Mapping[str, int]
    spelled: Mapping[str, str]
    settings: Mapping[str, str]
    progress: Progress | None = None
    sites: Mapping[str, str] = field(default_factory=dict)
    path: Path = field(default_factory=Path)

    def usable(self, records: Records, convert: Callable[[Record], Row]) -> Iterator[Row]:
        """What `convert` makes of each row, without those it finds a bad date or number in."""
        for record in records.read():
            if isinstance(record, Record):
                with suppress(BadDate, BadCell):
                    yield convert(record)

    def each(self, records: Records, convert: Callable[[Record], Iterable[Item]]) -> Iterator[Item]:
        """What `convert` makes of each row; a row with a bad date or number is rejected."""
        for record in records.read(self.progress):
            if isinstance(record, Rejected):
                yield record
                continue
            try:
                items = list(convert(record))
            except (BadDate, BadCell) as error:
                items = [Rejected(record.line, str(error))]
            yield from items


class Format(Protocol):
    """One way a file is laid out: the module's docstring says which, for the documentation.

    A module whose files are no tables has `open_file` too, which makes one of them.
    """

    __doc__: str | None
    FIELDS: tuple[Field, ...]
    SETTINGS: tuple[Field, ...]

    def names(self, record: Record) -> str:
        """The name of the brand that the row is from, or empty."""

    def read(self, records: Records, request: Request) -> Iterator[Item]:
        """The items of the file, those of one row one after the other."""


def open_as(form: Format, path: str | Path) -> Table:
    """The file as rows of that format.  Raises BadInput."""
    opener: Callable[[Path], Table] = getattr(form, "open_file", open_table)
    return opener(Path(path))


TARGET = Field("target", "what to call the source, where a brand has several alike", "uk-desk")


def number(record: Record, name: str) -> float | None:
    """A field that is a number, or None where it is empty.  Raises BadCell."""
    value = record[name].replace(",", ".")
    if not value:
        return None
    try:
        return float(value)
    except ValueError as error:
        raise BadCell(f"{name} is no number") from error


def truth(value: str) -> bool | None:
    """Whether a cell says yes; None where it says neither yes nor no."""
    low = value.strip().casefold().removesuffix(".0")
    return True if low in TRUE else False if low in FALSE else None


def switch(settings: Mapping[str, str], name: str, *, default: bool) -> bool:
    """A setting that is yes or no.  Raises BadInput for anything else."""
    if name not in settings:
        return default
    found = truth(settings[name])
    if found is None:
        raise BadInput(f"--set {name}={settings[name]} is neither yes nor no; give one of them")
    return found


def plain_id(value: str) -> str:
    """An id as it was before a spreadsheet made a number of it: 3.0 is 3."""
    return value.removesuffix(".0") if value.removesuffix(".0").isdigit() else value

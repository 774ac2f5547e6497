"""Which column of a file fills which field of a format."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.items import Rejected
from crawler.tables import Table
from crawler.tables.textfiles import Progress
from db.errors import BadInput, MissingColumn

MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an import format; `also` are names that other people's files give it.

    `named` are columns that mean it beyond doubt, in small letters, the surest first.
    """

    name: str
    about: str
    example: str
    required: bool = False
    date: bool = False
    also: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row by field; several columns may fill one field."""

    line: int
    cells: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> str:
        """The first value of the field that is not empty, or the empty text."""
        return next(iter(self.cells.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the field that is not empty."""
        return self.cells.get(name, ())


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a table by field: from columns, and from constants, which count for every row."""

    table: Table
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)

    def read(self, progress: Progress | None = None) -> Iterator[Record | Rejected]:
        """Each row, from the start of the file; what could not be read comes as rejected."""
        fixed = {name: (value,) for name, value in self.constants.items()}
        for row in self.table.rows(progress):
            if isinstance(row, Rejected):
                yield row
                continue
            cells = {
                name: tuple(
                    value for column in columns if (value := row.values.get(column, "").strip())
                )
                for name, columns in self.columns.items()
            }
            yield Record(row.line, {**cells, **fixed})


def match_columns(
    table: Table,
    fields: Sequence[Field],
    mapping: Mapping[str, Sequence[str]],
    constants: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    """The columns of each field: those mapped to it, else the one that is surely meant.

    Raises BadInput for a field the format has not, MissingColumn where a required one has no
    column or a mapped column is not there.
    """
    there = {column.casefold(): column for column in table.columns if column}
    names = [known.name for known in fields]
    for name in mapping:
        if name not in names:
            raise BadInput(f"no field '{name}'; --map knows {', '.join(names)}")
    columns: dict[str, tuple[str, ...]] = {}
    for known in fields:
        sure = [name for name in (known.name, *known.named) if name.casefold() in there]
        wanted = mapping.get(known.name) or sure[:1]
        gone = [column for column in wanted if column.casefold() not in there]
        if gone:
            raise MissingColumn(
                f"{table.path} has no column '{gone[0]}' ({_listed(table)}); "
                f"--map {known.name}=COLUMN names another"
            )
        if wanted:
            columns[known.name] = tuple(there[column.casefold()] for column in wanted)
    missing = [
        known
        for known in fields
        if known.required and known.name not in columns and not constants.get(known.name)
    ]
    if missing:
        flags = " ".join(_flag(known, there) for known in missing)
        lacking = " and ".join(f"'{known.name}'" for known in missing)
        raise MissingColumn(f"{table.path} has no column {lacking} ({_listed(table)}); add {flags}")
    return columns


def _listed(table: Table) -> str:
    names = [column for column in table.columns if column]
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return "columns: " + ", ".join(names[:MOST_LISTED]) + more


def _flag(known: Field, there: Mapping[str, str]) -> str:
    """What to type for a required field that has no column."""
    guess = _guess(known, there)
    if guess == "COLUMN" and known.name in {"brand", "channel"}:
        return f"--{known.name} NAME"
    return f"--map {known.name}={guess}"


def _guess(known: Field, there: Mapping[str, str]) -> str:
    """The column most likely meant, or the word COLUMN."""
    for name in (known.name, *known.also):
        if name in there:
            return there[name]
        near = difflib.get_close_matches(name, there, n=1, cutoff=0.8)
        if near:
            return there[near[0]]
    return "COLUMN"

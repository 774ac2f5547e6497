"""A table to be exported: its columns, each explained, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["string", "number", "integer", "boolean", "date", "datetime"]
"""The types of Table Schema (Frictionless) that are used here."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `text` says what it holds, with its unit."""

    name: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `rows` may be read once; a value that is not known is None."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


def figure(name: str, text: str) -> tuple[Column, ...]:
    """The columns of a figure with its interval."""
    return (
        Column(name, "number", text),
        Column(f"{name}_lo", "number", f"lower end of the 95 % interval of {name}"),
        Column(f"{name}_hi", "number", f"upper end of the 95 % interval of {name}"),
    )

"""The declared brands, as a table and as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from audit.report.plain import plain
from audit.report.terminal import emit
from db.queries import BrandRow


def as_records(rows: Sequence[BrandRow]) -> list[dict[str, Any]]:
    """The brands for JSON."""
    return [asdict(row) for row in rows]


def print_brands(out: Console, rows: Sequence[BrandRow]) -> None:
    """Print a line a brand."""
    if not rows:
        emit(out, ["no brands yet; 'audit add' or 'audit import' brings some"])
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, right in (
        ("brand", False),
        ("statements", True),
        ("messages", True),
        ("replies", True),
        ("group", False),
        ("also", False),
    ):
        table.add_column(name, justify="right" if right else "left")
    for row in rows:
        table.add_row(
            plain(row.name, 40),
            f"{row.statements:,}",
            f"{row.messages:,}",
            f"{row.replies:,}",
            plain(row.group or ""),
            plain(", ".join(row.aliases), 60),
        )
    emit(out, [table])

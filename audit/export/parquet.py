"""Tables as Parquet, with real types; wants the extra `parquet`."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from audit.export.sheet import Column, Row, Sheet
from audit.export.writer import Write

BATCH = 2000


def available() -> bool:
    """Whether the library that writes Parquet is installed."""
    return importlib.util.find_spec("pyarrow") is not None


@contextmanager
def parquet_file(folder: Path, sheet: Sheet) -> Iterator[Write]:
    """`<name>.parquet`; what a column says is kept in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "string": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("s", tz="UTC"),
    }
    schema = pa.schema(
        [
            pa.field(column.name, kinds[column.kind], metadata={"description": column.text})
            for column in sheet.columns
        ]
    )
    held: list[dict[str, Any]] = []
    with pq.ParquetWriter(folder / f"{sheet.name}.parquet", schema) as writer:

        def flush() -> None:
            writer.write_table(pa.Table.from_pylist(held, schema=schema))
            held.clear()

        def write(row: Row) -> None:
            held.append({column.name: _typed(row[column.name], column) for column in sheet.columns})
            if len(held) == BATCH:
                flush()

        yield write
        flush()


def _typed(value: Any, column: Column) -> Any:
    if value is None or column.kind not in ("date", "datetime"):
        return float(value) if column.kind == "number" and value is not None else value
    if column.kind == "date":
        return date.fromisoformat(str(value)[:10])
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)

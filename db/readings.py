"""Readings by key: what has been read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

CHUNK = 500


def readings_of(database: Database, instrument_id: str, keys: Sequence[str]) -> dict[str, str]:
    """The readings (as JSON) this instrument made under these keys; those not made are absent."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        found.update(
            database.execute(
                f"""
                SELECT key, reading FROM readings WHERE instrument_id = ?
                AND key IN ({",".join("?" * len(chunk))})
                """,
                [instrument_id, *chunk],
            ).fetchall()
        )
    return found


def keep_readings(
    database: Database, instrument_id: str, rows: Iterable[tuple[str, str, str]]
) -> None:
    """Keep (key, side, reading as JSON) rows, in one transaction."""
    with database.atomic():
        database.conn.executemany(
            "INSERT OR REPLACE INTO readings (key, instrument_id, side, reading)"
            " VALUES (?, ?, ?, ?)",
            [(key, instrument_id, side, reading) for key, side, reading in rows],
        )

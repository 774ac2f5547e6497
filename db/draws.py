"""Draws of turns to be labelled by hand, and the labels given to them: the named queries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from db.queries import now

CHUNK = 500


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One turn that may be drawn: where it comes from, and its rows in `messages`."""

    spider: str
    target: str
    item_id: str
    message_id: int
    first_id: int


@dataclass(frozen=True, slots=True)
class Draw:
    """One random draw; see the migration m005 for what the fields hold."""

    id: int
    brand_id: int
    channel: str
    seed: int
    size: int
    frame: int
    newest: int
    drawn_at: str


def frame_rows(database: Database, brand_id: int, channel: str) -> list[FrameRow]:
    """Every prepared turn of a brand on a channel to a customer whose message is held."""
    rows = database.execute(
        """
        SELECT s.spider, s.target, m.item_id, t.message_id, t.first_id
        FROM turns t JOIN sources s ON s.id = t.source_id JOIN messages m ON m.id = t.first_id
        WHERE s.brand_id = ? AND s.channel = ? AND s.side = 'walk' AND t.message_id IS NOT NULL
        """,
        [brand_id, channel],
    )
    return [FrameRow(*row) for row in rows]


def newest_message(database: Database) -> int:
    """The row of the newest message held."""
    return int(database.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0])


def keep_draw(
    database: Database,
    brand_id: int,
    channel: str,
    *,
    design: str,
    seed: int,
    frame: int,
    items: Sequence[str],
) -> None:
    """Record a draw, items in their order; the same draw made again is recorded once."""
    with database.atomic():
        found = database.execute(
            """
            INSERT INTO draws (brand_id, channel, design, seed, size, frame, newest, drawn_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
            """,
            [
                brand_id,
                channel,
                design,
                seed,
                len(items),
                frame,
                newest_message(database),
                now(),
            ],
        ).fetchone()
        if found is not None:
            database.conn.executemany(
                "INSERT INTO drawn (draw_id, item, place) VALUES (?, ?, ?)",
                [(found[0], item, place) for place, item in enumerate(items, 1)],
            )


def draws_of(database: Database, items: Sequence[str]) -> dict[str, list[Draw]]:
    """By item, the draws it is in, oldest first; items never drawn are absent."""
    found: dict[str, list[Draw]] = {}
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        rows = database.execute(
            f"""
            SELECT i.item, d.id, d.brand_id, d.channel, d.seed, d.size, d.frame, d.newest,
                d.drawn_at
            FROM drawn i JOIN draws d ON d.id = i.draw_id
            WHERE i.item IN ({",".join("?" * len(chunk))}) ORDER BY d.id
            """,
            chunk,
        )
        for item, *values in rows:
            found.setdefault(item, []).append(Draw(*values))
    return found


def keep_labels(
    database: Database, labels: Iterable[tuple[str, str, dict[str, int]]], *, people: bool
) -> None:
    """Keep (item, rater, levels by column) under every draw the item is in; later ones replace."""
    with database.atomic():
        database.conn.executemany(
            """
            INSERT OR REPLACE INTO hand_labels (draw_id, item, rater, people, levels, labelled_at)
            SELECT draw_id, item, ?, ?, ?, ? FROM drawn WHERE item = ?
            """,
            [
                (rater, int(people), json.dumps(levels, sort_keys=True), now(), item)
                for item, rater, levels in labels
            ],
        )


def labelled_turns(database: Database, brand_id: int, channel: str) -> int:
    """How many drawn turns of a brand on a channel have labels by hand."""
    row = database.execute(
        """
        SELECT count(DISTINCT l.item) FROM hand_labels l JOIN draws d ON d.id = l.draw_id
        WHERE d.brand_id = ? AND d.channel = ?
        """,
        [brand_id, channel],
    ).fetchone()
    return int(row[0])


def labelled_by_people(database: Database, columns: Sequence[str], raters: int) -> int:
    """How many drawn turns that many people each have labelled in every one of the columns."""
    row = database.execute(
        """
        SELECT count(*) FROM (
            SELECT l.item FROM hand_labels l
            WHERE l.people = 1 AND NOT EXISTS (
                SELECT 1 FROM json_each(:columns) c
                WHERE c.value NOT IN (SELECT key FROM json_each(l.levels))
            )
            GROUP BY l.item HAVING count(DISTINCT l.rater) >= :raters
        )
        """,
        {"columns": json.dumps(list(columns)), "raters": raters},
    ).fetchone()
    return int(row[0])

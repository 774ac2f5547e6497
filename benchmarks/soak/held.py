"""What a simulated year left behind, held against the ledger: history, messages, growth, folders.

Every function returns what is wrong, a line each, and its figures.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from soak.ledger import Ledger
from soak.world import NAMES, World

WRONG_AND_FIGURES = tuple[list[str], dict[str, Any]]
BESIDE = {
    "audit.db", "audit.db-wal", "audit.db-shm", "audit.db.lock", "audit.db.vectors.db",
    "audit-run.log", "brands.toml", "files", "site",
}  # fmt: skip
"""All that may lie in the folder of a year, copies made before a migration aside."""

BACKUP = "audit.db.before-m900*"


class Held:
    """The database of a year that began on `first_day`; `around` are nights told as one."""

    def __init__(self, database: Path, ledger: Ledger, first_day: date, around: range) -> None:
        self.database, self.ledger, self.first_day = database, ledger, first_day
        self.around = around

    @property
    def world(self) -> World:
        """What was shown."""
        return self.ledger.world

    def near(self, night: int | None) -> int | None:
        """The night, or the one that all those around it are told as."""
        return self.around.start if night in self.around else night

    def night(self, at: str | None) -> int | None:
        """The night of a time of the database."""
        return self.near(at and (date.fromisoformat(at[:10]) - self.first_day).days)  # type: ignore[arg-type]

    def history(self) -> WRONG_AND_FIGURES:
        """Every statement: when it was first and last seen, and each of its absences."""
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute(
                """
                SELECT b.name, t.document, t.text, t.first_seen, t.last_seen, (
                    SELECT json_group_array(json_array(seen_until, absent_on, back_on)) FROM
                    (SELECT * FROM absences a WHERE a.statement_id = t.id ORDER BY absent_on))
                FROM statements t JOIN sources s ON s.id = t.source_id
                JOIN brands b ON b.id = s.brand_id
                WHERE s.spider = 'website'
                """
            ).fetchall()
        held = {}
        for name, document, text, first, last, absences in rows:
            path = document[len(self.world.sites[name].host.address) :]
            spans = [tuple(self.night(at) for at in span) for span in json.loads(absences)]
            held[name, path, text] = (self.night(first), self.night(last), spans)
        said = {
            key: (
                self.near(s.first), self.near(s.last),
                [tuple(map(self.near, span)) for span in s.absences],
            )
            for key, s in self.ledger.seen.items()
        }  # fmt: skip
        titles = {key for key in held if key not in said and key[2].endswith(" page")}
        wrong = [f"held but never shown: {key}" for key in sorted(set(held) - set(said) - titles)]
        wrong += [
            f"history of {key}: {held.get(key)}, ought to be {value}"
            for key, value in sorted(said.items())
            if held.get(key) != value
        ]
        spans = [span for _, _, absences in said.values() for span in absences]
        return wrong, {
            "statements": len(said), "titles": len(titles), "absences": len(spans),
            "back": sum(back is not None for *_, back in spans),
            "brands_and_pages": len({key[:2] for key in said}),
        }  # fmt: skip

    def messages(self) -> WRONG_AND_FIGURES:
        """Every message once, if it was written before its account was last read, and no other."""
        with closing(sqlite3.connect(self.database)) as connection:
            held = dict(
                connection.execute(
                    "SELECT CAST(item_id AS INTEGER), count(*) FROM messages GROUP BY 1"
                )
            )
        board, wrong = self.world.street._network.board, []  # noqa: SLF001
        # A brand that is not due every night has not been read since.
        newest = {name.lower(): self.ledger.good[name, "mastodon"] for name in NAMES}
        due = 0
        for number, status in board.statuses.items():
            brand = next((slug for slug in newest if f"@{slug}" in status.text), status.author)
            brand = brand if brand in newest else board.statuses[status.parent or 0].author
            night = (status.at.date() - self.first_day).days
            wanted = int(night <= newest.get(brand, -1))
            due += wanted
            if (times := held.pop(number, 0)) != wanted:
                wrong.append(f"message {number} of {brand}, night {night}: held {times} times")
        wrong += [f"message {number} is held and was never written" for number in held]
        return wrong, {"messages": due, "not_yet_read": len(board.statuses) - due}

    def growth(self, size: dict[int, int]) -> WRONG_AND_FIGURES:
        """What the database consists of, table by table, and whether the world explains its rows.

        `size` is the bytes of the file after each night.  Bytes are those of the table's pages, its
        indexes with it.
        """
        with closing(sqlite3.connect(self.database)) as connection:
            owner = dict(connection.execute("SELECT name, tbl_name FROM sqlite_master"))
            taken: Counter[str] = Counter()
            found = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
            for name, pages in found.fetchall():
                taken[owner.get(name, name)] += pages
            count = "SELECT count(*) FROM"
            rows = {
                name: connection.execute(f"{count} {name}").fetchone()[0]
                for name in taken
                if name in owner
            }
            free, page = (connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in
                          ("freelist_count", "page_size"))  # fmt: skip
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            wanted = connection.execute(WANTED_READINGS).fetchone()[0]
        whole = self.database.stat().st_size
        wrong = [] if sound == "ok" else [f"integrity: {sound}"]
        told = sum(taken.values()) + free * page
        wrong += [] if told >= 0.98 * whole else [f"{told} of {whole} bytes explained"]
        wrong += list(self._rows(rows, wanted))
        nights = sorted(size)
        middle = size[nights[len(nights) // 2]]
        steps = [later - earlier for earlier, later in pairwise(size[n] for n in nights)]
        return wrong, {
            "bytes": whole, "free": free * page,
            "first_night": size[nights[0]], "first_half": middle - size[nights[0]],
            "second_half": size[nights[-1]] - middle,
            "most_in_a_night": max(steps, default=0),
            "tables": {
                name: {"rows": rows.get(name), "bytes": n} for name, n in taken.most_common()
            },
        }  # fmt: skip

    def _rows(self, rows: dict[str, int], readings: int) -> Iterator[str]:
        """Tables with other rows than the world and the nights give them."""
        history, messages = self.history()[1], self.messages()[1]
        statements = history["statements"] + history["titles"]
        crawls = sum(self.ledger.crawls.values())
        # A night that a full disk ended has begun crawls, which the next night goes on with or
        # begins anew.
        wanted = {
            "statements": (statements, statements),
            "statement_keys": (statements, statements),
            "messages": (messages["messages"], messages["messages"]),
            "readings": (readings, readings),
            "crawls": (crawls, crawls + 2 * len(NAMES)),
            "sources": (3 * len(NAMES), 3 * len(NAMES)),
            "brands": (len(NAMES), len(NAMES)),
        }
        for table, (fewest, most) in wanted.items():
            if not fewest <= rows[table] <= most:
                yield f"{table} has {rows[table]} rows, ought to have {fewest} to {most}"


WANTED_READINGS = """
SELECT count(*) FROM (
    SELECT message_key AS key FROM turns UNION SELECT reply_key FROM turns
    UNION SELECT residual_key FROM turns UNION SELECT claim_key FROM statement_keys
) WHERE key IS NOT NULL
"""
"""How many texts there are to be read, each once."""


def outputs(folder: Path) -> dict[str, str]:
    """A digest of every file that nights have put out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for place in ("files", "site")
        for path in sorted((folder / place).rglob("*"))
        if path.is_file()
    }


def backups(folder: Path, statements: int) -> list[str]:
    """What is wrong with the copy made before the migration: one, sound, of what there was."""
    copies = list(folder.glob(BACKUP))
    if len(copies) != 1:
        return [f"copies before the migration: {copies}"]
    with closing(sqlite3.connect(copies[0])) as connection:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        (held,) = connection.execute("SELECT count(*) FROM statements").fetchone()
        later = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()
    return [] if (sound, held, later) == ("ok", statements, []) else [f"copy: {sound}, {held} held"]


def left_over(folder: Path) -> list[str]:
    """What lies in the folder and ought not to."""
    kept = {path.name for path in folder.glob(BACKUP)}
    return [
        f"left: {name}" for path in folder.iterdir() if (name := path.name) not in BESIDE | kept
    ]

"""Who answers whom in a file of messages, without a word of what they say.

A temporary SQLite database on disk, so that memory does not grow with the file; it goes away by
itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache

CACHE = 50_000
LONGEST_CHAIN = 10_000


@dataclass(frozen=True, slots=True)
class Staged:
    """A message's line, id, parent and thread; `speaker` is the brand, or empty for a customer."""

    line: int
    item_id: str
    parent_id: str | None
    thread_id: str
    speaker: str
    moment: str = ""


class Staging:
    """The staged messages of one file, first come first kept where an id comes twice."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.get = lru_cache(CACHE)(self._get)

    def _get(self, item_id: str) -> Staged | None:
        """The message of that id."""
        row = self._connection.execute("SELECT * FROM staged WHERE id = ?", [item_id]).fetchone()
        return None if row is None else Staged(*row)

    def answered_by(self, item_id: str) -> list[str]:
        """The brands that answer the message of that id, by the line of their first answer."""
        rows = self._connection.execute(
            "SELECT speaker FROM staged WHERE parent = ? AND speaker != '' "
            "GROUP BY speaker ORDER BY min(line)",
            [item_id],
        )
        return [speaker for (speaker,) in rows]

    def root(self, item_id: str) -> str:
        """The first message of the chain of answers that ends in `item_id`, as far as held."""
        return self._climb(item_id, None)[0]

    def turn(self, item_id: str, speaker: str) -> str:
        """The turn a brand's message belongs to: what the first part of its chain answers."""
        top, parent = self._climb(item_id, speaker)
        return parent or top

    def _climb(self, item_id: str, speaker: str | None) -> tuple[str, str | None]:
        """The top of the chain above `item_id`, all by `speaker` if given, and its parent."""
        seen = {item_id}
        found = self.get(item_id)
        while found is not None and found.parent_id is not None and len(seen) < LONGEST_CHAIN:
            above = self.get(found.parent_id)
            if above is None or above.item_id in seen:
                break
            if speaker is not None and above.speaker != speaker:
                break
            item_id, found = above.item_id, above
            seen.add(item_id)
        return item_id, found.parent_id if found is not None else None

    def threads(self) -> Iterator[list[Staged]]:
        """Every thread's messages, in order of time where all have one, else of the file."""
        rows = self._connection.execute("SELECT * FROM staged ORDER BY thread, line")
        thread: list[Staged] = []
        for row in rows:
            staged = Staged(*row)
            if thread and thread[0].thread_id != staged.thread_id:
                yield _in_time(thread)
                thread = []
            thread.append(staged)
        if thread:
            yield _in_time(thread)

    def keep_turns(self, turns: Iterable[Mapping[str, str]]) -> None:
        """Hold the turn of each message, thread by thread."""
        self._connection.execute("CREATE TABLE turns (id TEXT PRIMARY KEY, turn) WITHOUT ROWID")
        for thread in turns:
            self._connection.executemany("INSERT INTO turns VALUES (?, ?)", thread.items())

    def kept_turn(self, item_id: str) -> str | None:
        """The turn held for that message."""
        row = self._connection.execute("SELECT turn FROM turns WHERE id = ?", [item_id]).fetchone()
        return None if row is None else str(row[0])

    def position(self, staged: Staged) -> int:
        """The how-manieth message of its thread it is, in the file, from 1."""
        row = self._connection.execute(
            "SELECT count(*) FROM staged WHERE thread = ? AND line <= ?",
            [staged.thread_id, staged.line],
        ).fetchone()
        return int(row[0])

    def speaker(self, thread_id: str, unknown: str) -> str | None:
        """The first brand that speaks in that thread under a name other than `unknown`."""
        row = self._connection.execute(
            "SELECT speaker FROM staged WHERE thread = ? AND speaker NOT IN ('', ?) "
            "ORDER BY line LIMIT 1",
            [thread_id, unknown],
        ).fetchone()
        return None if row is None else str(row[0])

    def ids_start_anew(self, mark: str) -> bool:
        """Whether an id, what follows `mark`, stands in more than one thread."""
        row = self._connection.execute(
            "SELECT count(*), count(DISTINCT substr(id, instr(id, ?) + 1)) FROM staged", [mark]
        ).fetchone()
        return bool(row[0] > row[1])


def _in_time(thread: list[Staged]) -> list[Staged]:
    timed = all(staged.moment for staged in thread)
    return sorted(thread, key=lambda staged: (staged.moment, staged.line)) if timed else thread


@contextmanager
def stage(messages: Iterable[Staged]) -> Iterator[Staging]:
    """The messages staged; the temporary database is gone afterwards."""
    # An empty name is SQLite's own temporary file: never seen by others, removed when closed.
    with closing(sqlite3.connect("")) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(
            "CREATE TABLE staged (line INTEGER, id TEXT PRIMARY KEY, parent TEXT, thread TEXT, "
            "speaker TEXT, moment TEXT) WITHOUT ROWID"
        )
        connection.executemany(
            "INSERT OR IGNORE INTO staged VALUES (?, ?, ?, ?, ?, ?)",
            ((m.line, m.item_id, m.parent_id, m.thread_id, m.speaker, m.moment) for m in messages),
        )
        connection.execute("CREATE INDEX staged_parent ON staged (parent)")
        connection.execute("CREATE INDEX staged_thread ON staged (thread, line)")
        yield Staging(connection)

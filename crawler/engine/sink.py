"""What a response gave, into the database: items, capture and position in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.archives.kept import Archive, keep_items
from crawler.conversations import Placed
from crawler.engine.absences import note_absent, note_back
from crawler.engine.job import Job, save_state
from crawler.engine.unread import note_read, note_unread
from crawler.items import Capture, Item, Message, Seen, Statement, Unread
from crawler.pipelines.clean import clean, clean_items
from crawler.pipelines.forgotten import Forgotten
from crawler.pipelines.language import tag
from crawler.pipelines.privacy import Redactor
from crawler.pipelines.rows import LOOKUP, text_hash
from crawler.pipelines.store import Store, Stored
from crawler.pipelines.turns import Link
from crawler.tables.dates import iso
from db.clock import utcnow
from db.queries import now


class Sink:
    """Writes for one job after the other; knows what is held.

    Where the run has an `archive`, what was read of pages on which customers speak goes into it,
    redacted as it is stored, before it is stored.
    """

    def __init__(
        self, database: Database, redactor: Redactor, archive: Archive | None = None
    ) -> None:
        self.database = database
        self._redactor = redactor
        self._forgotten = Forgotten(database, redactor.hide)
        self._archive = archive
        self._store = Store(database)

    def write(
        self,
        job: Job,
        items: Iterable[Item | Capture | Seen | Unread],
        url: str = "",
        place: str | None = None,
    ) -> None:
        """Store the items of one response with the capture they come from and the job's state.

        The response came from `url`; `place` is where its bytes lie in an archive, if they do.
        """
        plain: list[Item] = []
        found: list[Item | Capture | Seen] = []
        unread: list[Unread] = []
        for item in items:
            if isinstance(item, Capture | Seen):
                found.append(item)
            elif isinstance(item, Unread):
                unread.append(item)
            else:
                plain.append(item)
        cleaned = self._redactor.items(clean_items(iter(plain)))
        found[:0] = self._forgotten.items(tag(cleaned))
        if self._archive is not None and url and "walk" in job.ids:
            place = keep_items(self._archive, job, self._redactor.text(url, job.brand), found)
        self.store(job, found, place, unread)

    def store_again(
        self, job: Job, items: Iterable[Item | Capture | Seen], place: str | None
    ) -> None:
        """Store what an archive holds, which is redacted already, but for who is forgotten."""
        self.store(job, self._forgotten.items(items), place)

    def store(
        self,
        job: Job,
        found: Iterable[Item | Capture | Seen],
        place: str | None = None,
        unread: Iterable[Unread] = (),
    ) -> None:
        """Store what is redacted already, all in one transaction."""
        found = list(found)
        with self.database.atomic():
            plain = [item for item in found if not isinstance(item, Capture | Seen)]
            said = self._items(job, plain, place)
            for item in found:
                if isinstance(item, Capture):
                    self._capture(job, item, said, place)
                elif isinstance(item, Seen):
                    self._seen_again(job, item)
            note_unread(self.database, job.main_id, unread)
            read = [item.url for item in found if isinstance(item, Capture | Seen)]
            note_read(self.database, job.main_id, read)
            save_state(self.database, job)

    def _items(self, job: Job, items: Iterable[Item], place: str | None) -> list[Statement]:
        """Store items and count them, each text of a document once; the statements as stored."""
        said: dict[tuple[str, str], Statement] = {}
        fresh: list[tuple[str | None, int, str]] = []
        held: list[tuple[str | None, int, str]] = []
        for outcome in self._store.write(items):
            if not isinstance(outcome, Stored):
                job.counts[f"rejected: {outcome.reason}"] += 1
                continue
            item = outcome.item
            if isinstance(item, Statement):
                key = (item.document, item.text)
                if key not in said:
                    job.counts[f"statements {outcome.outcome}"] += 1
                said[key] = item
            elif isinstance(item, Message):
                kind = "replies" if item.role == "brand" else "messages"
                job.counts[f"{kind} {outcome.outcome}"] += 1
                row = (place, job.ids[item.source.side], item.item_id)
                (held if outcome.outcome == "held" else fresh).append(row)
        change = "UPDATE messages SET archive = {} WHERE source_id = ? AND item_id = ?"
        self.database.conn.executemany(change.format("?"), fresh)
        if place:
            # What is held already keeps the place it was first read at.
            self.database.conn.executemany(change.format("coalesce(archive, ?)"), held)
        return list(said.values())

    def _capture(
        self, job: Job, capture: Capture, said: list[Statement], place: str | None
    ) -> None:
        """Write a capture, new only where the content is; tie its statements to it."""
        source = job.ids[capture.source.side]
        current = self._current(source, capture.url)
        same = current is not None and current[1] == capture.content_hash
        job.counts["pages unchanged" if same else "pages changed" if current else "pages new"] += 1
        number = self.database.execute(
            """
            INSERT INTO captures
                (source_id, url, captured_at, status, content_hash, etag, last_modified, archive)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source_id, url, content_hash) DO UPDATE SET
                captured_at = CASE WHEN ? THEN captured_at ELSE excluded.captured_at END,
                status = excluded.status, etag = excluded.etag,
                last_modified = excluded.last_modified,
                archive = coalesce(archive, excluded.archive)
            RETURNING id
            """,
            [
                source, capture.url, now(), capture.status, capture.content_hash,
                capture.validators.get("ETag"), capture.validators.get("Last-Modified"), place,
                same,
            ],
        ).fetchone()[0]  # fmt: skip
        if capture.whole and current is not None and not same:
            hashes = [text_hash(item.text) for item in said if item.document == capture.url]
            note_absent(self.database, source, capture.url, hashes)
            note_back(self.database, source, capture.url, hashes)
        self.database.conn.executemany(
            "UPDATE statements SET capture_id = ? "
            "WHERE source_id = ? AND document = ? AND text_hash = ?",
            [(number, source, item.document, text_hash(item.text)) for item in said],
        )

    def _seen_again(self, job: Job, seen: Seen) -> None:
        current = self._current(job.ids[seen.source.side], seen.url)
        job.counts["pages unchanged"] += 1
        if current is not None:
            self.database.execute(
                "UPDATE statements SET last_seen = max(last_seen, ?) WHERE capture_id = ?",
                [now(), current[0]],
            )

    def _current(self, source: int, url: str) -> tuple[int, str] | None:
        row = self.database.execute(
            "SELECT id, content_hash FROM captures WHERE source_id = ? AND url = ? "
            "ORDER BY captured_at DESC, id DESC LIMIT 1",
            [source, url],
        ).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def held_pages(self, job: Job, side: str) -> dict[str, Mapping[str, str]]:
        """The pages captured last time and their validators; those since gone are left out."""
        rows = self.database.execute(
            """
            SELECT url, etag, last_modified, status, max(captured_at || printf('%012d', id))
            FROM captures WHERE source_id = ? GROUP BY url ORDER BY url
            """,
            [job.ids[side]],
        ).fetchall()
        return {
            url: _validators(etag, modified)
            for url, etag, modified, status, _ in rows
            if status == 200
        }

    def quiet_pages(self, job: Job, side: str, span: timedelta) -> set[str]:
        """The pages that have said the same for longer than `span`."""
        before = iso(utcnow() - span)
        rows = self.database.execute(
            "SELECT url FROM captures WHERE source_id = ? GROUP BY url HAVING max(captured_at) < ?",
            [job.ids[side], before],
        )
        return {row[0] for row in rows}

    def gone_pages(self, job: Job, within: timedelta) -> list[str]:
        """The pages that were found gone within such a span, and are not known to be back."""
        rows = self.database.execute(
            """
            SELECT url, status, max(captured_at || printf('%012d', id)) AS newest
            FROM captures WHERE source_id = ? GROUP BY url
            HAVING status IN (404, 410) AND newest >= ? ORDER BY url
            """,
            [job.ids["talk"], f"{utcnow() - within:%Y-%m-%dT%H:%M:%SZ}"],
        )
        return [str(url) for url, *_ in rows]

    def seen_until(
        self, job: Job, side: str, document: str, since: datetime, until: datetime
    ) -> None:
        """What a document said at `since`, it still said at `until`."""
        self.database.execute(
            "UPDATE statements SET last_seen = max(last_seen, ?) "
            "WHERE source_id = ? AND document = ? AND last_seen >= ?",
            [iso(until), job.ids[side], document, iso(since)],
        )

    def redact(self, job: Job, text: str) -> str:
        """A text without personal data, for what has to wait before it is stored."""
        return self._redactor.text(clean(text), job.brand)

    def held_messages(self, job: Job, ids: Iterable[str]) -> dict[str, Placed]:
        """Where those of the messages with these ids stand that are held."""
        if "walk" not in job.ids:
            return {}
        found: dict[str, Placed] = {}
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), LOOKUP):
            part = wanted[start : start + LOOKUP]
            rows = self.database.execute(
                "SELECT item_id, thread_id, turn_id FROM messages "  # noqa: S608
                f"WHERE source_id = ? AND item_id IN ({','.join('?' * len(part))})",
                [job.ids["walk"], *part],
            )
            found |= {row[0]: Placed(*row[1:]) for row in rows}
        return found

    def held_thread(self, job: Job, thread_id: str) -> dict[str, tuple[str, Link]]:
        """The messages of a thread that are held: when each was written, and what it answers."""
        rows = self.database.execute(
            "SELECT item_id, parent_id, role, created_at FROM messages "
            "WHERE source_id = ? AND thread_id = ?",
            [job.ids["walk"], thread_id],
        )
        return {row[0]: (row[3] or "", Link(*row[:3])) for row in rows}

    def writer(self, job: Job, item_id: str, authors: Iterable[str]) -> str | None:
        """Which of these authors wrote a message that is held."""
        row = self.database.execute(
            "SELECT author FROM messages WHERE source_id = ? AND item_id = ?",
            [job.ids["walk"], item_id],
        ).fetchone()
        hidden = {self._redactor.hide(author): author for author in authors}
        return hidden.get(row[0]) if row else None

    def count_answers(self, job: Job, ids: Iterable[str]) -> dict[str, int]:
        """How many answers to each of these messages are held."""
        if "walk" not in job.ids:
            return {}
        found: dict[str, int] = {}
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), LOOKUP):
            part = wanted[start : start + LOOKUP]
            rows = self.database.execute(
                "SELECT parent_id, count(*) FROM messages WHERE source_id = ? "  # noqa: S608
                f"AND parent_id IN ({','.join('?' * len(part))}) GROUP BY parent_id",
                [job.ids["walk"], *part],
            )
            found |= {str(parent): int(count) for parent, count in rows}
        return found


def _validators(etag: str | None, modified: str | None) -> dict[str, str]:
    held: dict[str, Any] = {"ETag": etag, "Last-Modified": modified}
    return {name: value for name, value in held.items() if value}


def content_hash(text: str) -> str:
    """The SHA-256 of a page's main text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()

"""Forget a person: what they wrote is removed wherever it is held, and not stored again.

From messages, readings and embeddings, from archives and from copies of the database; the pages
of the files it stood on are overwritten.  What brands answered stays, without the ids of what was
answered.  Of the person only HMACs stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from crawler.archives.kept import rescue
from crawler.archives.rewriting import next_name, rewrite
from crawler.pipelines.forgotten import message_code, stand_in
from crawler.pipelines.secret import hide, load_key
from db.archives import archives, move_archive
from db.backup import backups
from db.errors import BadInput, NotFound
from db.forgotten import Told, forget_rows, messages_of, note_forgotten, scrub
from db.queries import path_of
from db.vectors import keep_only


@dataclass(frozen=True, slots=True)
class Forgot:
    """What was removed; `missing` are archives that are not where they were written."""

    messages: int
    brands: int
    readings: int
    embeddings: int
    rewritten: tuple[str, ...]
    missing: tuple[str, ...]
    backups: tuple[str, ...]

    def __str__(self) -> str:
        """The lines to show."""
        lines = [
            f"forgotten: {self.messages:,} messages to {self.brands:,} brands,"
            f" {self.readings:,} readings, {self.embeddings:,} embeddings",
            *(f"archive written anew: {name}" for name in self.rewritten),
            *(f"copy of the database removed: {name}" for name in self.backups),
            *(
                f"archive not found, and so not cleaned: {name}; put it back and run this again"
                for name in self.missing
            ),
            "exports and reports made before may quote them: make them anew",
        ]
        return "\n".join(lines)


def forget(database: Database, ident: str) -> Forgot:
    """Forget whoever goes by `ident`: a name or handle, the HMAC of one, or a message's id or link.

    Run again it does what is left to do, where it was cut short.  Raises NotFound where nothing of
    that id is held or forgotten, BadInput where it may be several people's.
    """
    key = load_key()

    def hidden(name: str) -> str:
        return hide(name, key)

    code, told = _find(database, ident, hidden)
    codes = {(one.spider, one.target, one.item_id): _code(one, hidden) for one in told}
    note_forgotten(database, code, codes.values())
    # Noted first: were this cut short now, nothing of it would be stored again.
    readings = forget_rows(database, code, told, {one: stand_in(*one, hidden) for one in codes})
    rewritten, missing = _clean_archives(database, code, hidden)
    home = path_of(database)
    gone = backups(home) if home else []
    for copy in gone:
        copy.unlink()
    scrub(database)
    embeddings = keep_only(home, database) if home else 0
    return Forgot(
        len(told),
        len({one.brand for one in told}),
        readings,
        embeddings,
        tuple(rewritten),
        tuple(missing),
        tuple(copy.name for copy in gone),
    )


def _code(one: Told, hidden: Any) -> str:
    return message_code(one.spider, one.target, one.item_id, hidden)


def _find(database: Database, ident: str, hidden: Any) -> tuple[str | None, list[Told]]:
    """The HMAC of the person meant, None where nobody is known by it, and what they wrote."""
    names = [ident.strip(), hidden(ident), hidden(ident.strip().lstrip("@"))]
    for name in names:
        found, known = messages_of(database, author=name)
        if found or known:
            return name, found
    found, _ = messages_of(database, message=ident.strip())
    authors = {one.author for one in found}
    if len(authors) > 1:
        raise BadInput(f"several people have a message '{ident}'; give a name or a link instead")
    if not found:
        raise NotFound(f"nothing of '{ident}' is held; give a name, a handle, or a message's id")
    (author,) = authors
    return (author, messages_of(database, author=author)[0]) if author else (None, found)


def _clean_archives(
    database: Database, code: str | None, hidden: Any
) -> tuple[list[str], list[str]]:
    """Write anew the archives that hold their words; the new ones, and those not found."""
    rewritten: list[str] = []
    missing: list[str] = []
    gone = {row[0] for row in database.execute("SELECT code FROM forgotten WHERE kind = 'message'")}

    def without(line: dict[str, Any], said: dict[str, Any]) -> dict[str, Any] | None:
        if line["kind"] != "message":
            return line
        place = (said["spider"], said["target"])
        mine = {
            name: message_code(*place, line[name], hidden)
            for name in ("item_id", "thread_id", "parent_id", "turn_id")
            if line[name]
        }
        if (code and line["author"] == code) or mine["item_id"] in gone:
            return None
        links = {
            name: stand_in(*place, line[name], hidden)
            for name, found in mine.items()
            if found in gone
        }
        return {**line, **links}

    held = archives(database)
    for folder in sorted(set(held.values())):
        if folder.is_dir():
            rescue(folder)
    for name, folder in held.items():
        path = folder / name
        if (folder / next_name(name)).exists() and next_name(name) in held:
            path.unlink(missing_ok=True)
            continue
        if not path.exists():
            missing.append(str(path))
            continue
        moves = rewrite(path, without)
        if moves:
            move_archive(database, name, next_name(name), moves)
            path.unlink()
            rewritten.append(next_name(name))
    return rewritten, missing

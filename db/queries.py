"""The named SELECTs: brands and sources here, texts in `db.texts`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from db.clock import utcnow
from db.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A declared brand with what is held of it."""

    id: int
    name: str
    group: str | None
    site: str | None
    zone: str | None
    aliases: tuple[str, ...]
    statements: int
    messages: int
    replies: int


def now() -> str:
    """The time now, UTC, ISO 8601 to the second."""
    return utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")


def path_of(database: Database) -> Path | None:
    """The file of the database; None for one in memory."""
    path = next((str(row[2]) for row in database.execute("PRAGMA database_list")), "")
    return Path(path).absolute() if path else None


def brand_id(database: Database, name: str) -> int | None:
    """The id of the brand of that name or alias, in any case, or None."""
    row = database.execute(
        """
        SELECT id FROM brands WHERE name = :name COLLATE NOCASE
        UNION ALL SELECT brand_id FROM aliases WHERE alias = :name COLLATE NOCASE LIMIT 1
        """,
        {"name": name.strip()},
    ).fetchone()
    return None if row is None else int(row[0])


def require_brand(database: Database, name: str) -> BrandRow:
    """The brand of that name or alias.  Raises NotFound, offering the nearest name."""
    found = brand_id(database, name)
    if found is None:
        names = {known.casefold(): known for known in _all_names(database)}
        near = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
        hint = f"; did you mean '{names[near[0]]}'?" if near else "."
        if not names:
            hint = "; there is none yet:"
        what = "'audit brands' lists them" if names else "'audit add' or 'audit import' brings some"
        raise NotFound(f"no brand named '{name}'{hint} {what}")
    return next(brands(database, ids=[found]))


def require_known(database: Database, *, group: str | None, channel: str | None) -> None:
    """Raise NotFound for a group no brand is in, or a channel none answers on."""
    for what, wanted, query in (
        (
            "group",
            group,
            "SELECT DISTINCT group_name FROM brands WHERE group_name != '' ORDER BY 1",
        ),
        ("channel", channel, "SELECT DISTINCT channel FROM sources WHERE side = 'walk' ORDER BY 1"),
    ):
        known = [name for (name,) in database.execute(query)]
        if wanted is not None and wanted.casefold() not in map(str.casefold, known):
            raise NotFound(f"no {what} '{wanted}'; there are: {', '.join(known) or 'none'}")


def known_names(database: Database) -> dict[str, int]:
    """Every name and alias in lower case, with its brand's id."""
    rows = database.execute(
        "SELECT alias, brand_id FROM aliases UNION ALL SELECT name, id FROM brands"
    )
    return {name.casefold(): int(found) for name, found in rows}


def _all_names(database: Database) -> Iterator[str]:
    for (name,) in database.execute(
        "SELECT name FROM brands UNION ALL SELECT alias FROM aliases ORDER BY 1"
    ):
        yield name


def brands(
    database: Database, ids: Sequence[int] | None = None, group: str | None = None
) -> Iterator[BrandRow]:
    """The declared brands by name, all or those of `ids` or of `group`."""
    where, values = [], []
    if ids is not None:
        where.append(f"b.id IN ({','.join('?' * len(ids))})")
        values += [str(found) for found in ids]
    if group is not None:
        where.append("b.group_name = ? COLLATE NOCASE")
        values.append(group)
    condition = f"WHERE {' AND '.join(where)}" if where else ""
    rows = database.execute(
        f"""
        SELECT b.id, b.name, b.group_name, b.site, b.zone,
            (SELECT group_concat(alias, char(31)) FROM
                (SELECT alias FROM aliases a WHERE a.brand_id = b.id ORDER BY alias)),
            (SELECT count(*) FROM statements t JOIN sources s ON s.id = t.source_id
                WHERE s.brand_id = b.id),
            (SELECT count(*) FROM messages m JOIN sources s ON s.id = m.source_id
                WHERE s.brand_id = b.id),
            (SELECT count(*) FROM messages m JOIN sources s ON s.id = m.source_id
                WHERE s.brand_id = b.id AND m.role = 'brand')
        FROM brands b {condition} ORDER BY b.name COLLATE NOCASE
        """,
        values,
    )
    for found, name, group_name, site, zone, aliases, *counts in rows.fetchall():
        split = tuple(aliases.split("\x1f")) if aliases else ()
        yield BrandRow(found, name, group_name, site, zone, split, *counts)


def add_brand(
    database: Database,
    name: str,
    aliases: Iterable[str] = (),
    group: str | None = None,
    site: str | None = None,
    zone: str | None = None,
) -> int:
    """Declare a brand, or widen one that is there; return its id.

    An alias that is a brand of its own so far is merged in: its sources, with all that was read
    from them, move over, and its name stays as an alias.  Raises BadInput for an empty name and
    for an alias that another declared brand goes by.
    """
    name = name.strip()
    if not name:
        raise BadInput("a brand needs a name; got an empty one")
    with database.atomic():
        found = brand_id(database, name)
        if found is None:
            cursor = database.execute(
                "INSERT INTO brands (name, added_at) VALUES (?, ?)", [name, now()]
            )
            found = int(cursor.lastrowid or 0)
        database.execute(
            """
            UPDATE brands SET group_name = coalesce(?, group_name), site = coalesce(?, site),
                zone = coalesce(?, zone) WHERE id = ?
            """,
            [group, site, zone, found],
        )
        for alias in dict.fromkeys(alias.strip() for alias in aliases):
            if alias:
                _add_alias(database, found, alias)
    return found


def _add_alias(database: Database, owner: int, alias: str) -> None:
    holder = brand_id(database, alias)
    if holder == owner:
        return
    if holder is not None:
        own_name = database.execute(
            "SELECT name FROM brands WHERE id = ? AND name = ? COLLATE NOCASE", [holder, alias]
        ).fetchone()
        if own_name is None:
            (other,) = database.execute("SELECT name FROM brands WHERE id = ?", [holder]).fetchone()
            raise BadInput(f"'{alias}' is already an alias of '{other}'; 'audit brands' lists them")
        _merge(database, holder, owner)
    database.execute("INSERT INTO aliases (alias, brand_id) VALUES (?, ?)", [alias, owner])


def _merge(database: Database, holder: int, owner: int) -> None:
    clash = database.execute(
        """
        SELECT a.target FROM sources a JOIN sources b USING (side, channel, spider, target)
        WHERE a.brand_id = ? AND b.brand_id = ?
        """,
        [holder, owner],
    ).fetchone()
    if clash:
        raise BadInput(
            f"both brands already have the source {clash[0]}; remove one with 'audit remove' first"
        )
    for table in ("sources", "aliases"):
        database.execute(f"UPDATE {table} SET brand_id = ? WHERE brand_id = ?", [owner, holder])
    database.execute("DELETE FROM brands WHERE id = ?", [holder])


def remove_brand(database: Database, found: int) -> None:
    """Remove a brand, its sources, and every text and finding that hangs on them."""
    with database.atomic():
        database.execute("DELETE FROM brands WHERE id = ?", [found])


def source_id(
    database: Database,
    brand: int,
    side: str,
    channel: str,
    spider: str,
    target: str,
    complete: bool,
) -> int:
    """The id of that source of the brand, made where it is new."""
    with database.atomic():
        (found,) = database.execute(
            """
            INSERT INTO sources (brand_id, side, channel, spider, target, complete)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (brand_id, side, channel, spider, target)
                DO UPDATE SET complete = excluded.complete
            RETURNING id
            """,
            [brand, side, channel, spider, target, int(complete)],
        ).fetchone()
    return int(found)

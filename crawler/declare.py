"""Declaring brands and their sources, and saying how far each is from a finding."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.addresses import site_address
from crawler.discover import Proposal, propose
from crawler.elsewhere import advice, any_way
from crawler.items import Brand
from crawler.sources import take_over
from crawler.spiders import load_spider, parse_source
from db.clock import SPAN
from db.errors import BadInput
from db.queries import add_brand, remove_brand, require_brand, source_id

NEEDED_CUSTOMERS = 30
NEEDED_CLAIMS, NEEDED_DOCUMENTS = 3, 2
"""The published minimum, as docs/methodology.md states it."""

KEYS = {"name", "site", "aliases", "group", "zone", "every", "sources"}
NO_SOURCE = "nothing found that may be crawled"


def declare(
    database: Database,
    brand: Brand,
    *,
    contact: str | None = None,
    allow_loopback: bool | None = None,
) -> Proposal | None:
    """Declare a brand, its sources, and those that its site leads to; return what the site said.

    A site that cannot be read is declared all the same, and crawled when it can.  Raises BadInput
    for an address or source that can never be, BadSetting where a contact is missing; nothing is
    written then.
    """
    return declare_all(database, [brand], contact=contact, allow_loopback=allow_loopback)[0]


def declare_all(
    database: Database,
    brands: Sequence[Brand],
    *,
    contact: str | None = None,
    allow_loopback: bool | None = None,
) -> list[Proposal | None]:
    """Declare several brands as `declare` does, their sites read in one go."""
    brands = [_checked(brand) for brand in brands]
    asked = [brand for brand in brands if brand.site and not brand.sources]
    found: dict[str, Proposal] = {}
    if asked:
        sites = [brand.site for brand in asked if brand.site]
        proposals = propose(sites, contact=contact, allow_loopback=allow_loopback)
        found = dict(zip(sites, proposals, strict=True))
    for site, proposal in found.items():
        if not proposal.reachable:
            raise BadInput(f"{site}: {proposal.trouble}; give the address of the brand's web site")
    results = []
    for brand in brands:
        proposal_of = found.get(brand.site or "") if not brand.sources else None
        with database.atomic():
            _declare(database, brand, proposal_of)
        results.append(proposal_of)
    return results


def _checked(brand: Brand) -> Brand:
    """The brand with its addresses as they are kept.  Raises BadInput."""
    if not brand.name.strip():
        raise BadInput("a brand needs a name; got an empty one")
    if brand.every and not SPAN.fullmatch(brand.every):
        raise BadInput(f"'{brand.every}' is no span of time; write for example 24h, 7d or 2w")
    sources = tuple(":".join(parse_source(source)) for source in brand.sources)
    site = site_address(brand.site) if brand.site else None
    return replace(brand, site=site, sources=sources)


def _declare(database: Database, brand: Brand, proposal: Proposal | None) -> None:
    site = proposal.site if proposal and not proposal.trouble else brand.site
    number = add_brand(database, brand.name, brand.aliases, brand.group, site, brand.zone)
    sources = [*brand.sources, *(proposal.sources if proposal else ())]
    for source in dict.fromkeys(sources):
        spider, target = parse_source(source)
        take_over(database, number, spider, target)
        for side, channel in load_spider(spider).channels(target).items():
            held = database.execute(
                "SELECT id, complete FROM sources WHERE brand_id = ? AND side = ? AND channel = ? "
                "AND spider = ? AND target = ?",
                [number, side, channel, spider, target],
            ).fetchone()
            complete = bool(held[1]) if held else False
            found = source_id(database, number, side, channel, spider, target, complete)
            if brand.every:
                database.execute("UPDATE sources SET every = ? WHERE id = ?", [brand.every, found])


def read_declarations(path: str | Path) -> list[Brand]:
    """The brands of a TOML file of `[[brand]]` tables.

    Each has a `name` and may have `site`, `aliases`, `group`, `zone`, `every` and `sources`, a list
    of `SPIDER:TARGET`.  Raises BadInput for a file or table that cannot be used.
    """
    path = Path(path)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}; check the name") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is no TOML: {error}; mend that line") from error
    brands = tables.get("brand")
    if not isinstance(brands, list) or not brands:
        raise BadInput(f"{path} declares no brand; write a [[brand]] table with a name for each")
    return [_brand(path, number, table) for number, table in enumerate(brands, 1)]


def _brand(path: Path, number: int, table: Any) -> Brand:
    where = f"{path}, brand {number}"
    if not isinstance(table, dict) or not isinstance(table.get("name"), str):
        raise BadInput(f'{where} has no name; add name = "..."')
    if unknown := sorted(set(table) - KEYS):
        known = ", ".join(sorted(KEYS))
        raise BadInput(f"{where} ({table['name']}) has '{unknown[0]}', which is none of: {known}")
    for key in ("aliases", "sources"):
        listed = table.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise BadInput(f'{where} ({table["name"]}): {key} is a list, such as {key} = ["..."]')
    for key in ("site", "group", "zone", "every"):
        if not isinstance(table.get(key, ""), str):
            raise BadInput(f"{where} ({table['name']}): {key} is a text in quotes")
    return Brand(
        table["name"], tuple(table.get("aliases", ())), table.get("group"), table.get("site"),
        table.get("zone"), 0, tuple(table.get("sources", ())), table.get("every"),
    )  # fmt: skip


def state_of(database: Database, name: str, proposal: Proposal | None = None) -> list[str]:
    """One line a side of the brand: its sources, what is held, how far that is from the minimum.

    With the `proposal` of its declaration, also what of it may not be crawled.
    """
    brand = require_brand(database, name)
    statements, documents = database.execute(
        "SELECT count(*), count(DISTINCT s.id || ' ' || t.document) FROM statements t "
        "JOIN sources s ON s.id = t.source_id WHERE s.brand_id = ?",
        [brand.id],
    ).fetchone()
    answered = database.execute(
        "SELECT count(DISTINCT s.id || ' ' || m.turn_id) FROM messages m "
        "JOIN sources s ON s.id = m.source_id "
        "JOIN messages c ON c.source_id = m.source_id AND c.item_id = m.turn_id "
        "WHERE s.brand_id = ? AND m.role = 'brand' AND c.role = 'customer'",
        [brand.id],
    ).fetchone()[0]
    talk = (
        f"{brand.name} talk: {_sources(database, brand.id, 'talk')}; "
        f"{_count(statements, 'statement')} in {_count(documents, 'document')} held, "
        f"a finding needs {NEEDED_CLAIMS} claims from {NEEDED_DOCUMENTS} documents"
    )
    walk = (
        f"{brand.name} walk: {_sources(database, brand.id, 'walk')}; "
        f"{_count(answered, 'answered message')} held, a finding needs {NEEDED_CUSTOMERS} customers"
        " in need"
    )
    if proposal and proposal.trouble:
        talk += f"; {proposal.trouble}"
    elif not statements and _sources(database, brand.id, "talk") == NO_SOURCE:
        talk += "; --site URL adds its web site, audit import FILE --as statements its texts"
    if proposal and proposal.elsewhere:
        walk += "; " + "; ".join(
            dict.fromkeys(advice(url, brand.name) for url in proposal.elsewhere)
        )
    elif _sources(database, brand.id, "walk") == NO_SOURCE:
        walk += f"; {any_way(brand.name)}"
    return [talk, walk]


def _sources(database: Database, brand: int, side: str) -> str:
    rows = database.execute(
        "SELECT spider || ':' || target FROM sources WHERE brand_id = ? AND side = ? ORDER BY 1",
        [brand, side],
    )
    return ", ".join(str(row[0]) for row in rows) or NO_SOURCE


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def withdraw(database: Database, name: str, *, purge: bool = False) -> str:
    """Remove a brand; with texts held only when `purge` says so.  Return the line to show."""
    brand = require_brand(database, name)
    held = f"{_count(brand.statements, 'statement')} and {_count(brand.messages, 'message')}"
    if (brand.statements or brand.messages) and not purge:
        raise BadInput(f"{brand.name} has {held}; --purge removes them with all that was read")
    remove_brand(database, brand.id)
    gone = f" with {held}" if brand.statements or brand.messages else ""
    return f"{brand.name} removed{gone}"

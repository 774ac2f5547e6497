"""Read the folder of a brand, and say in one line what is wrong in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.demo.brands import KINDS, Brand, Conversation, Page, Section, Turn, plain
from db.errors import BadInput

PERIODS = ((date(2025, 1, 6), date(2025, 6, 29)), (date(2026, 1, 5), date(2026, 6, 28)))
"""The two periods, Monday to Sunday, that the conversations are written for."""

ABOUT = ("slug", "name", "zone", "group", "handle", "character", "sells", "slogan")
TALK = ("id", "period", "need", "at", "author", "customer", "turns")
ADDRESSED = re.compile(r"@([A-Za-z0-9_]+)")
LONGEST = 500


def read_brand(folder: Traversable) -> Brand:
    """The brand of a folder; BadInput names the file and place, what is wrong, what to do."""
    where = f"{folder.name}/brand.toml"
    table = _toml(folder, "brand.toml")
    _keys(table, ABOUT, (), where)
    about = {key: _text(value, f"{where}: {key}") for key, value in table.items()}
    _check(
        about["slug"] == folder.name, f"{where}: slug '{about['slug']}' is not the folder's name"
    )
    _check(about["handle"] == plain(about["handle"]), f"{where}: handle has more than a-z, 0-9, _")
    try:
        zone = ZoneInfo(about["zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput(f"{where}: no time zone '{about['zone']}'; use an IANA name") from None
    return Brand(**about, pages=_pages(folder, zone), conversations=_conversations(folder, zone))


def _pages(folder: Traversable, zone: ZoneInfo) -> tuple[Page, ...]:
    where, table = f"{folder.name}/pages.toml", _toml(folder, "pages.toml")
    _keys(table, ("page",), (), where)
    pages = tuple(_page(row, zone, where) for row in table["page"])
    _once((page.path for page in pages), f"{where}: path")
    for kind, path in (("landing", "/"), ("news", "/news")):
        found = [page.path for page in pages if page.kind == kind]
        _check(found == [path], f"{where}: pages of kind {kind} are {found}, wanted is '{path}'")
    return pages


def _page(row: dict[str, Any], zone: ZoneInfo, where: str) -> Page:
    where = f"{where}: page {row.get('path')}"
    _keys(row, ("path", "kind", "title", "section"), ("date",), where)
    path, kind, day = _text(row["path"], where), row["kind"], row.get("date")
    _check(re.fullmatch(r"/|(/[a-z0-9-]+)+", path), f"{where}: path has more than /, a-z, 0-9, -")
    _check(kind in KINDS, f"{where}: kind '{kind}' is none of {', '.join(KINDS)}")
    _check((kind == "post") == (type(day) is date), f"{where}: posts have a date, others none")
    sections = []
    for section in row["section"]:
        _keys(section, ("heading", "text"), (), where)
        text = tuple(_text(paragraph, where) for paragraph in section["text"])
        _check(text, f"{where}: no text under '{section['heading']}'")
        sections.append(Section(_text(section["heading"], where), text))
    _check(sections, f"{where}: no section")
    # A page without a date was there before the first message: it speaks for both periods.
    shown = day or PERIODS[0][0] - timedelta(days=4)
    modified = datetime.combine(shown, time(10), zone).astimezone(UTC)
    return Page(path, kind, _text(row["title"], where), tuple(sections), day, modified)


def _conversations(folder: Traversable, zone: ZoneInfo) -> tuple[Conversation, ...]:
    name = "conversations.jsonl"
    talks = []
    for number, line in enumerate(_read(folder, name).splitlines(), start=1):
        where = f"{folder.name}/{name}:{number}"
        try:
            row = json.loads(line)
        except ValueError:
            raise BadInput(f"{where} is not JSON; mend the line") from None
        talks.append(_conversation(row, zone, where))
        _check(talks[-1].id.startswith(folder.name + "-"), f"{where}: id lacks the slug in front")
    _check(talks, f"{folder.name}/{name}: no conversation")
    _once((talk.id for talk in talks), f"{folder.name}/{name}: id")
    return tuple(talks)


def _conversation(row: dict[str, Any], zone: ZoneInfo, where: str) -> Conversation:
    _keys(row, TALK, ("followup",), where)
    period, author = row["period"], _text(row["author"], f"{where}: author")
    _check(period in {1, 2}, f"{where}: period '{period}' is neither 1 nor 2")
    _check(row["need"] in {0, 1}, f"{where}: need '{row['need']}' is neither 0 nor 1")
    customer = _turn(row["at"], [row["customer"]], where)
    start, end = PERIODS[period - 1]
    _check(
        start <= customer.at.astimezone(zone).date() <= end,
        f"{where}: {row['at']} is outside period {period}, {start} to {end}",
    )
    for turn in row["turns"]:
        _keys(turn, ("at", "parts"), (), where)
    turns = tuple(_turn(turn["at"], turn["parts"], where) for turn in row["turns"])
    for before, after in pairwise((customer, *turns)):
        _check(before.at < after.at, f"{where}: a turn comes no later than what it answers")
    followup = None
    if found := row.get("followup"):
        _keys(found, ("at", "text"), (), where)
        followup = _turn(found["at"], [found["text"]], where)
        _check(customer.at < followup.at, f"{where}: followup comes no later than the message")
    addressed = ADDRESSED.match(turns[0].parts[0]) if turns else None
    handle = addressed[1].lower() if addressed else plain(author)
    _check(handle, f"{where}: author '{author}' has no letter of a-z")
    name, need = _text(row["id"], where), bool(row["need"])
    return Conversation(name, period, need, author, handle, customer, turns, followup)


def _turn(at: object, parts: list[object], where: str) -> Turn:
    try:
        moment = datetime.fromisoformat(_text(at, f"{where}: at"))
    except ValueError:
        raise BadInput(f"{where}: at '{at}' is no time; write it as ISO 8601") from None
    _check(moment.tzinfo, f"{where}: at '{at}' has no zone; end it with +00:00")
    texts = tuple(_text(part, where) for part in parts)
    _check(texts, f"{where}: a turn without parts")
    _check(max(map(len, texts)) <= LONGEST, f"{where}: more than {LONGEST} characters; make parts")
    return Turn(moment.astimezone(UTC), texts)


def _read(folder: Traversable, name: str) -> str:
    try:
        return folder.joinpath(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{folder.name}/{name} cannot be read: {error}; restore it") from None


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(folder, name))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{folder.name}/{name} is not TOML: {error}; mend it") from None


def _keys(row: object, needed: Iterable[str], allowed: Iterable[str], where: str) -> None:
    if not isinstance(row, dict):
        raise BadInput(f"{where}: a table of values is wanted; write one")
    if lacking := [key for key in needed if key not in row]:
        raise BadInput(f"{where} lacks {', '.join(lacking)}; add it")
    if strange := sorted(row.keys() - {*needed, *allowed}):
        raise BadInput(f"{where} has {', '.join(strange)}, which nothing reads; remove it")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: '{value}' where a text is wanted; write one")
    return value.strip()


def _check(fits: object, complaint: str) -> None:
    if not fits:
        raise BadInput(f"{complaint}; mend it")


def _once(values: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for value in values:
        _check(value not in seen, f"{where} '{value}' is there twice")
        seen.add(value)

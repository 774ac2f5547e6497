"""Import formats: one file each, its name the format's; and how a file is imported."""

from __future__ import annotations

import difflib
import importlib
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from sqlite_utils import Database

from crawler.imports._formats import Format, Request, open_as
from crawler.imports._report import ImportReport, Tally
from crawler.items import Item, Message, Rejected, Statement
from crawler.tables.dates import Dates, DateSurvey, Order, find_zone
from crawler.tables.fields import Field, Record, Records, match_columns
from crawler.tables.textfiles import Progress
from db import queries
from db.errors import BadInput
from db.queries import known_names, now

UNDECLARED = Field(
    "undeclared",
    "what to do with rows of brands not declared yet: add (the default) or skip",
    "skip",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of a file.

    `mapping` names the columns of a field, `settings` gives one value for every row or for the
    format.  `dayfirst` reads 03/04/2026 as 3 April; `timezone` is that of times that name none.
    """

    brand: str | None = None
    channel: str | None = None
    mapping: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dayfirst: bool = False
    timezone: str | None = None


def list_formats() -> list[str]:
    """The names of all formats."""
    modules = pkgutil.iter_modules(__path__)
    return sorted(module.name.replace("_", "-") for module in modules if module.name[0] != "_")


def load_format(name: str) -> Format:
    """The format of that name.  Raises BadInput, offering the nearest name."""
    formats = list_formats()
    if name not in formats:
        near = difflib.get_close_matches(name, formats, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise BadInput(f"no import format '{name}'; {hint}there are {', '.join(formats)}")
    return cast("Format", importlib.import_module(f"crawler.imports.{name.replace('-', '_')}"))


def template(name: str) -> str:
    """A CSV header for the format of that name, and one invented row.

    Raises BadInput for a format whose files are no tables.
    """
    import csv
    import io

    form = load_format(name)
    if not is_table(form):
        raise BadInput(f"a file of the format {name} is no table to fill; give it as it was saved")
    fields = form.FIELDS
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([known.name for known in fields])
    writer.writerow([known.example for known in fields])
    return out.getvalue()


def is_table(form: Format) -> bool:
    """Whether its files are tables of rows and columns, which can be written by hand."""
    return not hasattr(form, "open_file")


def pairs(given: Iterable[str], flag: str) -> dict[str, list[str]]:
    """`name=value` arguments as values by name.  Raises BadInput for one without a sign."""
    found: dict[str, list[str]] = {}
    for argument in given:
        name, sign, value = argument.partition("=")
        if not sign or not name.strip():
            raise BadInput(f"{flag} {argument} is not FIELD=VALUE; write it with an equals sign")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def check(path: str | Path, name: str, options: Options | None = None) -> None:
    """Raise BadInput where the file or the options cannot be used; writes nothing."""
    form = load_format(name)
    table = open_as(form, path)
    if options is not None:
        constants, _ = _settings(form, options)
        match_columns(table, form.FIELDS, options.mapping, constants)


def import_file(
    database: Database,
    path: str | Path,
    name: str,
    options: Options | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the file at `path`, of the format `name`, into the database.

    Running it again, after it ended or was cut short, adds nothing twice.  Raises BadInput, before
    anything is written, where file or options cannot be used.
    """
    from crawler.pipelines.clean import clean_items
    from crawler.pipelines.forgotten import Forgotten
    from crawler.pipelines.language import tag
    from crawler.pipelines.privacy import VERSION, Redactor
    from crawler.pipelines.secret import load_key
    from crawler.pipelines.store import Store

    options = options or Options()
    form = load_format(name)
    table = open_as(form, path)
    constants, settings = _settings(form, options)
    columns = match_columns(table, form.FIELDS, options.mapping, constants)
    records = Records(table, columns, constants)
    dates, found = _survey(form, records, options)
    declared = known_names(database)
    undeclared = {brand.casefold(): -1 - i for i, brand in enumerate(sorted(found))}
    known = {**undeclared, **declared}
    redactor = Redactor([*known, *found], load_key())
    spelled = {brand.casefold(): brand for brand in sorted(found)}
    sites = {row.name.casefold(): row.site for row in queries.brands(database) if row.site}
    request = Request(table.path.name, dates, known, spelled, settings, progress, sites, table.path)
    items = clean_items(form.read(records, request))
    if settings.get("undeclared", "add") == "skip":
        items = _declared_only(items, declared)
    started = now()
    run = database.execute(
        "INSERT INTO crawls (spider, target, version, started_at) VALUES (?, ?, ?, ?)",
        [name, table.path.name, f"privacy {VERSION}", started],
    ).lastrowid
    kept = Forgotten(database, redactor.hide).items(tag(redactor.items(items)))
    outcomes = Store(database).write(item for item in kept if isinstance(item, Item))
    report = Tally(str(path), name).report(outcomes)
    counts = {
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "held": report.held,
        **{f"rejected: {reason}": count for reason, count in report.rejected.items()},
    }
    database.execute(
        "UPDATE crawls SET ended_at = ?, reason = 'finished', counts = ? WHERE id = ?",
        [now(), json.dumps(counts), run],
    )
    return report


def _settings(form: Format, options: Options) -> tuple[dict[str, str], dict[str, str]]:
    """What is said once for all rows: constants of fields, and the format's own settings."""
    fields = [known.name for known in form.FIELDS]
    own = [known.name for known in (*form.SETTINGS, UNDECLARED)]
    constants: dict[str, str] = {}
    settings: dict[str, str] = {}
    said = [*options.settings.items()]
    said += [("brand", [options.brand])] if options.brand else []
    said += [("channel", [options.channel])] if options.channel else []
    for name, values in said:
        if name not in fields and name not in own:
            raise BadInput(
                f"no field or setting '{name}' here; there are {', '.join(fields + own)}"
            )
        if len(set(values)) > 1:
            raise BadInput(f"--set {name} is given twice ({', '.join(values)}); give one value")
        (constants if name in fields else settings)[name] = values[0]
    if settings.get("undeclared", "add") not in {"add", "skip"}:
        raise BadInput(f"--set undeclared={settings['undeclared']} is unknown; say add or skip")
    return constants, settings


def _survey(form: Format, records: Records, options: Options) -> tuple[Dates, set[str]]:
    """How the file writes its dates, and the names of its brands; read once from end to end."""
    zone = find_zone(options.timezone)
    order: Order | None = "day" if options.dayfirst else None
    surveys = {known.name: DateSurvey() for known in form.FIELDS if known.date}
    names: set[str] = set()
    for record in records.read():
        if isinstance(record, Record):
            for name, survey in surveys.items():
                survey.note(record[name])
            names.add(form.names(record))
    readers = {
        name: survey.reader(" or ".join(records.columns.get(name, (name,))), order=order, zone=zone)
        for name, survey in surveys.items()
    }
    return Dates(readers), names - {""}


def _declared_only(items: Iterator[Item], declared: Mapping[str, int]) -> Iterator[Item]:
    """The items of brands that are declared; the others are rejected."""
    for item in items:
        brand = item.source.brand if isinstance(item, (Message, Statement)) else ""
        unknown = brand and brand.casefold() not in declared
        yield Rejected(item.line, "brand not declared") if unknown else item

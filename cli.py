"""The command line: parse, call one stage, print.  Everything heavy is imported in its command."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from sqlite_utils import Database

    from audit.corpus.period import Period
    from db.queries import BrandRow
    from db.vectors import VectorStore

SETTINGS = "audit.toml"
DATABASE = "audit.db"
SOURCES_FAILED = 3


class Commands(click.Group):
    """The group that turns an AuditError into one line on stderr and its exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            sys.stderr.close()
            context.exit(0)
        except Exception as error:  # noqa: BLE001  (anything not ours is raised again)
            _fail(context, error)


def _fail(context: click.Context, error: Exception) -> NoReturn:
    from db import explain
    from db.errors import AuditError

    if isinstance(error, sqlite3.Error):
        error = explain(error, database_path(context))
    if not isinstance(error, AuditError):
        raise error
    click.echo(f"audit: {error}", err=True)
    context.exit(error.exit_code)


def database_path(context: click.Context) -> Path:
    """Where the database lies, absolute."""
    return Path(context.find_root().params.get("db") or DATABASE).absolute()


def _set_database(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.find_root().params["db"] = value


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--db`, so that it may stand after the command too."""
    option = click.option(
        "--db",
        metavar="PATH",
        expose_value=False,
        callback=_set_database,
        help="The database file.",
    )
    return option(command)


def _settings(context: click.Context, _: click.Parameter, value: str) -> str:
    path = Path(value)
    if path.is_file():
        try:
            context.default_map = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise click.ClickException(f"{path.absolute()}: {error}; mend or remove it") from error
    return value


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="walk-the-talk-audit")
@click.option(
    "--settings", default=SETTINGS, is_eager=True, expose_value=False, callback=_settings,
    envvar="AUDIT_SETTINGS", metavar="PATH", help="Settings file.  [default: audit.toml]",
)  # fmt: skip
@click.option(
    "--db", envvar="AUDIT_DB", metavar="PATH", help="The database file.  [default: audit.db]"
)
@click.option("-v", "--verbose", is_flag=True, help="Say more of what is going on, on stderr.")
@click.option("--log-file", type=click.Path(dir_okay=False), help="Write the log to this file.")
def cli(db: str | None, verbose: bool, log_file: str | None) -> None:  # noqa: ARG001
    """Hold what brands promise against how they answer their customers.

    A flag goes before the environment (AUDIT_DB, ...), and that before audit.toml.
    """
    import logging

    logging.basicConfig(
        filename=log_file,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(name)s %(levelname)s %(message)s",
    )
    if clock := os.environ.get("AUDIT_CLOCK"):
        click.echo(f"audit: the clock is set by AUDIT_CLOCK: {clock}", err=True)


def opened(mode: str) -> Database:
    """The database of this run, opened; the run's end closes it and leaves one whole file."""
    from db import fold_in, open_database

    context = click.get_current_context()
    path = database_path(context)
    database = open_database(path, mode)  # type: ignore[arg-type]
    context.call_on_close(database.close)
    if mode != "read":
        context.find_root().call_on_close(partial(fold_in, path))  # after all are closed
    return database


def locked() -> AbstractContextManager[None]:
    """The lock of this run's database."""
    from db.lock import hold

    return hold(database_path(click.get_current_context()))


def vector_store() -> VectorStore:
    """The embeddings that belong to this run's database."""
    from audit.reading.facts import encoder_identity
    from db.vectors import VectorStore

    return VectorStore(database_path(click.get_current_context()), *encoder_identity())


def read_pending(database: Database, store: VectorStore, only: list[BrandRow] | None) -> Any:
    """Read what is not read yet, under the lock; loads the instrument only if there is any."""
    from audit.measure import measure
    from audit.reading.identity import instrument_id
    from audit.reading.instrument import load_instrument
    from audit.report.progress import Progress

    with Progress("reading") as progress:
        return measure(database, store, instrument_id(), load_instrument, only, progress)


def ready(database: Database, store: VectorStore, only: list[BrandRow] | None) -> None:
    """See to it that all texts of these brands are read; take the lock only where some are not."""
    from audit.measure import is_pending
    from audit.reading.identity import instrument_id
    from db.queries import brands as all_brands

    chosen = only if only is not None else list(all_brands(database))
    if is_pending(database, store, instrument_id(), chosen):
        with locked():
            writable = opened("write")
            read_pending(writable, store, chosen)
            writable.close()


def period_of(since: str | None, until: str | None) -> Period:
    """The period asked for."""
    from audit.corpus.period import Period, period

    return period(since, until) if since or until else Period()


def periods_of(
    versus: str | None, since: str | None, until: str | None
) -> tuple[Period, Period | None]:
    """The period asked for, and the earlier one it is held against, if any."""
    from audit.finding.then_and_now import periods

    if not versus:
        return period_of(since, until), None
    then, now = periods(versus, since, until)
    return now, then


def exit_unless(fine: bool) -> None:
    """End with the code of a run that came to its end, but where not all was as it should be."""
    if not fine:
        click.get_current_context().exit(SOURCES_FAILED)


versus_option = click.option(
    "--versus", metavar="DATE..DATE", help="Then and now: held against this earlier period."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True,
)  # fmt: skip


def period_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--since`, `--until`, `--channel` and `--exploratory`."""
    for option in (
        click.option("--exploratory", is_flag=True, help="A lower bar of evidence; stamped."),
        click.option("--channel", help="Only this channel, e.g. short-post, review."),
        click.option("--until", metavar="DATE", help="Replies up to this date (ISO)."),
        click.option("--since", metavar="DATE", help="Replies from this date on (ISO)."),
    ):
        command = option(command)
    return command


@cli.command()
@click.argument("name", required=False)
@click.option("-f", "--file", "file", type=click.Path(), help="Declare all brands of a TOML file.")
@click.option(
    "--site", metavar="URL", help="The brand's own web site; it is asked what it leads to."
)
@click.option(
    "--source", "sources", multiple=True, metavar="SPIDER:TARGET", help="A source; may repeat."
)
@click.option("--alias", "aliases", multiple=True, help="Another name or handle; may repeat.")
@click.option("--group", help="A group to rank it in.")
@click.option("--zone", help="Its time zone, e.g. Europe/London.")
@click.option("--every", metavar="SPAN", help="How often to crawl it, e.g. 24h, 7d.")
@database_option
def add(
    name: str | None, file: str | None, site: str | None, sources: tuple[str, ...],
    aliases: tuple[str, ...], group: str | None, zone: str | None, every: str | None,
) -> None:  # fmt: skip
    """Declare a brand NAME and where it speaks, or a file of brands."""
    from crawler.declare import declare_all, read_declarations, state_of
    from crawler.items import Brand

    if (name is None) == (file is None):
        raise click.UsageError("give either a NAME or -f FILE")
    one = Brand(name or "", aliases, group, site, zone, 0, sources, every)
    wanted = read_declarations(file) if file else [one]
    with locked():
        database = opened("create")
        for brand, proposal in zip(wanted, declare_all(database, wanted), strict=True):
            for line in state_of(database, brand.name, proposal):
                click.echo(line)
    click.echo("next: 'audit crawl' or 'audit import', then 'audit brand NAME'", err=True)


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--due", is_flag=True, help="Only sources whose time has come.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages a site.  [default: 300]")
@click.option("--dry-run", is_flag=True, help="Say what would be asked first; ask nothing.")
@click.option("--archive", metavar="DIR", help="Keep what is read there, as a web archive (WACZ).")
@click.option("--from", "again", metavar="ARCHIVE", help="Read archives again; ask nobody.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def crawl(
    names: tuple[str, ...], due: bool, max_pages: int | None, dry_run: bool,
    archive: str | None, again: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Refresh the database from the sources of all or of NAMES.

    Says who you are to those it asks: set AUDIT_CONTACT to your mail address or a web page.
    """
    from crawler.crawl import crawl as run
    from crawler.replay import replay
    from db.queries import require_brand

    if again and (due or max_pages or dry_run or archive):
        raise click.UsageError("--from goes with NAMES alone")
    told = None if as_json else lambda report: click.echo(str(report))
    with locked():
        database = opened("write")
        ids = [require_brand(database, name).id for name in names] or None
        reports = replay(database, again, ids, told) if again else run(
            database, ids, max_pages=max_pages, dry_run=dry_run, due=due, archive=archive,
            on_end=told,
        )  # fmt: skip
    if as_json or dry_run:
        click.echo(listed(reports, as_json))
    exit_unless(all(report.ok for report in reports))


def listed(found: list[Any], as_json: bool) -> str:
    """Dataclasses as a JSON list, or a line each."""
    from dataclasses import asdict

    if as_json:
        return json.dumps([asdict(each) for each in found], indent=2)
    return "\n".join(map(str, found))


@cli.command()
@click.option("--check", is_flag=True, help="Exit 3 where a source raises an alarm.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def sources(check: bool, as_json: bool) -> None:
    """List the sources, what each gave, what is the matter with it."""
    from dataclasses import asdict

    from crawler.sources import source_states

    states = source_states(opened("read"))
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], indent=2))
    else:
        click.echo("\n".join(map(str, states)) or "no sources yet; 'audit add' declares some")
    if check and any(state.alarms for state in states):
        click.get_current_context().exit(SOURCES_FAILED)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def brands(as_json: bool) -> None:
    """List the brands, what they go by and what is held of them."""
    from audit.report.brands import as_records, print_brands
    from audit.report.terminal import console
    from db.queries import brands as all_brands

    rows = list(all_brands(opened("read")))
    if as_json:
        click.echo(json.dumps(as_records(rows), ensure_ascii=False, indent=2))
    else:
        print_brands(console(), rows)


@cli.command()
@click.argument("name")
@click.option("--purge", is_flag=True, help="Remove its texts, readings and findings too.")
@database_option
def remove(name: str, purge: bool) -> None:
    """Remove the brand NAME."""
    from crawler.declare import withdraw

    with locked():
        click.echo(withdraw(opened("write"), name, purge=purge))


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--archive", "folders", multiple=True, metavar="DIR", help="Where archives are now.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def verify(names: tuple[str, ...], folders: tuple[str, ...], as_json: bool) -> None:
    """Check every quote against what was captured.

    Of all brands, or of NAMES.  Exits 3 where one is not borne out, or where an archive is missing
    or was changed.
    """
    from crawler.verify import verify as check
    from db.queries import brands as all_brands
    from db.queries import require_brand

    database = opened("read")
    chosen = [require_brand(database, name) for name in names] or list(all_brands(database))
    found = check(database, chosen, [Path(folder) for folder in folders])
    if as_json:
        records = [one.to_dict() for one in found]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for one in found for line in one.lines()))
    exit_unless(all(one.ok for one in found))


@cli.command()
@click.argument("ident", metavar="ID")
@database_option
def forget(ident: str) -> None:
    """Remove what a person wrote from wherever it is held.

    It is not stored again.  ID is a name or handle, or the id or link of a message.
    """
    from crawler.forget import forget as remove_words

    with locked():
        click.echo(str(remove_words(opened("write"), ident)))


@cli.command("import")
@click.argument("file", required=False, type=click.Path())
@click.option("--as", "format_name", metavar="FORMAT", help="What the file is; see --template.")
@click.option("--template", metavar="FORMAT", help="Print an empty file of that format.")
@click.option("--brand", help="The brand all rows are of.")
@click.option("--channel", help="The channel all rows are from, e.g. short-post, review.")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Where a field is.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="One value for all.")
@click.option("--dayfirst", is_flag=True, help="Read 03/04/2026 as 3 April.")
@click.option("--timezone", metavar="ZONE", help="The zone of times that name none.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@database_option
def import_(
    file: str | None, format_name: str | None, template: str | None, brand: str | None,
    channel: str | None, mapping: tuple[str, ...], settings: tuple[str, ...], dayfirst: bool,
    timezone: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Bring in a FILE: tweets, threads, reviews, statements, brands.

    CSV with any delimiter, JSON lines or XLSX, in any usual encoding.  What cannot be used is
    counted by reason and listed by line.
    """
    from audit.report.progress import Progress
    from crawler import imports
    from crawler.imports._report import lines, record

    if template:
        click.echo(imports.template(template), nl=False)
        return
    if not file or not format_name:
        raise click.UsageError("name a FILE and what it is: --as FORMAT")
    options = imports.Options(
        brand, channel, imports.pairs(mapping, "--map"), imports.pairs(settings, "--set"),
        dayfirst, timezone,
    )  # fmt: skip
    imports.check(file, format_name, options)
    with locked(), Progress("importing") as progress:
        report = imports.import_file(opened("create"), file, format_name, options, progress)
    click.echo(json.dumps(record(report), indent=2) if as_json else "\n".join(lines(report)))


@cli.command()
@click.argument("name")
@period_options
@versus_option
@click.option("--since-last", is_flag=True, help="What moved it since the finding before.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--with-customers", is_flag=True, help="Customers' words in the JSON too.")
@database_option
def brand(
    name: str, since: str | None, until: str | None, versus: str | None, channel: str | None,
    exploratory: bool, since_last: bool, as_json: bool, with_customers: bool,
) -> None:  # fmt: skip
    """Audit the brand NAME: its score and what it rests on."""
    from audit.brand import audit_brand
    from audit.finding.panel import load_panel
    from audit.reading.facts import facts
    from audit.report.terminal import console, print_finding
    from db.queries import require_brand

    database, store = opened("read"), vector_store()
    row = require_brand(database, name)
    ready(database, store, [row])
    now, then = periods_of(versus, since, until)
    found = audit_brand(
        database, store, row, facts(), channel=channel,
        period=now, exploratory=exploratory, panel=load_panel(), then=then,
    )  # fmt: skip
    if not (since or until or versus or exploratory):
        keep_findings([(row, found.finding)])
    last = last_move(row, found.finding.channel) if since_last else None
    more = {"moved": last} if since_last else {}
    if as_json:
        click.echo(json.dumps(found.to_dict(with_customers) | more, ensure_ascii=False, indent=2))
        return
    print_finding(console(), found)
    if since_last:
        print_moved(last)


def print_moved(last: dict[str, Any] | None) -> None:
    """Print what moved a finding since the one before."""
    from audit.report.history_text import moved_lines

    click.echo("\n".join(["", *moved_lines(last)]))


def last_move(row: BrandRow, channel: str) -> dict[str, Any] | None:
    """What moved the newest finding kept of a brand from the one before it."""
    from audit.finding.history import snapshots

    kept = snapshots(opened("read"), row.id, channel)
    return dict(kept[-1].moved) if kept and kept[-1].moved else None


def keep_findings(findings: list[tuple[BrandRow, Any]]) -> None:
    """Keep findings as history; a database that cannot be written is no reason to show nothing."""
    from audit.finding.history import keep
    from audit.reading.facts import facts
    from db.errors import DatabaseError

    try:
        database, store, known = opened("write"), vector_store(), facts()
        for row, finding in findings:
            keep(database, store, known, row, finding)
    except (DatabaseError, sqlite3.OperationalError) as error:
        click.echo(f"audit: findings not kept as history: {error}", err=True)


@cli.command()
@click.option("--group", help="Only brands of this group.")
@period_options
@versus_option
@format_option
@database_option
def rank(
    group: str | None, since: str | None, until: str | None, versus: str | None,
    channel: str | None, exploratory: bool, form: str,
) -> None:  # fmt: skip
    """Rank all brands within each channel.

    With --versus, say who says and does more now than then.
    """
    from audit.report.tables import as_csv, print_ranking, rows
    from audit.report.terminal import console

    if versus:
        compare_periods(group, channel, periods_of(versus, since, until), exploratory, form)
        return
    ranking = ranked(group, since, until, channel, exploratory)
    if form == "csv":
        click.echo(as_csv(ranking, exploratory), nl=False)
    elif form == "json":
        click.echo(json.dumps(rows(ranking, exploratory), ensure_ascii=False, indent=2))
    else:
        print_ranking(console(), ranking, exploratory)


def compare_periods(
    group: str | None, channel: str | None, asked: tuple[Period, Period | None],
    exploratory: bool, form: str,
) -> None:  # fmt: skip
    """Print what all brands said and did then and say and do now."""
    from audit.finding.then_and_now import all_then_and_now
    from audit.reading.facts import facts
    from audit.report.progress import Progress
    from audit.report.terminal import console
    from audit.report.then_and_now_text import as_csv, as_json, print_all, sentences
    from db.queries import brands as all_brands
    from db.queries import require_known

    (now, then), database, store = asked, opened("read"), vector_store()
    require_known(database, group=group, channel=channel)
    ready(database, store, list(all_brands(database, group=group)))
    with Progress("comparing") as progress:
        found = all_then_and_now(
            database, store, facts(), then or now, now, group=group, channel=channel,
            exploratory=exploratory, progress=progress,
        )  # fmt: skip
    if form == "csv":
        click.echo("\n".join(sentences(found)), err=True)
        click.echo(as_csv(found, exploratory), nl=False)
    elif form == "json":
        click.echo(json.dumps(as_json(found, exploratory), ensure_ascii=False, indent=2))
    else:
        print_all(console(), found, exploratory)


def ranked(
    group: str | None, since: str | None, until: str | None, channel: str | None, exploratory: bool
) -> list[Any]:
    """The ranking asked for; the findings at the published bar over all that is held are kept."""
    from audit.finding.panel import load_panel
    from audit.rank import rank as rank_brands
    from audit.reading.facts import facts
    from audit.report.progress import Progress
    from db.queries import brands as all_brands
    from db.queries import require_known

    database, store = opened("read"), vector_store()
    require_known(database, group=group, channel=channel)
    rows = list(all_brands(database, group=group))
    ready(database, store, rows)
    with Progress("ranking") as progress:
        ranking = rank_brands(
            database, store, facts(), group=group, channel=channel,
            period=period_of(since, until), exploratory=exploratory, progress=progress,
            panel=None if group else load_panel(),
        )  # fmt: skip
    if not (group or since or until or exploratory):
        named = {row.name: row for row in rows}
        keep_findings([(named[item.finding.brand], item.finding) for item in ranking])
    return ranking


@cli.command()
@click.option("--group", help="Only brands of this group.")
@format_option
@database_option
def phrases(group: str | None, form: str) -> None:
    """List promises that several brands word alike, and since when."""
    from audit.reading.facts import facts
    from audit.report.phrases_text import as_csv, as_json, print_phrases
    from audit.report.terminal import console
    from audit.talk.phrases import wording
    from db.queries import brands as all_brands

    database, store = opened("read"), vector_store()
    ready(database, store, list(all_brands(database, group=group)))
    found = wording(database, store, facts(), group)
    if form == "csv":
        click.echo(as_csv(found), nl=False)
    elif form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print_phrases(console(), found)


@cli.command()
@click.argument("file", type=click.Path())
@click.option("--as", "kind", type=click.Choice(["reply", "claim"]), required=True)
@click.option("--text", required=True, metavar="COL", help="The column of the text.")
@click.option("--context", metavar="COL", help="The column of the message a reply answers.")
@click.option("--id", "id_column", metavar="COL", help="The column of an id.")
@click.option("-o", "--output", type=click.Path(), help="Write here instead of stdout.")
def read(
    file: str, kind: str, text: str, context: str | None, id_column: str | None, output: str | None
) -> None:
    """Read any CSV or JSON lines of texts; no database needed."""
    from audit.read import read_file
    from audit.report.progress import Progress

    with Progress("reading") as progress:
        count = read_file(
            file, kind, text=text, context=context, id_column=id_column, output=output,
            progress=progress.steps(),
        )  # fmt: skip
    click.echo(f"read {count:,} rows", err=True)


@cli.command()
@click.argument("names", nargs=-1)
@database_option
def measure(names: tuple[str, ...]) -> None:
    """Read all texts not read yet, of all brands or of NAMES."""
    from db.queries import require_brand

    with locked():
        database, store = opened("write"), vector_store()
        only = [require_brand(database, name) for name in names] or None
        done = read_pending(database, store, only)
    click.echo(f"{done.read:,} texts read" if done.read else "nothing new to read")


@cli.command()
@click.argument("name")
@click.option(
    "-n", "size", type=click.IntRange(min=1), default=100, show_default=True, help="How many turns."
)
@click.option("--channel", help="The channel to draw from.  [default: the one with most replies]")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("-o", "--output", type=click.Path(), help="Write here, with the codebook beside.")
@database_option
def sample(name: str, size: int, channel: str | None, seed: int, output: str | None) -> None:
    """Draw turns of the brand NAME at random, to label by hand.

    A CSV with the customer's message, the reply and empty columns; nothing the instrument reads is
    in it.  The draw is recorded, so that 'audit agreement --apply' knows its ids.
    """
    from audit.labels.draw import sample as draw
    from audit.labels.draw import write_sample
    from db.queries import require_brand

    with locked():
        database = opened("write")
        drawn = draw(database, require_brand(database, name), size, channel=channel, seed=seed)
    click.echo(str(drawn), err=True)
    if output is None:
        click.echo(drawn.to_csv(), nl=False)
    else:
        click.echo("\n".join(map(str, write_sample(drawn, output))))


@cli.command()
@click.argument("labels", type=click.Path())
@click.option("--texts", type=click.Path(), help="The texts.  [default: the turns drawn]")
@click.option("--as", "kind", type=click.Choice(["reply", "claim"]), help="What the texts are.")
@click.option("--text", metavar="COL", help="The column of the text.")
@click.option("--context", metavar="COL", help="The column of the message a reply answers.")
@click.option("--id", "id_column", default="id", show_default=True, metavar="COL")
@click.option("--apply", "applied", is_flag=True, help="Correct the brand's figures by LABELS.")
@click.option("--people", is_flag=True, help="The raters are people, and worked apart and blind.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def agreement(
    labels: str, texts: str | None, kind: str | None, text: str | None, context: str | None,
    id_column: str, applied: bool, people: bool, as_json: bool,
) -> None:  # fmt: skip
    """Compare the instrument with LABELS given by hand.

    Plain baselines stand beside it.  Texts the instrument was fitted on are read by the part of it
    that never saw them.  With --apply, labels of turns that 'audit sample' drew correct the figures
    of their brand.
    """
    from audit.report.labels_text import labels_text

    if texts and not (kind and text):
        raise click.UsageError("--texts wants --as and --text: what the texts are, and where")
    if people and not applied:
        raise click.UsageError("--people goes with --apply")
    shown: list[Any] = []
    if texts or not applied:
        shown.append(compared(labels, texts, kind or "reply", text or "", context, id_column))
    if applied:
        shown += applied_labels(labels, people)
    if as_json:
        values = [one.to_dict() for one in shown]
        click.echo(json.dumps(values if applied else values[0], indent=2))
    else:
        click.echo("\n\n".join(labels_text(one) for one in shown))


def compared(
    labels: str, texts: str | None, kind: str, text: str, context: str | None, id_column: str
) -> Any:
    """Labels against readings: of a file of texts, or of the turns that were drawn."""
    from audit.agreement import agreement as compare
    from audit.agreement import agreement_with_draws
    from audit.report.progress import Progress

    with Progress("comparing") as progress:
        if texts is None:
            return agreement_with_draws(opened("read"), labels, progress=progress.steps())
        return compare(
            labels, texts, kind, text=text, context=context, id_column=id_column,
            progress=progress.steps(),
        )  # fmt: skip


def applied_labels(labels: str, people: bool) -> list[Any]:
    """The figures that the labels correct; the labels are kept."""
    from audit.labels.apply import apply_labels, keep, labelled_brands
    from audit.reading.facts import facts

    database, store = opened("read"), vector_store()
    ready(database, store, labelled_brands(database, labels, people=people))
    found = apply_labels(database, store, facts(), labels, people=people)
    with locked():
        keep(opened("write"), labels, people=people)
    return found


@cli.command()
@click.argument("name")
@click.option("--channel", help="Only this channel.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def history(name: str, channel: str | None, as_json: bool) -> None:
    """List every finding kept of the brand NAME, and why it moved."""
    from audit.finding.history import snapshots
    from audit.report.history_text import lines
    from db.queries import require_brand

    database = opened("read")
    kept = snapshots(database, require_brand(database, name).id, channel)
    if as_json:
        click.echo(json.dumps([one.to_dict() for one in kept], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(kept)))


@cli.command()
@click.argument("name")
@click.option("--reply", metavar="TEXT", help="What the brand said to its finding.")
@click.option("--correction", metavar="TEXT", help="What was corrected, and why.")
@click.option("--on", metavar="DATE", help="When it was said.  [default: today]")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def note(
    name: str, reply: str | None, correction: str | None, on: str | None, as_json: bool
) -> None:
    """Note a reply of the brand NAME, or a correction.

    Without either, list what is noted.
    """
    from db.notes import add_note, notes
    from db.queries import require_brand

    database = opened("write" if reply or correction else "read")
    row = require_brand(database, name)
    with locked() if reply or correction else nullcontext():
        for kind, text in (("reply", reply), ("correction", correction)):
            if text is not None:
                add_note(database, row.id, kind, text, on)
    found = list(notes(database, row.id))
    if as_json:
        click.echo(json.dumps([one.to_dict() for one in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(str, found)) or f"nothing is noted of {row.name}")


@cli.command()
@click.argument("folder", type=click.Path())
@click.option("--group", help="Only brands of this group.")
@period_options
@database_option
def export(
    folder: str, group: str | None, since: str | None, until: str | None, channel: str | None,
    exploratory: bool,
) -> None:  # fmt: skip
    """Write figures and their evidence to FOLDER, for other tools.

    Rankings, dimensions, evidence and coverage as CSV, JSON, a spreadsheet, and Parquet where the
    extra `parquet` is installed; with a data package, what Datasette wants to know, and the recipe
    that makes the ranking again.
    """
    asked = {
        "group": group, "since": since, "until": until, "channel": channel,
        "exploratory": exploratory,
    }  # fmt: skip
    ranking = ranked(group, since, until, channel, exploratory)
    searchable()
    for path in exported(folder, ranking, exploratory, asked):
        click.echo(path)


def exported(
    folder: str | Path, ranking: list[Any], exploratory: bool, asked: dict[str, Any]
) -> list[Path]:
    """The files of an export, written."""
    from audit.export.tables import Source
    from audit.export.write import export as write
    from audit.reading.facts import facts

    period = period_of(asked.get("since"), asked.get("until"))
    source = Source(opened("read"), vector_store(), facts(), period)
    return write(folder, ranking, exploratory, source, asked)


def searchable() -> None:
    """Make the database pleasant to browse; one that cannot be written is exported all the same."""
    from db.errors import DatabaseError
    from db.search import make_searchable

    try:
        with locked():
            make_searchable(opened("write"))
    except (DatabaseError, sqlite3.OperationalError) as error:
        click.echo(f"audit: no search was made in the database: {error}", err=True)


@cli.command()
@click.option("--report", "site", metavar="DIR", help="Put the web page in place there.")
@click.option("--export", "files", metavar="DIR", help="Put files for other tools in place there.")
@database_option
def run(site: str | None, files: str | None) -> None:
    """Do the nightly job: crawl what is due, read, find.

    Outputs are put in place.  Ends with 3 where a source failed or raises an alarm; all else is
    done all the same.  One line on stdout says what was done, one each on stderr what is the
    matter.
    """
    from audit.report.progress import Progress
    from crawler.nights import due_crawls, night_line, troubles

    Progress.in_pipes = False
    with locked():
        database = opened("write")
        crawls = due_crawls(database)
        read = read_pending(database, vector_store(), None).read
        ranking = ranked(None, None, None, None, exploratory=False)
        put_outputs(site, files, ranking)
        wrong = troubles(database, crawls)
    click.echo(night_line(crawls, read, len(ranking), wrong))
    for line in wrong:
        click.echo(f"audit: {line}", err=True)
    if wrong:
        click.get_current_context().exit(SOURCES_FAILED)


def put_outputs(site: str | None, files: str | None, ranking: list[Any]) -> None:
    """The outputs of a night, each folder put in place whole."""
    from audit.finding.panel import load_panel
    from audit.in_place import put_in_place
    from audit.report.site.asked import Asked

    if files:
        put_in_place(files, lambda new: exported(new, ranking, False, {}))
    if site:
        written_report(Path(site), Asked(panel=load_panel()), None, ranking)


@cli.command()
@click.argument("kind", type=click.Choice(["cron", "systemd"]))
@click.option("--report", "site", metavar="DIR", help="As in 'audit run'.")
@click.option("--export", "files", metavar="DIR", help="As in 'audit run'.")
@click.option("--at", default="02:30", show_default=True, metavar="HH:MM", help="Local time.")
@click.option("--timeout", default="6h", show_default=True, metavar="SPAN", help="End it then.")
@click.option("--contact", envvar="AUDIT_CONTACT", default="", help="Who asks: mail or web page.")
@click.option("--ping", metavar="URL", help="Called after each night that ended with 0.")
@database_option
def schedule(
    kind: str, site: str | None, files: str | None, at: str, timeout: str, contact: str,
    ping: str | None,
) -> None:  # fmt: skip
    """Print a unit for cron or systemd that runs the nightly job."""
    from crawler.schedule import UNITS, Night

    database = database_path(click.get_current_context())
    report, export = (Path(folder).absolute() if folder else None for folder in (site, files))
    night = Night(database, Path.cwd(), contact, report, export, at, timeout, ping)
    opened("read").close()
    click.echo(UNITS[kind](night))


@cli.command()
@click.option("--since", required=True, metavar="DATE", help="From this date on (ISO).")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database_option
def changes(since: str, as_json: bool) -> None:
    """List what changed since a date.

    Claims that came or are absent, findings that moved beyond their interval, alarms.
    """
    from dataclasses import asdict

    from audit.changes import claim_changes, finding_changes, midnight
    from audit.reading.facts import facts
    from crawler.changes import alarms_since
    from db.queries import brands as all_brands

    start = midnight(since)
    database = opened("read")
    ready(database, vector_store(), list(all_brands(database)))
    parts: dict[str, list[Any]] = {
        "claims": list(claim_changes(database, facts(), start)),
        "findings": list(finding_changes(database, facts(), start)),
        "alarms": list(alarms_since(database, start)),
    }
    if as_json:
        values = {name: [asdict(one) for one in found] for name, found in parts.items()}
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for name, found in parts.items():
        click.echo(f"{name} ({len(found)})" + "".join(f"\n  {one}" for one in found))


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--only", metavar="NAME", help="Only this brand, without its place among others.")
@click.option("--draft", is_flag=True, help="For right of reply: with questions, marked as draft.")
@click.option("--with-customers", is_flag=True, help="Show what customers wrote, too.")
@click.option("--group", help="Only brands of this group.")
@period_options
@versus_option
@database_option
def report(
    folder: Path, only: str | None, draft: bool, with_customers: bool, group: str | None,
    since: str | None, until: str | None, channel: str | None, exploratory: bool,
    versus: str | None,
) -> None:  # fmt: skip
    """Write pages to look at and to publish to FOLDER.

    The ranking, talk against walk, and a page a brand; or, with --only NAME --draft, all that was
    found of one brand with questions, for its reply before anything is published.  It opens from
    disk, loads nothing, and stands on any host.
    """
    from audit.finding.panel import load_panel
    from audit.report.site.asked import Asked

    if draft and not only:
        raise click.UsageError("--draft goes with --only NAME: it is for one brand's reply")
    if only and (group or channel):
        raise click.UsageError("--only shows one brand on all its channels; leave the others out")
    now, then = periods_of(versus, since, until)
    panel = None if group else load_panel()
    asked = Asked(now, then, exploratory, draft, with_customers, panel)
    ranking = None if only else ranked(group, since, until, channel, exploratory)
    click.echo(written_report(folder, asked, only, ranking))


def written_report(folder: Path, asked: Any, only: str | None, ranking: list[Any] | None) -> Path:
    """Write the report of one brand, or of a ranking."""
    from audit.reading.facts import facts
    from audit.report.progress import Progress
    from audit.report.site.audits import Source
    from audit.report.site.write import write_brand, write_site
    from audit.talk.phrases import wording
    from db.queries import brands as all_brands
    from db.queries import require_brand

    database, store = opened("read"), vector_store()
    one = require_brand(database, only) if only else None
    ready(database, store, [one] if one else None)
    source = Source(database, store, facts(), wording(database, store, facts()))
    if one is not None:
        return write_brand(folder, source, one, asked)
    rows = {row.name: row for row in all_brands(database)}
    with Progress("writing the report") as progress:
        return write_site(folder, source, ranking or [], rows, asked, progress)


@cli.command()
@click.option(
    "--folder", default="audit-demo", show_default=True, type=click.Path(),
    help="Where its database and report go.",
)  # fmt: skip
@click.option("--serve", is_flag=True, help="Only open the street, for a crawl of your own.")
@click.pass_context
def demo(context: click.Context, folder: str, serve: bool) -> None:
    """Audit a fictional high street: crawl, read, rank, show a brand.

    With --serve the street stays open until Ctrl-C, so that you can go the whole way yourself:
    AUDIT_ALLOW_LOOPBACK=1 lets the other commands crawl it.
    """
    from crawler.demo.build import build, keep_open

    if serve:
        keep_open(click.echo, lambda line: click.echo(line, err=True))
        return
    path = Path(folder).absolute() / DATABASE
    context.find_root().params["db"] = str(path)
    with locked_new(path):
        click.echo(build(path, lambda report: click.echo(str(report), err=True)), err=True)
    context.invoke(rank, form="table")
    click.echo()
    context.invoke(brand, name="acme")
    click.echo("\nThe report, to be opened in a browser:")
    context.invoke(report, folder=path.parent / "report")
    click.echo("\nTry next:")
    for line in ("brand brightwater", "report draft --only acme --draft", "export figures"):
        click.echo(f"  audit --db {path} {line}")
    click.echo("  audit demo --serve    # the street again, for a crawl of your own")


def locked_new(path: Path) -> AbstractContextManager[None]:
    """The lock of a database in a folder that may have to be made."""
    from db.lock import hold

    path.parent.mkdir(parents=True, exist_ok=True)
    return hold(path)


if __name__ == "__main__":
    cli()

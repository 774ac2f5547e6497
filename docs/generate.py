"""The generated parts of these pages.

Each function gives the text of one page's block; cog runs it (`make docs`) and checks that the
page still says so (`cog --check`).  Run from the checkout, with `-I docs`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click
from sqlite_utils import Database

from db.migrations import migrations
from db.vectors import VectorStore

if TYPE_CHECKING:
    from audit.dimensions import Dimension
    from crawler.imports._formats import Format
    from crawler.spiders._source import SourceSpider

WIDTH = 78


def commands() -> str:
    """`audit --help`, and that of every command, as they are printed."""
    from cli import cli

    return "\n".join(
        _help_pages(cli, click.Context(cli, info_name="audit", **cli.context_settings))
    )


def _help_pages(command: click.Command, context: click.Context) -> Iterator[str]:
    context.terminal_width = context.max_content_width = WIDTH
    yield f"\n## `{context.command_path}`\n\n```text\n{context.get_help()}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _help_pages(
                    child, click.Context(child, context, info_name=name, **child.context_settings)
                )


def schema() -> str:
    """Every table as it is now, under the migration that made it, and the side file of vectors."""
    database = Database(memory=True)
    made: dict[str, set[str]] = {}
    for migration in migrations.pending(database):
        before = set(database.table_names())
        migration.fn(database)
        made[migration.name] = set(database.table_names()) - before
    pages: list[str] = []
    for migration in migrations.pending(Database(memory=True)):
        pages.append(f"\n## {migration.name}\n\n{inspect.getdoc(migration.fn)}\n")
        pages.extend(_table(database, name) for name in sorted(made[migration.name]))
    with tempfile.TemporaryDirectory() as folder:
        store = VectorStore(Path(folder) / "audit.db", "", "")
        store.close()
        side = Database(store.path)
        pages.append(f"\n## The side file\n\n{inspect.getdoc(VectorStore)}\n")
        pages.extend(_table(side, name) for name in side.table_names())
        side.close()
    return "\n".join(pages)


def _table(database: Database, name: str) -> str:
    table = database.table(name)
    points_to = {key.column: f"{key.other_table}.{key.other_column}" for key in table.foreign_keys}
    lines = [f"### {name}\n", "| column | type | |", "|---|---|---|"]
    for column in table.columns:
        notes = [
            "primary key" if column.is_pk else "",
            "" if column.notnull or column.is_pk else "may be null",
            f"default `{column.default_value}`" if column.default_value is not None else "",
            f"-> {points_to[column.name]}" if column.name in points_to else "",
        ]
        lines.append(f"| {column.name} | {column.type} | {', '.join(n for n in notes if n)} |")
    unique = [", ".join(index.columns) for index in table.indexes if index.unique]
    keys = [f"\nUnique: {'; '.join(sorted(unique))}.\n"] if unique else [""]
    return "\n".join(lines + keys)


def imports() -> str:
    """Every import format: what it is, its fields, and an empty file with one invented row."""
    from crawler.imports import is_table, list_formats, load_format, template

    forms = {name: load_format(name) for name in list_formats()}
    return "\n".join(
        _format(name, form, template(name) if is_table(form) else "")
        for name, form in forms.items()
    )


def _format(name: str, form: Format, template: str) -> str:
    rows = [
        f"| {field.name} | {'yes' if field.required else ''} | {field.about} "
        f"| {', '.join((*field.named, *field.also))} |"
        for field in form.FIELDS
    ]
    settings = [f"- `--set {field.name}={field.example}`: {field.about}" for field in form.SETTINGS]
    parts = [
        f"\n## `--as {name}`\n\n{inspect.getdoc(form)}\n",
        "| field | needed | what it is | often called |\n|---|---|---|---|",
        *rows,
        *(["\nSettings of its own:\n", *settings] if settings else []),
        *([f"\n```text\n{template}```"] if template else []),
    ]
    return "\n".join(parts)


def sources() -> str:
    """Every spider: what its file says of it, and what it declares."""
    from crawler.spiders import list_spiders, load_spider

    return "\n".join(_source(load_spider(name)) for name in list_spiders())


def _source(spider: type[SourceSpider]) -> str:
    module = importlib.import_module(spider.__module__)
    sides = ", ".join(f"{side} ({channel})" for side, channel in spider.sides.items())
    lines = [
        f"\n## `{spider.name}`\n\n{inspect.getdoc(module)}\n",
        f"- **Written**: `--source {spider.name}:{spider.example}`",
        *(f"- **`#{name}=...`**: {about}" for name, about in spider.options.items()),
        f"- **Brings in**: {sides}",
    ]
    if "walk" in spider.sides:
        shown = {True: "yes", False: "no", None: "told by each crawl"}[spider.shows_all]
        lines.append(f"- **Shows every message**: {shown}; {spider.shows_because}")
    return "\n".join(lines)


def codebook() -> str:
    """The codebook of replies, as `audit sample` writes it beside a sample."""
    from audit.labels.codebook import codebook as text

    return text()


def dimensions() -> str:
    """Every dimension: what its file says of it."""
    from audit.dimensions import dimensions as found

    return "\n".join(_dimension(one) for one in found())


def _dimension(one: Dimension) -> str:
    lines = [
        f"\n## {one.name}\n",
        f"- **Promised**: {one.promised}",
        f"- **Delivered**: {one.delivered}",
        *(f"- **Level {level}**: {words}" for level, words in enumerate(one.levels)),
        f"- **Source**: {one.reference}",
    ]
    for side, kinds in (("claim", ("no promise", "promise")), ("reply", ("0", "1", "2"))):
        for kind, texts in zip(kinds, one.exemplars[side], strict=True):
            label = kind if side == "claim" else f"reply at level {kind}"
            lines.append(f"\nExemplars, {label}:\n")
            lines += [f"- {text}" for text in texts]
    return "\n".join(lines) + "\n"


def dimension_file() -> str:
    """The source of one dimension, as the pattern for another."""
    first = modules("audit.dimensions")[:1]
    return "".join(f"```python\n{inspect.getsource(module)}```" for module in first)


def robustness() -> str:
    """Each row of the robustness matrix with what its tests hold, in their own words."""
    tests = Path(__file__).resolve().parent.parent / "tests"
    (rows,) = (
        ast.literal_eval(found.value)
        for found in _tree(tests / "matrix.py").body
        if isinstance(found, ast.Assign) and ast.unparse(found.targets[0]) == "ROWS"
    )
    held: dict[str, list[str]] = {row: [] for row in rows}
    for path in sorted(tests.glob("test_*.py")):
        for found in _tree(path).body:
            for row, said in _rows_of(found):
                held[row].append(f"- {said} (`{path.name}`)")
    return "\n".join(f"\n## {row}\n\n" + "\n".join(said) for row, said in held.items())


def _rows_of(found: ast.stmt) -> Iterator[tuple[str, str | None]]:
    if isinstance(found, ast.FunctionDef):
        for mark in found.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.row":
                yield ast.literal_eval(mark.args[0]), ast.get_docstring(found)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(package: str) -> list[ModuleType]:
    """Every module of a package, by name."""
    folder = importlib.import_module(package)
    found = pkgutil.iter_modules(folder.__path__)
    names = sorted(module.name for module in found if module.name[0] != "_")
    return [importlib.import_module(f"{package}.{name}") for name in names]

"""Interchangeable claims as a table and as rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audit.corpus.cells import cell
from audit.report.plain import plain
from audit.report.terminal import METHODOLOGY, emit
from audit.talk.phrases import Phrase, Wording

COLUMNS = ("phrase", "dimensions", "n_brands", "brands", "first_seen", "example", "link")
NAMED = 6
SHOWN = 30


def rows(found: Wording) -> list[dict[str, Any]]:
    """One row a phrase, with the columns of COLUMNS; lists stay lists."""
    return [_row(phrase) for phrase in found.phrases]


def _row(phrase: Phrase) -> dict[str, Any]:
    return {
        "phrase": phrase.text,
        "dimensions": list(phrase.dimensions),
        "n_brands": len(phrase.brands),
        "brands": list(phrase.brands),
        "first_seen": phrase.since,
        "example": phrase.example.claim.text,
        "link": phrase.example.url,
    }


def as_csv(found: Wording) -> str:
    """The phrases as CSV with a header; lists joined by semicolons."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(found):
        joined = {
            name: "; ".join(value) if isinstance(value, list) else value
            for name, value in row.items()
        }
        writer.writerow({name: cell(value) for name, value in joined.items()})
    return out.getvalue()


def as_json(found: Wording) -> dict[str, Any]:
    """For JSON: phrases with every wording, and each brand's share."""
    return {
        "phrases": [
            _row(phrase)
            | {
                "wordings": [
                    {"brand": each.brand, "text": each.claim.text, "since": each.since}
                    for each in phrase.members
                ]
            }
            for phrase in found.phrases
        ],
        "brands": [{"brand": each.brand} | each.to_dict() for each in found.brands],
    }


def print_phrases(out: Console, found: Wording) -> None:
    """Print the phrases, most brands first, and the shares."""
    emit(out, _parts(found))


def _parts(found: Wording) -> Iterator[RenderableType]:
    claims = sum(each.claims for each in found.brands)
    alike = sum(len(each.alike) for each in found.brands)
    yield Text(
        f"{alike} of {claims} claims of {len(found.brands)} brands are worded like another"
        f" brand's: {len(found.phrases)} phrases.",
        style="bold",
    )
    yield ""
    for phrase in found.phrases[:SHOWN]:
        yield Padding(Text(f"“{plain(phrase.text)}”", style="cyan"), (0, 0, 0, 2))
        if phrase.text != phrase.example.claim.text:
            yield Padding(f"as in “{plain(phrase.example.claim.text, 160)}”", (0, 0, 0, 4))
        named = ", ".join(plain(name, 30) for name in phrase.brands[:NAMED])
        more = f" and {len(phrase.brands) - NAMED} more" if len(phrase.brands) > NAMED else ""
        yield Padding(
            f"{len(phrase.brands)} brands: {named}{more}; {', '.join(phrase.dimensions)}; first"
            f" seen {phrase.since}; {plain(phrase.example.url or 'no link')}",
            (0, 0, 0, 4),
        )
    if len(found.phrases) > SHOWN:
        yield Padding(f"and {len(found.phrases) - SHOWN} more: --format csv has all", (0, 0, 0, 2))
    if found.phrases:
        yield ""
        yield _shares(found)
    yield f"{METHODOLOGY} explains what is worded alike."


def _shares(found: Wording) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("brand", "claims", "worded alike", "share"):
        table.add_column(name, justify="left" if name == "brand" else "right")
    some = [each for each in found.brands if each.alike]
    ordered = sorted(some, key=lambda each: (-len(each.alike), -each.share, each.brand.casefold()))
    for each in ordered[:SHOWN]:
        table.add_row(
            plain(each.brand, 34), str(each.claims), str(len(each.alike)), f"{each.share:.0%}"
        )
    return table

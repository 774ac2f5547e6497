"""Then and now as sentences, tables and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from audit.corpus.cells import cell
from audit.finding.then_and_now import ThenAndNow
from audit.report.changes_text import MARGINS, SHARED_ERROR, cells, periods_line, plain_table
from audit.report.plain import plain
from audit.report.terminal import METHODOLOGY, STAMP, emit

SIDE = "then now n_then n_now difference difference_lo difference_hi change".split()
COLUMNS = (
    "brand channel comparable reason".split()
    + [f"{side}_{name}" for side in ("talk", "walk") for name in SIDE]
    + "then_since then_until now_since now_until".split()
)


def sentences(found: Sequence[ThenAndNow]) -> list[str]:
    """One sentence a channel: of N comparable brands, how many say more, do better, neither."""
    return [
        _sentence(channel, [each for each in found if each.channel == channel])
        for channel in dict.fromkeys(each.channel for each in found)
    ]


def _sentence(channel: str, found: Sequence[ThenAndNow]) -> str:
    able = [each for each in found if each.comparable]
    more = sum(each.says_more for each in able)
    better = sum(each.does_better for each in able)
    neither = sum(not each.says_more and not each.does_better for each in able)
    return (
        f"On {channel}, of {len(able)} comparable brands, {more} say more, {better} do better,"
        f" {neither} show neither."
    )


def rows(found: Sequence[ThenAndNow], exploratory: bool) -> list[dict[str, Any]]:
    """One flat row a brand and channel, with the columns of COLUMNS."""
    return [_row(each, exploratory) for each in found]


def _row(each: ThenAndNow, exploratory: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "brand": each.brand,
        "channel": each.channel,
        "comparable": int(each.comparable),
        "reason": "; ".join(([STAMP] if exploratory else []) + list(each.reasons)),
        "then_since": each.then.since,
        "then_until": each.then.until,
        "now_since": each.now.since,
        "now_until": each.now.until,
    }
    for side, change in (("talk", each.talk), ("walk", each.walk)):
        values = change.to_dict()
        difference = values.pop("difference") or {}
        values |= {
            "difference": difference.get("value"),
            "difference_lo": difference.get("lo"),
            "difference_hi": difference.get("hi"),
        }
        row |= {f"{side}_{name}": values[name] for name in SIDE}
    return {name: row[name] for name in COLUMNS}


def as_csv(found: Sequence[ThenAndNow], exploratory: bool) -> str:
    """The rows as CSV with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(found, exploratory):
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()


def as_json(found: Sequence[ThenAndNow], exploratory: bool) -> dict[str, Any]:
    """For JSON: the sentences first, then every brand."""
    stamp = {"stamp": STAMP} if exploratory else {}
    return stamp | {
        "sentences": sentences(found),
        "note": f"{MARGINS} {SHARED_ERROR}",
        "brands": [each.to_dict() for each in found],
    }


def print_all(out: Console, found: Sequence[ThenAndNow], exploratory: bool) -> None:
    """Print all brands, the sentence first."""
    emit(out, _all(found, exploratory))


def _all(found: Sequence[ThenAndNow], exploratory: bool) -> Iterator[RenderableType]:
    if exploratory:
        yield Text(STAMP, style="bold red")
    for sentence in sentences(found):
        yield Text(sentence, style="bold")
    if not found:
        yield "no brand answers on any channel here; 'audit sources' lists what there is"
        return
    yield periods_line(found[0])
    yield ""
    table = plain_table("brand", "says", "talk", "95 %", "does", "walk", "95 %")
    for each in found:
        if each.comparable:
            said, done = cells(each.talk, short=True), cells(each.walk, short=True)
            table.add_row(plain(each.brand, 24), *said, *done)
    yield table
    for each in found:
        if not each.comparable:
            yield f"{plain(each.brand, 34)}: not comparable: {'; '.join(each.reasons)}"
    yield ""
    yield f"{MARGINS} {SHARED_ERROR} {METHODOLOGY} explains each."

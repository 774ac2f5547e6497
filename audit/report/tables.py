"""The ranking as rows: for CSV, JSON and the terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from audit.corpus.cells import cell
from audit.formulas.estimate import Estimate
from audit.rank import Ranked
from audit.report.plain import plain
from audit.report.terminal import METHODOLOGY, STAMP, emit

NONE = "no brand to rank; 'audit add' or 'audit import' brings some, 'audit brands' lists them"
COLUMNS = (
    "brand,status,reason,channel,score,score_lo,score_hi,rank,rank_lo,rank_hi,talk,talk_lo,talk_hi,"
    "walk,walk_lo,walk_hi,acknowledged_rate,acknowledged_rate_lo,acknowledged_rate_hi,n_need,"
    "n_replies,n_claims,n_statements,since,until,corner,instrument_id"
).split(",")


def rows(ranking: Sequence[Ranked], exploratory: bool) -> list[dict[str, Any]]:
    """One flat row a brand and channel, in rank order, with the columns of COLUMNS.

    With `exploratory` each row carries the stamp in its reason.
    """
    return [_row(item, exploratory) for item in ranking]


def _row(item: Ranked, exploratory: bool) -> dict[str, Any]:
    finding = item.finding
    reason = "; ".join(finding.reasons)
    if exploratory:
        reason = f"{STAMP}; {reason}" if reason else STAMP
    row: dict[str, Any] = {
        "brand": finding.brand,
        "status": finding.status,
        "reason": reason,
        "channel": finding.channel,
        "rank": item.rank,
        "rank_lo": item.rank_lo,
        "rank_hi": item.rank_hi,
        "n_need": finding.n_need,
        "n_replies": finding.n_replies,
        "n_claims": finding.n_claims,
        "n_statements": finding.n_statements,
        "since": finding.walk_span.first,
        "until": finding.walk_span.last,
        "corner": finding.corner,
        "instrument_id": finding.instrument_id,
    }
    for name in ("score", "talk", "walk", "acknowledged_rate"):
        found: Estimate | None = getattr(finding, name)
        row[name] = None if found is None else round(found.value, 4)
        row[f"{name}_lo"] = None if found is None else round(found.lo, 4)
        row[f"{name}_hi"] = None if found is None else round(found.hi, 4)
    return {name: row[name] for name in COLUMNS}


def as_csv(ranking: Sequence[Ranked], exploratory: bool) -> str:
    """The ranking as CSV with a header; empty cells where there is no figure."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(ranking, exploratory):
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()


def print_ranking(out: Console, ranking: Sequence[Ranked], exploratory: bool) -> None:
    """Print the ranking, one table a channel."""
    emit(out, _parts(ranking, exploratory))


def _parts(ranking: Sequence[Ranked], exploratory: bool) -> Iterator[RenderableType]:
    if not ranking:
        yield NONE
        return
    if exploratory:
        yield Text(STAMP, style="bold red")
    for channel in dict.fromkeys(item.finding.channel for item in ranking):
        yield Text(f"Channel: {channel or 'none'}", style="bold")
        yield _channel([item for item in ranking if item.finding.channel == channel])
        yield ""
    yield (
        "score: of a hundred customers in need, how many got what the marketing promises, said for"
        " real. ranks: the places it may hold, 95 % over all pairs at once. walk: the same over all"
        " six dimensions, promised or not. talk: claims per 100 marketing statements. need:"
        " customers in need, which the figures rest on. what else: the corner of talk and walk"
        " where it is certain, or why there is no score."
        f" {METHODOLOGY} explains each."
    )


def _channel(within: Sequence[Ranked]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("rank", "ranks", "brand", "score", "95 %", "walk", "95 %", "talk", "need"):
        table.add_column(name, justify="left" if name == "brand" else "right", no_wrap=True)
    table.add_column("what else", overflow="fold")
    for item in within:
        finding = item.finding
        why = "; ".join(finding.reasons) or (
            finding.corner if finding.corner and finding.corner != "unclear" else ""
        )
        table.add_row(
            str(item.rank or ""),
            f"{item.rank_lo}-{item.rank_hi}" if item.rank else "",
            plain(finding.brand, 34),
            *_figure(finding.score),
            *_figure(finding.walk),
            f"{finding.talk.value:.0f}" if finding.talk else "",
            str(finding.n_need),
            "promises nothing" if finding.status == "no-promise" else why,
        )
    return table


def _figure(found: Estimate | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    return f"{found.value:.0f}", f"{found.lo:.0f}-{found.hi:.0f}"

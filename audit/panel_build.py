"""Make a panel: `python -m audit.panel_build OUT.json DATABASE [DATABASE]...`.

The version is the name of the file.  Walk comes from every brand with enough customers in need on
a channel, talk from every brand with enough marketing text; databases must be read first
(`audit --db DATABASE measure`), all by the instrument in use.  Names and figures are kept, no text.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import numpy as np

from audit.corpus.exchanges import channels
from audit.corpus.period import Period
from audit.finding.finding import Finding
from audit.finding.gather import gather
from audit.finding.make import find
from audit.finding.panel import FEWEST, FIGURES, QUANTILES, SCHEMA, load_panel
from audit.formulas.estimate import Estimate
from audit.formulas.minimum import PUBLISHED, Span, span
from audit.rank import NO_CHANNEL
from audit.reading.facts import Facts, encoder_identity, facts
from db import open_database
from db.queries import brands
from db.vectors import VectorStore


@dataclass
class Gathered:
    """The findings of all databases: by channel, and one a brand for its marketing."""

    by_channel: dict[str, list[Finding]] = field(default_factory=dict)
    talkers: list[Finding] = field(default_factory=list)

    def add(self, path: Path, known: Facts, encoder: tuple[str, str]) -> None:
        """Take in every brand of a database, embedded by that encoder."""
        database, store = open_database(path, "read"), VectorStore(path, *encoder)
        for brand in brands(database):
            own = channels(database, brand.id) or [NO_CHANNEL]
            found = [
                find(gather(database, store, brand, channel, known, Period())) for channel in own
            ]
            if found[0].talk is not None:
                self.talkers.append(found[0])
            for finding in found:
                if finding.walk is not None:
                    self.by_channel.setdefault(finding.channel, []).append(finding)


def build(
    databases: Sequence[Path], version: str, known: Facts, encoder: tuple[str, str]
) -> dict[str, Any]:
    """The panel of these databases, as it stands in the file.

    `encoder` is the model id and revision that their embeddings are kept under.
    """
    gathered = Gathered()
    for path in databases:
        gathered.add(path, known, encoder)
    talk = usual(gathered.talkers, "talk")
    if talk is not None:
        talk["names"] = names(gathered.talkers)
    return {
        "schema": SCHEMA,
        "version": version,
        "instrument_id": known.instrument_id,
        "talk": talk,
        "channels": {
            channel: _channel(findings)
            for channel, findings in sorted(gathered.by_channel.items())
            if len(findings) >= FEWEST
        },
    }


def _channel(findings: Sequence[Finding]) -> dict[str, Any]:
    days = period(findings)
    return {
        "brands": len(findings),
        "names": names(findings),
        "since": days.first,
        "until": days.last,
        "n_need": sum(finding.n_need for finding in findings),
        "n_replies": sum(finding.n_replies for finding in findings),
        "figures": {name: usual(findings, name) for name in FIGURES},
    }


def usual(findings: Sequence[Finding], name: str) -> dict[str, Any] | None:
    """Percentiles of a figure over the brands that have it on enough cases; None with too few."""
    least = PUBLISHED.statements if name == "talk" else PUBLISHED.customers
    known: list[Estimate] = [
        found for finding in findings if (found := getattr(finding, name)) and found.n >= least
    ]
    if len(known) < FEWEST:
        return None
    at = np.percentile([found.value for found in known], [float(q) for q in QUANTILES])
    return {
        "brands": len(known),
        "n": sum(found.n for found in known),
        "quantiles": {q: round(float(v), 4) for q, v in zip(QUANTILES, at, strict=True)},
    }


def names(findings: Sequence[Finding]) -> list[str]:
    """The names of the brands, in order."""
    return sorted({finding.brand for finding in findings}, key=str.casefold)


def period(findings: Sequence[Finding]) -> Span:
    """From the first to the last day of their replies."""
    spans = [finding.walk_span for finding in findings]
    return span([day or "" for one in spans for day in (one.first, one.last)])


def main() -> None:
    """Write the panel, and read it back."""
    parser = argparse.ArgumentParser(prog="python -m audit.panel_build", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("databases", type=Path, nargs="+", metavar="DATABASE")
    asked = parser.parse_args()
    made = build(asked.databases, asked.out.stem, facts(), encoder_identity())
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    asked.out.write_text(text, encoding="utf-8", newline="\n")
    for channel in load_panel(asked.out).channels.values():
        click.echo(f"{channel.channel}: {len(channel.names)} brands")


if __name__ == "__main__":
    main()

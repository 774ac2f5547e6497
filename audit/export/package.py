"""`datapackage.json`: what the files are, by the Frictionless Data Package standard (v1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audit.export.sheet import Sheet

PROFILE = "tabular-data-package"
LICENCE = {
    "name": "LicenseRef-figures-and-quotes",
    "title": (
        "Figures: as their publisher says. Quoted sentences and replies belong to those who wrote"
        " them, and are quoted as evidence. The readings' licence limits are in the model card."
    ),
}
METHODOLOGY = (
    "Marketing sentences and public replies to customers are read on the same six dimensions of"
    " empathy by one instrument. The score is what customers in need were given of what the"
    " marketing promises, 0 to 100. Every figure has its 95 % interval beside it (lo, hi) and the"
    " number of cases it rests on (n). Ranks hold within a channel; rank_lo and rank_hi are the"
    " places a brand may hold, 95 % over all pairs at once. The instrument was held against labels"
    " given by language models, not people, unless the limitations of a finding say otherwise."
    " methodology.md and limitations.md of the program explain each figure."
)


def data_package(
    sheets: Sequence[Sheet], sources: Sequence[Mapping[str, Any]], created: str, instrument: str
) -> dict[str, Any]:
    """The descriptor of the CSV files of these sheets."""
    return {
        "profile": PROFILE,
        "name": "walk-the-talk",
        "title": "Walk the talk: what brands promise, held against how they answer",
        "description": METHODOLOGY,
        "created": created,
        "version": instrument,
        "licenses": [LICENCE],
        "sources": [dict(source) for source in sources],
        "resources": [_resource(sheet) for sheet in sheets],
    }


def _resource(sheet: Sheet) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": sheet.name,
        "title": sheet.title,
        "path": f"{sheet.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": column.name, "type": column.kind, "description": column.text}
                | ({"format": "any"} if column.kind in ("date", "datetime") else {})
                for column in sheet.columns
            ],
            "missingValues": [""],
        },
    }

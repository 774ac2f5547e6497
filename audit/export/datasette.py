"""`datasette.json`: what makes `datasette audit.db --metadata datasette.json` pleasant."""

from __future__ import annotations

from typing import Any

TABLES: dict[str, dict[str, Any]] = {
    "brands": {
        "description": "The brands that are audited, and the group they are ranked in.",
        "label_column": "name",
        "facets": ["group_name"],
    },
    "sources": {
        "description": "Where each brand's words are read; complete: every message is shown.",
        "label_column": "target",
        "facets": ["side", "channel", "spider"],
    },
    "statements": {
        "description": "Marketing sentences, each with the page and the days it was read there.",
        "facets": ["lang"],
        "sort_desc": "last_seen",
    },
    "messages": {
        "description": (
            "Public messages of customers and brands. Contact details are taken out, and names"
            " hashed, before anything is stored."
        ),
        "facets": ["role", "author_kind", "lang"],
        "sort_desc": "created_at",
    },
    "findings": {
        "description": "Every finding kept, as JSON, with what moved it from the one before.",
        "facets": ["channel", "status", "instrument_id"],
        "sort_desc": "found_at",
    },
    "crawls": {
        "description": "Every crawl, how it ended and what it brought.",
        "facets": ["spider", "reason"],
        "sort_desc": "started_at",
    },
    "notes": {"description": "Brands' replies to their findings, and corrections."},
}
HIDDEN = ("prepared", "turns", "statement_keys", "readings", "aliases", "drawn", "draws")


def metadata(database_name: str) -> dict[str, Any]:
    """Titles, descriptions, facets and orders of the tables of a database of that file name."""
    return {
        "title": "Walk the talk",
        "description": "What brands promise, held against how they answer their customers.",
        "databases": {
            database_name: {
                "tables": {
                    **TABLES,
                    **{name: {"hidden": True} for name in HIDDEN},
                },
                "queries": {
                    "newest_findings": {
                        "title": "The newest finding of each brand and channel",
                        "sql": NEWEST,
                    }
                },
            }
        },
    }


NEWEST = """\
SELECT b.name AS brand, f.channel, f.status, f.found_at,
    json_extract(f.finding, '$.score.value') AS score,
    json_extract(f.finding, '$.score.lo') AS score_lo,
    json_extract(f.finding, '$.score.hi') AS score_hi,
    json_extract(f.finding, '$.walk.value') AS walk,
    json_extract(f.finding, '$.talk.value') AS talk
FROM findings f JOIN brands b ON b.id = f.brand_id
WHERE f.id IN (SELECT max(id) FROM findings GROUP BY brand_id, channel)
ORDER BY f.channel, score DESC"""

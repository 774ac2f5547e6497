"""Labels given by hand to turns that were drawn at random: read, and held against the draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from audit.corpus.rows import need_columns, read_rows
from audit.labels.labelled import level_in
from audit.reading.columns import REPLY_COLUMNS
from db.draws import Draw, draws_of
from db.errors import BadInput

UNNAMED = "rater"


@dataclass(frozen=True, slots=True)
class HandLabel:
    """What one rater gave one turn, by column; columns left empty are absent."""

    item: str
    rater: str
    levels: Mapping[str, int]


def read_hand_labels(path: Path, *, people: bool = False) -> list[HandLabel]:
    """The rows of a labels file with at least one label.

    BadInput for a level there is not, for a turn labelled twice by one rater, for a file without
    any label, and, if `people`, for a row that does not say who labelled it.
    """
    found: dict[tuple[str, str], HandLabel] = {}
    for row in read_rows(path):
        need_columns(path, row, "id")
        levels = {
            column: level_in(path, row, column, count)
            for column, count in REPLY_COLUMNS.items()
            if row.get(column, "").strip()
        }
        if not levels:
            continue
        item, rater = row["id"].strip(), row.get("rater", "").strip()
        if people and not rater:
            raise BadInput(
                f"{path}: {item} does not say who labelled it; --people needs a name, or a made-up"
                " one, in the column rater of every row"
            )
        label = HandLabel(item, rater or UNNAMED, levels)
        if (item, label.rater) in found:
            raise BadInput(
                f"{path}: {item} is labelled twice by {label.rater}; keep one of the two"
            )
        found[item, label.rater] = label
    if not found:
        raise BadInput(f"{path} holds no label; fill in the columns {', '.join(REPLY_COLUMNS)}")
    return list(found.values())


def draws_behind(
    database: Database, path: Path, labels: Sequence[HandLabel]
) -> dict[str, list[Draw]]:
    """By item, the draws it is in.  BadInput if any label is of a turn that was not drawn."""
    items = list(dict.fromkeys(label.item for label in labels))
    found = draws_of(database, items)
    strange = [item for item in items if item not in found]
    if strange:
        raise BadInput(
            f"{path}: {len(strange)} of {len(items)} labelled ids were not drawn here, the first"
            f" {strange[0]!r}; only a random draw corrects figures: 'audit sample' makes one, and"
            " without --apply any labels are compared"
        )
    return found

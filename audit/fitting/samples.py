"""Labelled samples: texts joined to what raters said of them."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS
from audit.reading.normalise import normalise
from db.errors import BadInput, MissingColumn


@dataclass(frozen=True)
class Sample:
    """One labelled text, normalised: a reply with its message (or ""), or a statement.

    `written` holds text and message as they were, the brand's name unmasked.  `labels[column]`
    has one level a rater, the first rater first.  `edition` is the codebook's.  Calibration and cut
    points rest on `judged` samples, those that figures are reported on; others teach the weights.
    """

    id: str
    brand: str
    text: str
    message: str
    written: tuple[str, str]
    edition: int
    labels: Mapping[str, tuple[int, ...]]
    judged: bool = True

    def reached(self, column: str, level: int) -> float | None:
        """The share of raters that gave at least that level; None if nobody rated the column."""
        given = self.labels.get(column, ())
        return sum(label >= level for label in given) / len(given) if given else None


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header; BadInput if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {path}: {error}") from error


def read_samples(labels: Path, texts: Path, *, side: str, edition: int = 2) -> list[Sample]:
    """The labelled rows of a labels file (`id`, `rater`, columns) and the pool it keys on.

    `side` is "reply" (pool columns id, brand, customer, reply) or "claim" (id, company, text).
    """
    pool = {row["id"]: row for row in read_rows(texts)}
    known = REPLY_COLUMNS if side == "reply" else CLAIM_COLUMNS
    given: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows(labels):
        if "id" not in row:
            raise MissingColumn(f"{labels} has no column 'id'; it has {', '.join(row)}")
        for column in known:
            if row.get(column):
                given[row["id"]][column].append(int(row[column]))
    found = []
    for name, columns in given.items():
        if name not in pool:
            raise BadInput(f"{labels} rates {name!r}, which is not in {texts}")
        row = pool[name]
        brand = row.get("brand") or row.get("company") or ""
        text, message = row["reply" if side == "reply" else "text"], row.get("customer") or ""
        found.append(
            Sample(
                name,
                brand,
                normalise(text, (brand,)),
                normalise(message, (brand,)),
                (text, message),
                edition,
                {column: tuple(levels) for column, levels in columns.items()},
            )
        )
    return found


def digests(paths: Sequence[Path]) -> dict[str, str]:
    """The SHA-256 of each file, by folder and name."""
    return {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }

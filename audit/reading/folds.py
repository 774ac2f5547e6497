"""Which of the five fold heads may read a text that was in the labelled sample.

A labelled text is read by the one head whose training never saw its group: its brand, and every
text that is nearly the same.  The index holds eight bytes of a digest of each labelled text's
template, never the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from audit.reading.normalise import template
from db.errors import InstrumentError

FOLDS = 5
EVERY = -1


def fold_key(side: str, text: str) -> int | None:
    """The index key of a text on `talk` or `walk`; None if its template is empty."""
    words = template(text)
    if not words:
        return None
    return int.from_bytes(hashlib.sha256(f"{side}\x1f{words}".encode()).digest()[:8], "big")


def fold_of(index: Mapping[int, int], side: str, *texts: str | None) -> int:
    """The fold that holds the first of the texts that was labelled, or EVERY."""
    for text in texts:
        if text and (key := fold_key(side, text)) is not None and key in index:
            return index[key]
    return EVERY


def save_index(path: Path, index: Mapping[int, int]) -> None:
    """Write the index as two parallel arrays, sorted by key."""
    keys = sorted(index)
    np.savez_compressed(
        path,
        keys=np.array(keys, dtype=np.uint64),
        folds=np.array([index[key] for key in keys], dtype=np.uint8),
    )


def load_index(path: Path) -> dict[int, int]:
    """Read the index; InstrumentError if the file is absent or damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(zip(file["keys"].tolist(), file["folds"].tolist(), strict=True))
    except (OSError, ValueError, KeyError) as error:
        raise InstrumentError(f"cannot read the fold index at {path}: {error}") from error

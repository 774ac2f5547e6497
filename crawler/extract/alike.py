"""Pages that say nearly the same, told by a sketch of 64 bits.

Simhash (Charikar 2002; Manku, Jain and Das Sarma 2007): each run of three words votes on every
bit, so that texts which share most of their runs differ in few bits.
"""

from __future__ import annotations

import re
from hashlib import blake2b

import numpy as np

WORD = re.compile(r"\w+")
RUN = 3
BITS = 64
NEAR = 3
"""Sketches that differ in no more bits than this are of one page; so the paper of 2007, for 64."""


def sketch(text: str) -> int:
    """The sketch of a text; 0 for one without words."""
    words = WORD.findall(text.lower())
    if not words:
        return 0
    runs = {" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
    digests = b"".join(blake2b(run.encode(), digest_size=BITS // 8).digest() for run in runs)
    bits = np.unpackbits(np.frombuffer(digests, np.uint8).reshape(-1, BITS // 8), axis=1)
    votes = 2 * bits.sum(axis=0, dtype=np.int64) > len(runs)
    return int.from_bytes(np.packbits(votes).tobytes(), "big")


def is_near(one: int, other: int) -> bool:
    """Whether two sketches are of nearly the same text."""
    return (one ^ other).bit_count() <= NEAR

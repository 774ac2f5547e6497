"""Claims: the distinct promises a brand makes, each with every place that repeats it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.corpus.exchanges import StatementRow
from audit.reading.readings import Reading

if TYPE_CHECKING:
    import numpy as np

CLAIM_AT = 0.8
"""How likely a statement must promise something to count as a claim."""

HEADING_WORDS = 4
ASKS = frozenset("how what when where who why".split())

_OURS = re.compile(r"\b(?:we|we're|we'll|we've|we'd|our|ours|us)\b", re.IGNORECASE)
_I = re.compile(r"\bI\b")
_OTHERS = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|mine|myself)\b|[“\"]", re.IGNORECASE)
_QUOTED = re.compile(r"\s*[“\"]|[^“\"]*[”\"]\W*$")
_ABOUT_THEM = re.compile(
    r"\W*(?:and |but |so )?(?:he|she|he's|she's|his|her|they|they're|their)\b", re.IGNORECASE
)

SAME_CLAIM = 0.8
"""Cosine from which two promising statements of one brand are the same claim in other words."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One distinct promise.

    `text` is its clearest wording, `dimensions` what it promises, `statements` every wording and
    place of it, `probability` the reading of its clearest wording (0 to 1).
    """

    text: str
    dimensions: frozenset[str]
    statements: tuple[StatementRow, ...]
    probability: float

    @property
    def documents(self) -> frozenset[str]:
        """The documents it stands in."""
        return frozenset(row.document for row in self.statements)


def is_claim(text: str, reading: Reading) -> bool:
    """Whether a statement counts as a claim: read as a promise, likely enough, and the brand's own.

    A heading is none, and neither is what somebody else says of the brand.
    """
    likely = reading.levels["promise"] and reading.expected("promise") >= CLAIM_AT
    return bool(likely) and not is_heading(text) and not is_testimonial(text)


def is_testimonial(text: str) -> bool:
    """Whether somebody else speaks: a quotation, or "I" or "he" with no "we" or "our" of the brand.

    Raters take a page's testimonials for promises now and then; a brand is held to its own words.
    """
    plain = text.replace("’", "'")
    if _QUOTED.match(plain):
        return True
    if _OURS.search(plain) and not _I.search(plain):
        return False
    return bool(_OTHERS.search(plain) or _ABOUT_THEM.match(plain))


def is_heading(text: str) -> bool:
    """Whether it is a heading, such as "Our promise to you" or "What you can expect".

    A heading announces what the sentences under it say; by itself it promises nothing.
    """
    words = text.split()
    if not words or text.rstrip("\"”’')")[-1:] in (".", "!", "?", "…"):
        return False
    return len(words) <= HEADING_WORDS or words[0].casefold() in ASKS


def distinct_claims(
    rows: Sequence[tuple[StatementRow, Reading]],
    words: Mapping[int, str],
    vectors: Mapping[int, np.ndarray],
    names: Sequence[str],
) -> list[Claim]:
    """Group the promising statements of one brand into distinct claims.

    `words` tells by statement id which masked wording it has, `vectors` holds its unit vector.
    Two statements are one claim when they are the same words, or closer than SAME_CLAIM; single
    linkage, so a chain of paraphrases is one claim.  A statement without a vector is only joined
    by its words.
    """
    promising = [(row, reading) for row, reading in rows if is_claim(row.text, reading)]
    parent = list(range(len(promising)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (row, _) in enumerate(promising):
        for j in range(i):
            same = words[row.id] == words[promising[j][0].id]
            if not same and row.id in vectors and promising[j][0].id in vectors:
                same = float(vectors[row.id] @ vectors[promising[j][0].id]) >= SAME_CLAIM
            if same:
                parent[root(i)] = root(j)
    groups: dict[int, list[tuple[StatementRow, Reading]]] = {}
    for i, member in enumerate(promising):
        groups.setdefault(root(i), []).append(member)
    claims = [_claim(members, names) for members in groups.values()]
    return sorted(claims, key=lambda claim: (-claim.probability, claim.text))


def _claim(members: Sequence[tuple[StatementRow, Reading]], names: Sequence[str]) -> Claim:
    clearest, reading = max(
        members, key=lambda member: (member[1].expected("promise"), -member[0].id)
    )
    promised = {name for _, found in members for name in names if found.levels.get(name, 0)}
    if not promised:
        promised = {max(names, key=reading.expected)}
    rows = tuple(row for row, _ in members)
    return Claim(clearest.text, frozenset(promised), rows, reading.expected("promise"))


def by_dimension(claims: Sequence[Claim], names: Sequence[str]) -> dict[str, int]:
    """How many distinct claims each dimension has."""
    return {name: sum(name in claim.dimensions for claim in claims) for name in names}


def documents(claims: Sequence[Claim]) -> frozenset[str]:
    """All documents that hold a claim."""
    return frozenset(document for claim in claims for document in claim.documents)

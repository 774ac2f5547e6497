"""Everything an instrument is fitted on, read from its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.fitting.samples import Sample, read_samples

Files = Sequence[Sequence[Path]]
"""Pairs of a labels file and the texts it keys on."""


@dataclass(frozen=True)
class Lessons:
    """Labelled samples, those of them that figures are reported on, and what was written for it.

    Written samples are fitted on in every fold and never judged.
    """

    turns: Sequence[Sample]
    claims: Sequence[Sample]
    judged_turns: Sequence[Sample]
    judged_claims: Sequence[Sample]
    written_turns: Sequence[Sample]
    written_claims: Sequence[Sample]
    files: Sequence[Path]


def read_lessons(
    pairs: Files,
    replies: Files,
    claims: Files,
    written_turns: Path | None = None,
    written_claims: Path | None = None,
) -> Lessons:
    """Read all files; figures are reported on the first of each kind alone.

    `pairs` are turns under the second edition of the codebook, `replies` under the first.  A
    written file holds texts and labels together.
    """

    def turns(some: Files, edition: int) -> list[Sample]:
        return [s for two in some for s in read_samples(*two, side="reply", edition=edition)]

    def statements(some: Files) -> list[Sample]:
        return [s for two in some for s in read_samples(*two, side="claim")]

    judged_turns = [*turns(pairs[:1], 2), *turns(replies[:1], 1)]
    judged_claims = statements(claims[:1])
    written = [path for path in (written_turns, written_claims) if path]
    more_turns = [*turns(pairs[1:], 2), *turns(replies[1:], 1)]
    return Lessons(
        [*judged_turns, *(replace(sample, judged=False) for sample in more_turns)],
        [*judged_claims, *(replace(sample, judged=False) for sample in statements(claims[1:]))],
        judged_turns,
        judged_claims,
        turns([(written_turns, written_turns)], 2) if written_turns else [],
        statements([(written_claims, written_claims)]) if written_claims else [],
        [*(path for two in (*pairs, *replies, *claims) for path in two), *written],
    )

"""What limits a finding, in words that are printed with it."""

from __future__ import annotations

from collections.abc import Sequence

from audit.formulas.minimum import EXPLORATORY, RESAMPLED_DOCUMENTS, Bar, Evidence
from audit.talk.claims import CLAIM_AT
from audit.talk.promise import MAYBE
from audit.walk.delivery import Turn


def limitations(
    turns: Sequence[Turn], set_aside: int, bar: Bar, evidence: Evidence, uncertain: int
) -> list[tuple[str, str]]:
    """The limits of one finding, as (code, sentence).

    `set_aside` counts replies in other languages, `uncertain` statements that may be promises.
    """
    said = []
    if bar is EXPLORATORY:
        said.append(("exploratory", "EXPLORATORY, NOT FOR PUBLICATION: lower bar of evidence"))
    if not any(turn.row.complete for turn in turns):
        said.append(
            (
                "answered-share-unknown",
                "the source does not show every message, so unanswered customers are not counted",
            )
        )
    without = sum(not turn.held for turn in turns)
    if without:
        used = "left out" if bar.held_only else "read from the reply alone"
        said.append(
            ("messages-not-held", f"turns without the customer's message, {used}: {without}")
        )
    if set_aside:
        said.append(("other-languages", f"set aside, in other languages: {set_aside} replies"))
    if uncertain:
        said.append(
            (
                "uncertain-promises",
                f"a sentence counts as a claim from a probability of {CLAIM_AT:g};"
                f" {uncertain} more between {MAYBE:g} and that {'is' if uncertain == 1 else 'are'}"
                " not counted",
            )
        )
    if evidence.claims and evidence.documents < RESAMPLED_DOCUMENTS:
        said.append(
            (
                "promise-as-census",
                f"the promise rests on {evidence.documents}"
                f" {'document' if evidence.documents == 1 else 'documents'}; below"
                f" {RESAMPLED_DOCUMENTS} the interval takes them for all that it says",
            )
        )
    return said

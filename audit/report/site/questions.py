"""What a draft asks the brand, before anything is published."""

from __future__ import annotations

from collections.abc import Iterator

from audit.brand import BrandAudit
from audit.checks.borne_out import NOT_BORNE_OUT
from audit.corpus.channels import channel_words

ALWAYS = (
    "Are the web pages and accounts read here yours, and is one of weight missing?",
    "Is each reply quoted here yours, whole, and of that day? Which is not?",
    "Is any of the claims quoted here no longer made, and since when?",
    "Do you answer in places that cannot be seen here (direct messages, telephone, mail)?"
    " What share of customers goes there, and what would change in this picture?",
    "What did you do, in the period read here, about how customers are answered?",
    "What should readers know beside this? Your answer is printed with the finding.",
)


def questions(audit: BrandAudit) -> Iterator[str]:
    """The questions a finding raises, those about its figures first."""
    finding = audit.finding
    channel = channel_words(finding.channel)
    if finding.score is not None:
        yield (
            f"We find that about {finding.score.value:.0f} of a hundred customers in need on"
            f" {channel} got what your marketing promises (95 % interval {finding.score.lo:.0f} to"
            f" {finding.score.hi:.0f}). How do you explain the figure?"
        )
    if audit.shift:
        yield f"We find that {audit.shift.partition('; figures')[0]}. What changed, and when?"
    if finding.weakest:
        yield (
            f"You promise {finding.weakest}; of all you promise it is what your replies show least."
            " Is that your experience too?"
        )
    if finding.canned_share is not None and finding.canned_share.value > 0:
        yield (
            f"About {finding.canned_share.value:.0%} of your replies (95 % interval"
            f" {finding.canned_share.lo:.0%} to {finding.canned_share.hi:.0%}) were sent alike to"
            " several customers. When are prepared texts used, and who changes them?"
        )
    for check in audit.beside.checks if audit.beside else ():
        if check.verdict == NOT_BORNE_OUT:
            yield f"You say “{check.claim}”. It was {check.result}. What is left out of view?"
    yield from ALWAYS

"""Texts sent to many: replies that go out alike, and sentences that are a formula.

Both are judged with names, links, numbers and sign-offs masked (`audit.normalise.template`) and
over the whole record of a brand on a channel, before anything is resampled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audit.corpus import Exchange
from audit.normalise import LINK, normalise, template
from db.text.sentences import sentences as split

FORMULA_CUSTOMERS = 5
FORMULA_SHARE = 0.02
OWN_WORDS = 3
"""A rest of fewer words, a greeting say, is nothing of its own."""
REDIRECT = re.compile(
    r"\b(dms?|pm|direct message|private message|message us|inbox us|call us|e-?mail us|contact us"
    r"|get in touch|reach out|visit|click|fill (in|out)|form)\b",
    re.IGNORECASE,
)
DEFLECTION_WORDS = 25


@dataclass(frozen=True, slots=True)
class Canned:
    """What one brand sends to many on one channel."""

    alike: frozenset[str]
    formulas: frozenset[str]
    customers: int

    def sent_alike(self, reply: str) -> bool:
        """Whether this text, masks aside, went to several customers."""
        return template(reply) in self.alike

    def residual(self, reply: str) -> str | None:
        """The reply without its formulaic sentences.

        None where it has none; "" where nothing of its own is left.
        """
        sentences = split(reply)
        own = [sentence for sentence in sentences if template(sentence) not in self.formulas]
        if len(own) == len(sentences):
            return None
        text = " ".join(own)
        return text if len(template(text).split()) >= OWN_WORDS else ""


def canned(exchanges: Iterable[Exchange]) -> Canned:
    """Find what a brand sends to many.  One pass; memory grows with distinct sentences only."""
    customers: set[str] = set()
    whole: dict[str, str | None] = {}
    sentences: dict[str, set[str]] = defaultdict(set)
    alike: set[str] = set()
    for exchange in exchanges:
        reply = exchange.reply
        if reply is None:
            continue
        customers.add(exchange.customer)
        key = template(reply)
        if not key:
            continue
        if whole.setdefault(key, exchange.customer) != exchange.customer:
            alike.add(key)
        for sentence in split(reply):
            if words := template(sentence):
                sentences[words].add(exchange.customer)
    least = max(FORMULA_CUSTOMERS, FORMULA_SHARE * len(customers))
    formulas = {key for key, sent_to in sentences.items() if len(sent_to) >= least}
    return Canned(frozenset(alike), frozenset(formulas), len(customers))


def deflects(reply: str) -> bool:
    """Whether a reply does no more than send the customer elsewhere: a link, or "DM us"."""
    masked = template(reply)
    redirects = LINK in normalise(reply) or bool(REDIRECT.search(masked))
    return redirects and len(masked.split()) <= DEFLECTION_WORDS

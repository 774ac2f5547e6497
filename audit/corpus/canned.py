"""Texts sent to many: replies that go out alike, and sentences that are a formula.

Both are judged with names, links, numbers and sign-offs masked
(`audit.reading.normalise.template`) and small edits aside (`audit.corpus.near_duplicates`), over
the whole record of a brand on a channel, before anything is resampled.  A text is judged by the
customers who got it or one near to it, so that whatever else is sent, what went out alike stays
so, and words sent to nobody else make no other reply a copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from audit.corpus.exchanges import Exchange
from audit.corpus.near_duplicates import NearDuplicates
from audit.reading.normalise import template
from db.text.sentences import sentences as split

FORMULA_CUSTOMERS = 5
FORMULA_SHARE = 0.02
SEVERAL = 2
OWN_WORDS = 3
"""A rest of fewer words, a greeting say, is nothing of its own."""


@dataclass(frozen=True, slots=True)
class Canned:
    """What one brand sends to many on one channel: templates of replies and of sentences."""

    alike: frozenset[str]
    formulas: frozenset[str]
    customers: int

    def sent_alike(self, reply: str) -> bool:
        """Whether this text, masks and small edits aside, went to several customers."""
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
    """Find what a brand sends to many.

    One pass; memory grows with distinct replies and sentences and who got them.
    """
    customers: dict[str, int] = {}
    replies: dict[str, set[int]] = defaultdict(set)
    sentences: dict[str, set[int]] = defaultdict(set)
    for exchange in exchanges:
        reply = exchange.reply
        if reply is None:
            continue
        customer = customers.setdefault(exchange.customer, len(customers))
        if key := template(reply):
            replies[key].add(customer)
            for sentence in split(reply):
                if words := template(sentence):
                    sentences[words].add(customer)
    least = max(FORMULA_CUSTOMERS, FORMULA_SHARE * len(customers))
    return Canned(
        frozenset(sent_to_many(replies, SEVERAL)),
        frozenset(sent_to_many(sentences, least)),
        len(customers),
    )


def sent_to_many(sent_to: Mapping[str, set[int]], least: float) -> Iterator[str]:
    """The templates that, with those near to them, went to at least so many customers.

    `sent_to` holds the customers of each template; a customer counts once.
    """
    near = NearDuplicates(sent_to)
    for text, own in sent_to.items():
        got: set[int] = set()
        for customers in chain([own], (sent_to[other] for other in near.of(text))):
            got |= customers
            if len(got) >= least:
                yield text
                break

"""Which texts are to be read, and under which keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from audit.corpus.canned import Canned, canned
from audit.corpus.deflection import deflects
from audit.corpus.exchanges import Exchange, StatementRow, exchanges, statements
from audit.reading.features import plain
from audit.reading.normalise import normalise, template
from audit.reading.readings import Side, reading_key
from db.queries import BrandRow

LANGUAGES = frozenset({"en", "und"})
"""Languages the instrument is validated for; `und` are texts too short to tell."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text to be read, normalised, with the message it answers if any."""

    key: str
    side: Side
    text: str
    context: str | None = None


def wanted(side: Side, text: str, context: str | None = None) -> Wanted:
    """The text under its key."""
    return Wanted(reading_key(side, text, context), side, text, context)


def text_hash(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def vector_hash(text: str) -> str:
    """The key the embedding of a normalised text is kept under."""
    return text_hash(plain(text))


@dataclass(frozen=True, slots=True)
class KeyedExchange:
    """An exchange with the texts that have to be read of it, and what needs no reading.

    `residual` is the turn without the brand's formulaic sentences, None where it has none;
    `all_formula` where it is nothing but them.  `words` is the masked wording of the turn.
    """

    exchange: Exchange
    message: Wanted | None
    reply: Wanted | None
    residual: Wanted | None
    words: str
    all_formula: bool
    sent_alike: bool
    deflects: bool

    def texts(self) -> Iterator[Wanted]:
        """Every text of it to be read."""
        for text in (self.message, self.reply, self.residual):
            if text is not None:
                yield text


def brand_names(brand: BrandRow) -> tuple[str, ...]:
    """The names no reading may depend on."""
    return tuple(sorted({brand.name, *brand.aliases}))


def keyed_exchanges(database: Database, brand: BrandRow, channel: str) -> Iterator[KeyedExchange]:
    """Every exchange of a brand on a channel in a language that can be read.

    Two passes: the first finds what the brand sends to many.
    """
    found = canned(_readable(database, brand, channel))
    names = brand_names(brand)
    for exchange in _readable(database, brand, channel):
        yield _keyed(exchange, found, names)


def _readable(database: Database, brand: BrandRow, channel: str) -> Iterator[Exchange]:
    return (e for e in exchanges(database, brand.id, channel) if e.lang in LANGUAGES)


def _keyed(exchange: Exchange, found: Canned, names: tuple[str, ...]) -> KeyedExchange:
    message, reply = exchange.message, exchange.reply
    context = normalise(message.text, names) if message else None
    asked = wanted("customer", context) if context else None
    if reply is None:
        kept = asked if exchange.complete else None
        return KeyedExchange(exchange, kept, None, None, "", False, False, False)
    own = found.residual(reply)
    return KeyedExchange(
        exchange,
        asked,
        wanted("reply", normalise(reply, names), context),
        wanted("reply", normalise(own, names), context) if own else None,
        template(reply),
        own == "",
        found.sent_alike(reply),
        deflects(reply),
    )


def keyed_statements(database: Database, brand: BrandRow) -> Iterator[tuple[StatementRow, Wanted]]:
    """Every marketing statement of a brand in a language that can be read."""
    names = brand_names(brand)
    for row in statements(database, brand.id):
        if row.lang in LANGUAGES:
            yield row, wanted("claim", normalise(row.text, names))

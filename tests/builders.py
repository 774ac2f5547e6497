"""Small builders of exchanges, readings and findings' inputs for tests."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from audit.corpus.exchanges import Exchange, Part, StatementRow
from audit.corpus.prepared import TurnRow
from audit.finding.make import Inputs
from audit.formulas.minimum import Span
from audit.reading.readings import Reading
from audit.talk.claims import Claim
from audit.talk.promise import Promise
from audit.walk.delivery import Turn

NAMES = ("care", "understanding", "listening", "personal", "presence", "ownership")
_counter = itertools.count(1)


def part(
    role: str, text: str, *, at: str = "2026-03-01T10:00:00Z", author: str | None = None
) -> Part:
    """One stored message."""
    item = f"m{next(_counter)}"
    kind = "brand" if role == "brand" else "person"
    return Part(
        next(_counter),
        item,
        item,
        None,
        None,
        role,
        kind,
        author,
        "en",
        text,
        f"hash-{item}",
        at,
        None,
    )


def exchange(
    customer: str,
    reply: str | None,
    *,
    message: str | None = "it broke",
    complete: bool = False,
    at: str = "2026-03-01T10:00:00Z",
) -> Exchange:
    """An exchange with that customer."""
    asked = part("customer", message, author=customer, at=at) if message is not None else None
    parts = (part("brand", reply, at=at),) if reply is not None else ()
    return Exchange(1, customer, customer, complete, asked, parts)


def asked(need: int = 1, emotion: int = 1) -> Reading:
    """The reading of a customer's message."""
    return Reading(
        {"need": (1.0 - need, float(need)), "emotion": (1.0 - emotion, float(emotion))},
        {"need": need, "emotion": emotion},
    )


def replied(
    levels: Mapping[str, int] | None = None, *, dismissive: float = 0.0, acknowledged: float = 0.0
) -> Reading:
    """The reading of a reply: certain levels by dimension, 0 where not named."""
    chosen = {name: (levels or {}).get(name, 0) for name in NAMES}
    probabilities: dict[str, tuple[float, ...]] = {
        name: tuple(float(level == i) for i in range(3)) for name, level in chosen.items()
    }
    probabilities["dismissive"] = (1 - dismissive, dismissive)
    probabilities["acknowledged"] = (1 - acknowledged, acknowledged)
    probabilities["need"] = (0.0, 1.0)
    return Reading(
        probabilities,
        {**chosen, "dismissive": round(dismissive), "acknowledged": round(acknowledged), "need": 1},
    )


def turn(
    customer: str,
    reading: Reading | None,
    *,
    need: int = 1,
    emotion: int = 1,
    own: Reading | None = None,
    all_formula: bool = False,
    sent_alike: bool = False,
    complete: bool = False,
    held: bool = True,
    at: str = "2026-03-01T10:00:00Z",
) -> Turn:
    """A turn to that customer; unanswered where `reading` is None."""
    number = next(_counter)
    row = TurnRow(
        id=number,
        source_id=1,
        complete=complete,
        message_id=number if held else None,
        first_id=number if reading is not None else None,
        customer=customer,
        at=at,
        asked_at=at,
        vector_hash=None,
        words_hash=f"words-{number}",
        all_formula=all_formula,
        sent_alike=sent_alike,
        deflects=False,
    )
    return Turn(row, asked(need, emotion) if held else None, reading, own)


def statement(text: str, document: str = "/about", *, seen: str = "2026-02-01") -> StatementRow:
    """One marketing statement."""
    number = next(_counter)
    return StatementRow(number, document, number, "en", text, None, seen, seen, None, None)


def claimed(promised: Sequence[str], probability: float = 0.9) -> Reading:
    """The reading of a statement that promises these dimensions."""
    chance = probability if promised else 1 - probability
    probabilities: dict[str, tuple[float, ...]] = {"promise": (1 - chance, chance)}
    for name in NAMES:
        p = probability if name in promised else 0.05
        probabilities[name] = (1 - p, p)
    levels = {"promise": int(bool(promised)), **{n: int(n in promised) for n in NAMES}}
    return Reading(probabilities, levels)


def claim(text: str, promised: Sequence[str], documents: Sequence[str] = ("/about",)) -> Claim:
    """A distinct claim standing in these documents."""
    rows = tuple(statement(text, document) for document in documents)
    return Claim(text, frozenset(promised), rows, 0.9)


def promise_of(claims: Sequence[Claim], statements: int = 40) -> Promise:
    """The promise these claims make among so many statements."""
    chances = [0.9] * len(claims) + [0.02] * (statements - len(claims))
    return Promise(tuple(claims), tuple(chances), 4, Span("2026-02-01", "2026-02-01"))


def inputs(
    turns: Sequence[Turn],
    claims: Sequence[Claim] = (),
    *,
    statements: int = 40,
    brand: str = "acme",
    errors: Mapping[str, float] | None = None,
) -> Inputs:
    """What a finding is made from."""
    promise = promise_of(claims, statements) if statements else Promise((), (), 0, Span(None, None))
    return Inputs(brand, "short-post", turns, promise, NAMES, errors or {}, "instrument", 0)

"""Gather what a finding is made from: turns and promise of a brand, with their readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from audit.claims import distinct_claims, is_claim
from audit.corpus import StatementRow, statements
from audit.delivery import Turn
from audit.find import Inputs
from audit.instrument_error import spread
from audit.minimum import days_between, span
from audit.people import turns_checked_by_people
from audit.prepared import other_languages, prepared_turns, statement_keys
from audit.promise import Promise, promise
from audit.readings import Reading
from db.draws import labelled_turns
from db.errors import BadInput, InstrumentError
from db.queries import BrandRow
from db.readings import readings_of
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Facts:
    """What findings need to know of the instrument without loading it.

    `errors` is its own error by dimension on the mean delivery of a brand (root mean square).
    """

    instrument_id: str
    dimensions: tuple[str, ...]
    errors: Mapping[str, float]


def facts() -> Facts:
    """The facts of the instrument in use, from its card; no weights are loaded.

    A dimension that was never held against raters is taken to be as far off as the worst of those
    that were.
    """
    from audit.dimensions import dimensions
    from audit.identity import instrument_id, read_card

    residuals = read_card()["residuals"]
    names = tuple(dimension.name for dimension in dimensions())
    known = {name: spread(residual) for name, residual in residuals.items()}
    errors = {name: known.get(name, max(known.values())) for name in names}
    return Facts(instrument_id(), names, errors)


def encoder_identity() -> tuple[str, str]:
    """Model id and revision that the embeddings of the instrument in use are kept under."""
    from audit.identity import read_card

    model = read_card()["model"]
    return str(model["id"]), str(model["revision"])


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to and including `until`, ISO dates; None is open."""

    since: str | None = None
    until: str | None = None

    def holds(self, at: str | None) -> bool:
        """Whether a date or time lies in it; what has no time lies in the open period only."""
        if self.since is None and self.until is None:
            return True
        day = (at or "")[:10]
        return bool(day) and (self.since or "") <= day <= (self.until or "9999")

    def near(self, row: StatementRow, days: int = 365) -> bool:
        """Whether a statement was seen in it or within a year of it."""
        if self.since is None and self.until is None:
            return True
        mine = span([self.since or row.first_seen, self.until or row.last_seen])
        apart = days_between(span([row.first_seen, row.last_seen]), mine)
        return apart is not None and apart <= days


def period(since: str | None, until: str | None) -> Period:
    """The period between two ISO dates.  Raises BadInput for no date, or for the wrong order."""
    for name, value in (("--since", since), ("--until", until)):
        if value is not None:
            try:
                date.fromisoformat(value)
            except ValueError as error:
                raise BadInput(f"{name} {value} is no date; write it as 2026-01-31") from error
    if since and until and since > until:
        raise BadInput(f"--since {since} lies after --until {until}; swap them")
    return Period(since, until)


BATCH = 500


def gather(
    database: Database,
    store: VectorStore,
    brand: BrandRow,
    channel: str,
    facts: Facts,
    asked: Period,
) -> Inputs:
    """The inputs of one finding.  Raises InstrumentError where a text has not been read yet."""
    turns = [t for t in _turns(database, brand, channel, facts) if asked.holds(t.row.at)]
    return Inputs(
        brand=brand.name,
        channel=channel,
        turns=turns,
        promise=gather_promise(database, store, brand, facts, asked),
        names=facts.dimensions,
        errors=facts.errors,
        instrument_id=facts.instrument_id,
        set_aside=other_languages(database, brand.id, channel, asked.since, asked.until),
        hand_labelled=labelled_turns(database, brand.id, channel),
        checked_by_people=turns_checked_by_people(database),
    )


def gather_promise(
    database: Database, store: VectorStore, brand: BrandRow, facts: Facts, asked: Period
) -> Promise:
    """The promise of a brand in a period."""
    keys = statement_keys(database, brand.id)
    kept = [row for row in statements(database, brand.id) if row.id in keys and asked.near(row)]
    found = _readings(database, facts, [keys[row.id].claim_key for row in kept])
    rows = [(row, found[keys[row.id].claim_key]) for row in kept]
    promising = {row.id for row, reading in rows if is_claim(row.text, reading)}
    vectors = store.get(sorted({keys[row_id].vector_hash for row_id in promising}))
    by_id = {i: vectors[keys[i].vector_hash] for i in promising if keys[i].vector_hash in vectors}
    words = {row_id: key.words_hash for row_id, key in keys.items()}
    return promise(rows, words, distinct_claims(rows, words, by_id, facts.dimensions))


def _turns(database: Database, brand: BrandRow, channel: str, facts: Facts) -> Iterator[Turn]:
    for batch in prepared_turns(database, brand.id, channel, BATCH):
        found = _readings(database, facts, [key for _, keys in batch for key in keys if key])
        for row, (message, reply, residual) in batch:
            yield Turn(
                row,
                found[message] if message else None,
                found[reply] if reply else None,
                found[residual] if residual else None,
            )


def _readings(database: Database, facts: Facts, wanted: Sequence[str]) -> dict[str, Reading]:
    keys = sorted(set(wanted))
    found = readings_of(database, facts.instrument_id, keys)
    if len(found) < len(keys):
        raise InstrumentError(
            f"{len(keys) - len(found)} texts have not been read by this instrument;"
            " run 'audit measure'"
        )
    return {key: Reading.from_json(text) for key, text in found.items()}

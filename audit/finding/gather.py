"""Gather what a finding is made from: turns and promise of a brand, with their readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from audit.corpus.exchanges import statements
from audit.corpus.period import Period
from audit.corpus.prepared import other_languages, prepared_turns, statement_keys
from audit.finding.make import Inputs
from audit.finding.people import turns_checked_by_people
from audit.reading.facts import Facts
from audit.reading.readings import Reading
from audit.talk.claims import distinct_claims, is_claim
from audit.talk.promise import Promise, promise
from audit.walk.delivery import Turn
from db.draws import labelled_turns
from db.errors import InstrumentError
from db.queries import BrandRow
from db.readings import readings_of
from db.vectors import VectorStore

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

"""Read every text that this instrument has not read yet; each is normalised and read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from audit.corpus.exchanges import channels
from audit.corpus.keys import Wanted, keyed_exchanges, keyed_statements, text_hash, vector_hash
from audit.corpus.prepare import prepare, stale
from audit.corpus.prepared import unread_keys, vector_hashes
from db.queries import BrandRow, brands
from db.readings import keep_readings, readings_of
from db.vectors import VectorStore

if TYPE_CHECKING:
    from audit.reading.instrument import Instrument
    from audit.reading.tokens import Encoded

CHUNK = 512

Progress = Callable[[int, int], None]
"""Called with how many texts have been read, and how many there are to read."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of measuring did: texts read anew, and embedded anew."""

    read: int
    embedded: int


def measure(
    database: Database,
    store: VectorStore,
    instrument_id: str,
    load: Callable[[], Instrument],
    only: Sequence[BrandRow] | None = None,
    progress: Progress | None = None,
) -> Measured:
    """Prepare and read what is pending, of all brands or of those in `only`.

    `load` is called only when something is pending.  Readings are kept chunk by chunk, each in one
    transaction, so a run that is cut off loses at most one chunk and the next one goes on.
    """
    chosen = list(brands(database)) if only is None else only
    for brand in chosen:
        prepare(database, brand)
    total = sum(len(unread_keys(database, brand.id, instrument_id)) for brand in chosen)
    read = embedded = 0
    instrument: Instrument | None = None
    for chunk in _chunks(_pending(database, store, instrument_id, chosen)):
        instrument = instrument or load()
        encoded, fresh = _encode(store, instrument, chunk)
        read += _read(database, instrument, chunk, encoded)
        embedded += fresh
        if progress is not None:
            progress(read, max(read, total))
    return Measured(read, embedded)


def is_pending(
    database: Database, store: VectorStore, instrument_id: str, only: Sequence[BrandRow]
) -> bool:
    """Whether anything of these brands has to be prepared, read or embedded."""
    return any(
        stale(database, brand)
        or unread_keys(database, brand.id, instrument_id)
        or store.missing(vector_hashes(database, brand.id))
        for brand in only
    )


def _pending(
    database: Database, store: VectorStore, instrument_id: str, chosen: Iterable[BrandRow]
) -> Iterator[Wanted]:
    for brand in chosen:
        unread = unread_keys(database, brand.id, instrument_id)
        bare = store.missing(vector_hashes(database, brand.id))
        if unread or bare:
            for text in _texts(database, brand):
                if text.key in unread or (bare and vector_hash(text.text) in bare):
                    yield text


def _texts(database: Database, brand: BrandRow) -> Iterator[Wanted]:
    for _, text in keyed_statements(database, brand):
        yield text
    for channel in channels(database, brand.id):
        for keyed in keyed_exchanges(database, brand, channel):
            yield from keyed.texts()


def _chunks(texts: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Each text once, in chunks."""
    chunk: dict[str, Wanted] = {}
    for text in texts:
        chunk[text.key] = text
        if len(chunk) == CHUNK:
            yield list(chunk.values())
            chunk = {}
    if chunk:
        yield list(chunk.values())


def _encode(
    store: VectorStore, instrument: Instrument, texts: Sequence[Wanted]
) -> tuple[dict[str, Encoded], int]:
    """These texts and their contexts as the encoder sees them, and how many vectors are new."""
    strings = instrument.texts_to_encode([t for text in texts for t in (text.text, text.context)])
    encoded = instrument.encode(strings)
    vectors = {text_hash(string): found.vector for string, found in encoded.items()}
    fresh = store.missing(vectors)
    store.put({key: vectors[key] for key in fresh})
    return encoded, len(fresh)


def _read(
    database: Database,
    instrument: Instrument,
    texts: Sequence[Wanted],
    encoded: Mapping[str, Encoded],
) -> int:
    """Read what of these texts is not read yet, and keep it; how many that was."""
    held = readings_of(database, instrument.instrument_id, [text.key for text in texts])
    fresh = [text for text in texts if text.key not in held]
    customers, replies, claims = (
        [text for text in fresh if text.side == side] for side in ("customer", "reply", "claim")
    )
    readings = [
        *instrument.read_customers([text.text for text in customers], encoded),
        *instrument.read_replies([(text.text, text.context) for text in replies], encoded),
        *instrument.read_claims([text.text for text in claims], encoded),
    ]
    ordered = [*customers, *replies, *claims]
    keep_readings(
        database,
        instrument.instrument_id,
        [
            (text.key, text.side, reading.to_json())
            for text, reading in zip(ordered, readings, strict=True)
        ],
    )
    return len(fresh)

"""Embeddings as float32 BLOBs in a side file that may be deleted at any time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

if TYPE_CHECKING:
    import numpy as np

CHUNK = 500


class VectorStore:
    """Embeddings of texts by text hash, for one model and revision.

    Kept in `<database>.vectors.db` beside the database.  A vector is a float32 array of shape
    (dimensions,), stored little-endian.
    """

    def __init__(self, path: str | Path, model_id: str, revision: str) -> None:
        self.path = Path(f"{path}.vectors.db") if str(path) != ":memory:" else None
        self.model_id = model_id
        self.revision = revision
        self._database = Database(self.path) if self.path else Database(memory=True)
        self._database.execute("PRAGMA busy_timeout = 10000")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute(
            """
            CREATE TABLE IF NOT EXISTS embeddings (
                text_hash TEXT NOT NULL, model_id TEXT NOT NULL, revision TEXT NOT NULL,
                vector BLOB NOT NULL, PRIMARY KEY (text_hash, model_id, revision)
            ) WITHOUT ROWID
            """
        )

    def get(self, hashes: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors held of these text hashes; those not held are absent."""
        import numpy as np

        found: dict[str, np.ndarray] = {}
        for start in range(0, len(hashes), CHUNK):
            chunk = hashes[start : start + CHUNK]
            rows = self._database.execute(
                f"""
                SELECT text_hash, vector FROM embeddings WHERE model_id = ? AND revision = ?
                AND text_hash IN ({",".join("?" * len(chunk))})
                """,
                [self.model_id, self.revision, *chunk],
            )
            for text_hash, blob in rows:
                found[text_hash] = np.frombuffer(blob, dtype="<f4")
        return found

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Those of the text hashes that no vector is held of."""
        wanted = list(dict.fromkeys(hashes))
        held: set[str] = set()
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            rows = self._database.execute(
                f"""
                SELECT text_hash FROM embeddings WHERE model_id = ? AND revision = ?
                AND text_hash IN ({",".join("?" * len(chunk))})
                """,
                [self.model_id, self.revision, *chunk],
            )
            held.update(text_hash for (text_hash,) in rows)
        return set(wanted) - held

    def put(self, vectors: Mapping[str, np.ndarray]) -> None:
        """Keep these vectors, in one transaction."""
        with self._database.atomic():
            self._database.conn.executemany(
                "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)",
                [
                    (text_hash, self.model_id, self.revision, vector.astype("<f4").tobytes())
                    for text_hash, vector in vectors.items()
                ],
            )

    def close(self) -> None:
        """Close the side file."""
        self._database.close()


def keep_only(path: Path, database: Database) -> int:
    """Remove embeddings that no finding of the database at `path` uses; how many that were.

    So none of a text that was removed stays, nor on the free pages of the side file.
    """
    side = Path(f"{path}.vectors.db")
    if not side.exists():
        return 0
    store = Database(side)
    try:
        store.execute("PRAGMA busy_timeout = 10000")
        store.execute("PRAGMA secure_delete = ON")
        store.execute("CREATE TEMP TABLE used (text_hash TEXT PRIMARY KEY) WITHOUT ROWID")
        used = database.execute(
            "SELECT vector_hash FROM turns WHERE vector_hash IS NOT NULL "
            "UNION SELECT vector_hash FROM statement_keys"
        )
        with store.atomic():
            store.conn.executemany("INSERT INTO used VALUES (?)", used)
            removed = store.execute(
                "DELETE FROM embeddings WHERE text_hash NOT IN (SELECT text_hash FROM used)"
            ).rowcount
        store.execute("VACUUM")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()
    return int(removed)

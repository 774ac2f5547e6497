"""One writing run at a time: a lock file beside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from db.errors import Locked, NotWritable


@contextmanager
def hold(path: str | Path) -> Iterator[None]:
    """Hold the lock of the database at `path`; the system frees it when the process ends.

    Raises Locked at once where another run holds it, NotWritable where no lock can be made.
    """
    path = Path(path).absolute()
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise Locked(
            f"another run is working on {path}; wait for it to end and try again"
        ) from error
    except OSError as error:
        raise NotWritable(
            f"cannot write beside {path}: {error.strerror}; use --db to name a file elsewhere"
        ) from error
    try:
        yield
    finally:
        lock.release()

"""A report put in place in one go: built beside, then moved, so that nobody sees half of it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from db.errors import NotWritable

MARK = ".audit-report"
"""A file that says that the folder is a report of ours and may be replaced."""


@contextlib.contextmanager
def put_in_place(folder: Path) -> Iterator[Path]:
    """A new folder to build in; when all went well it takes the place of `folder`.

    Raises NotWritable where that holds something that is no report, or cannot be written.
    """
    folder = folder.absolute()
    _replaceable(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise NotWritable(f"cannot write to {folder}: {error.strerror}") from error
    try:
        beside.chmod(0o755)
        (beside / MARK).write_text("made by 'audit report'\n", encoding="utf-8")
        yield beside
        _swap(beside, folder)
    except OSError as error:
        raise NotWritable(f"cannot write to {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replaceable(folder: Path) -> None:
    if folder.is_dir():
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise NotWritable(f"{folder} holds files that are no report; name a new folder")
    elif folder.exists():
        raise NotWritable(f"{folder} is a file; name a folder")


def _swap(beside: Path, folder: Path) -> None:
    old = beside.with_name(f"{beside.name}.old")
    if folder.exists():
        folder.rename(old)
    try:
        beside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)

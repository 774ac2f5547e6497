"""A folder of outputs put in place whole: readers see all of one night, never half of each."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from db.errors import BadSetting, NotWritable

LISTED = ".audit-outputs"
"""The file in a folder of ours that lists what was put there, so that nothing else is removed."""

AT_FDCWD, RENAME_EXCHANGE = -100, 2


def put_in_place(folder: str | Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a new folder beside `folder`, then exchange the two at once.

    What fails leaves the old folder as it is.  Raises BadSetting for a folder that holds what was
    not put there by a run, NotWritable where there is no room or no right to write.
    """
    folder = Path(folder).absolute()
    new = folder.with_name(f".{folder.name}.new")
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        write(new)
        names = sorted(
            path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()
        )
        (new / LISTED).write_text("\n".join(names) + "\n", encoding="utf-8")
        _refuse_others(folder, {*names, LISTED})
        _sync(new)
        _exchange(new, folder)
    except OSError as error:
        raise NotWritable(
            f"cannot put outputs in place at {folder}: {error.strerror}; free some space or name "
            "another folder; what was there is as it was"
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


def _refuse_others(folder: Path, names: set[str]) -> None:
    """Raise BadSetting where `folder` holds a file that no run has put there."""
    listed = folder / LISTED
    ours = set(listed.read_text(encoding="utf-8").splitlines()) if listed.is_file() else set()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in names | ours:
            raise BadSetting(
                f"{folder} holds '{name}', which no run has put there and which would be lost; "
                "name a folder that is empty or not there yet"
            )


def _sync(folder: Path) -> None:
    """See to it that what lies in the folder outlives a power cut."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _exchange(new: Path, folder: Path) -> None:
    """Let the two change names: in one step on Linux, in two elsewhere."""
    if not folder.exists():
        new.rename(folder)
        return
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        names = (os.fsencode(new), os.fsencode(folder))
        if hasattr(libc, "renameat2") and not libc.renameat2(
            AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE
        ):
            return
    before = folder.with_name(f".{folder.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    folder.rename(before)
    new.rename(folder)
    shutil.rmtree(before, ignore_errors=True)

"""What writes rows: one callable a file, all fed in the same pass, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from audit.export.sheet import Row, Sheet

Write = Callable[[Row], None]
Form = Callable[[Path, Sheet], AbstractContextManager[Write]]
"""A form of file: opens one for a sheet in a folder, and gives what writes its rows."""


def write_sheet(folder: Path, sheet: Sheet, forms: Sequence[Form]) -> int:
    """Write every form of a sheet in one pass over its rows; return how many there were."""
    count = 0
    with ExitStack() as stack:
        writers = [stack.enter_context(form(folder, sheet)) for form in forms]
        for row in sheet.rows:
            for write in writers:
                write(row)
            count += 1
    return count

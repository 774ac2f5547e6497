"""A file of text, plain or gzipped, opened in the encoding its bytes show."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from crawler.tables.encodings import Encoding, sniff
from db.errors import BadInput

GZIP = b"\x1f\x8b"
NO_TEXT = re.compile("[\ud800-\udfff]")
"""What stands where bytes could not be decoded."""

Progress = Callable[[int, int], None]
"""Called now and then with how much of a file is done, and how much there is (bytes or rows)."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """Where the file lies, whether it is gzipped, and its encoding."""

    path: Path
    packed: bool
    encoding: Encoding

    @classmethod
    def find(cls, path: Path, *, packed: bool) -> TextFile:
        """The file at `path`, sniffed.  Raises BadInput for an empty, binary or damaged one."""
        with _bytes(path, packed=packed) as (_, data):
            return cls(path, packed, sniff(data, str(path)))

    @contextmanager
    def lines(self, progress: Progress | None = None) -> Iterator[tuple[TextIOWrapper, Tick]]:
        """The file's lines with their ends as they are, and a call that reports the progress."""
        errors = "surrogateescape" if self.encoding.broken else "strict"
        size = self.path.stat().st_size
        with _bytes(self.path, packed=self.packed) as (raw, data):

            def tick() -> None:
                if progress:
                    progress(raw.tell(), size)

            try:
                yield TextIOWrapper(data, self.encoding.name, errors, newline=""), tick
            except UnicodeError as error:
                raise BadInput(
                    f"{self.path} is not {self.encoding.name} throughout; save it as UTF-8"
                ) from error
            tick()

    def first_letter(self) -> str:
        """The first character that is no white space; empty where there is none."""
        with self.lines() as (lines, _):
            while letter := lines.read(1):
                if not letter.isspace():
                    return letter
        return ""


Tick = Callable[[], None]


@contextmanager
def _bytes(path: Path, *, packed: bool) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    with path.open("rb") as raw:
        try:
            yield raw, cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadInput(f"{path} is a damaged gzip file ({error}); fetch it again") from error

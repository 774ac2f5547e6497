"""Progress with time left, on stderr, for what takes over two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import ClassVar, Self, TextIO

QUIET_SECONDS = 2.0
TERMINAL_INTERVAL = 0.2
PIPE_INTERVAL = 15.0
BAR = 24


class Progress:
    """Call it with (done, total): a bar in a terminal, a line now and then in a pipe.

    `in_pipes` is turned off by what runs at night, where a line on stderr is mailed to somebody.
    """

    in_pipes: ClassVar[bool] = True

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._started = self._last = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is, if it is time to."""
        if not (self._terminal or self.in_pipes):
            return
        now = time.monotonic()
        began, before = self._first = self._first or (now, done)
        interval = TERMINAL_INTERVAL if self._terminal else PIPE_INTERVAL
        if now - self._started < QUIET_SECONDS or (self._shown and now - self._last < interval):
            return
        self._last, self._shown = now, True
        text, bar = f"{self._label}: {done:,} done", ""
        if total:
            share = min(1.0, done / total)
            text = f"{self._label}: {share:4.0%}"
            if done > before:  # by the pace since the first: what came before it was loading
                text += f", {_clock((now - began) * (total - done) / (done - before))} left"
            bar = "█" * round(share * BAR) + "░" * (BAR - round(share * BAR))
        if self._terminal:
            self._stream.write(f"\r\x1b[K{text} {bar}")
        else:
            self._stream.write(text + "\n")
        self._stream.flush()

    def steps(self, total: int | None = None) -> Callable[[int], None]:
        """A callable that is told how many more are done; `total` None where it is not known."""
        done = 0

        def step(more: int) -> None:
            nonlocal done
            done += more
            self(done, total or 0)

        return step

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown and self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}"

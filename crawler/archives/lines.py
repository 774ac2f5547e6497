"""Items as lines of JSON, and back: what an archive keeps of pages on which customers speak."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from crawler.items import Capture, Message, Seen, Source, Statement

Kept = Message | Statement | Capture | Seen
KINDS: Mapping[str, type[Kept]] = {
    "message": Message,
    "statement": Statement,
    "capture": Capture,
    "seen": Seen,
}
MOMENTS = ("created_at", "seen")
LEFT_OUT = ("source", "line")


def write_lines(items: Iterable[Kept]) -> Iterator[str]:
    """A line for each item, its source given by the side alone: the file says whose it is."""
    for item in items:
        kind = next(name for name, made in KINDS.items() if isinstance(item, made))
        values = {name: value for name, value in asdict(item).items() if name not in LEFT_OUT}
        record = {"kind": kind, "side": item.source.side, **values}
        yield json.dumps(record, default=_plain, ensure_ascii=False) + "\n"


def read_lines(body: bytes, sources: Mapping[str, Source]) -> Iterator[Kept]:
    """The items of such lines, of these sources by side."""
    for line in body.decode().splitlines():
        values: dict[str, Any] = json.loads(line)
        made = KINDS[values.pop("kind")]
        for name in MOMENTS:
            if values.get(name):
                values[name] = _moment(values[name])
        yield made(source=sources[values.pop("side")], **values)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else dict(value)


def _moment(text: str) -> date | datetime:
    return (
        date.fromisoformat(text) if len(text) == len("2026-01-31") else datetime.fromisoformat(text)
    )

"""Each text with its language, where the source gave none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.items import Item, Message, Statement
from db.text.language import detect


def tag(items: Iterable[Item]) -> Iterator[Item]:
    """The items, each text with its language where the source gave none."""
    for item in items:
        if isinstance(item, (Message, Statement)) and not item.lang:
            yield replace(item, lang=detect(item.text))
        else:
            yield item

"""Text as it is kept: entities decoded once, one kind of line end, nothing invisible."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from crawler.items import Item, Message, Rejected, Statement

# Control letters, direction marks, soft hyphens and the private letters that `privacy` works with;
# U+200D stays, it joins emoji.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ue000-\uefff]"
)
SPACES = re.compile(r"[^\S\n]+")
EDGES = re.compile(r" ?\n ?")
EMPTY_LINES = re.compile(r"\n{3,}")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` in NFC, with entities decoded, white space single and at most one empty line."""
    text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = EDGES.sub("\n", SPACES.sub(" ", INVISIBLE.sub("", text)))
    return EMPTY_LINES.sub("\n\n", text).strip()


def clean_items(items: Iterator[Item]) -> Iterator[Item]:
    """The items with clean texts; one without a text is rejected."""
    for item in items:
        if not isinstance(item, (Message, Statement)):
            yield item
            continue
        text = clean(item.text)
        if not text:
            yield Rejected(item.line, "no text")
        else:
            yield item if text == item.text else replace(item, text=text)

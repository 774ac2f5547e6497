"""Whether words stand in a page as it was archived, whatever of it was taken for its text.

Compared are letters and digits alone: how a page breaks its lines is not what it says.  Independent
of how the words were found in it, so that an error there does not hide itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from crawler.archives.answers import as_response
from crawler.archives.records import Record
from crawler.pipelines.clean import clean
from crawler.pipelines.privacy import PLACEHOLDER

TAGS = re.compile(r"<[^<>]*>")
ATTRIBUTES = ("content", "alt", "title", "value")
MOST_PARTS, SHORTEST = 8, 2
"""A sentence stands in at most so many parts, each of at least so many words."""

FURTHEST = 80
"""A placeholder stands for at most so many letters and digits."""


class Words:
    """The words of one archived page, to look sentences up in."""

    def __init__(self, record: Record) -> None:
        self._all = "\n".join(bare(part) for part in _parts(record))
        self._joined = self._all.replace("\n", "")

    def hold(self, text: str) -> bool:
        """Whether the page says so; a placeholder stands for what was redacted."""
        pieces = [bare(piece) for piece in PLACEHOLDER.split(clean(text))]
        pieces = [re.escape(piece) for piece in pieces if piece]
        if not pieces:
            return True
        if len(pieces) == 1:
            return bare(text) in self._joined or pieces[0] in self._joined
        return re.search(f".{{0,{FURTHEST}}}?".join(pieces), self._joined) is not None

    def hold_parts(self, text: str) -> bool:
        """Whether the page says so in a few parts, with other words between them.

        So where a sentence runs over a heading, a button or the items of a list.
        """
        words = clean(text).split()
        start = parts = 0
        while start < len(words) and parts < MOST_PARTS:
            ends = range(len(words), start + SHORTEST - 1, -1)
            end = next((end for end in ends if self.hold(" ".join(words[start:end]))), None)
            if end is None:
                return False
            start, parts = end, parts + 1
        return start == len(words)


def bare(text: str) -> str:
    """The letters and digits of a text, nothing else."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", clean(text))))


def decoded(record: Record) -> Any:
    """The response in a record with its compression undone, as the crawler does it."""
    import warnings

    from scrapy import Request
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

    request = Request(record.url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a crawler, for its statistics
        unpack = HttpCompressionMiddleware()
    return unpack.process_response(request, as_response(record, request))


def _parts(record: Record) -> Iterator[str]:
    from scrapy.http import TextResponse

    response = decoded(record)
    if not isinstance(response, TextResponse):
        yield response.body.decode("utf-8", "replace")
        return
    text = response.text
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
    if "json" in kind:
        yield from _strings(_json(text))
        return
    from lxml import html
    from lxml.etree import LxmlError

    try:
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (LxmlError, ValueError):
        yield text
        return
    for found in page.itertext():
        script = found.strip().startswith(("{", "["))
        yield from _strings(_json(found)) if script else [TAGS.sub(" ", found)]
    for name in ATTRIBUTES:
        yield from page.xpath(f"//@{name}")


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text


def _strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, without its mark-up."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield TAGS.sub("", found)
        elif isinstance(found, dict):
            waiting += reversed(list(found.values()))
        elif isinstance(found, list):
            waiting += reversed(found)

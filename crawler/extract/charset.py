"""The characters of a page, whatever its header and its own declaration say of its encoding.

Both lie now and then.  Bytes that are UTF-8 throughout, with letters beyond ASCII among them, are
UTF-8: other encodings hardly ever look so.  Else what is declared counts, where the bytes fit it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.http import Response

LOST = "\ufffd"
GARBLED = re.compile(
    "[\u00c2-\u00c3][\u0080-\u00bf]|\u00e2\u20ac[\u0153\u009d\u2122\u02dc\u201c\u201d]"
)
"""UTF-8 that was read as Latin-1 or Windows-1252 before it was sent: the page itself is wrong."""

LEAST_GARBLED = 3
MARKUP = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>|\s+", re.DOTALL)
SAMPLE = 65536
ASCII = 0x7F
FOREIGN = 0.2
"""The share of bytes beyond ASCII from which a text is in another script."""

MOSTLY = 8
"""So many letters read for one lost: UTF-8 with a damaged byte, and nothing else."""


def read_text(body: bytes, content_type: str = "") -> str:
    """The text of a page; U+FFFD stands for what fits no encoding."""
    from w3lib.encoding import (
        html_body_declared_encoding,
        http_content_type_encoding,
        read_bom,
        resolve_encoding,
    )

    marked, bom = read_bom(body)
    if marked and bom:
        return body[len(bom) :].decode(marked, "replace")
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(body)]
    named = [found for name in declared if name and (found := resolve_encoding(name))]
    order = [*named, "utf-8"] if body.isascii() else ["utf-8", *named]
    for encoding in order:
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    text = body.decode("utf-8", "replace")
    lost = text.count(LOST)
    if sum(letter > "\x7f" for letter in text) - lost > MOSTLY * lost:
        return text
    return body.decode(_guess(body) or "cp1252", "replace")


def text_of(response: Response) -> str:
    """The text of what a server answered."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return read_text(response.body, kind)


def _guess(body: bytes) -> str | None:
    """The likeliest encoding of a script beyond ASCII; None for Western text, which is cp1252."""
    from charset_normalizer import from_bytes

    bare = MARKUP.sub(b" ", body)[:SAMPLE]
    if sum(byte > ASCII for byte in bare) < FOREIGN * len(bare):
        return None
    found = from_bytes(bare).best()
    return None if found is None else found.encoding


def is_garbled(text: str) -> bool:
    """Whether the text was garbled before it was sent."""
    return len(GARBLED.findall(text)) >= LEAST_GARBLED

"""What the writer of a post wrote, without the words of others that the post quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extract.posts import post_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

QUOTING = re.compile(r"(?:^|[\s_-])(?:bb)?(?:quote|quoted|quoteheader|gmail_quote)(?:$|[\s_-])")
NOT_WORDS = frozenset({"blockquote", "script", "style", "template", "noscript", "iframe", "form"})
TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
BBCODE = re.compile(r"\[quote[^\]]*\].*?\[/quote\]", re.IGNORECASE | re.DOTALL)
SAID = re.compile(r"^.{0,120}\b(?:wrote|said|writes|schrieb|escribió|a écrit)\s*:?$", re.IGNORECASE)


def own_words(text: str) -> str:
    """The text of a post, written as HTML or plainly, quotes taken out."""
    return without_quotes(from_html(text) if TAG.search(text) else text)


def from_html(html: str) -> str:
    """The text of the HTML of a post, its quotes and whatever is no text left out."""
    from lxml.html import fragment_fromstring, tostring

    if not html.strip():
        return ""
    body = fragment_fromstring(html.replace("\0", ""), create_parent="div")
    for element in list(body.iter()):
        if element is not body and _is_quoted(element):
            element.drop_tree()
    for link in list(body.iter("a")):
        link.drop_tag()
    inner = tostring(body, encoding="unicode", with_tail=False)
    return post_text(inner)


def without_quotes(text: str) -> str:
    """Plain text without lines after `>` and what stands between [quote] and [/quote]."""
    kept: list[str] = []
    for line in BBCODE.sub("\n", text).splitlines():
        if not line.lstrip().startswith(">"):
            kept.append(line)
        elif kept and SAID.match(kept[-1].strip()):
            kept.pop()
    return "\n".join(kept).strip()


def _is_quoted(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    return element.tag in NOT_WORDS or bool(QUOTING.search(element.get("class") or ""))

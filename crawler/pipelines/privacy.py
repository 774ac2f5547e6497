"""Personal data out of every text, before anything is written.

Typed placeholders: [email] [phone] [number] [postcode] [address] [name] and @[user].  The same
text always gives the same result, and a text already redacted stays as it is.  Links keep host and
path and lose query, fragment and user.  A customer's own name or id is kept only as an HMAC.

Rules, not understanding: a name in the middle of a sentence, without a title before it, stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from crawler.items import Item, Message, Statement
from crawler.pipelines.contacts import AT, EMAIL, URL, bare_url, hide_handles, hide_numbers, squash
from crawler.pipelines.names import Taboo, hide_names
from crawler.pipelines.secret import hide

VERSION = 2
PLACEHOLDER = re.compile(r"(?<!@)\[[a-z]+\]")
SHIELD = re.compile("[\ue000-\uefff]")
FIRST_SHIELD, SHIELDS = 0xE000, 0x0FFF
MOST_PASSES = 5
DESK = re.compile(
    r"^ask(?=.{3})|(?<=..)(?:help|helps|support|cares?|team|services?|assist|official)$"
)
"""What a brand's service desk adds to its name in a handle."""


class Redactor:
    """Redacts texts, knowing the names and handles of brands, which may stay.

    `key` hides the names of customers.
    """

    def __init__(self, known: Iterable[str], key: bytes) -> None:
        names = frozenset(filter(None, map(squash, known)))
        self._known = names | frozenset(DESK.sub("", name) for name in names)
        self._key = key
        self._own = lru_cache(4096)(_words_of)

    def text(self, text: str, brand: str) -> str:
        """`text`, written by or to `brand`, without personal data."""
        own = self._own(brand)

        def is_brand(word: str) -> bool:
            return squash(word) in own or squash(word) in self._known

        handles = self._known | {squash(brand)}
        for _ in range(MOST_PASSES):
            redacted = _redact(text, handles, is_brand)
            if redacted == text:
                break
            text = redacted
        return text

    def hide(self, name: str) -> str:
        """The HMAC that a name or id is kept as."""
        return hide(name, self._key)

    def items(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, their texts redacted and their authors hidden."""
        for item in items:
            if isinstance(item, Statement):
                text = self.text(item.text, item.source.brand)
                yield item if text == item.text else replace(item, text=text)
            elif isinstance(item, Message):
                yield self._message(item)
            else:
                yield item

    def _message(self, item: Message) -> Message:
        text = self.text(item.text, item.source.brand)
        if item.author is None:
            return replace(item, text=text)
        # A link that spells the author out cannot be kept: it would undo the HMAC.
        telling = item.url is not None and squash(item.author) in squash(item.url)
        return replace(
            item,
            text=text,
            author=self.hide(item.author),
            url=None if telling else item.url,
        )


def _words_of(brand: str) -> frozenset[str]:
    """The brand's name and its words; "AcmeHelp" and "ACME_help" have two."""
    words = re.findall(r"[A-Z]?[^\W\dA-Z_]+|[A-Z]+(?![^\W\dA-Z_])|\d+", brand)
    names = map(squash, [brand, DESK.sub("", brand), *re.split(r"[\W_]+", brand), *words])
    return frozenset(filter(None, names))


def _redact(text: str, handles: frozenset[str], is_brand: Taboo) -> str:
    """One pass of all rules; links and placeholders stand behind a private letter meanwhile."""
    shielded: list[str] = []

    def shield(found: str) -> str:
        if len(shielded) >= SHIELDS:
            return found
        shielded.append(found)
        return chr(FIRST_SHIELD + len(shielded) - 1)

    text = PLACEHOLDER.sub(lambda f: shield(f[0]), text)
    text = URL.sub(lambda f: shield(bare_url(f[0], handles)), text)
    if AT.search(text):
        text = EMAIL.sub("[email]", text)
    text = hide_handles(text, handles)
    text = hide_names(text, is_brand)
    text = PLACEHOLDER.sub(lambda f: shield(f[0]), text)
    text = hide_numbers(text)
    return SHIELD.sub(lambda f: shielded[ord(f[0]) - FIRST_SHIELD], text)

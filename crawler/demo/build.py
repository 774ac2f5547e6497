"""The high street straight into a database, by the same pipelines that crawls and imports use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crawler.demo.brands import Brand, Conversation
from crawler.demo.brands import Turn as Said
from crawler.demo.street import Street, load_street
from crawler.items import Brand as Declared
from crawler.items import Item, Message, Source, Statement
from crawler.pipelines.clean import clean_items
from crawler.pipelines.language import tag
from crawler.pipelines.privacy import Redactor
from crawler.pipelines.secret import load_key
from crawler.pipelines.store import Store, Stored
from crawler.pipelines.turns import tie
from db import open_database
from db.text.sentences import sentences

CHANNEL = "short-post"


def build(path: str | Path) -> str:
    """Fill the database at `path` with the street; return a line that says with what."""
    street = load_street()
    known = [name for brand in street.brands.values() for name in (brand.name, brand.handle)]
    redactor = Redactor(known, load_key())
    store = Store(open_database(path, "create"))
    counts: Counter[str] = Counter()
    for outcome in store.write(tag(redactor.items(clean_items(tie(_items(street)))))):
        if isinstance(outcome, Stored):
            counts[type(outcome.item).__name__] += 1
    return (
        f"the high street: {counts['Brand']} brands, {counts['Statement']:,} marketing statements,"
        f" {counts['Message']:,} messages"
    )


def _items(street: Street) -> Iterator[Item]:
    for brand in street.brands.values():
        yield Declared(
            brand.name, (brand.handle, brand.slug), brand.group, f"https://{brand.slug}.example"
        )
        yield from _statements(brand, street)
        for talk in brand.conversations:
            yield from _messages(brand, talk)


def _statements(brand: Brand, street: Street) -> Iterator[Statement]:
    source = Source(brand.name, "talk", "marketing", "website", f"https://{brand.slug}.example")
    for page in brand.pages:
        texts = [text for section in page.sections for text in (section.heading, *section.text)]
        said = [sentence for text in texts for sentence in sentences(text)]
        for place, sentence in enumerate(said):
            yield Statement(source, page.path, place, sentence, street.today)


def _messages(brand: Brand, talk: Conversation) -> Iterator[Message]:
    source = Source(brand.name, "walk", CHANNEL, "demo", brand.handle, complete=True)

    def parts(said: Said, number: int, parent: str | None, author: str | None) -> Iterator[Message]:
        for place, text in enumerate(said.parts):
            yield Message(
                source,
                f"{talk.id}/{number}.{place}",
                talk.id,
                parent,
                "brand" if author is None else "customer",
                text,
                said.at,
                author,
                "brand" if author is None else "person",
            )

    said = [(talk.customer, talk.author), *((turn, None) for turn in talk.turns)]
    if talk.followup is not None:
        said.append((talk.followup, talk.author))
    last: dict[bool, str] = {}
    for number, (turn, author) in enumerate(sorted(said, key=lambda pair: pair[0].at)):
        own = author is None
        yield from parts(turn, number, last.get(not own), author)
        last[own] = f"{talk.id}/{number}.0"

"""A brand's marketing copy: running text, which is split into sentences.

`seen` says when the copy was seen to stand there: a column, or --set seen=2022-11-01, or
--set seen=today.  A text that has no sentence in it, a bare link for one, is kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.imports._formats import TARGET, Request
from crawler.items import Item, Rejected, Source, Statement
from crawler.pipelines.clean import clean
from crawler.tables.fields import Field, Record, Records
from db.clock import utcnow
from db.text.sentences import sentences

FIELDS = (
    Field("brand", "the brand's name or handle", "Acme", required=True,
          also=("company", "username", "name", "handle")),
    Field("text", "what it says of itself", "We make kettles. We are here for you, day and night.",
          required=True, also=("description", "bio", "body", "content", "copy", "slogan")),
    Field("document", "where it stands; without one the link, or the file and brand", "about us",
          also=("page", "title")),
    Field("url", "a link to it", "https://acme.example/about", also=("link", "website")),
    Field("seen", "the day it was seen there", "2026-03-02", required=True, date=True,
          also=("date", "captured", "seen_at", "crawled_at")),
    Field("place", "the number of the text within its document", "1", also=("position", "order")),
    Field("channel", "what kind of place it is", "marketing"),
)  # fmt: skip
SETTINGS = (TARGET,)
CHANNEL = "marketing"


def names(record: Record) -> str:
    """The brand's name."""
    return record["brand"].lstrip("@")


def read(records: Records, request: Request) -> Iterator[Item]:
    """A statement for each sentence."""
    today = utcnow().date()

    def convert(record: Record) -> Iterator[Item]:
        brand = names(record)
        if not brand:
            yield Rejected(record.line, "no brand")
            return
        said = record["seen"]
        seen = today if said.casefold() == "today" else request.dates.read("seen", said)
        if seen is None:
            yield Rejected(record.line, "no date in seen")
            return
        text = clean(record["text"])
        url = record["url"] or None
        target = request.settings.get("target", brand).casefold()
        source = Source(brand, "talk", record["channel"] or CHANNEL, "statements", target)
        document = record["document"] or url or f"{request.file}:{brand}"
        first = int(record["place"]) if record["place"].isdigit() else 0
        for place, sentence in enumerate(sentences(text) or [text], start=first):
            yield Statement(source, document, place, sentence, seen, url, line=record.line)

    return request.each(records, convert)

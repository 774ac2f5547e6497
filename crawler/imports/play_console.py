"""Reviews of an app as Google Play Console exports them, each with the developer's reply.

One file a month, `reviews_PACKAGE_YYYYMM.csv`, in UTF-16.  Ratings without words are rejected as
having no text.  The source counts as complete, so that a review without a reply is known to be
unanswered; --set complete=no where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crawler.imports import reviews
from crawler.imports._formats import TARGET, Request
from crawler.items import Item
from crawler.tables.fields import Field, Record, Records

FIELDS = (
    Field("brand", "the brand's name", "Acme Rooms", required=True),
    Field("app", "the app's package", "com.acme.rooms", named=("package name",)),
    Field("text", "what the customer says", "It closes when I want to pay.", required=True,
          named=("review text",)),
    Field("title", "the review's title", "", named=("review title",)),
    Field("response", "what the developer says to it", "Not to be able to pay is our fault.",
          named=("developer reply text",)),
    Field("rating", "the stars given", "2", named=("star rating",)),
    Field("created_at", "when the review was written", "1762353632542", date=True,
          named=("review submit millis since epoch", "review submit date and time")),
    Field("response_at", "when the reply was written", "1763038967867", date=True,
          named=("developer reply millis since epoch", "developer reply date and time")),
    Field("url", "the review in the console, which has its id", "", named=("review link",)),
    Field("review_id", "the review's id, where the link has none", ""),
    Field("channel", "what kind of place it is", "review"),
)  # fmt: skip
SETTINGS = (TARGET, reviews.SETTINGS[1])
ID = re.compile(r"(?:reviewId=|ReviewPlace:id=)([\w.:-]+)")


def names(record: Record) -> str:
    """The brand's name."""
    return record["brand"]


def read(records: Records, request: Request) -> Iterator[Item]:
    """The review of each usable row, and the reply if there is one."""
    return reviews.read_as("play-console", records, request, _adapted)


def _adapted(record: Record) -> Record:
    found = ID.search(record["url"])
    own = {"review_id": (found[1],)} if found and not record["review_id"] else {}
    return with_title(replace(record, cells={**record.cells, **own}))


def with_title(record: Record) -> Record:
    """The row with its title before its text, and no time of a reply that is not there."""
    cells = dict(record.cells)
    title, text = record["title"], record["text"]
    if title and text and not text.startswith(title):
        cells["text"] = (f"{title}\n\n{text}",)
    if not record["response"]:
        cells.pop("response_at", None)
    return replace(record, cells=cells)

"""Reviews of an app as tools for the app stores write them down, each with the developer's reply.

A JSON list, JSON lines or CSV, as they come: rows of google-play-scraper (`content`,
`replyContent`), of the App Store's own interfaces (`attributes.review`,
`attributes.developerResponse.body`; `body`, `developerResponse.body`), and of Google's Reply to
Reviews API.  The source counts as complete, so that a review without a reply is known to be
unanswered; --set complete=no where the file has only a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.imports import reviews
from crawler.imports._formats import TARGET, Request
from crawler.imports.play_console import with_title
from crawler.items import Item
from crawler.tables import Table, open_table
from crawler.tables.fields import Field, Record, Records
from crawler.tables.jsonlists import flatten, open_list

FIELDS = (
    Field("brand", "the brand's name", "Acme Rooms", required=True),
    Field("app", "the app's package or number", "com.acme.rooms",
          named=("appid", "packagename", "bundleid")),
    Field("text", "what the customer says", "It closes when I want to pay.", required=True,
          named=("content", "attributes.review", "body", "review",
                 "comments.0.usercomment.text")),
    Field("title", "the review's title", "", named=("attributes.title",)),
    Field("response", "what the developer says to it", "Not to be able to pay is our fault.",
          named=("replycontent", "attributes.developerresponse.body", "developerresponse.body",
                 "comments.1.developercomment.text")),
    Field("review_id", "the review's own id", "r1", named=("reviewid", "userreviewid", "id")),
    Field("rating", "the stars given", "2",
          named=("score", "attributes.rating", "comments.0.usercomment.starrating")),
    Field("created_at", "when the review was written", "2026-03-02T09:15:00Z", date=True,
          named=("at", "attributes.date", "date",
                 "comments.0.usercomment.lastmodified.seconds")),
    Field("response_at", "when the reply was written", "2026-03-05T10:00:00Z", date=True,
          named=("repliedat", "attributes.developerresponse.modified", "developerresponse.modified",
                 "comments.1.developercomment.lastmodified.seconds")),
    Field("author", "the customer's name or id, kept only as an HMAC", "",
          named=("username", "attributes.username", "authorname",
                 "name")),
    Field("url", "a link to it", ""),
    Field("channel", "what kind of place it is", "review"),
)  # fmt: skip
SETTINGS = (TARGET, reviews.SETTINGS[1])
JSON = frozenset("[{")


def open_file(path: Path) -> Table:
    """The rows of a CSV file, or of a list or lines of objects with what lies inside them."""
    try:
        with path.open("rb") as file:
            start = file.read(16).decode("utf-8-sig", "ignore").lstrip()[:1]
    except OSError:
        start = ""
    return open_list(path, flatten) if start in JSON else open_table(path)


def names(record: Record) -> str:
    """The brand's name."""
    return record["brand"]


def read(records: Records, request: Request) -> Iterator[Item]:
    """The review of each usable row, and the reply if there is one."""
    return reviews.read_as("app-reviews", records, request, with_title)

"""Customers' reviews, each with the brand's response in the same row.

The source counts as complete, so that a review without a response is known to be unanswered;
--set complete=no where the file has only a part.  A review without an id gets one made from its
brand, author, date and text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from crawler.imports._formats import TARGET, Request, number, plain_id, switch
from crawler.imports._staging import Staged, Staging, stage
from crawler.items import Item, Message, Rejected, Source, When
from crawler.tables.fields import Field, Record, Records

FIELDS = (
    Field("brand", "the brand's name", "Acme Rooms", required=True,
          also=("hotel", "company", "business", "app", "place")),
    Field("text", "what the customer says", "Lovely bed, but nobody answered the bell.",
          required=True, also=("review", "body", "content", "comment", "review_text")),
    Field("response", "what the brand says to it", "We left you in the rain, and we are sorry.",
          also=("reply", "owner_response", "developer_response", "answer")),
    Field("review_id", "the review's own id", "r1", also=("id",)),
    Field("rating", "the stars given", "2", also=("stars", "score")),
    Field("created_at", "when the review was written", "2026-03-02", date=True,
          also=("published", "date", "time", "review_date")),
    Field("response_at", "when the response was written", "2026-03-05", date=True,
          also=("response_published", "response_date", "reply_date", "replied_at")),
    Field("author", "the customer's name or id, kept only as an HMAC", "",
          also=("user", "username", "reviewer", "name")),
    Field("url", "a link to it", "", also=("link", "permalink")),
    Field("channel", "what kind of place it is", "review"),
)  # fmt: skip
SETTINGS = (TARGET, Field("complete", "no where the file has only part of the reviews", "no"))
CHANNEL = "review"
ID_DIGITS = 20


def names(record: Record) -> str:
    """The brand's name."""
    return record["brand"]


def read(records: Records, request: Request) -> Iterator[Item]:
    """The review of each usable row, and the response if there is one."""
    return read_as("reviews", records, request)


def read_as(
    spider: str,
    records: Records,
    request: Request,
    adapt: Callable[[Record], Record] = lambda record: record,
) -> Iterator[Item]:
    """The same for a format of that name, whose rows `adapt` makes rows of this one."""
    complete = switch(request.settings, "complete", default=True)

    def staged(found: Record) -> Staged | None:
        record = adapt(found)
        _facts(record, request)
        whole = record["brand"] and record["text"]
        return Staged(record.line, _key(record), None, "", "") if whole else None

    with stage(filter(None, request.usable(records, staged))) as staging:
        yield from request.each(
            records, lambda row: _messages(spider, adapt(row), staging, request, complete)
        )


def _review_id(record: Record) -> str:
    parts = (record[name] for name in ("brand", "author", "created_at", "text"))
    made = sha256("\x1f".join(parts).encode()).hexdigest()[:ID_DIGITS]
    return plain_id(record["review_id"]) or made


def _facts(record: Record, request: Request) -> tuple[When | None, When | None, float | None]:
    """When it was written, when it was answered, and the stars.  Raises BadDate or BadCell."""
    return (
        request.dates.read("created_at", record["created_at"]),
        request.dates.read("response_at", record["response_at"]),
        number(record, "rating"),
    )


def _key(record: Record) -> str:
    return f"{names(record).casefold()}\x1f{_review_id(record)}"


def _messages(
    spider: str, record: Record, staging: Staging, request: Request, complete: bool
) -> Iterator[Item]:
    brand, review = names(record), _review_id(record)
    created, answered, rating = _facts(record, request)
    staged = staging.get(_key(record))
    if not brand:
        yield Rejected(record.line, "no brand")
    elif not record["text"]:
        yield Rejected(record.line, "no text")
    elif staged is None or staged.line != record.line:
        yield Rejected(record.line, "review twice in the file")
    else:
        target = request.settings.get("target", record["app"] or brand).casefold()
        channel = record["channel"] or CHANNEL
        source = Source(brand, "walk", channel, spider, target, complete)
        url = record["url"] or None
        yield Message(
            source, review, review, None, "customer", record["text"], created,
            author=record["author"] or None, url=url, rating=rating, line=record.line,
        )  # fmt: skip
        if record["response"]:
            yield Message(
                source, f"{review}/response", review, review, "brand", record["response"],
                answered, author_kind="brand", url=url, turn_id=review, line=record.line,
            )  # fmt: skip

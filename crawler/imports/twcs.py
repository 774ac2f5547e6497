"""Tweets as the data set "Customer Support on Twitter" has them.

A row that is not inbound is the brand's, and its author the brand's handle.  A customer's row
belongs to the brand that answers it, else to the brand it answers, else to the first known brand
it mentions; answered by several, it is stored once for each.  Ids such as 3.0, and True, TRUE or
1, are read as what they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.imports._formats import Request, plain_id, truth
from crawler.imports._staging import Staged, Staging, stage
from crawler.items import Item, Message, Rejected, Source
from crawler.tables.fields import Field, Record, Records

FIELDS = (
    Field("tweet_id", "the tweet's own id", "1001", required=True, also=("id", "status_id")),
    Field("author_id", "the brand's handle, or the customer's id", "acme_help", required=True,
          also=("author", "user", "username", "screen_name")),
    Field("inbound", "whether a customer wrote it: True or False", "False", required=True),
    Field("created_at", "when: Tue Oct 31 22:10:47 +0000 2017, or ISO 8601",
          "Tue Oct 31 22:10:47 +0000 2017", date=True, also=("date", "time", "timestamp")),
    Field("text", "what it says", "@4711 That's no way to start a day. Which train were you on?",
          required=True, also=("tweet", "body", "content")),
    Field("response_tweet_id", "the ids of the tweets that answer it; not needed", ""),
    Field("in_response_to_tweet_id", "the id of the tweet it answers", "1000",
          also=("in_reply_to", "parent_id")),
    Field("channel", "what kind of place it is", "short-post"),
)  # fmt: skip
SETTINGS: tuple[Field, ...] = ()
CHANNEL = "short-post"
HANDLE = re.compile(r"(?<!\w)@(\w+)")


def names(record: Record) -> str:
    """The brand's handle, where a brand wrote the row."""
    return record["author_id"].lstrip("@") if truth(record["inbound"] or "?") is False else ""


def read(records: Records, request: Request) -> Iterator[Item]:
    """A message for each usable row, for each brand it belongs to."""

    def staged(record: Record) -> Staged | None:
        request.dates.read("created_at", record["created_at"])
        parent = plain_id(record["in_response_to_tweet_id"]) or None
        item_id = plain_id(record["tweet_id"])
        bad = _fault(record) is not None
        return None if bad else Staged(record.line, item_id, parent, "", names(record))

    with stage(filter(None, request.usable(records, staged))) as staging:
        yield from request.each(records, lambda record: _messages(record, staging, request))


def _fault(record: Record) -> Rejected | None:
    if not record["tweet_id"]:
        return Rejected(record.line, "no tweet_id")
    if not record["author_id"].strip("@"):
        return Rejected(record.line, "no author_id")
    if not record["inbound"] or truth(record["inbound"]) is None:
        return Rejected(record.line, "inbound is neither true nor false")
    return None


def _messages(record: Record, staging: Staging, request: Request) -> Iterator[Item]:
    created = request.dates.read("created_at", record["created_at"])
    fault = _fault(record)
    item_id = plain_id(record["tweet_id"])
    staged = staging.get(item_id)
    if fault or staged is None:
        yield fault or Rejected(record.line, "no tweet_id")
        return
    if staged.line != record.line:
        yield Rejected(record.line, "id twice in the file", f"first on line {staged.line}")
        return
    brand = names(record)
    brands = [brand] if brand else _brands(record["text"], staged, staging, request)
    if not brands:
        yield Rejected(record.line, "customer message to no known brand")
    for owner in brands:
        channel = record["channel"] or CHANNEL
        yield Message(
            source=Source(owner, "walk", channel, "twcs", owner.casefold()),
            item_id=item_id,
            thread_id=staging.root(item_id),
            parent_id=staged.parent_id,
            role="brand" if brand else "customer",
            text=record["text"],
            created_at=created,
            author=None if brand else record["author_id"],
            author_kind="brand" if brand else "person",
            turn_id=staging.turn(item_id, brand) if brand else None,
            line=record.line,
        )


def _brands(text: str, staged: Staged, staging: Staging, request: Request) -> list[str]:
    """The handles whose brands the customer's message belongs to, one a brand."""
    found = staging.answered_by(staged.item_id)
    if not found and staged.parent_id:
        above = staging.get(staged.parent_id)
        found = [above.speaker] if above and above.speaker else []
    if not found:
        known = (low for low in map(str.casefold, HANDLE.findall(text)) if low in request.known)
        found = [request.spelled.get(low, low) for low in islice(known, 1)]
    owners = {request.known.get(handle.casefold(), handle): handle for handle in reversed(found)}
    return list(owners.values())[::-1]

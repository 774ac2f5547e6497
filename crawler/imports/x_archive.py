"""A brand's own tweets: `data/tweets.js` of the archive that X gives the holder of an account.

It has the brand's side alone: a tweet that answers somebody is walk, read from the reply itself
since what it answers is not in the file; any other is talk.  Retweets are rejected.  Name the
brand with --brand; its handle, where that is another name, is an alias of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crawler.imports._formats import TARGET, Request
from crawler.imports._staging import Staged, Staging, stage
from crawler.items import Item, Message, Rejected, Source, Statement
from crawler.tables import Table
from crawler.tables.fields import Field, Record, Records
from crawler.tables.jsonlists import open_list
from db.text.sentences import sentences

FIELDS = (
    Field("brand", "the brand's name", "Acme", required=True),
    Field("tweet_id", "the tweet's own id", "1001", required=True),
    Field("text", "what it says", "@jo A kettle that leaks is no fun. A new one is coming.",
          required=True),
    Field("created_at", "when: Tue Oct 31 22:10:47 +0000 2017", "Tue Oct 31 22:10:47 +0000 2017",
          required=True, date=True),
    Field("answers", "the id of the tweet it answers", "1000"),
    Field("answers_whom", "the handle of whom it answers", "jo"),
    Field("channel", "what kind of place the answers are in", "short-post"),
)  # fmt: skip
SETTINGS = (TARGET,)
CHANNEL = "short-post"
NAME = "x-archive"
LONGEST_TWEET = 40
"""No part of a thread has as many sentences; the places of the next part begin after it."""


def open_file(path: Path) -> Table:
    """The tweets of the file, which is JSON assigned to a name."""
    return open_list(path, _row)


def _row(found: dict[str, Any]) -> dict[str, str]:
    """A tweet with its links as they were meant."""
    tweet = found.get("tweet", found)
    text = tweet.get("full_text") or tweet["text"]
    for link in tweet.get("entities", {}).get("urls", []):
        text = text.replace(link["url"], link.get("expanded_url") or link["url"])
    return {
        "tweet_id": str(tweet.get("id_str") or tweet["id"]),
        "text": text,
        "created_at": tweet["created_at"],
        "answers": str(tweet.get("in_reply_to_status_id_str") or ""),
        "answers_whom": str(tweet.get("in_reply_to_screen_name") or ""),
    }


def names(record: Record) -> str:
    """The brand's name."""
    return record["brand"]


def read(records: Records, request: Request) -> Iterator[Item]:
    """A message for each answer, statements for each tweet of the brand's own."""

    def staged(record: Record) -> Staged | None:
        request.dates.read("created_at", record["created_at"])
        above = record["answers"] or None
        whom = record["answers_whom"].casefold()
        return Staged(record.line, record["tweet_id"], above, whom, record["brand"])

    with stage(filter(None, request.usable(records, staged))) as staging:
        yield from request.each(records, partial(_items, staging=staging, request=request))


def _items(record: Record, staging: Staging, request: Request) -> Iterator[Item]:
    number, brand = record["tweet_id"], record["brand"]
    created = request.dates.read("created_at", record["created_at"])
    staged = staging.get(number)
    if not brand or created is None:
        yield Rejected(record.line, "no brand" if not brand else "no created_at")
    elif record["text"].startswith("RT @"):
        yield Rejected(record.line, "a retweet")
    elif staged is None or staged.line != record.line:
        yield Rejected(record.line, "id twice in the file")
    elif _is_answer(record, staging, request):
        turn = staging.turn(number, brand)
        target = request.settings.get("target", brand).casefold()
        source = Source(brand, "walk", record["channel"] or CHANNEL, NAME, target)
        yield Message(
            source, number, turn, record["answers"] or None, "brand", record["text"], created,
            author_kind="brand", turn_id=turn, line=record.line,
        )  # fmt: skip
    else:
        target = request.settings.get("target", brand).casefold()
        source = Source(brand, "talk", "marketing", NAME, target)
        top, depth = _top(number, staging)
        said = sentences(record["text"]) or [record["text"]]
        for place, sentence in enumerate(said, LONGEST_TWEET * depth):
            yield Statement(source, top, place, sentence, created, line=record.line)


def _is_answer(record: Record, staging: Staging, request: Request) -> bool:
    """Whether the thread that the tweet is part of began as an answer to somebody else."""
    first = staging.get(_top(record["tweet_id"], staging)[0])
    if first is None or first.parent_id is None:
        # A tweet that begins with a name says something to somebody, though it answers none.
        return record["text"].startswith("@")
    whom, own = first.thread_id, request.known.get(record["brand"].casefold())
    return not whom or request.known.get(whom, whom) != own


def _top(number: str, staging: Staging) -> tuple[str, int]:
    """The first of the brand's own tweets that lead to this one, and how many lie between."""
    seen = [number]
    while (found := staging.get(seen[-1])) and found.parent_id not in {None, *seen}:
        if staging.get(str(found.parent_id)) is None:
            break
        seen.append(str(found.parent_id))
    return seen[-1], len(seen) - 1

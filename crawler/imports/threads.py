"""Conversations between customers and a brand, one message a row.

The brand stands in a column, in one row of the thread at least, or is given with --brand.  Rows
without an id are counted within their thread, and ids that start anew in each thread are told
apart by it.  A brand's message that names none answers the customer's message before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.imports._formats import TARGET, Request, number, plain_id, switch
from crawler.imports._staging import Staged, Staging, stage
from crawler.items import Item, Message, Rejected, Role, Source
from crawler.pipelines.turns import Link, turns_of
from crawler.tables.dates import iso
from crawler.tables.fields import Field, Record, Records

FIELDS = (
    Field("thread_id", "which conversation it belongs to", "t1", required=True,
          also=("conversation_id", "conversation", "thread", "ticket_id", "case_id")),
    Field("message_id", "the message's own id", "m2", also=("id", "post_id", "tweet_id")),
    Field("parent_id", "the id of the message it answers", "m1", also=("in_reply_to", "reply_to")),
    Field("role", "customer or brand", "brand", required=True,
          also=("sender", "author_type", "speaker", "from")),
    Field("brand", "the brand's name or handle", "Acme", also=("company", "business", "handle")),
    Field("created_at", "when it was written", "2026-03-02T09:15:00Z", date=True,
          also=("date", "time", "timestamp", "sent_at")),
    Field("text", "what it says", "A kettle that leaks on day two is no fun. A new one is coming.",
          required=True, also=("message", "body", "content", "comment")),
    Field("author", "the customer's name or id, kept only as an HMAC", "",
          also=("user", "username", "customer", "name")),
    Field("url", "a link to it", "", also=("link", "permalink")),
    Field("lang", "its language, ISO 639-1", "en", also=("language",)),
    Field("rating", "the stars that came with it", "", also=("stars", "score")),
    Field("channel", "what kind of place it is", "forum", required=True,
          also=("source", "platform")),
)  # fmt: skip
SETTINGS = (TARGET, Field("complete", "yes where the file has every message there was", "no"))
CUSTOMER = frozenset(("customer", "user", "client", "consumer", "guest", "inbound", "member"))
BRAND = frozenset(
    ("brand", "company", "business", "agent", "support", "outbound", "owner", "staff")
)
MARK = "\x1f"
SOME_BRAND = "\x1e"
"""Stands for a brand that the row does not name."""


def names(record: Record) -> str:
    """The brand's name."""
    return record["brand"].lstrip("@")


def read(records: Records, request: Request) -> Iterator[Item]:
    """A message for each usable row."""
    complete = switch(request.settings, "complete", default=False)

    def staged(record: Record) -> Staged | None:
        moment = iso(request.dates.read("created_at", record["created_at"])) or ""
        number(record, "rating")
        if _fault(record) is not None:
            return None
        thread, parent = record["thread_id"], plain_id(record["parent_id"])
        above = f"{thread}{MARK}{parent}" if parent else None
        speaker = (names(record) or SOME_BRAND) if _role(record) == "brand" else ""
        return Staged(record.line, _key(record), above, thread, speaker, moment)

    with stage(filter(None, request.usable(records, staged))) as staging:
        staging.keep_turns(map(_turns, staging.threads()))
        anew = staging.ids_start_anew(MARK)

        def convert(record: Record) -> list[Item]:
            return [_message(record, staging, request, anew=anew, complete=complete)]

        yield from request.each(records, convert)


def _key(record: Record) -> str:
    """What tells the row from all others of the file."""
    return f"{record['thread_id']}{MARK}{plain_id(record['message_id']) or f'#{record.line}'}"


def _role(record: Record) -> Role | None:
    low = record["role"].casefold()
    return "customer" if low in CUSTOMER else "brand" if low in BRAND else None


def _fault(record: Record) -> Rejected | None:
    if not record["thread_id"]:
        return Rejected(record.line, "no thread_id")
    if _role(record) is None:
        return Rejected(record.line, "role is neither customer nor brand")
    if not record["channel"]:
        return Rejected(record.line, "no channel")
    return None


def _turns(thread: list[Staged]) -> dict[str, str]:
    links = [
        Link(staged.item_id, staged.parent_id, "brand" if staged.speaker else "customer")
        for staged in thread
    ]
    return turns_of(links)


def _message(
    record: Record, staging: Staging, request: Request, *, anew: bool, complete: bool
) -> Item:
    if fault := _fault(record):
        return fault
    role = _role(record) or "customer"
    created = request.dates.read("created_at", record["created_at"])
    rating = number(record, "rating")
    staged = staging.get(_key(record))
    if staged is None or staged.line != record.line:
        return Rejected(record.line, "id twice in the file")
    brand = names(record) or staging.speaker(staged.thread_id, SOME_BRAND)
    if not brand:
        return Rejected(record.line, "no brand in the row or its thread")

    def public(key: str | None) -> str | None:
        """The id as it is kept, of a key of this file."""
        if key is None:
            return None
        thread, _, message = key.partition(MARK)
        if message.startswith("#") and (found := staging.get(key)):
            return f"{thread}/{staging.position(found)}"
        return f"{thread}/{message}" if anew else message

    turn = staging.kept_turn(staged.item_id)
    answered = turn if turn != staged.item_id else None
    target = request.settings.get("target", brand).casefold()
    return Message(
        source=Source(brand, "walk", record["channel"], "threads", target, complete),
        item_id=public(staged.item_id) or "",
        thread_id=staged.thread_id,
        parent_id=public(staged.parent_id or answered),
        role=role,
        text=record["text"],
        created_at=created,
        author=record["author"] or None if role == "customer" else None,
        author_kind="person" if role == "customer" else "brand",
        url=record["url"] or None,
        rating=rating,
        turn_id=public(turn),
        lang=record["lang"].casefold()[:2],
        line=record.line,
    )

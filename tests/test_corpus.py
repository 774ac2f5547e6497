"""From stored messages to exchanges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from audit.corpus.exchanges import Exchange, channels, exchanges, statements
from db import open_database
from db.queries import add_brand, source_id


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database with one brand."""
    found = open_database(tmp_path / "audit.db", "create")
    add_brand(found, "acme")
    return found


def put(database: Database, source: int, item_id: str, role: str, text: str, **more: Any) -> None:
    """Store one message."""
    row = {
        "source_id": source,
        "item_id": item_id,
        "thread_id": "t1",
        "role": role,
        "author_kind": "brand" if role == "brand" else "person",
        "lang": "en",
        "text": text,
        "content_hash": f"hash-{item_id}",
        "created_at": f"2026-03-01T10:{len(item_id):02}:00Z",
    } | more
    database["messages"].insert(row)  # type: ignore[union-attr]


def of(database: Database, channel: str = "short-post") -> list[Exchange]:
    """All exchanges of the brand."""
    return list(exchanges(database, 1, channel))


def test_parts_of_one_turn_are_joined_in_their_order(database: Database) -> None:
    """By time, then by part number; the numbers are dropped."""
    source = source_id(database, 1, "walk", "short-post", "x", "x", False)
    put(database, source, "q", "customer", "Where is it?", author="h1")
    same = {"parent_id": "q", "turn_id": "q", "created_at": "2026-03-01T11:00:00Z"}
    put(database, source, "b2", "brand", "Sorry for that. (2/2)", **same)
    put(database, source, "b1", "brand", "It is in Leeds. (1/2)", **same)

    (found,) = of(database)

    assert found.reply == "It is in Leeds. Sorry for that."
    assert found.message is not None
    assert found.message.text == "Where is it?"
    assert found.customer == "h1"


def test_a_part_that_answers_the_brands_own_part_keeps_the_customers_message(
    database: Database,
) -> None:
    """The message answered is the first that is not a part of the turn."""
    source = source_id(database, 1, "walk", "short-post", "x", "x", False)
    put(database, source, "q", "customer", "Where is it?", author="h1")
    put(database, source, "b1", "brand", "In Leeds.", parent_id="q", turn_id="q")
    put(database, source, "b22", "brand", "Tomorrow.", parent_id="b1", turn_id="q")

    (found,) = of(database)

    assert found.reply == "In Leeds. Tomorrow."
    assert found.message is not None


def test_a_reply_whose_message_is_not_held_stands_alone(database: Database) -> None:
    """The thread is its customer then."""
    source = source_id(database, 1, "walk", "short-post", "x", "x", False)
    put(database, source, "b1", "brand", "In Leeds.", parent_id="gone", turn_id="gone")

    (found,) = of(database)

    assert found.message is None
    assert found.customer == "t1"


def test_a_thread_without_a_turn_is_an_unanswered_customer(database: Database) -> None:
    """Once, whatever they wrote after; a thanks after an answer is none."""
    source = source_id(database, 1, "walk", "review", "x", "x", True)
    put(database, source, "q", "customer", "It broke.", author="h1")
    put(database, source, "q2", "customer", "Hello?", author="h1")
    put(database, source, "r", "customer", "Mine too.", author="h2", thread_id="t2")
    put(database, source, "b", "brand", "Sorry.", parent_id="r", turn_id="r", thread_id="t2")
    put(database, source, "r33", "customer", "Thanks.", author="h2", thread_id="t2")

    found = of(database, "review")

    assert [(e.customer, e.reply) for e in found] == [("h1", None), ("h2", "Sorry.")]
    assert all(e.complete for e in found)


def test_a_turn_without_a_time_takes_that_of_its_message(database: Database) -> None:
    """So that it lies in a period."""
    source = source_id(database, 1, "walk", "short-post", "x", "x", False)
    put(database, source, "q", "customer", "Hm?", author="h", created_at="2020-05-05T00:00:00Z")
    put(database, source, "b", "brand", "Yes.", parent_id="q", turn_id="q", created_at=None)

    (found,) = of(database)

    assert found.at == "2020-05-05T00:00:00Z"


def test_bots_are_not_the_brands_turns(database: Database) -> None:
    """What a bot wrote is kept, but is no turn."""
    source = source_id(database, 1, "walk", "short-post", "x", "x", False)
    put(database, source, "q", "customer", "Hm?", author="h")
    put(database, source, "b", "brand", "Beep.", parent_id="q", turn_id="q", author_kind="bot")

    assert [e.reply for e in of(database)] == [None]


def test_channels_come_with_the_busiest_first(database: Database) -> None:
    """By number of replies."""
    short = source_id(database, 1, "walk", "short-post", "x", "x", False)
    review = source_id(database, 1, "walk", "review", "x", "x", True)
    put(database, short, "b", "brand", "One.")
    put(database, review, "c", "brand", "One.")
    put(database, review, "d", "brand", "Two.")

    assert channels(database, 1) == ["review", "short-post"]


def test_statements_come_in_order_of_document_and_place(database: Database) -> None:
    """As they stand on the page."""
    source = source_id(database, 1, "talk", "website", "x", "x", False)
    for place, text in ((2, "Second."), (1, "First.")):
        database["statements"].insert(  # type: ignore[union-attr]
            {
                "source_id": source,
                "document": "/about",
                "place": place,
                "lang": "en",
                "text": text,
                "text_hash": text,
                "first_seen": "2026-01-01",
                "last_seen": "2026-01-01",
            }
        )

    assert [row.text for row in statements(database, 1)] == ["First.", "Second."]

"""Which of a brand's messages are one turn."""

from __future__ import annotations

from itertools import pairwise

from crawler.items import Message, Role, Source
from crawler.pipelines.turns import Link, tie, turns_of

SOURCE = Source("Acme", "walk", "forum", "test", "acme")


def thread(*links: tuple[str, str | None, Role]) -> dict[str, str]:
    """The turns of a thread given as id, parent and role."""
    return turns_of([Link(*link) for link in links])


def test_parts_that_answer_one_message_are_one_turn() -> None:
    """Whether each names the customer's message or the part before it."""
    assert thread(("c", None, "customer"), ("b1", "c", "brand"), ("b2", "c", "brand")) == {
        "b1": "c",
        "b2": "c",
    }
    assert thread(("c", None, "customer"), ("b1", "c", "brand"), ("b2", "b1", "brand")) == {
        "b1": "c",
        "b2": "c",
    }


def test_an_answer_to_the_next_message_is_another_turn() -> None:
    """However soon it comes."""
    found = thread(
        ("c1", None, "customer"),
        ("b1", "c1", "brand"),
        ("c2", "b1", "customer"),
        ("b2", "c2", "brand"),
    )

    assert found == {"b1": "c1", "b2": "c2"}


def test_without_parents_the_order_decides() -> None:
    """What the brand says until the customer speaks again is one turn."""
    found = thread(
        ("b0", None, "brand"), ("c1", None, "customer"), ("b1", None, "brand"),
        ("b2", None, "brand"), ("c2", None, "customer"), ("b3", None, "brand"),
    )  # fmt: skip

    assert found == {"b0": "b0", "b1": "c1", "b2": "c1", "b3": "c2"}


def test_a_parent_that_is_not_held_names_the_turn() -> None:
    """Two parts that answer it are still one turn."""
    assert thread(("b1", "gone", "brand"), ("b2", "gone", "brand")) == {"b1": "gone", "b2": "gone"}


def test_only_the_brands_messages_have_a_turn_and_threads_are_kept_apart() -> None:
    """The pipeline ties what comes thread by thread."""
    roles: tuple[Role, ...] = ("customer", "brand", "brand")
    items = [
        Message(SOURCE, f"{name}{n}", name, None, role, "hello", None)
        for name in "xy"
        for n, role in enumerate(roles)
    ]

    turns = [item.turn_id for item in tie(items) if isinstance(item, Message)]

    assert turns == [None, "x0", "x0", None, "y0", "y0"]
    assert all(one != two for one, two in pairwise(turns) if {one, two} == {"x0", "y0"})

"""Where a sentence of marketing copy ends."""

from __future__ import annotations

import pytest

from db.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We care. We listen! Do you?", ["We care.", "We listen!", "Do you?"]),
        ("Kettles from $4.50. Rated 4.8 of 5.", ["Kettles from $4.50.", "Rated 4.8 of 5."]),
        ("Ask Dr. Lee of Acme Inc. about tea.", ["Ask Dr. Lee of Acme Inc. about tea."]),
        ("We are Acme Inc. We make tea.", ["We are Acme Inc.", "We make tea."]),
        (
            "Made in the U.S. since 1919, e.g. in Ohio.",
            ["Made in the U.S. since 1919, e.g. in Ohio."],
        ),
        ("See acme.example/a.b?c. We answer.", ["See acme.example/a.b?c.", "We answer."]),
        (
            "See https://acme.example/a.html. We answer.",
            ["See https://acme.example/a.html.", "We answer."],
        ),
        ("Tea... and more tea. Truly.", ["Tea... and more tea.", "Truly."]),
        ("Always here… Always kind.", ["Always here…", "Always kind."]),
        ('"We care." That is all.', ['"We care."', "That is all."]),
        ("We care.🎉 We listen. #AcmeCares", ["We care.🎉 We listen.", "#AcmeCares"]),
        (
            "Our promises:\n• Here day and night\n• Yours to keep\n- Fair",
            ["Our promises:", "Here day and night", "Yours to keep", "Fair"],
        ),
        ("1. We listen\n2) We act", ["We listen", "We act"]),
        (
            "We care about tea and\nabout the people who drink it.",
            ["We care about tea and about the people who drink it."],
        ),
        ("Heading\n\nA line below it.", ["Heading", "A line below it."]),
        ("https://acme.example/a", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    """Not at decimals, links, initials or abbreviations; at list items and headings."""
    assert sentences(text) == expected

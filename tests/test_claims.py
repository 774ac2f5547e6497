"""Distinct claims."""

from __future__ import annotations

import numpy as np
import pytest
from builders import NAMES, claimed, statement

from audit.corpus.exchanges import StatementRow
from audit.formulas.minimum import Span
from audit.reading.normalise import template
from audit.reading.readings import Reading
from audit.talk.claims import CLAIM_AT, by_dimension, distinct_claims, documents, is_claim
from audit.talk.promise import Promise, promise


def words(rows: list[tuple[StatementRow, Reading]]) -> dict[int, str]:
    """The masked wording of each statement."""
    return {row.id: template(row.text) for row, _ in rows}


def test_a_claim_repeated_on_many_pages_counts_once() -> None:
    """The same words, whatever case and place."""
    rows = [
        (statement("We're here for you, every step of the way.", "/"), claimed(["presence"])),
        (statement("We’re here for you, every step of the way!", "/about"), claimed(["presence"])),
        (statement("Our kettles boil in a minute.", "/"), claimed([])),
    ]

    found = distinct_claims(rows, words(rows), {}, NAMES)

    assert len(found) == 1
    assert found[0].documents == {"/", "/about"}


def test_paraphrases_are_one_claim_and_different_promises_two() -> None:
    """Nearness in meaning joins wordings of one promise."""
    rows = [
        (statement("Always by your side."), claimed(["presence"])),
        (statement("We stand beside you at all times."), claimed(["presence"])),
        (statement("We make it right when we fail."), claimed(["ownership"])),
    ]
    near, other = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    vectors = {rows[0][0].id: near, rows[1][0].id: near, rows[2][0].id: other}

    found = distinct_claims(rows, words(rows), vectors, NAMES)

    assert len(found) == 2
    assert by_dimension(found, NAMES)["presence"] == 1
    assert documents(found) == {"/about"}


def test_a_promise_that_fits_no_dimension_clearly_counts_for_the_likeliest() -> None:
    """A claim always promises something."""
    reading = claimed(["care"])
    vague = type(reading)(reading.probabilities, {**dict.fromkeys(NAMES, 0), "promise": 1})

    rows = [(statement("You matter."), vague)]

    (found,) = distinct_claims(rows, words(rows), {}, NAMES)

    assert found.dimensions == {"care"}


def test_statements_are_counted_by_their_words() -> None:
    """A footer on every page is one statement."""
    rows = [(statement("Free delivery over fifty pounds.", f"/{i}"), claimed([])) for i in range(9)]

    found = promise(rows, words(rows), [])

    assert found.statements == 1
    assert found.documents == 9


def test_what_may_be_a_promise_is_counted_apart() -> None:
    """From one half on it may be one, from the bar on it counts."""
    found = Promise((), (0.49, 0.5, CLAIM_AT - 0.01, CLAIM_AT, 1.0), 1, Span(None, None))

    assert found.uncertain == 2


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("We stand by you, whatever comes.", True),
        ("Always by your side, day and night", True),
        ("Our promise to you", False),
        ("What you can expect of us", False),
        ("Why do we care?", True),
    ],
)
def test_a_heading_is_no_claim(text: str, counts: bool) -> None:
    """What it announces is said in the sentences under it."""
    assert is_claim(text, claimed(["care"])) is counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("I was so well looked after by Jo.", False),
        ("“They never once made us feel like a number.”", False),
        ("He is patient with every beginner.", False),
        ("They took such good care of my mother.", False),
        ("We take care of your mother as if she were ours.", True),
        ("Our drivers know that they are guests on your street.", True),
        ("You are never on your own with your claim.", True),
        ("I feel we were cared for at every step.", False),
        ('Thank you for taking such good care of us!"', False),
        ('We say "sorry" and mean it.', True),
    ],
)
def test_what_somebody_else_says_is_no_claim(text: str, counts: bool) -> None:
    """A testimonial is praise; a brand is held to its own words."""
    assert is_claim(text, claimed(["care"])) is counts


def test_a_claim_is_likely_to_be_one() -> None:
    """A statement read as a promise with a small probability is not counted against a brand."""
    assert is_claim("We care about you.", claimed(["care"], 0.85))
    assert not is_claim("We care about you.", claimed(["care"], 0.75))

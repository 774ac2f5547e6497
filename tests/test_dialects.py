"""Customers are read alike however they speak: the same message in five varieties of English."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from audit.reading.identity import BUNDLED
from audit.reading.instrument import load_instrument
from audit.reading.readings import Reading

dialects = pytest.importorskip("dialects", reason="the benchmarks lie in the checkout only")

FORMS = (dialects.STANDARD, *dialects.VARIETIES)


@pytest.fixture(scope="module")
def messages() -> list[dict[str, Any]]:
    """The messages, each in five forms."""
    found: list[dict[str, Any]] = dialects.load_messages()
    return found


@pytest.fixture(scope="module")
def readings(messages: list[dict[str, Any]]) -> dict[str, list[Reading]]:
    """What the bundled instrument reads in each form."""
    found: dict[str, list[Reading]] = dialects.read_all(load_instrument(BUNDLED), messages)
    return found


def test_every_message_is_there_in_five_different_forms(messages: list[dict[str, Any]]) -> None:
    """At least sixty messages; none is the same in two forms, none stands twice."""
    texts = Counter(message[form] for message in messages for form in FORMS)

    assert len(messages) >= 60
    assert set(texts.values()) == {1}
    assert len(texts) == 5 * len(messages)


@pytest.mark.parametrize("column", dialects.COLUMNS)
def test_about_half_of_the_messages_have_it(messages: list[dict[str, Any]], column: str) -> None:
    """Need and emotion are each there in four to six of ten messages."""
    share = np.mean([message[column] for message in messages])

    assert 0.4 <= share <= 0.6


def test_a_gap_by_hand() -> None:
    """Two messages: one read less and flipped, one alike."""
    messages = [{"need": 1}, {"need": 0}]

    def reading(chance: float) -> Reading:
        return Reading({"need": (1 - chance, chance)}, {"need": int(chance > 0.5)})

    readings = {
        "american": [reading(0.9), reading(0.1)],
        "british": [reading(0.3), reading(0.1)],
    }
    both = dialects.gap(messages, readings, "british", "need")
    there = dialects.gap(messages, readings, "british", "need", 1)

    assert both.mean == pytest.approx(-0.3)
    assert (both.flipped, both.right, both.standard_right) == (0.5, 0.5, 1.0)
    assert both.interval == pytest.approx((-0.6, 0.0))
    assert there.gaps == pytest.approx([-0.6])


@pytest.mark.slow
@pytest.mark.parametrize("label", dialects.PARTS, ids=["all", "there", "not there"])
@pytest.mark.parametrize("column", dialects.COLUMNS)
@pytest.mark.parametrize("variety", dialects.VARIETIES)
def test_varieties_of_english_are_read_alike(
    messages: list[dict[str, Any]],
    readings: dict[str, list[Reading]],
    variety: str,
    column: str,
    label: int | None,
) -> None:
    """The mean gap is at most .10 over all messages, and over those where it is there, or not."""
    found = dialects.gap(messages, readings, variety, column, label)

    assert abs(found.mean) <= dialects.ALLOWED

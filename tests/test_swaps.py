"""Readings stay when names, gender, handles, links, sign-offs, case, emoji or brand are swapped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from audit.reading.identity import BUNDLED
from audit.reading.instrument import Instrument, load_instrument

invariance = pytest.importorskip("invariance", reason="the benchmarks lie in the checkout only")
swaps = pytest.importorskip("swaps", reason="the benchmarks lie in the checkout only")

MESSAGES = (
    "@acme my husband waited two hours for your driver and he never came. I'm furious",
    "@acme the lady at your desk, Sarah, laughed at me when I told her my bag was lost 😡",
    "@acme do you know when the red one is back? My son loves his. https://t.example/a",
    "@acme Charged twice by Acme and now my rent bounced. She told me to wait, Mr Cole too.",
    "@acme is the app down? I can't log in since this morning",
    "@acme thanks to Daniel at the shop, he was so kind to my mother!",
)
REPLIES = (
    "@jo1 Hi Sarah, sorry for the wait. Please DM us your number so we can look into it. 🙂 ^AB",
    "@jo1 Hi Tom! We're sorry he had to wait, that is our mistake. I have told the depot, and she"
    " will ring you by six, see https://acme.example/1 😊 ^JR",
    "Dear Mr. Cole, thank you for telling Acme. Her words were not right and I am sorry. I have"
    " spoken to her manager, who will write to you today.\n\nKind regards,\nHelen",
    "@jo1 We get it, Maria. Have you tried to restart it? https://acme.example/help 👍 ^KT",
    "@jo1 That's lovely to hear, Ben! We'll tell him. 💙 Thanks from all at Acme. ^MS",
)
TURNS = [swaps.Turn(said, asked, names=("Acme",)) for asked in MESSAGES for said in REPLIES]

FLIPPING = ("names", "gender")
OPEN = "levels flip in a little more than 1 %: docs/limitations.md, Words are read by likeness"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("handles", "@ann hi, @bob too, @ann", r"@\w+_\d+ hi, @\w+_\d+ too, @\w+_\d+"),
        ("links", "See (https://a.example/x). Bye", r"See \(https://shop.example/\d+\). Bye"),
        ("initials", "All done. ^AB", r"All done. \^[B-Z]{2}"),
        ("names", "Hi Sarah, ask Tom in May.", r"Hi \w+, ask \w+ in May."),
        ("gender", "Mr Li gave her his hat; he saw her.", "Mrs Li gave his her hat; she saw him."),
        ("gender", "He saw him. ^MS", r"She saw her. \^MS"),
        ("small letters", "We ARE Sorry", "we are sorry"),
        ("capitals", "See https://a.example/x", "SEE https://a.example/x"),
        ("no emoji", "Sorry 😢 Tom", "Sorry Tom"),
        ("more emoji", "We are on it. Bye", r"We are on it. \S Bye \S"),
        ("names", "Don't ask Don.", r"Don't ask \w+."),
        ("brand", "Thanks from Acme", r"Thanks from (?!Acme).+"),
    ],
)
def test_a_swap_changes_its_detail_and_nothing_else(name: str, before: str, after: str) -> None:
    """Each swap, on a reply that holds its detail; and a second time the same."""
    turn = swaps.Turn(before, "It broke.", names=("Acme",))

    found = swaps.SWAPS[name](turn)

    assert found.reply != before
    assert re.fullmatch(after, found.reply)
    assert found == swaps.SWAPS[name](turn)


def test_a_turn_without_the_detail_stays() -> None:
    """Nothing is put where nothing was."""
    turn = swaps.Turn("we are on it", "it broke", names=("Acme",))

    same = [name for name, swap in swaps.SWAPS.items() if swap(turn) == turn]

    assert set(swaps.SWAPS) - set(same) == {"capitals", "more emoji"}


@pytest.fixture(scope="module")
def real() -> Instrument:
    """The bundled instrument."""
    return load_instrument(BUNDLED)


@pytest.fixture(scope="module")
def generated(real: Instrument) -> dict[str, Any]:
    """What each swap does to the turns above."""
    pairs = {name: invariance.swapped(TURNS, swap) for name, swap in swaps.SWAPS.items()}
    found: dict[str, Any] = invariance.measured(real, pairs)
    return found


@pytest.fixture(scope="module")
def on_real_text(real: Instrument, shared_data: Path) -> dict[str, Any]:
    """What each swap does to up to 250 real turns."""
    turns = invariance.real_turns(shared_data, real)
    pairs = {name: invariance.swapped(turns, swap) for name, swap in swaps.SWAPS.items()}
    found: dict[str, Any] = invariance.measured(real, pairs)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", swaps.SWAPS)
def test_readings_of_made_up_turns_stay(
    request: pytest.FixtureRequest, generated: dict[str, Any], name: str
) -> None:
    """No column moves by more than .05 in the mean, and at most 1 % of levels differ."""
    if name in FLIPPING:
        request.applymarker(pytest.mark.xfail(reason=OPEN, strict=False))
    moved = generated[name]

    assert moved.holds, (moved.mean.max(), moved.flipped)


@pytest.mark.slow
@pytest.mark.parametrize("name", swaps.SWAPS)
def test_readings_of_real_turns_stay(
    request: pytest.FixtureRequest, on_real_text: dict[str, Any], name: str
) -> None:
    """The same bounds, on real turns that no head was fitted on."""
    if name in FLIPPING:
        request.applymarker(pytest.mark.xfail(reason=OPEN, strict=False))
    moved = on_real_text[name]

    assert moved.holds, (moved.mean.max(), moved.flipped)

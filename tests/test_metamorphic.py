"""What may change in the texts of both sides, and what the score must then do; end to end."""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from audited import Audited, audited
from builders import NAMES
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from audit.formulas.score import promise_weights, walk_the_talk
from audit.reading.facts import facts
from audit.reading.identity import BUNDLED
from audit.reading.instrument import Instrument, load_instrument
from audit.talk.claims import is_claim
from audit.walk.delivery import per_customer

KEY = "a key for tests, not for people"
COPY = [  # letters enough of its own for the fake encoder to tell each promise from the others
    ("/about", "At Acme we care, wwwwwwwwwwwwww."),
    ("/about", "We make kettles and toasters."),
    ("/help", "Our presence, zzzzzzzzzzzzzzzzzz."),
    ("/help", "Acme is listening, qqqqqqqqqqqqqqqqqqqq."),
    *(
        ("/range", f"This kettle holds {word} litres.")
        for word in "two three four five six".split()
    ),
    *(("/range", f"This toaster has {word} slots.") for word in "two three four five six".split()),
]
LEVELS = st.lists(st.tuples(*(st.integers(0, 2) for _ in NAMES)), min_size=34, max_size=40)
few = settings(
    max_examples=5, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
folders = itertools.count()


def word(number: int) -> str:
    """A word of its own for each number."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")


def reply(levels: tuple[int, ...], number: int) -> str:
    """A reply at these levels by the fake instrument, in words that nobody else gets."""
    said = " ".join(f"{name} " * level for name, level in zip(NAMES, levels, strict=True))
    return f"To {word(number)} about the {word(number + 5000)}: {said}".strip()


def turns_of(levels: list[tuple[int, ...]]) -> list[tuple[str, str]]:
    """A turn for each tuple of levels, all to customers in need."""
    return [
        (f"The kettle of mine broke, it is {word(i)}", reply(one, i))
        for i, one in enumerate(levels)
    ]


def mixed() -> list[tuple[str, str]]:
    """Forty turns at all kinds of levels."""
    return turns_of([tuple((i * (k + 2)) % 3 for k in range(6)) for i in range(40)])


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that ids of people are hashed with."""
    monkeypatch.setenv("AUDIT_KEY", KEY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the databases of this module."""
    return tmp_path_factory.mktemp("metamorphic")


def new(folder: Path) -> Path:
    """The path of a database folder that is not there yet."""
    return folder / str(next(folders))


def test_the_order_of_rows_changes_nothing(folder: Path) -> None:
    """However the rows of both files are shuffled, the finding is the same to the last digit."""
    plain = audited(new(folder), mixed(), COPY)
    shuffled = [audited(new(folder), mixed(), COPY, order=seed) for seed in range(3)]

    assert [one.anonymous for one in shuffled] == [plain.anonymous] * 3


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    """Two new databases hold the same readings and give the same finding."""
    one, other = (audited(new(folder), mixed(), COPY) for _ in range(2))

    assert one.readings == other.readings
    assert one.anonymous == other.anonymous


def test_another_name_for_the_brand_changes_nothing(folder: Path) -> None:
    """With Acme written Zenith on both sides, the same texts are read, to the same finding."""
    turns = [(f"Acme, {asked}", f"{said} Your Acme team") for asked, said in mixed()]

    acme = audited(new(folder), turns, COPY)
    zenith = audited(
        new(folder),
        [
            (asked.replace("Acme", "Zenith"), said.replace("Acme", "Zenith"))
            for asked, said in turns
        ],
        [(document, text.replace("Acme", "Zenith")) for document, text in COPY],
        brand="Zenith",
    )

    assert zenith.readings == acme.readings
    assert zenith.anonymous == acme.anonymous


@few
@given(levels=LEVELS, copied=st.integers(0, 33), others=st.sets(st.integers(0, 33), min_size=1))
def test_copying_a_reply_never_lifts_delivery_above_what_its_customers_got(
    folder: Path, levels: list[tuple[int, ...]], copied: int, others: set[int]
) -> None:
    """Sent to others too, a reply counts for none of them more than it says, nor than a quarter."""
    turns = turns_of(levels)
    copies = [
        (asked, turns[copied][1] if i in others else said) for i, (asked, said) in enumerate(turns)
    ]

    before, after = (audited(new(folder), some, COPY) for some in (turns, copies))

    said = [turn.as_read(NAMES) for turn in after.inputs.turns]
    got = per_customer(after.inputs.turns, NAMES)
    assert (got <= np.array(said) + 1e-9).all()
    alike = [turn for turn in after.inputs.turns if turn.row.sent_alike]
    assert len(alike) == len(others | {copied}) * (others != {copied})
    if alike:
        assert per_customer(alike, NAMES).max() <= 0.25
    if others == {copied}:
        assert after.delivered == before.delivered


@few
@given(levels=LEVELS, chosen=st.integers(0, 33), dimension=st.integers(0, 5))
def test_a_better_reply_in_words_of_its_own_never_lowers_the_score(
    folder: Path, levels: list[tuple[int, ...]], chosen: int, dimension: int
) -> None:
    """One reply delivers one dimension one level better than before."""
    better = [list(one) for one in levels]
    better[chosen][dimension] = min(2, better[chosen][dimension] + 1)

    before = audited(new(folder), turns_of(levels), COPY)
    after = audited(new(folder), turns_of([tuple(one) for one in better]), COPY)

    assert after.score >= before.score - 1e-9
    assert all(after.delivered[name] >= before.delivered[name] - 1e-9 for name in NAMES)


def test_repeating_a_promise_changes_nothing(folder: Path) -> None:
    """On more pages, in capitals, without its stop: it is the same promise."""
    said = COPY[0][1]
    again = [("/news", said), ("/jobs", said.upper()), ("/faq", said.rstrip("."))]

    once, often = (audited(new(folder), mixed(), copy) for copy in (COPY, [*COPY, *again]))

    assert often.score == once.score
    assert often.finding.n_claims == once.finding.n_claims == 3


def test_a_new_promise_moves_the_score_toward_its_delivery(folder: Path) -> None:
    """Ownership, promised anew, draws the score toward what is delivered of it, not past it."""
    more = [*COPY, ("/news", "We take ownership, kkkkkkkkkkkkkkkkkkkk.")]

    before, after = (audited(new(folder), mixed(), copy) for copy in (COPY, more))

    toward = 100 * after.delivered["ownership"]
    assert before.score != pytest.approx(toward)
    assert min(before.score, toward) < after.score < max(before.score, toward)


@given(
    claims=st.tuples(*(st.integers(0, 4) for _ in NAMES)).filter(any),
    delivered=st.tuples(*(st.floats(0, 1) for _ in NAMES)),
    promised=st.integers(0, 5),
)
def test_a_new_promise_never_moves_the_score_away_from_its_delivery_or_past_it(
    claims: tuple[int, ...], delivered: tuple[float, ...], promised: int
) -> None:
    """Whatever was promised and delivered before."""

    def score(counts: tuple[int, ...]) -> float:
        weights = promise_weights(dict(zip(NAMES, counts, strict=True)))
        return float(walk_the_talk(list(weights.values()), np.array(delivered)))

    before = score(claims)
    after = score(tuple(n + (i == promised) for i, n in enumerate(claims)))
    low, high = sorted((before, 100 * delivered[promised]))

    assert low - 1e-9 <= after <= high + 1e-9


@pytest.mark.slow
def test_real_turns_in_any_order_give_the_same_finding(folder: Path, shared_data: Path) -> None:
    """The two brands with most turns in the pool, their rows shuffled."""
    for brand, turns in busiest(shared_data, 2):
        plain = audited(new(folder), turns, COPY, brand=brand)
        shuffled = audited(new(folder), turns, COPY, brand=brand, order=1)

        assert shuffled.readings == plain.readings
        assert shuffled.anonymous == plain.anonymous


def busiest(data: Path, count: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """The brands with most turns in the pool of pairs, with their turns."""
    with (data / "replies" / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["channel"] == "short-post"]
    most = Counter(row["brand"] for row in rows).most_common(count)
    return [
        (brand, [(row["customer"], row["reply"]) for row in rows if row["brand"] == brand])
        for brand, _ in most
    ]


# With the real model.


@pytest.fixture(scope="module")
def real() -> Instrument:
    """The bundled instrument."""
    return load_instrument(BUNDLED)


def audited_for_real(
    real: Instrument, folder: Path, turns: list[tuple[str, str]], copy: list[tuple[str, str]]
) -> Audited:
    """An audit by the bundled instrument."""
    return audited(new(folder), turns, copy, instrument=real, facts=facts(), identity=real.model)


@pytest.mark.xfail(
    reason="the instrument does not hold this yet: docs/limitations.md, Words are read by likeness",
    strict=False,
)
@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "We don't care how you feel.",
        "We do not care about our customers.",
        "We never listen to what you tell us.",
        "We won't be there when you need us.",
        "We don't take responsibility for our mistakes.",
    ],
)
def test_what_is_denied_is_no_promise(real: Instrument, text: str) -> None:
    """A statement that the brand does not do it is no claim that it does."""
    assert not is_claim(text, real.read_claims([text])[0])


@pytest.mark.xfail(
    reason="the instrument does not hold this yet: docs/limitations.md, Words are read by likeness",
    strict=False,
)
@pytest.mark.slow
@pytest.mark.parametrize("text", ["I'm not sorry.", "We're not sorry.", "We are not sorry at all."])
def test_not_being_sorry_delivers_nothing(real: Instrument, text: str) -> None:
    """No level of care or ownership, and nothing acknowledged."""
    message = "You lost my parcel and I am really upset about it"

    found = real.read_replies([(text, message)])[0]

    assert [found.levels[name] for name in ("care", "ownership", "acknowledged")] == [0, 0, 0]


CASES = [
    (
        "My suitcase never arrived and my son's inhaler is in it, I'm really scared",
        "Please file a report.",
        "So sorry. I see how scared you are without your son's inhaler. I have found the case"
        " in Leeds, a driver brings it to you by six, and I will ring you myself. We lost it, and"
        " that was our mistake.",
    ),
    (
        "Charged twice for one coat and now my rent has bounced. I'm furious",
        "Check your statement.",
        "No wonder you're furious: two charges for one coat, and a bounced rent on top. The second"
        " one was our mistake. I have paid it back just now, and we pay what your bank asks for the"
        " rent. I will write to you tonight to see that it came.",
    ),
    (
        "The cake was crushed when it came and my daughter cried at her birthday",
        "Cakes travel at your own risk.",
        "Oh no, a crushed cake in front of all her friends: I'm so sorry that her birthday went"
        " like that. We packed it badly. A new one comes tomorrow at ten, I bring it myself. Which"
        " colour does she like best?",
    ),
]
PROMISES = [
    ("/about", "We care about every one of our customers as if they were family."),
    ("/about", "You come first: your feelings matter to us."),
    ("/help", "We will always be there for you when something goes wrong."),
    ("/help", "When we make a mistake, we own it and put it right."),
    *COPY[4:],
]


@pytest.mark.slow
def test_replies_made_better_one_by_one_never_lower_the_score(
    real: Instrument, folder: Path
) -> None:
    """Of thirty-three customers three get a warm reply of their own, one after the other."""
    cold = [(asked, said) for asked, said, _ in CASES]
    cold += [
        (f"I'm so upset, my {thing} broke again and nobody helps me", f"Read the {thing} manual.")
        for thing in (
            "kettle lamp radio phone fridge oven heater boiler toaster washer dryer mixer clock fan"
            " drill saw bike scooter pram cot bed sofa desk chair door lock gate roof tap sink"
        ).split()
    ]
    steps = [cold]
    for i, (asked, _, warm) in enumerate(CASES):
        steps.append([*steps[-1][:i], (asked, warm), *steps[-1][i + 1 :]])

    found = [audited_for_real(real, folder, turns, PROMISES) for turns in steps]

    assert {one.finding.n_need for one in found} == {found[0].finding.n_need}
    assert [one.score for one in found] == sorted(one.score for one in found)
    assert found[-1].score > found[0].score + 1


@pytest.mark.slow
def test_a_real_promise_repeated_changes_nothing(real: Instrument, folder: Path) -> None:
    """On three more pages, word for word."""
    turns = [(f"{asked}, {word(i)}", said) for i in range(14) for asked, said, _ in CASES]
    again = [(f"/page{i}", PROMISES[0][1]) for i in range(3)]

    once = audited_for_real(real, folder, turns, PROMISES)
    often = audited_for_real(real, folder, turns, [*PROMISES, *again])

    assert often.score == once.score
    assert often.finding.n_claims == once.finding.n_claims


@pytest.mark.slow
def test_another_process_reads_the_same_bytes(real: Instrument) -> None:
    """In another order, beside other texts, and with hashes seeded otherwise."""
    pairs = [(warm, asked) for asked, _, warm in CASES] + [
        (cold, asked) for asked, cold, _ in CASES
    ]
    program = (
        "import json, sys\n"
        "from audit.reading.identity import BUNDLED\n"
        "from audit.reading.instrument import load_instrument\n"
        "pairs = [tuple(pair) for pair in json.load(sys.stdin)]\n"
        "found = load_instrument(BUNDLED).read_replies([('Something else.', 'x'), *pairs[::-1]])\n"
        "print('\\n'.join(reading.to_json() for reading in found[:0:-1]))\n"
    )
    here = [reading.to_json() for reading in real.read_replies(pairs)]
    there = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )

    assert there.stdout.splitlines() == here

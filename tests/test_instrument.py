"""The instrument: who reads what, what it is called, and what must not move a reading."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from small_instrument import LetterEncoder, write_instrument

from audit.reading.columns import CLAIM_COLUMNS, CUSTOMER_COLUMNS, REPLY_COLUMNS
from audit.reading.folds import fold_key
from audit.reading.identity import BUNDLED, instrument_id, read_card
from audit.reading.instrument import Instrument, load_instrument
from db.errors import InstrumentError


def logistic(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-x))


@pytest.fixture
def small(tmp_path: Path) -> Instrument:
    """An instrument whose fold heads have biases -4 to 0, with one text known to fold 3."""
    key = fold_key("walk", "the quick brown fox")
    assert key is not None
    return load_instrument(write_instrument(tmp_path, {key: 3}), LetterEncoder())


def test_an_unknown_text_is_read_by_all_five(small: Instrument) -> None:
    """A text that was not in the labelled sample gets the mean of the five heads."""
    found = small.read_customers(["a lazy dog"])[0]

    mean = sum(logistic(bias) for bias in (-4, -3, -2, -1, 0)) / 5
    assert found.probabilities["need"][1] == pytest.approx(mean, abs=1e-5)


def test_a_labelled_text_is_read_by_the_head_that_never_saw_it(small: Instrument) -> None:
    """A labelled text, under any case, handle or signature, is read by its fold's head alone."""
    found = small.read_customers(["@acme The QUICK brown fox! ^AB"])[0]

    assert found.probabilities["need"][1] == pytest.approx(logistic(-1), abs=1e-5)


def test_columns_by_side(small: Instrument) -> None:
    """Customers give need and emotion, replies all columns, claims promise and the six."""
    assert set(small.read_customers(["hello"])[0].levels) == set(CUSTOMER_COLUMNS)
    assert set(small.read_replies([("hello", None)])[0].levels) == set(REPLY_COLUMNS)
    assert set(small.read_claims(["hello"])[0].levels) == set(CLAIM_COLUMNS)


def test_need_comes_from_the_message_alone(small: Instrument) -> None:
    """With a message, nothing in the reply moves need or emotion."""
    one, other = small.read_replies([("zebra", "my train"), ("sorry", "my train")])

    for column in CUSTOMER_COLUMNS:
        assert one.probabilities[column] == other.probabilities[column]
    assert one.probabilities["care"] != other.probabilities["care"]


def test_what_was_encoded_is_used(small: Instrument) -> None:
    """With what texts_to_encode named, nothing is encoded again."""
    strings = small.texts_to_encode(["A Zebra! 🙂", None, "a zebra!"])
    encoded = small.encode(strings)
    encoder = small.encoder
    assert isinstance(encoder, LetterEncoder)
    encoder.encoded.clear()

    small.read_replies([("A Zebra! 🙂", None)], encoded)

    assert strings == ["a zebra!"]
    assert encoder.encoded == []


def test_readings_do_not_depend_on_what_stands_beside(small: Instrument) -> None:
    """Each pair is read alike alone, among others, and in any order."""
    pairs: list[tuple[str, str | None]] = [("zebra", "x"), ("hello", None), ("we", "why?")]

    together = small.read_replies(pairs)
    turned = small.read_replies(pairs[::-1])[::-1]
    alone = [small.read_replies([pair])[0] for pair in pairs]

    assert together == turned == alone


def test_a_claim_of_one_of_the_six_is_a_promise(small: Instrument) -> None:
    """No claim promises a dimension without promising, nor more surely than it promises."""
    for found in small.read_claims(["zebra", "a hippo", "nothing"]):
        surest = max(found.expected(column) for column in CLAIM_COLUMNS)
        assert found.levels["promise"] == max(found.levels.values())
        assert found.expected("promise") == surest


def test_empty_lists_are_read(small: Instrument) -> None:
    """Nothing in, nothing out."""
    assert small.read_replies([]) == small.read_claims([]) == small.read_customers([]) == []


def test_another_model_is_refused(small: Instrument) -> None:
    """Heads fitted on one model do not read with another."""
    encoder = LetterEncoder()
    encoder.revision = "2"

    with pytest.raises(InstrumentError, match="fit anew"):
        Instrument(small.folder, small.card, encoder).read_claims(["hello"])


def test_identity_follows_the_heads(tmp_path: Path) -> None:
    """The identity changes with any fitted file."""
    folder = write_instrument(tmp_path)
    first = instrument_id(folder)
    card = json.loads((folder / "instrument.json").read_text(encoding="utf-8"))
    (folder / "instrument.json").write_text(json.dumps(card | {"x": 1}), encoding="utf-8")

    assert instrument_id(folder) != first


def test_a_folder_without_instrument_says_so(tmp_path: Path) -> None:
    """A wrong AUDIT_INSTRUMENT is one line that says what to do."""
    with pytest.raises(InstrumentError, match="unset AUDIT_INSTRUMENT"):
        load_instrument(tmp_path)


def test_identity_loads_no_torch() -> None:
    """Asking for the identity loads neither torch nor sentence-transformers."""
    code = (
        "import sys; from audit.reading.identity import instrument_id; instrument_id();"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_ships_is_small() -> None:
    """No fitted file reaches one MiB, nor all together six."""
    folder = BUNDLED
    sizes = [path.stat().st_size for path in folder.iterdir()]

    assert max(sizes) < 2**20
    assert sum(sizes) < 6 * 2**20


FLOORS = {
    ("pairs", "six", "kappa"): 0.69,
    ("pairs", "overall", "kappa"): 0.62,
    ("pairs", "need", "f1"): 0.92,
    ("pairs", "emotion", "f1"): 0.82,
    ("pairs", "acknowledged", "f1"): 0.89,
    ("replies", "six", "kappa"): 0.65,
    ("replies", "overall", "kappa"): 0.63,
    ("replies", "need", "f1"): 0.86,
    ("claims", "promise", "f1"): 0.69,
}


@pytest.mark.parametrize(("sample", "column", "measure"), FLOORS)
def test_the_card_keeps_the_floor(sample: str, column: str, measure: str) -> None:
    """Out-of-fold agreement with the labels, to two decimals, never falls below its floor."""
    figures = read_card(BUNDLED)["figures"]

    assert round(figures[sample][column][measure], 2) >= FLOORS[sample, column, measure]


@pytest.fixture(scope="module")
def real() -> Instrument:
    """The bundled instrument."""
    return load_instrument(BUNDLED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@a Hi Tom, sorry for the long wait! ^AB", "@b Hi Priya, sorry for the long wait! ^XY"),
        ("So sorry to hear that, Maggie. DM us.", "SO SORRY to hear that, Ahmed 😀. dm us."),
        ("See https://a.example/1 for the refund", "See https://b.example/2 for the refund"),
        ("We will call 0800 111 222 today. -Ann", "We will call [phone] today. -[name]"),
    ],
)
def test_names_case_emoji_and_links_of_a_reply_do_not_matter(
    real: Instrument, one: str, other: str
) -> None:
    """No column moves by more than .05 when such details of a reply are swapped."""
    message = "I have waited two weeks and nobody answers"

    first, second = real.read_replies([(one, message), (other, message)])

    for column, levels in REPLY_COLUMNS.items():
        gap = abs(first.expected(column) - second.expected(column)) / (levels - 1)
        assert gap <= 0.05, column


@pytest.mark.slow
def test_feeling_shows_in_capitals_and_words(real: Instrument) -> None:
    """A furious message reads as need and emotion, a plain question as neither."""
    furious, plain = real.read_customers(
        ["THREE HOURS on hold and NOBODY answers!!! This is a disgrace 😡", "When do you open?"]
    )

    assert (furious.levels["need"], furious.levels["emotion"]) == (1, 1)
    assert (plain.levels["need"], plain.levels["emotion"]) == (0, 0)


@pytest.mark.slow
def test_a_warm_particular_reply_beats_a_stock_one(real: Instrument) -> None:
    """A reply made for the case is read above a formula in all the six and overall."""
    message = "My suitcase never arrived and my daughter's insulin is in it, I am so scared"
    warm = (
        "Hi Ann, I am so sorry, being without your daughter's insulin must be terrifying. I have "
        "found the suitcase in Leeds, our driver brings it to your hotel by six tonight, and I "
        "will call you when he is at the door. Losing it was our mistake."
    )

    best, stock = real.read_replies([(warm, message), ("Please DM us your details. ^AB", message)])

    for column in ("care", "understanding", "personal", "presence", "ownership", "overall"):
        assert best.expected(column) > stock.expected(column) + 0.2, column

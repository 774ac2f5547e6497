"""Promises that several brands word alike."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from builders import claim
from fakes import FACTS
from rich.console import Console
from small_database import Stored

from audit.report.phrases_text import as_csv, as_json, print_phrases
from audit.talk.all_claims import Said
from audit.talk.phrases import Wording, compare, wording
from audit.talk.shared_runs import runs, words_of

STEP = "We're here for you, every step of the way."


def said(brand: str, text: str, axis: int, since: str = "2026-02-01", lean: float = 1.0) -> Said:
    """A claim with a unit vector along an axis, leaning to the next one as `lean` falls."""
    vector = np.zeros(8, dtype=np.float32)
    vector[axis], vector[axis + 1] = lean, np.sqrt(1 - lean * lean)
    return Said(brand, claim(text, ["presence"]), f"https://{brand}.example/", since, text, vector)


def test_brands_that_say_the_same_are_named_the_first_first() -> None:
    """With since when, and a link to one of them."""
    found = compare(
        [
            said("late", STEP, 0, "2026-05-01"),
            said("early", STEP, 0, "2020-05-01"),
            said("other", "We mend what we sell.", 3),
        ],
        [],
    )

    (phrase,) = found.phrases
    assert phrase.text == STEP
    assert phrase.brands == ("early", "late")
    assert phrase.since == "2020-05-01"
    assert phrase.dimensions == ("presence",)
    assert [each.share for each in found.brands] == [1.0, 1.0, 0.0]


def test_a_chain_of_paraphrases_is_not_one_phrase() -> None:
    """Each is alike to the next, the ends are not: all are alike to the one shown."""
    ends = [said("a", "one.", 0), said("c", "three.", 1, lean=0.8)]
    middle = said("b", "two.", 0, lean=0.85)

    found = compare([*ends, middle], [])

    for phrase in found.phrases:
        example = phrase.example.vector
        assert all(float(example @ each.vector) >= 0.8 for each in phrase.members)


def test_one_brand_repeating_itself_is_no_phrase() -> None:
    """It takes two."""
    found = compare([said("a", STEP, 0), said("a", STEP + "!", 0)], [])

    assert found.phrases == ()
    assert found.of("a").share == 0
    assert found.of("nobody").claims == 0


def test_words_that_several_claims_share_are_a_phrase() -> None:
    """Where they stand mostly in claims: not what every text says."""
    texts = ["Tea people are ready to assist you.", "Ready to assist with cars.",
             "Our vets are ready to assist pets in a wide range of towns."]  # fmt: skip
    claims = [said(f"b{i}", text, 2 * i) for i, text in enumerate(texts)]
    common = [said(f"b{i}", f"{text} best known brand", 2 * i) for i, text in enumerate(texts)]

    (phrase,) = compare(claims, []).phrases
    both = compare(common, ["the best known brand here"] * 9)

    assert phrase.text == "ready to assist"
    assert phrase.brands == ("b0", "b1", "b2")
    assert "best known brand" not in [each.text for each in both.phrases]


def test_runs_begin_and_end_with_words_of_weight() -> None:
    """Names and links are masked and end a run."""
    found = [" ".join(run) for run in runs(words_of("We are here to help you at www.acme.example"))]

    assert found == ["here to help"]


def test_the_order_of_the_claims_does_not_matter() -> None:
    """Nor does their number of wordings."""
    claims = [said("a", STEP, 0), said("b", STEP, 0), said("c", "Kind.", 2), said("d", "Kind.", 2)]

    assert compare(claims, []) == compare(claims[::-1], [])


def whole(folder: Path) -> Wording:
    """Two brands that promise alike and one that does not, stored and read."""
    stored = Stored(folder)
    for name in ("acme", "bolt"):
        stored.says(stored.talk(name), "We care for every one.", "2026-01-02", "2026-03-01")
        stored.says(stored.talk(name), f"{name} makes kettles", "2026-01-02", "2026-03-01")
    stored.says(stored.talk("crisp"), "=ownership, quickly.", "2026-01-05", "2026-03-01")
    stored.read()
    return wording(stored.database, stored.store, FACTS)


def test_it_is_found_in_a_database_and_printed(tmp_path: Path) -> None:
    """As text, CSV and JSON."""
    found = whole(tmp_path)
    out = io.StringIO()

    print_phrases(Console(file=out, width=100, no_color=True), found)

    assert out.getvalue().startswith("2 of 3 claims of 3 brands are worded like another brand's")
    header, row = as_csv(found).splitlines()
    assert header == "phrase,dimensions,n_brands,brands,first_seen,example,link"
    assert row.startswith("We care for every one.,care,2,acme; bolt,2026-01-02,")
    assert as_json(found)["brands"][0] == {
        "brand": "acme",
        "claims": 1,
        "interchangeable": 1,
        "share": 1.0,
        "alike": ["We care for every one."],
    }

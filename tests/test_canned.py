"""Texts sent to many, and sentences that are a formula."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest
from builders import exchange

from audit.corpus.canned import Canned, canned
from audit.corpus.prepare import RULES
from audit.reading.normalise import template

FORMULA = "We understand how frustrating this is."
LONG = (
    "Hi Ann, thank you for getting in touch, we have passed your comments on to the team that looks"
    " after the north line and they will look into it this week."
)
PRIDE = (
    "Every guest counts for everyone here and nothing makes our staff prouder than kind words from"
    " travellers who chose us over so many other fine hotels along this coast."
)
EDITED = LONG.replace("comments", "feedback")


def sent(*replies: str) -> Canned:
    """What is sent to many where each of these went to a customer of their own."""
    return canned([exchange(f"c{i}", reply) for i, reply in enumerate(replies)])


def test_a_reply_is_sent_alike_with_names_links_numbers_and_sign_offs_aside() -> None:
    """The same text to two customers, however it is addressed and signed."""
    found = sent(
        "Hi Sarah, please see https://a.example/1 and quote 482913. ^AB",
        "Hi Tom, please see https://a.example/2 and quote 55512. ^CD",
        "Hi Ann, the lorry broke down near Bath; yours comes at nine. ^AB",
    )

    assert found.sent_alike("Hi Bo, please see https://a.example/9 and quote 12345. ^EF")
    assert not found.sent_alike("Hi Ann, the lorry broke down near Bath; yours comes at nine.")


def test_one_changed_word_is_the_same_text() -> None:
    """An edit does not make a reply one's own; another answer is another text."""
    found = sent(LONG, EDITED, "The line is closed since a tree fell on it; buses run from Leeds.")

    assert found.sent_alike(LONG)
    assert found.sent_alike(EDITED)
    assert len(found.alike) == 2


def test_a_sentence_of_its_own_is_no_edit() -> None:
    """The long text it was put into was sent to two; the one that holds it, to one."""
    text = f"{LONG} {PRIDE}"
    own, more = f"{text} Your lamp left Bath by van nine and arrives on Friday.", f"{text} Bye now!"

    assert sent(text, own).alike == {template(text)}
    assert sent(text, more).alike == {template(text), template(more)}


def test_a_short_text_is_like_none_but_itself() -> None:
    """In five words one makes all the difference."""
    found = sent("Your refund has been sent.", "Your refund has been refused.")

    assert found.alike == frozenset()


def test_small_edits_make_no_chain() -> None:
    """A text is judged by those near to itself, not by what these are near to."""
    twice = EDITED.replace("north", "south").replace("Hi Ann, thank", "Hello Ann, thank")
    found = canned([exchange("a", LONG), exchange("a", EDITED), exchange("b", twice)])

    assert not found.sent_alike(LONG)
    assert found.sent_alike(EDITED)
    assert found.sent_alike(twice)


def test_the_same_customer_twice_is_not_many() -> None:
    """What one customer gets twice, edited or not, is not sent to several."""
    found = canned([exchange("a", LONG), exchange("a", LONG), exchange("a", EDITED)])

    assert not found.sent_alike(LONG)


def test_a_formula_goes_to_five_customers_and_two_percent() -> None:
    """Four are too few; five of three hundred are too small a share."""
    few = canned([exchange(f"c{i}", f"{FORMULA} Case {'abcde'[i]} is special.") for i in range(4)])
    five = canned(
        [exchange(f"c{i}", f"{FORMULA} Our driver {'abcde'[i]}lan erred.") for i in range(5)]
    )
    rare = canned(
        [exchange(f"c{i}", f"{FORMULA} Yes.") for i in range(5)]
        + [exchange(f"d{i}", f"Something about w{'x' * i}ord.") for i in range(300)]
    )

    assert few.residual(f"{FORMULA} The van is here.") is None
    assert five.residual(f"{FORMULA} The van is here.") == "The van is here."
    assert rare.residual(f"{FORMULA} The van is here.") is None


def test_a_formula_may_name_this_and_that() -> None:
    """Five names in a sentence that is otherwise the same are one formula; customers count once."""
    said = [
        f"Your kind words have been shared with {who}, who is most happy about this praise."
        for who in ("Xilona", "Ybert", "Zorin", "Wendla", "Vasko")
    ]

    assert sent(*said).residual(f"{said[0]} The pool opens at nine.") == "The pool opens at nine."
    assert sent(*said[:4]).formulas == frozenset()
    assert canned([exchange("a", text) for text in said]).formulas == frozenset()


def test_nothing_but_formulas_leaves_nothing() -> None:
    """A greeting and initials are nothing of its own."""
    found = canned([exchange(f"c{i}", f"{FORMULA} We are here to help.") for i in range(6)])

    assert found.residual(f"{FORMULA} We are here to help. ^AB") == ""


def variants(count: int) -> list[str]:
    """Replies of a few texts, each with a word or two changed at random."""
    draw = random.Random(3)
    texts = [" ".join(draw.choices("abcdefghijklmnop", k=30)) for _ in range(6)]
    made = []
    for i in range(count):
        words = texts[i % 6].split()
        for _ in range(draw.randrange(4)):
            words[draw.randrange(len(words))] = draw.choice(["north", "south", "east"])
        made.append(" ".join(words) + ".")
    return made


def by_hand(replies: Sequence[str]) -> set[str]:
    """The texts with another at Jaccard .8 of words and pairs of words, pair by pair."""
    sets = {
        text: {*words, *itertools.pairwise(words)}
        for text in {reply.rstrip(".").lower() for reply in replies}
        for words in [text.split()]
    }
    return {
        a
        for a in sets
        for b in sets
        if a != b and len(sets[a] & sets[b]) / len(sets[a] | sets[b]) >= 0.8
    }


def test_what_is_near_is_what_a_comparison_of_all_pairs_finds() -> None:
    """No candidate is taken unverified, and hardly any pair is overlooked."""
    replies = list(dict.fromkeys(variants(200)))

    assert sent(*replies).alike == by_hand(replies)


@pytest.mark.parametrize("seed", [1, 2])
def test_order_does_not_matter(seed: int) -> None:
    """The same replies in any order give the same texts and formulas."""
    exchanges = [exchange(f"c{i % 90}", reply) for i, reply in enumerate(variants(200))]
    shuffled = random.Random(seed).sample(exchanges, len(exchanges))

    assert canned(shuffled) == canned(exchanges)


def test_a_further_text_takes_none_apart() -> None:
    """What is sent alike stays so whatever else is sent: no copy lifts another."""
    replies = variants(60)

    assert sent(*replies).alike <= sent(*replies, *replies[:20], *variants(120)[60:]).alike


def test_words_of_ones_own_make_no_other_reply_a_copy() -> None:
    """One of ninety alike, said in words sent to nobody else, adds nothing to what is alike."""
    own = "Ann, I rang the Bath depot myself: your lamp is on van nine and comes before noon today."
    alike, better = [LONG] * 90, [LONG] * 89 + [own]

    assert sent(*better).alike == sent(*alike).alike
    assert not sent(*better).sent_alike(own)


def test_a_changed_rule_prepares_anew() -> None:
    """The modules that find copies and deflections are among those whose code is digested."""
    names = {module.__name__ for module in RULES}

    assert {
        "audit.corpus.canned",
        "audit.corpus.near_duplicates",
        "audit.corpus.deflection",
    } <= names

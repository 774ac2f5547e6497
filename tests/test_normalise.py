"""The normaliser: one token for each kind of personal or passing detail."""

from __future__ import annotations

import pytest

from audit.reading.normalise import mask_brands, normalise, template, without_emoji

CASES = [
    ("@acmehelp Hi", "[user] Hi"),
    ("@[user] Hi", "[user] Hi"),
    ("See https://acme.example/a?b=1 now", "See [link] now"),
    ("See [link] now", "See [link] now"),
    ("Write to ann.b@acme.example please", "Write to [email] please"),
    ("Write to [email] please", "Write to [email] please"),
    ("Call 0344 493 0787 today", "Call [number] today"),
    ("Call [phone] today", "Call [number] today"),
    ("Tom &amp; I", "Tom & I"),
    ("Sorry for the wait. ^JR", "Sorry for the wait. [initials]"),
    ("Sorry for the wait. *AFM", "Sorry for the wait. [initials]"),
    ("Sorry for the wait. -Jennifer", "Sorry for the wait. [name]"),
    ("Sorry for the wait. ^[name]", "Sorry for the wait. [name]"),
    ("Hi Bianca, sorry.", "Hi [name], sorry."),
    ("hi bianca, sorry.", "hi [name], sorry."),
    ("Hi [name], sorry.", "Hi [name], sorry."),
    ("Hi there, sorry.", "Hi there, sorry."),
    ("Hello Mr. Gruber! We", "Hello [name]! We"),
    ("Sorry to hear that, Maggie.", "Sorry to hear that, [name]."),
    ("Sorry to hear that, Maggie 🙂. DM us", "Sorry to hear that, [name] 🙂. DM us"),
    ("Sorry for the wait. ^JR 🙂", "Sorry for the wait. [initials] 🙂"),
    ("Thanks Ben. I spoke to Mr. Jacob", "Thanks [name]. I spoke to [name]"),
    ("Soooooo slow", "Sooo slow"),
    ("It isn’t", "It isn't"),
    ("We are glad. Best regards, Ann Lee, Front Office", "We are glad. Best regards, [name]"),
]


@pytest.mark.parametrize(("raw", "expected"), CASES)
def test_details_become_tokens(raw: str, expected: str) -> None:
    """Each detail becomes its token, whether raw or already redacted."""
    assert normalise(raw) == expected


@pytest.mark.parametrize("raw", [raw for raw, _ in CASES])
def test_normalising_twice_changes_nothing(raw: str) -> None:
    """What is normalised stays as it is."""
    once = normalise(raw)

    assert normalise(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@a1 Hi Tom, we're on it. ^AB", "@b2 Hi Priya, we're on it. ^XY"),
        ("Dear Mr. Olsen, call 0800 111 222.", "Dear Ms. Adeyemi, call 0800 333 444."),
        ("Look: https://a.example/x ^Lisa", "Look: https://b.example/y ^Ahmed"),
    ],
)
def test_who_was_named_does_not_matter(one: str, other: str) -> None:
    """Two texts that differ in names, handles, numbers and links are one."""
    assert normalise(one) == normalise(other)


def test_brand_names_are_masked_as_whole_words() -> None:
    """A brand's own name is masked in any case, and never inside another word."""
    assert mask_brands("ACME and Acmeist at acme.", ["Acme"]) == "[brand] and Acmeist at [brand]."


def test_customers_keep_capitals_and_emoji() -> None:
    """Capitals and emoji stay: in a customer's message they show feeling."""
    assert normalise("WHERE IS IT 😡") == "WHERE IS IT 😡"
    assert without_emoji("so cold 😭😭 here") == "so cold here"


def test_template_is_what_canned_replies_share() -> None:
    """The template of a reply is the same for everyone it is sent to."""
    one = template("@a Hi Tom! Sorry for the wait, see https://a.example/1 ^AB")
    other = template("@b hi priya! SORRY for the wait, see [link] 🙂 ^CD")

    assert one == other == "hi sorry for the wait see"

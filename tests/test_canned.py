"""Texts sent to many, and sentences that are a formula."""

from __future__ import annotations

from builders import exchange

from audit.canned import canned, deflects

FORMULA = "We understand how frustrating this is."


def test_a_reply_is_sent_alike_with_names_links_numbers_and_sign_offs_aside() -> None:
    """The same text to two customers, however it is addressed and signed."""
    found = canned(
        [
            exchange("a", "Hi Sarah, please see https://a.example/1 and quote 482913. ^AB"),
            exchange("b", "Hi Tom, please see https://a.example/2 and quote 55512. ^CD"),
            exchange("c", "Hi Ann, the lorry broke down near Bath; yours comes at nine. ^AB"),
        ]
    )

    assert found.sent_alike("Hi Bo, please see https://a.example/9 and quote 12345. ^EF")
    assert not found.sent_alike("Hi Ann, the lorry broke down near Bath; yours comes at nine.")


def test_the_same_customer_twice_is_not_many() -> None:
    """What one customer gets twice is not sent to several."""
    found = canned(
        [
            exchange("a", "Please try again later today."),
            exchange("a", "Please try again later today."),
        ]
    )

    assert not found.sent_alike("Please try again later today.")


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


def test_nothing_but_formulas_leaves_nothing() -> None:
    """A greeting and initials are nothing of its own."""
    found = canned([exchange(f"c{i}", f"{FORMULA} We are here to help.") for i in range(6)])

    assert found.residual(f"{FORMULA} We are here to help. ^AB") == ""


def test_a_reply_that_only_sends_elsewhere_deflects() -> None:
    """A link or a direct message and little more; an answer with a link does not."""
    assert deflects("Please DM us your order number so we can look into it.")
    assert deflects("Have a look here: https://help.example/faq")
    assert not deflects("Your parcel is at the depot and comes tomorrow before noon.")
    assert not deflects(
        "The outage in Leeds hit our north ring at six this morning and engineers are on site;"
        " most lines came back by nine, and yours needs a reset: hold the button for ten seconds,"
        " wait for green, then tell us here, or see https://help.example/reset for pictures."
    )

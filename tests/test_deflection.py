"""Turns that only send the customer elsewhere."""

from __future__ import annotations

import pytest

from audit.corpus.deflection import deflects


@pytest.mark.parametrize(
    "reply",
    [
        "Please DM us your order number so we can look into it.",
        "Have a look here: https://help.example/faq",
        "https://help.example/faq",
        "Hi Ann! Sorry to hear that, we'd love to help. Can you send us a DM? ^AB",
        "Please create a support ticket so we may assist you. https://help.example/new",
        "Sorry about that! Please call Guest Services at 020 7946 0000.",
        "We'd like to know more. Please use the link below to send us your name. ^KC",
        "You would need to contact our Travel team, sorry.",
        "Check out https://help.example/lost for what to do next.",
    ],
)
def test_a_reply_that_only_sends_elsewhere_deflects(reply: str) -> None:
    """A link, a call or a direct message, courtesy aside, and little more."""
    assert deflects(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Your parcel is at the depot and comes tomorrow before noon.",
        "So glad you liked it! #Cakes https://t.co/abc",
        "We would not offer an upgrade for that. Who advised you to contact us?",
        "I will call the store and see whether they have any left.",
        "Our team will get in touch with you by Friday.",
        "Were you able to speak to a manager?",
        "Thank you for your visit. We look forward to your next visit!",
        "The song was taken down since the licence ended last week and the band said no."
        " More here: https://help.example/songs",
        "The outage in Leeds hit our north ring at six this morning and engineers are on site;"
        " most lines came back by nine, and yours needs a reset: hold the button for ten seconds,"
        " wait for green, then tell us here, or see https://help.example/reset for pictures.",
    ],
)
def test_a_reply_that_answers_does_not_deflect(reply: str) -> None:
    """An answer with a link, a picture, a promise to call, a question about what was."""
    assert not deflects(reply)

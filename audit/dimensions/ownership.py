"""Ownership: it takes responsibility."""

from __future__ import annotations

from audit.dimensions import Dimension

CLAIMS = (
    (
        "Quality you can trust.",
        "The lowest price in the county.",
        "Our story began in a barn.",
        "Handmade from local clay.",
        "Award-winning software for schools.",
        "Subject to availability; see the small print.",
        "Guaranteed lowest fares.",
        "Responsible for sales in the north.",
        "Corporate responsibility report 2020.",
        "Honest ingredients, bold taste.",
        "A fair in the park every June.",
        "Milled to a hundredth of a millimetre, guaranteed.",
    ),
    (
        "If we get it wrong, we put it right.",
        "We keep our promises to you.",
        "Not happy? Your money back, no questions asked.",
        "We tell you honestly what it costs and what it won't do.",
        "We answer for every repair we make.",
        "Your satisfaction is guaranteed, or we come back for free.",
        "Send it back within a month and we return every penny.",
        "If a single tile bothers you, we come back and lay it again.",
        "Honesty and integrity in everything we do for our clients.",
        "Should our van break down, we pay for another and tell you at once.",
        "Satisfaction guaranteed.",
        "We do right by our customers.",
        "No hidden fees, no surprises: we are open with you.",
        "We stand behind every job.",
        "For forty years we have done for our customers what we said we would.",
        "We treat every client fairly.",
    ),
)

REPLIES = (
    (
        "Please DM us your details.",
        "Thanks for the kind words!",
        "Have you tried switching it off?",
        "It is the courier's responsibility, not ours.",
        "The shop opens at nine.",
        "We can look into that.",
    ),
    (
        "Sorry for the inconvenience.",
        "We apologise for any trouble caused.",
        "Sorry about the wait.",
        "The delay was due to the weather.",
        "Apologies for the confusion.",
        "We regret that it did not meet your expectations.",
    ),
    (
        "We booked you on the wrong sailing; that was our mistake, and I have moved you "
        "to Friday at no cost.",
        "You're right, the notice was never put up. We should have told you, and I am sorry.",
        "I have refunded the full amount and added the postage you paid.",
        "Our driver left without ringing, which is not what we promise. A new delivery "
        "is on the van for two today.",
        "The heating failed because we put off the service. That's on us, and tonight "
        "is free of charge.",
        "We got your name wrong twice. I have corrected it and the new badge is on its "
        "way with our apology.",
    ),
)

DIMENSION = Dimension(
    name="ownership",
    place=5,
    promised=(
        "The brand answers for what it does to people: makes it right, keeps promises, "
        "honesty, guarantees."
    ),
    delivered=(
        "It takes responsibility: apologises for the brand's part, explains, commits "
        "to or carries out a fix."
    ),
    levels=(
        "no responsibility taken",
        "a stock apology for trouble, or an explanation without regret",
        "admits the brand's part, explains with regret, or states a remedy being made",
    ),
    reference=(
        "Interactional justice in service recovery; assurance: Clark, Murfett, Rogers "
        "and Ang (2013)"
    ),
    exemplars={"claim": CLAIMS, "reply": REPLIES},
)

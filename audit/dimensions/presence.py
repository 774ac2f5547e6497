"""Presence: it stays with the customer."""

from __future__ import annotations

from audit.dimensions import Dimension

CLAIMS = (
    (
        "A lightweight tent for two.",
        "Founded by two brothers in 1901.",
        "Our coffee is roasted slowly.",
        "The fastest printer in its class.",
        "Prices exclude delivery.",
        "We sponsor the city marathon.",
        "Let software answer your shoppers while your agents sleep.",
        "Opening hours: Monday to Friday, 9 to 5.",
        "Sign up for our newsletter and win a bicycle.",
        "Always the latest trends in flooring.",
        "We support ocean research with part of our profit.",
        "Helpful tips for packing your van.",
    ),
    (
        "Call at three in the morning and you will find us beside you.",
        "By your side at every step.",
        "Whatever happens, we get through it together.",
        "Our team is always there when you need help.",
        "Support around the clock from real people.",
        "You will never have to face a claim alone.",
        "Someone answers you at any hour, Sundays too.",
        "Stuck on a setting? A real person is only a call away, day or night.",
        "We are with you from the first sketch to the last brick.",
        "Helping families through hard times for a century.",
        "A partner you can lean on.",
        "We assist you at each step of the way.",
        "The pharmacist your grandparents relied on, still at your side.",
        "Long after the sale we still pick up the phone for you.",
        "Their team answered within minutes and stayed on the line until it worked.",
        "Need a hand? Someone is always there for you.",
        "If you're looking for help with damp, we are here.",
        "We help first-time buyers find their way.",
    ),
)

REPLIES = (
    (
        "Thanks for letting us know.",
        "Sorry you feel that way.",
        "That is not something we do.",
        "Love this photo!",
        "We value your opinion.",
        "We are sorry for the delay.",
    ),
    (
        "Send us a DM and we'll have a look.",
        "Please call our helpline.",
        "You can find the answer here: [link]",
        "If you share the number, I can check.",
        "Please email the team in charge.",
        "Visit your nearest shop for help.",
    ),
    (
        "Hold the power key for ten seconds, then choose Reset; your photos stay where they are.",
        "I have booked the engineer for tomorrow at nine and will message you when he sets off.",
        "Yes, the pool is open until ten, and children are welcome before six.",
        "I am ringing the depot now and will be back with you within the hour.",
        "Your new card is on its way; until it comes, this code works at any machine.",
        "Go to Account, then Plans, and press Pause. It takes effect at once.",
    ),
)

DIMENSION = Dimension(
    name="presence",
    place=4,
    promised=(
        "The brand is there for people: by your side, always available, in this "
        "together, support through hard times."
    ),
    delivered=(
        "It stays with the customer: offers or gives help itself, opens a way to "
        "continue, follows up, says when."
    ),
    levels=(
        "no help and no way on",
        "points elsewhere, or help on a condition",
        "gives the answer itself, or commits without condition to follow up",
    ),
    reference="Responsiveness: SERVQUAL, Parasuraman, Zeithaml and Berry (1988)",
    exemplars={"claim": CLAIMS, "reply": REPLIES},
)

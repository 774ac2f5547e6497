"""Personal: the reply is made for this one person."""

from __future__ import annotations

from audit.dimensions import Dimension

CLAIMS = (
    (
        "Our platform handles ten million events a second.",
        "The same low price for everyone.",
        "See our range of sofas.",
        "A trusted supplier of valves.",
        "Delivered in a recyclable box.",
        "Look out for our posts on Instagram.",
        "Customise your phone case online.",
        "Manage personal data securely.",
        "A family business since 1950.",
        "Individual parts sold separately.",
        "Send personalised e-mails to your subscribers at scale.",
        "One size fits all.",
    ),
    (
        "A plan made for you and nobody else.",
        "You are never just a number with us.",
        "Tailored advice for your family.",
        "We get to know you by name.",
        "Every treatment is designed around the individual.",
        "We treat each guest like part of the family.",
        "Bespoke software built around your business.",
        "Custom solutions that suit your needs and your schedule.",
        "We provide tailored training for each client.",
        "Highly personalised service from start to finish.",
        "A home built to meet your needs.",
        "Tell us about your roof and we draw up a plan for that roof alone.",
        "Individual treatment plans for every patient.",
        "We match you with the counsellor who fits you.",
        "Small enough to know every customer.",
        "One-on-one lessons at your own pace.",
    ),
)

REPLIES = (
    (
        "We are here to help. Please DM us your details.",
        "Thank you for contacting us.",
        "Please visit our help pages.",
        "Your feedback is important to us.",
        "Dear guest, thank you for your review.",
        "Please try again later.",
    ),
    (
        "Hi Nadia, sorry for the inconvenience.",
        "Thanks for telling us about the toaster.",
        "Hello Omar, please send us your details.",
        "Glad you liked the breakfast!",
        "Please DM your number so we can check the parcel, Ines.",
        "We'll look at the wifi. Marta",
    ),
    (
        "A penguin cake for a five-year-old's party is exactly what our bakers love, "
        "Nadia; let me see if Hull can do it by Saturday.",
        "That photo of your dog on our conveyor belt made the whole depot laugh.",
        "You have flown the same seat every Monday for six years, so no wonder the swap stung.",
        "Ha, I would not want to eat soup with that spoon either.",
        "Since you're walking from the harbour with luggage, the back door on Mill Lane "
        "saves you the steps.",
        "Your Latin homework deserved better than our dead battery.",
    ),
)

DIMENSION = Dimension(
    name="personal",
    place=3,
    promised=(
        "Each person is treated as an individual: tailored to you, like family, a "
        "person and not a number."
    ),
    delivered=(
        "The reply is made for this one person: refers to particulars, speaks "
        "naturally, would not fit another customer unchanged."
    ),
    levels=(
        "stock text",
        "a name, or one particular of the case",
        "clearly written for this message",
    ),
    reference=(
        "Individual attention: SERVQUAL empathy, Parasuraman, Zeithaml and Berry "
        "(1988); rote replies: Liu et al. (2021)"
    ),
    exemplars={"claim": CLAIMS, "reply": REPLIES},
)

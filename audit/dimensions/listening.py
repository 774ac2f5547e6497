"""Listening: it draws the customer out or takes in what they said."""

from __future__ import annotations

from audit.dimensions import Dimension

CLAIMS = (
    (
        "Free returns for thirty days.",
        "Engineered in the Alps.",
        "Our vans run on electricity.",
        "Download the brochure.",
        "The biggest choice of tiles in town.",
        "We have won eleven awards.",
        "Listen to over a million songs.",
        "Ask for our brochure at any branch.",
        "Send automatic surveys to your buyers.",
        "Hear the bass like never before.",
        "Read what our customers say.",
        "Have your say in the city election.",
    ),
    (
        "We listen to every one of our guests.",
        "You spoke, we listened: your ideas shape the menu.",
        "Tell us what you think, we read each message and act on it.",
        "Your voice decides what we build next.",
        "Before we suggest anything, we ask and we listen.",
        "We changed our opening hours because you asked us to.",
        "We start with your story and listen before we advise.",
        "Share your thoughts with us; your feedback makes us better.",
        "Residents sit on our board, and what they say is done.",
        "We ask the right questions and hear you out.",
        "Customers asked, so we brought it back.",
        "Our counsellors let you speak first, and take in every word.",
        "We value your opinion and learn from every complaint.",
        "Let's talk about what matters to you.",
    ),
)

REPLIES = (
    (
        "Your refund was sent today.",
        "Sorry for the inconvenience.",
        "Have a nice day.",
        "It opens at nine.",
        "That is our policy.",
        "Click the link to start again.",
    ),
    (
        "Could you DM your order number?",
        "What happened?",
        "Thank you for your feedback.",
        "Which version are you on?",
        "We have shared this with the team.",
        "Please tell us a bit more.",
    ),
    (
        "Did the hissing start before or after you changed the filter?",
        "Was it the driver or the person at the desk who told you there were no seats?",
        "I have passed what you said about the broken ramp to the station manager at "
        "Leeds, who orders repairs.",
        "Does the picture also freeze when the tablet is the only thing on the wifi?",
        "Your idea of a vegan breakfast goes to our kitchen head, who plans the spring "
        "menu this week.",
        "When you say the coat came up short, is it the sleeves or the length?",
    ),
)

DIMENSION = Dimension(
    name="listening",
    place=2,
    promised="The brand listens: hears feedback, asks, acts on what people say.",
    delivered=(
        "It draws the customer out or takes in what they said: asks about their "
        "situation, invites detail, takes feedback on board."
    ),
    levels=(
        "no question, nothing taken in",
        "standard details asked for, or thanks for the feedback",
        "a question about this case, or feedback passed on with its topic and where it goes",
    ),
    reference=(
        "Attentive empathy: Clark, Murfett, Rogers and Ang (2013); explorations: "
        "Sharma et al. (2020)"
    ),
    exemplars={"claim": CLAIMS, "reply": REPLIES},
)

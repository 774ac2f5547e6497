"""Care: it responds to the customer's feelings."""

from __future__ import annotations

from audit.dimensions import Dimension

CLAIMS = (
    (
        "Our kettles are made of brushed steel.",
        "Order before noon for dispatch the same day.",
        "We give a share of profits to ocean charities.",
        "Our staff enjoy free fruit and gym passes.",
        "The market leader in garden sheds since 1974.",
        "We don't care how you feel, we care about volume.",
        "We are proud to support the arts in our city.",
        "Our employees receive paid leave to care for relatives.",
        "Heart-shaped boxes for every occasion.",
        "Safe, durable and easy to clean.",
        "A passionate team of software engineers.",
        "Care instructions: wash cold.",
    ),
    (
        "Your wellbeing comes before our profit.",
        "We genuinely care for every family that walks through our door.",
        "Kindness is how we do business with you.",
        "You are at the heart of everything we do, and we want you to feel safe.",
        "Because you matter to us, we look after you with warmth.",
        "Compassionate care for you and the people you love.",
        "We exist so that the people we look after live well and without fear.",
        "We spoil our visitors, because making you smile is what we live for.",
        "We look after you as we would our own neighbours.",
        "Everyone is welcome here, and everyone is treated kindly.",
        "Our passion is helping families feel at home.",
        "Dedicated to the comfort and safety of our guests.",
        "Your peace of mind matters to us.",
        "Looking after women and children in need for thirty years.",
        "She was so kind and patient with my mother, you can tell they care.",
        "It is a joy to welcome you, whoever you are.",
    ),
)

REPLIES = (
    (
        "Your parcel left the depot this morning.",
        "Please send your order number.",
        "The offer ended on Friday.",
        "You can change this under Settings.",
        "Which browser are you using?",
        "I'm not sorry, those are the terms.",
    ),
    (
        "Sorry to hear that!",
        "Oh no, that's not good.",
        "We understand this can be frustrating.",
        "Glad you enjoyed it!",
        "Hope you have a lovely day.",
        "Thanks for your kind words, you made our day.",
    ),
    (
        "Missing your sister's wedding because our coach never came must have been heartbreaking.",
        "What a fright that must have given you with the baby asleep next door; I am so "
        "relieved nobody was hurt.",
        "Three hours in the cold with two little ones is awful, and I am truly sorry "
        "you went through it.",
        "A first flight at eighty-two, how wonderful! We're as excited as your grandmother.",
        "I can hear how worn out you are after a week without heating; nobody should "
        "have to live like that.",
        "Congratulations to you both on the new arrival, all of us at the shop are so "
        "happy for you.",
    ),
)

DIMENSION = Dimension(
    name="care",
    place=0,
    promised=(
        "The brand cares about people: warmth, compassion, kindness, their wellbeing, "
        '"you come first" as a feeling.'
    ),
    delivered=(
        "It responds to the customer's feelings: warmth, sympathy, concern, "
        "reassurance, sharing in good news."
    ),
    levels=(
        "no response to feeling",
        "a stock phrase of sympathy or warmth that would fit anyone",
        "warmth or sympathy for what this customer goes through",
    ),
    reference=(
        "Affective empathy: Clark, Murfett, Rogers and Ang (2013); emotional "
        "reactions: Sharma et al. (2020)"
    ),
    exemplars={"claim": CLAIMS, "reply": REPLIES},
)

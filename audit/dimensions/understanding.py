"""Understanding: it shows it has grasped this customer's situation."""

from __future__ import annotations

from audit.dimensions import Dimension

CLAIMS = (
    (
        "Our boots come in nine sizes.",
        "Open daily from ten to six.",
        "A new generation of cloud accounting.",
        "We have offices in forty countries.",
        "Join a team that values ambition.",
        "Cheaper than any other insurer.",
        "Understand your data with one dashboard.",
        "You know what a good pan feels like.",
        "Know the rules before you apply.",
        "Our course helps you understand French grammar.",
        "Insight into every market, every day.",
        "Learn what your visitors click.",
    ),
    (
        "We know what it is like to run a small business on your own.",
        "We understand that moving house is one of the hardest things you do.",
        "We've been where you are, and we get it.",
        "We take the time to understand what you and your family really need.",
        "Nobody knows better how a parent worries at night.",
        "We know you are more than a policy number with a problem.",
        "We know a bakery's worries are not those of a garage.",
        "Designed by nurses who know how long a night on the ward can be.",
        "We thought of everything that frets a parent before a long drive.",
        "We understand that money can be worrying.",
        "Here you meet people who are going through the same as you.",
        "Our advisers have been in your shoes.",
        "We see the pressure you are under.",
        "Because we know how much your pet means to you.",
    ),
)

REPLIES = (
    (
        "Please DM us.",
        "Thank you for getting in touch.",
        "Our lines open at eight.",
        "Visit this page for help.",
        "Have a great weekend!",
        "We're here to help.",
    ),
    (
        "I understand.",
        "I see what you mean about the delivery.",
        "We know how important your booking is.",
        "Sounds like a problem with the app.",
        "We get that waiting is no fun.",
        "Thanks for telling us about the charger.",
    ),
    (
        "So the refund for the returned lamp shows in your account, but the one for the "
        "shade is still missing after ten days.",
        "You changed trains at York because ours was late, and then the guard made you "
        "buy a second ticket.",
        "If I have it right, the oven heats but the timer resets each time the power dips.",
        "You need the blue one by Thursday because the party is on Friday, and today's "
        "email says Monday.",
        "It sounds as if the update removed the folders you had sorted for work.",
        "You were promised a quiet room and were put above the bar until two in the morning.",
    ),
)

DIMENSION = Dimension(
    name="understanding",
    place=1,
    promised="The brand understands people: what they need, feel or go through.",
    delivered=(
        "It shows it has grasped this customer's situation: restates, names or infers "
        "the particular problem or what it means for them."
    ),
    levels=(
        "nothing of the situation is taken up",
        '"I understand", or the topic named in a word',
        "the particulars restated or inferred correctly",
    ),
    reference=(
        "Cognitive empathy: Clark, Murfett, Rogers and Ang (2013); interpretations: "
        "Sharma et al. (2020)"
    ),
    exemplars={"claim": CLAIMS, "reply": REPLIES},
)

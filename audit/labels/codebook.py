"""The codebook of replies: what those who label turns by hand go by."""

from __future__ import annotations

OPENING = """\
# Codebook: how a reply to a customer is labelled

A row is a customer's message and the brand's whole answer to it. Fill in every column with a \
whole number. Work alone: neither look at what the program reads in these texts, nor talk about \
single rows with others who label them, before all of you are done. Take the rows in the order \
they come, and skip none: the order is random, so what is done first is a fair sample too. Write\
 your name, or a made-up one, under `rater`, the same in every row. Two who label the same rows \
each fill in a copy; put the rows of both under one header afterwards.

Words like [phone] stand for what was taken out to protect people. Judge as if it were there.

## From the customer's message alone

Cover the reply.

- **need**, 0 or 1. 1: something is wrong for this person (a fault, a complaint, a loss, a \
worry, a letdown), so that a humane answer is called for. 0: a plain question, thanks, praise, a\
 joke, small talk.
- **emotion**, 0 or 1. 1: a bad feeling shows, in the words, in capitals, in an emoji, in irony.\
 0: none shows. Someone who calmly reports a fault is need 1, emotion 0.

## From the reply, as an answer to this message

- **acknowledged**, 0 or 1. 1: the reply says in words that it has seen what the customer feels \
or goes through. A short "sorry to hear that" is enough, if there was a need or a bad feeling. \
0: it goes straight to business ("write to us", "have you switched it off?"), or there was \
nothing to acknowledge.

Then six columns with three levels each. **0**: it is not there. **1**: it is there in a form \
that any customer might have been sent. **2**: it is there for this customer, in words that are \
meant.
"""

RULINGS = {
    "care": "A stock regret or a stock joy is 1, however many exclamation marks it has.",
    "understanding": "Saying that one understands is 1. Showing it, by getting the facts right, "
    "is 2.",
    "listening": "Asking for what every case needs (order number, device, a direct message), or "
    '"we pass your feedback on", is 1. 2 takes a question that only this case could raise, or '
    "feedback passed on with what it was about and to whom.",
    "personal": "Initials under a stock text are 0. The customer's name, one fact of the case, or "
    "a full name under a text that sounds like a person is 1.",
    "presence": 'A link, a telephone number, "message us", or help under a condition is 1. The '
    "answer itself, or a promise to come back that hangs on nothing, is 2.",
    "ownership": "Regret for trouble in general, or a reason without regret, is 1. 2 takes the "
    "brand's own part in it, said plainly, or a remedy that is under way. Regret for how the "
    "customer feels is care; regret for what the brand did is ownership; one sentence may be both.",
}

ENDING = """\
- **dismissive**, 0 or 1. 1: it blames the customer, contradicts coldly, turns down without a \
reason or another way, mocks, or answers a grave complaint as if it were praise. A refusal with \
a reason is 0.
- **overall**, 0 to 4: how it would feel to be this customer and get this reply. 0: cold, or it \
hurts. 1: neutral; business only, even if friendly; or a stock phrase in answer to something \
grave. 2: polite, with empathy by formula; or warm where not much was called for. 3: clearly \
empathic. 4: one could hardly do better.

## In doubt

Between two levels, take the lower one. Judge what is written, not what may have been done \
afterwards. If the row cannot be judged at all (another language, no sense in it), leave all its\
 columns empty.
"""


def codebook() -> str:
    """The codebook as Markdown; every dimension with its definition, its levels and a ruling."""
    from audit.dimensions import dimensions

    six = [
        f"- **{one.name}**, 0 to 2. {one.delivered} 0: {one.levels[0]}. 1: {one.levels[1]}. "
        f"2: {one.levels[2]}. {RULINGS.get(one.name, '')}".rstrip()
        for one in dimensions()
    ]
    return "\n".join([OPENING, *six, "", ENDING])

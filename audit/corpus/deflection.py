"""Turns that only send the customer elsewhere: a link, or "DM us", and little more."""

from __future__ import annotations

import re

from audit.reading.normalise import LINK, normalise, template
from db.text.sentences import sentences

MOST_WORDS = 25
"""A longer turn says something besides."""

MOST_REST = 12
"""Words that may stand in sentences that neither send anywhere nor are mere courtesy."""

_CHANNEL = re.compile(
    r"\b(?:d\.?m\.?s?|pm|(?:direct|private)(?:ly)? mess?ages?|(?:inbox|message|pm) (?:us|me))\b",
    re.IGNORECASE,
)
_GO = re.compile(
    r"\b(?:(?:call|e-?mail|text|contact|phone|write to|speak (?:to|with)|reach(?:ing)?(?: out to)?"
    r"|connect with|chat with|touch with) (?:us|me|our|the|your|an?|them|customer|support|guest"
    r"|reservations?|\[\w+\])|get in touch|reach(?:ing)? out|visit|click|fill (?:in|out|up)"
    r"|(?:use|follow|via|through) (?:the|this|that|our) link|link (?:below|above)"
    r"|send (?:us|me|it|an?|the|your|details?)\b[^.!?]*?\b(?:e-?mail|note|message|mail)"
    r"|(?:submit|open|raise|file|create) (?:an?|the|your)\b[^.!?]*?\b(?:request|ticket|form|claim))"
    r"(?!\w)",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\b(?:did|have|has|had|were|was|who|when) (?:you|your)\b[^.!?]*"
    r"|\b(?:advised|told|asked|made) you\b[^.!?]*"
    r"|\b(?:i|we|they|he|she|team|expert|specialist|someone)(?:'\w+)?"
    r"(?: (?:will|can|may|shall|could|just|have))* \w+(?: in touch| out)?"
    r"|\bthank(?:s|ing)?\b[^.!?]*\b(?:visit\w*|reaching out|contacting|getting in touch|speak\w*)"
    r"|\b(?:next|your|recent|this|last|the|another|future|a) visit\b"
    r"|\b(?:to|and|you) (?:re-?)?visit (?:us|our)?\s?(?:again|soon|once)\b",
    re.IGNORECASE,
)
"""Words that speak of contact without asking for it: "I will call the store"."""

_LED_TO = re.compile(
    r"(?:\b(?:at|via|on|to|from|using|through|with|by|here|visit|see|check|out|follow|try|review)|:)\W*\[link\]"
    r"|\b(?:links?|articles?|pages?|sites?|website|below|steps?|tips|info|information|details"
    r"|guide|form|faqs?|more|options?|forum)\b[^.!?]*\[link\]",
    re.IGNORECASE,
)
"""A link that the words lead to; one that only hangs on the end is a picture as often as not."""

_COURTESY = re.compile(
    r"\b(?:sorry|apolog\w+|thank\w*|welcome|(?:happy|glad|here) to|let (?:us|me) know"
    r"|(?:would|\w+'d) (?:like|love|want)|want to|let's)\b",
    re.IGNORECASE,
)


def deflects(reply: str) -> bool:
    """Whether a turn does no more than send the customer elsewhere.

    Something in it sends (a private message, a call, a link that the words lead to, or a link and
    no words), it has at most 25 words, and of these at most 12 in sentences that neither send nor
    are mere courtesy.
    """
    words = template(reply).split()
    if len(words) > MOST_WORDS:
        return False
    if not words:
        return LINK in normalise(reply)
    pieces = [normalise(sentence) for sentence in sentences(reply)]
    others = [piece for piece in pieces if not _sends(piece)]
    rest = sum(len(template(piece).split()) for piece in others if not _COURTESY.search(piece))
    return len(others) < len(pieces) and rest <= MOST_REST


def _sends(sentence: str) -> bool:
    if _CHANNEL.search(sentence) or _LED_TO.search(sentence):
        return True
    return bool(_GO.search(_NOT_ASKED.sub(" ", sentence)))

"""What is counted in a text beside its embedding: phrases, particulars, marks, capitals, emoji.

Everything read from a reply is blind to its capitals and emoji; a customer's message keeps both,
since they show feeling.  `VERSION` is part of the instrument's identity.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from audit.reading.normalise import is_emoji, without_emoji
from audit.reading.patterns import CLAIM, CUSTOMER, REPLY, compiled
from audit.reading.sentences_of_reply import as_words, sentence_features

VERSION = "3"

Matrix = npt.NDArray[np.float32]

_REPLY, _CUSTOMER, _CLAIM = compiled(REPLY), compiled(CUSTOMER), compiled(CLAIM)
_REPLY_INDEX = {name: place for place, name in enumerate(REPLY)}
_CUSTOMER_INDEX = {name: place for place, name in enumerate(CUSTOMER)}
UPSET = ("anger", "sad", "no_answer", "leaving", "denied_praise")
TROUBLE = (*UPSET, "problem", "waiting")
BESIDE_REGRET = (
    "thanks", "warm", "glad_to_hear", "wish", "hotel_thanks", "cannot", "contradict", "policy",
    "blame", "dm", "link",
)  # fmt: skip
_MASK = re.compile(r"\[(?:user|initials)\]")
_BARE = re.compile(r"\[(?:user|name|initials)\]")
_SAID = {
    "[name]": "name",
    "[link]": "link",
    "[number]": "number",
    "[email]": "email",
    "[brand]": "the company",
}
_SPACE = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\[\w+\]|[^\W_]+(?:'[^\W_]+)?|[!?]")
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_BAD = re.compile(
    "CRY|ANGRY|POUT|RAGE|WEARY|TIRED|SAD|DISAPPOINT|FROWN|CONFOUNDED|PERSEVER|ANGUISH|FEARFUL|SCREAM|"
    "UNAMUSED|EXPRESSIONLESS|ROLLING EYES|TRIUMPH|THUMBS DOWN|BROKEN HEART|SYMBOLS OVER|FACE PALM|"
    "PILE OF POO|SKULL|GRIMAC|CONFUSED|WORRIED|NAUSEATED|VOMIT|STEAM|MIDDLE FINGER|PENSIVE|"
    "SLEEPY|PLEADING"
)
_GOOD = re.compile(
    "SMILING|GRINNING|JOY|HEART|THUMBS UP|CLAPPING|PARTY|KISS|HUG|SPARKL|BEAMING|WINK|FOLDED HANDS|"
    "OK HAND|RAISING BOTH|TROPHY|JACK-O-LANTERN|SUNGLASSES|LAUGHING|STAR"
)
_STOP = frozenset(
    """
    a about after all also am an and any are as at back be because been but by can can't could did
    do does don't for from get go got had has have he her here hi him his how i i'm i've if in
    into is it it's its just know let like look make may me more my need no not now of off on one
    or our out over please re see she should so some still such than thank thanks that that's the
    their them then there these they this those to too up us use very want was way we we'd we'll
    we're we've well were what when where which while who why will with would yes you you're your
    link name user number initials help sorry hello hey dm send time day good great new really
    today number
    """.split()
)


def plain(text: str) -> str:
    """A normalised text as the encoder is given it: lower case, no emoji, masks as words."""
    text = _MASK.sub(" ", without_emoji(text).lower())
    for mask, said in _SAID.items():
        text = text.replace(mask, said)
    return _SPACE.sub(" ", text).strip()


def tokens(text: str) -> list[str]:
    """Lower-case words, masks and the marks ! and ?, with digits written as 0."""
    return _WORD.findall(_DIGIT.sub("0", without_emoji(text).lower()))


def terms(text: str, prefix: str = "") -> Iterator[str]:
    """Words, word pairs, and runs of 3 to 5 characters inside words, each with the prefix."""
    words = tokens(text)
    for word in words:
        yield f"{prefix}{word}"
    for first, second in pairwise(words):
        yield f"{prefix}{first} {second}"
    for word in words:
        if len(word) > 3 and word[0] != "[":
            padded = f"_{word}_"
            for size in (3, 4, 5):
                for start in range(len(padded) - size + 1):
                    yield f"{prefix}~{padded[start : start + size]}"


@lru_cache(maxsize=4096)
def _mood(character: str) -> int:
    name = unicodedata.name(character, "")
    return -1 if _BAD.search(name) else 1 if _GOOD.search(name) else 0


def emoji_terms(text: str, prefix: str = "") -> Iterator[str]:
    """The names of the emoji in a text, and a term for their mood."""
    for character in text:
        if is_emoji(character) and (name := unicodedata.name(character, "")):
            yield f"{prefix}:{name.lower()}:"
            yield f"{prefix}:{('bad', 'other', 'good')[_mood(character) + 1]}:"


def counts(patterns: Sequence[re.Pattern[str]], text: str) -> list[float]:
    """How often each pattern occurs, damped: log2(1 + n), n at most 7."""
    return [
        math.log2(1 + min(7, sum(1 for _ in pattern.finditer(text))))
        if pattern.search(text)
        else 0.0
        for pattern in patterns
    ]


def content(text: str) -> set[str]:
    """The telling words of a text, crudely stemmed."""
    return {
        re.sub(r"(?:'s|ing|ed|es|s|e|ly)$", "", word)
        for word in tokens(text)
        if word[0].isalnum() and len(word) > 2 and word not in _STOP
    }


def customer_features(text: str) -> list[float]:
    """Marks of need and feeling in a customer's message (capitals and emoji count here)."""
    lower = without_emoji(text).lower()
    letters = [c for c in _BARE.sub("", text) if c.isalpha()]
    words = re.findall(r"\b[^\W\d_]{3,}\b", re.sub(r"\[\w+\]", " ", text))
    shouted = sum(word.isupper() for word in words)
    moods = [_mood(c) for c in text if is_emoji(c)]
    found = counts(_CUSTOMER, lower)
    return [
        *found,
        *_praise_amid_trouble(found),
        math.log1p(len(lower.split())),
        sum(c.isupper() for c in letters) / max(1, len(letters)),
        math.log2(1 + min(7, shouted)),
        float(shouted > 3 and shouted > len(words) / 2),
        math.log2(1 + min(7, moods.count(-1))),
        math.log2(1 + min(7, moods.count(1))),
        math.log2(1 + min(7, len(moods))),
        float(not text.strip()),
    ]


def _praise_amid_trouble(found: Sequence[float]) -> list[float]:
    """Kind words beside trouble, where sarcasm and mixed reviews lie: praise, thanks, mockery."""
    seen = {name: found[place] > 0 for name, place in _CUSTOMER_INDEX.items()}
    trouble = any(seen[name] for name in TROUBLE)
    return [float(seen[name] and trouble) for name in ("praise", "thanks", "mock_praise")]


def _answered_trouble(found: Sequence[float], message: str) -> list[float]:
    """What a reply to an unhappy message does beside regret: thanks, wishes, refusals, nothing."""
    trouble = any(_CUSTOMER[_CUSTOMER_INDEX[name]].search(message) for name in UPSET)
    seen = {name: found[place] > 0 for name, place in _REPLY_INDEX.items()}
    felt = any(seen[name] for name in ("sorry", "regret", "understand", "feeling", "oh_no"))
    return [
        float(trouble),
        *(float(trouble and seen[name]) for name in BESIDE_REGRET),
        *(float(trouble and not felt and seen[name]) for name in BESIDE_REGRET),
        float(trouble and not felt),
    ]


def reply_features(reply: str, message: str) -> list[float]:
    """Marks of empathy in a reply, and what it shares with the message it answers."""
    lower = without_emoji(reply).lower()
    sentences = [s for s in _SENTENCE.findall(lower) if s.strip()]
    questions = [s for s in sentences if s.rstrip().endswith("?")]
    said, asked = content(lower), content(message)
    shared = said & asked
    in_question = set().union(*(content(q) for q in questions)) & asked if questions else set()
    sorry = set().union(
        *(content(s) for s in sentences if "sorry" in s or "apolog" in s or "regret" in s)
    )
    stock = _REPLY_INDEX
    found = counts(_REPLY, lower)
    plain_questions = sum(
        1 for q in questions if not any(_REPLY[stock[k]].search(q) for k in ("dm", "what_happened"))
    )
    specific = sum(
        1
        for q in questions
        if not any(
            _REPLY[stock[k]].search(q) for k in ("dm", "what_happened", "ask_details", "ask_device")
        )
    )
    figures = set(re.findall(r"\d+", lower)) & set(re.findall(r"\d+", message))
    length = len(said)
    return [
        *found,
        math.log1p(len(lower.split())),
        math.log1p(len(sentences)),
        math.log1p(length),
        math.log1p(len(shared)),
        len(shared) / max(1, length),
        len(shared) / max(1, len(asked)),
        math.log1p(sum(len(w) > 5 for w in shared)),
        math.log1p(len(in_question)),
        math.log1p(len(sorry & asked)),
        math.log1p(len(sorry)),
        math.log1p(len(figures)),
        math.log1p(plain_questions),
        math.log1p(specific),
        float(bool(questions) and sentences[-1] in questions),
        float(not message.strip()),
        *_answered_trouble(found, without_emoji(message).lower()),
        *sentence_features(lower, as_words([message.lower()])),
    ]


def claim_features(text: str) -> list[float]:
    """Marks of a promise in a marketing statement."""
    lower = without_emoji(text).lower()
    return [
        *counts(_CLAIM, lower),
        math.log1p(len(lower.split())),
        float(text.rstrip().endswith(("”", '"'))),
    ]


def stack(rows: Sequence[Sequence[float]]) -> Matrix:
    """Feature rows as one float32 matrix."""
    return np.asarray(rows, dtype=np.float32)

"""What a claim says of times: how soon, at which hours, in which channel, of which messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from audit.checks.hours import Hours, stated_hours

WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve".split(),
        range(1, 13),
        strict=True,
    )
) | {"a": 1, "an": 1, "the": 1, "a couple of": 2, "twenty-four": 24, "twenty four": 24}
UNITS = {"min": timedelta(minutes=1), "hou": timedelta(hours=1), "hrs": timedelta(hours=1)}
UNITS |= {"hr": timedelta(hours=1), "day": timedelta(days=1)}
_WITHIN = re.compile(
    r"\b(?:within|inside|in (?:under|less than)|under|in)\s+(?:just |the |about |around )?"
    rf"(?:(?P<count>{'|'.join(sorted(WORDS, key=len, reverse=True))}|\d+)[\s-]*)?"
    r"(?:(?P<working>working|business)\s+)?(?P<unit>min(?:ute)?s?|hours?|hrs?|days?)\b"
    r"(?!\s*(?:a|per|each)\b)",
    re.IGNORECASE,
)
_ANSWERING = re.compile(
    r"\b(?:repl(?:y|ies|ied)|respon(?:d|ds|se|ses)|answer(?:s|ed)?|get back to|writes? back"
    r"|come back to you|hear (?:back )?from us|acknowledge)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:we|our|us|you(?:'|’)?ll|you will|you get|your|a person|someone|somebody|team|staff"
    r"|people|agents?|advisers?|advisors?|colleagues)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:cannot|can not|can(?:'|’)?t|unable|(?:do|does|are|is|will) not"
    r"|(?:do|does|are|is)n(?:'|’)?t"
    r"|won(?:'|’)?t|may not|not always|no longer|outside (?:of )?these)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:usually|typically|normally|generally|on average|average|mostly|most|aim|try|strive"
    r"|goal|target|hope|often)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:every|all|each|any|always|everyone|everybody|whoever)\b", re.IGNORECASE)
_IN_HOURS = re.compile(
    r"\b(?:during|in|within|of) (?:our |normal )?(?:opening|office|business|working|service) hours"
    r"|\bwhile we(?:'|’)?re open\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:press|journalists?|applicants?|applications?|quotes?|quotations?|claims?|complain(?:t|ts)"
    r"|emergenc(?:y|ies)|parts?|orders?|deliver\w*|dispatch\w*|ship(?:s|ped|ping)?|refund\w*|repair\w*"
    r"|engineers?|technicians?|returns?|repay\w*|payments?|pay|investors?|forms?|tickets?|sales)\b",
    re.IGNORECASE,
)
CHANNELS = {
    "phone": r"phones?|telephones?|hotline|helpline|call(?:s|ing)?(?: us)?|call cent(?:re|er)|"
    r"our lines|phone lines|ring us",
    "chat": r"(?:live[\s-])?chats?|messenger|whatsapp",
    "e-mail": r"e-?mails?|inbox",
    "short-post": r"social (?:media|channels|care team|team)|twitter|tweets?|mastodon|posts"
    r"|mentions|"
    r"(?:every|each|any|your) post",
    "another network": r"facebook|instagram|linkedin|tiktok|youtube",
    "review": r"reviews?",
    "forum": r"forums?|message boards?",
    "in person": r"branch(?:es)?|stores?|shops?|depots?|counters?|showrooms?|reception|front desk",
}
_CHANNELS = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in CHANNELS.items()
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How soon: a span of time, or so many working days (by the end of the last)."""

    span: timedelta
    working_days: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Timed:
    """A claim that speaks of times.

    `limit` says how soon, `hours` when somebody is there; either may be None.  `channels` are those
    it names.  `hedged` where it speaks of what is usual, `every` where of each message.
    `elsewhere` is the word that shows that it is about something other than answering messages.
    """

    text: str
    limit: Limit | None
    hours: Hours | None
    channels: frozenset[str]
    hedged: bool
    every: bool
    answering: bool
    denied: bool
    in_hours: bool
    elsewhere: str | None


def timed(text: str) -> Timed | None:
    """What a text says of times; None where it says nothing of them."""
    limit, hours = _limit(text), stated_hours(text)
    if limit is None and hours is None:
        return None
    found = _ELSEWHERE.search(text)
    return Timed(
        text=text,
        limit=limit,
        hours=hours,
        channels=frozenset(name for name, words in _CHANNELS.items() if words.search(text)),
        hedged=bool(_HEDGED.search(text)),
        every=bool(_EVERY.search(text)),
        answering=bool(_ANSWERING.search(text) and _OURS.search(text)),
        denied=bool(_NOT.search(text)),
        in_hours=bool(_IN_HOURS.search(text)),
        elsewhere=found[0].lower() if found else None,
    )


def _limit(text: str) -> Limit | None:
    for found in _WITHIN.finditer(text):
        words = " ".join(found[0].lower().split())
        if found["count"] is None and words.split()[0] == "in":
            continue  # "in minutes"
        if found["count"] is None and " the " not in words:
            continue  # "within minutes" says no number
        count = WORDS.get((found["count"] or "one").lower()) or int(found["count"])
        unit = found["unit"].lower()
        span = next(span for start, span in UNITS.items() if unit.startswith(start)) * count
        working = count if found["working"] and unit.startswith("day") else None
        return Limit(span, working, words)
    return None

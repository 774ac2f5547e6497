"""What each sentence of a reply does: regret, thank, point elsewhere, commit, instruct, inform.

The codebook tells a stock phrase from a specific one, and a promise with a condition from one
without; both are properties of a sentence, not of the whole text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

_REGRET = re.compile(r"\bsorry\b|\bapolog|\bregret|\bhate to|\bdisappointed to|\bsad to")
_THANK = re.compile(r"\bthank|\bappreciate|\bthx\b|\bgrateful|\bwelcome\b|\bcheers\b")
_GREET = re.compile(
    r"^\W*(?:hi|hey|hello|dear|greetings|good (?:morning|day|evening|afternoon)|namaste)\b"
)
_POINT = re.compile(
    r"\bdm\b|\[link\]|\bdirect message|\bprivate message|\bmessage us|\bcall\b|\bcontact\b|\bvisit\b|"
    r"\breach out\b|\bsend us\b|\bsend me\b|\bget in touch|\bfollow this|\bcheck out|\bemail\b|\[email\]"
)
_CONDITION = re.compile(
    r"\bif\b|\bonce\b|\bplease\b|\bpls\b|\bkindly\b|\bso (?:that )?(?:we|i)\b|\bwhen you\b|\bcan you\b|\bcould you\b"
)
_COMMIT = re.compile(
    r"\b(?:we|i|they|he|she|it|team|someone)(?:'ll| will| shall)\b|\b(?:we|i)(?:'ve| have)\b|\bi'm (?:\w+ing)\b|"
    r"\bwe(?:'re| are) (?:\w+ing)\b|\bhas been\b|\bhave been\b"
)
_STEP = re.compile(
    r"^\W*(?:then |and |now |just |first |try |simply |you can |you could |you'll need to |you may )*"
    r"(?:go|click|tap|select|restart|reset|reinstall|update|uninstall|unplug|turn|log|sign|press|hold|open|choose|"
    r"enter|delete|download|refresh|clear|try|use|check|make sure|ensure|head|look)\b"
)
_WARM = re.compile(
    r"\b(?:hope|enjoy|love|glad|happy|delight\w*|great|wonderful|awesome|pleas(?:ed|ure)|fun|good luck|have a)\b"
)
_CLICHE = re.compile(
    r"\bwe(?:'re| are) here\b|\b(?:like|love|happy|want|here) to (?:help|assist|look)|\blet us know\b|\bany (?:other|further)\b|"
    r"\blooking forward\b|\blook forward\b|\bfeel free\b|\bhow can (?:we|i) help|\bserve you\b|\bvalued?\b|\bhelp you\b"
)
_SPLIT = re.compile(r"(?<=[.!?])\s+|\s+(?=\[(?:initials|name)\]$)")
_WORDS = re.compile(r"[a-z]{2,}(?:'[a-z]+)?|\d+")
_STOCK = frozenset(
    """
    a able about account accounts additional address again agent all also always am an and another any
    anything appreciate apologies apologize apologise are as asap ask assist assistance at available
    back be because been being best better bring bringing but by call can care case chance chat check
    choosing click closer come concern concerns confirm confirmation contact contacting could customer
    day dear department detail details direct discuss dm do does don't done e-mail either email enjoy
    ensure experience experienced express feedback feel few find first follow for forward frustrated
    frustrating frustration full further future get getting give given glad go going good great greetings
    guest guests happened happening happy has have having hear hello help helps here hey hi hope how i
    i'd i'll i'm i've if improve improvements in inconvenience info information into is issue issues it
    it's just kind kindly know learn let let's like line link little look looking looks love made make
    management matter may me message minute more moment most my name near need new next nice no not note
    number of offer on once one online opportunity options or order orders other our out over page
    patience phone please pls point post private problem proper property provide provided query question
    questions reach reaching really reason receive received regarding regards regret reply report request
    resolve resolved respond response review right see send sent serve service services share shared
    sharing should sincere sincerely so some something soon sorry specific started stay staying steps still
    store sure support take taking team tell thank thanks that that's the their them then there these they
    this those through ticket time to today together too touch trouble truly try trying tweet understand
    until up update upset us use using valuable valued very via visit want was way we we'd we'll we're
    we've website welcome well were what what's when where which while who will wish with working would
    write yes yet you you'd you'll you're you've your yourself zip
    """.split()
)


def sentence_features(reply: str, asked: frozenset[str]) -> list[float]:
    """Counts of sentences by what they do, from a lower-case reply; `asked`: the message's words."""
    kinds = dict.fromkeys(
        (
            "regret", "thank", "point", "commit", "condition", "step", "warm", "cliche", "question",
            "inform", "inform_words", "regret_told", "question_told", "told", "taken_up", "stock",
        ),
        0.0,
    )  # fmt: skip
    sentences = [part for part in _SPLIT.split(reply) if _WORDS.search(part)]
    for sentence in sentences:
        _count(sentence, kinds, asked)
    words = sum(len(_WORDS.findall(sentence)) for sentence in sentences)
    longest = max((_told(sentence) for sentence in sentences), default=0)
    return [
        *(math.log1p(value) for value in kinds.values()),
        kinds["told"] / max(1, words),
        kinds["stock"] / max(1, len(sentences)),
        math.log1p(longest),
        float(bool(sentences) and not kinds["inform"] and not kinds["step"]),
    ]


def _told(sentence: str) -> int:
    return sum(word not in _STOCK for word in _WORDS.findall(sentence))


def _count(sentence: str, kinds: dict[str, float], asked: frozenset[str]) -> None:
    told = _told(sentence)
    is_question = sentence.rstrip().endswith("?")
    regret, point = bool(_REGRET.search(sentence)), bool(_POINT.search(sentence))
    thank, warm = bool(_THANK.search(sentence)), bool(_WARM.search(sentence))
    condition, cliche = bool(_CONDITION.search(sentence)), bool(_CLICHE.search(sentence))
    kinds["regret"] += regret
    kinds["thank"] += thank
    kinds["point"] += point
    kinds["warm"] += warm
    kinds["cliche"] += cliche
    kinds["question"] += is_question
    kinds["condition"] += condition
    kinds["commit"] += bool(_COMMIT.search(sentence)) and not (condition or is_question)
    kinds["step"] += bool(_STEP.search(sentence)) and not point
    kinds["told"] += told
    kinds["taken_up"] += bool(asked & set(_WORDS.findall(sentence)) - _STOCK)
    kinds["stock"] += told <= 1
    kinds["regret_told"] += regret * told
    kinds["question_told"] += is_question * told
    others = (
        regret or point or thank or warm or is_question or cliche or bool(_GREET.search(sentence))
    )
    if not others and told >= 2:
        kinds["inform"] += 1
        kinds["inform_words"] += told


def as_words(texts: Sequence[str]) -> frozenset[str]:
    """The plain words of some lower-case texts."""
    return frozenset(word for text in texts for word in _WORDS.findall(text))

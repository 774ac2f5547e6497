"""Details of a turn that no reading may rest on, each swapped for another of its kind.

    after = SWAPS["initials"](before)

A swap takes a turn and gives it back with every such detail replaced, in the reply and in the
message; the same turn always gets the same.  A turn that holds no such detail comes back as it was.
The details are found by rules of our own here, wider than those of the normaliser, and what is put
in their place are names and handles that stand in none of its lists.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from audit.reading.first_names import FIRST_NAMES
from audit.reading.normalise import without_emoji


@dataclass(frozen=True)
class Turn:
    """A customer's message and the reply; `names` are what the brand goes by, longest first."""

    reply: str
    message: str
    channel: str = "short-post"
    names: tuple[str, ...] = ()


Swap = Callable[[Turn], Turn]

NEW_NAMES = (
    "Oluwaseun Xiomara Siobhan Wei Kwame Ingrid Ayodele Thandiwe Anneliese Zbigniew Aaliyah Eoin "
    "Keisha Fatima Hyun Beatrix Tremaine Lakshmi Jürgen Noor Emily Bob Juan Li"
).split()
NEW_BRANDS = ("Northwind", "Acme", "Blue Heron Hotels", "Verdant", "Umbra Mobile", "Halcyon")
NO_NAMES = frozenset(
    "all april art bill chase customer earl faith friend grace guest guests happy hope hotel june "
    "mark may member members rich reviewer sir madam team there traveler traveller trip valued will"
    " mr mrs ms miss dr again everyone folks thank thanks and for you".split()
)

_HANDLE = re.compile(r"(?<![\w@])@(?=\w)\w+")
_LINK = re.compile(r"https?://[^\s)\]]*[^\s)\].,;:!?\"']")
_INITIALS = re.compile(r"(?P<mark>[\^*~]\s?|(?<=[\s.!?])[-/]\s?)(?P<name>[A-Z]{2,3})(?=\s*$)")
_SIGNED = re.compile(
    r"(?P<mark>[\^*~]\s?|(?<=[\s.!?])-\s?|\b[Rr]egards[,.]?\s+|\b[Ww]ishes,?\s+|[Ss]incerely,?\s+)"
    r"(?P<name>[A-Z][a-z]{2,})(?=\s*$|\s*\n|\s[A-Z][a-z]+\s*(?:$|\n))"
)
_GREETED = re.compile(
    r"(?P<mark>\b(?:Hi|Hey|Hello|Dear|Thanks|Sorry)[ ,]+)(?P<name>[A-Z][a-z]{2,})(?=\s*[,.!\n])"
)
_CAPITALISED = re.compile(r"(?P<mark>)\b(?P<name>[A-Z][a-z]{2,})\b(?!['’](?!s\b))")
_GENDER = {
    "he": "she", "him": "her", "his": "her", "himself": "herself", "mr": "mrs", "sir": "madam",
    "man": "woman", "gentleman": "lady", "husband": "wife", "son": "daughter", "father": "mother",
    "dad": "mum", "brother": "sister", "boy": "girl", "guy": "girl", "boyfriend": "girlfriend",
}  # fmt: skip
_OTHER = {other: one for one, other in _GENDER.items()} | {
    "ms": "mr", "ma'am": "sir", "mom": "dad", "hers": "his", "lady": "man", "girl": "boy",
}  # fmt: skip
_GENDERED = re.compile(
    rf"(?<![\^*~/-])\b(?P<word>{'|'.join([*_GENDER, *_OTHER])})\b(?P<after>'|\s+(?=\w))?",
    re.IGNORECASE,
)
_POSSESSED = re.compile(r"(?!(?:a|an|the|to|and|for|at|in|on|if|that|when|about|with|was|is)\b)\w")
_SENTENCE_END = re.compile(r"(?<=[a-z][.!?])(?<!Mr\.)(?<!Ms\.)(?<!Dr\.)(?<!Mrs\.)\s")
SMILES = ("🙂", "😊", "👍", "💙", "😢")


def _drawn(turn: Turn) -> random.Random:
    return random.Random(hashlib.sha256(f"{turn.message}\n{turn.reply}".encode()).digest())


def _both(turn: Turn, change: Callable[[str], str]) -> Turn:
    return replace(turn, reply=change(turn.reply), message=change(turn.message))


def swap_handles(turn: Turn) -> Turn:
    """Every @handle becomes another, one for one."""
    draw, new = _drawn(turn), dict[str, str]()
    return _both(
        turn,
        lambda text: _HANDLE.sub(
            lambda m: new.setdefault(m[0], f"@{draw.choice(NEW_NAMES)}_{draw.randrange(9999)}"),
            text,
        ),
    )


def swap_links(turn: Turn) -> Turn:
    """Every link leads elsewhere."""
    draw = _drawn(turn)
    return _both(
        turn, lambda text: _LINK.sub(lambda _: f"https://shop.example/{draw.randrange(99)}", text)
    )


def swap_initials(turn: Turn) -> Turn:
    """The initials under the reply become others."""
    draw = _drawn(turn)
    other = "".join(draw.choices("BDFGHKLNQTVZ", k=2))
    return replace(turn, reply=_INITIALS.sub(rf"\g<mark>{other}", turn.reply))


def swap_names(turn: Turn) -> Turn:
    """Whoever is greeted, signs, or is called by a common first name is called otherwise."""
    draw, new = _drawn(turn), dict[str, str]()

    def other(found: re.Match[str]) -> str:
        name = found["name"]
        listed = name.lower() in FIRST_NAMES or found.re is not _CAPITALISED
        if name.lower() in NO_NAMES or name in new.values() or not listed:
            return found[0]
        return found["mark"] + new.setdefault(name, draw.choice(NEW_NAMES))

    def change(text: str) -> str:
        for pattern in (_GREETED, _SIGNED, _CAPITALISED):
            text = pattern.sub(other, text)
        return text

    return _both(turn, change)


def swap_gender(turn: Turn) -> Turn:
    """He becomes she, Mr Mrs, a husband a wife, and the other way round."""

    def other(found: re.Match[str]) -> str:
        word, after = found["word"], found["after"] or ""
        low = word.lower()
        new = _GENDER.get(low) or _OTHER[low]
        if low == "her":
            new = "his" if after and _POSSESSED.match(found.string, found.end()) else "him"
        shaped = new.upper() if word.isupper() and len(word) > 1 else new
        return (shaped.capitalize() if word.istitle() else shaped) + after

    return _both(turn, lambda text: _GENDERED.sub(other, text))


def lower_case(turn: Turn) -> Turn:
    """The reply in small letters."""
    return replace(turn, reply=turn.reply.lower())


def upper_case(turn: Turn) -> Turn:
    """The reply in capitals, links aside: those tell capitals from small letters."""
    parts = re.split(rf"({_LINK.pattern})", turn.reply)
    return replace(turn, reply="".join(p if _LINK.match(p) else p.upper() for p in parts))


def no_emoji(turn: Turn) -> Turn:
    """The reply without its emoji."""
    bare = without_emoji(turn.reply)
    return turn if bare == " ".join(turn.reply.split()) else replace(turn, reply=bare)


def more_emoji(turn: Turn) -> Turn:
    """An emoji after the reply's first sentence and one at its end."""
    draw = _drawn(turn)
    one, other = draw.sample(SMILES, 2)
    text = _SENTENCE_END.sub(f" {one} ", turn.reply, count=1)
    return replace(turn, reply=f"{text} {other}")


def swap_brand(turn: Turn) -> Turn:
    """The brand goes by another name."""
    name = _drawn(turn).choice(NEW_BRANDS)
    if not turn.names:
        return turn
    own = re.compile(rf"(?<![\w@#])(?:{'|'.join(map(re.escape, turn.names))})(?!\w)", re.IGNORECASE)
    changed = _both(turn, lambda text: own.sub(name, text))
    return turn if changed == turn else replace(changed, names=(name,))


SWAPS: dict[str, Swap] = {
    "handles": swap_handles,
    "links": swap_links,
    "initials": swap_initials,
    "names": swap_names,
    "gender": swap_gender,
    "small letters": lower_case,
    "capitals": upper_case,
    "no emoji": no_emoji,
    "more emoji": more_emoji,
    "brand": swap_brand,
}

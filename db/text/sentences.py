"""Running text into sentences, by rules: for marketing copy, where a line is often a claim."""

from __future__ import annotations

import re

SHIELDED = re.compile(
    r"(?:https?://|www\.)\S+?(?=[.,!?;:)\]\"'”’]*(?:\s|$))"  # links
    r"|\S+@\S+?\.\w+"  # addresses of mail
    r"|\b\d+(?:[.,:]\d+)+"  # 4.5, 1,000, 10:30
    r"|\b[\w-]+\.(?:com|org|net|io|ai|co|uk|in|eu|de|us|gov|edu|tv|me)\b(?:/\S*?(?=[.,!?]*(?:\s|$)))?"
    r"|\.{2,}(?=\s?[^\sA-ZÀ-Þ])"  # an ellipsis that goes on
    r"|(?<=[ \n(])[·•]?\.(?:NET|com)\b"
    r"|\b(?:[A-Za-z]\.){2,}(?!\s+(?:[A-Z][a-z]+\s+[a-z]|$))"  # e.g. U.S.
    r"|(?<![A-Za-z])[A-Z]\.(?=\s[A-Z])"  # J. Smith
)
ABBREVIATIONS = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Ft|Sr|Jr|vs|etc|approx|est|dept|No|Nos|Vol|Fig|al|Inc|Ltd|Co|"
    r"Corp|Bros|Ave|Blvd|Rd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|"
    r"ca|cf|incl|max|min|ext|tel|hrs|hr|mins|Gen|Gov|Sen|Rep|Rev|Hon|Capt|Lt|Col|Sgt)\."
)
# These end a sentence when a capital follows; the others never do.
MAY_END = re.compile(r"^(?:etc|Inc|Ltd|Co|Corp|Bros|hrs|hr|mins|al|St|Ave|Blvd|Rd)\.$")
BULLET = re.compile(r"^\s*(?:[•·▪◦‣●○■□✓✔✅➤➡→►*–—-]+|\(?\d{1,2}[.)]|[a-z][.)])\s+")
INNER_BULLET = re.compile(r"\s+[•▪◦‣●■✓✔➤►|]\s+")
END = re.compile(
    r"(?<=[.!?…])[\"'”’»)\]]*(?=\s+[\"'“‘«(\[¿¡]*[\w#@$£€&•\U0001F000-\U0001FAFF\u2600-\u27BF])"
    r"|(?<=[\u3002\uff01\uff1f])"
)
ENDED = re.compile(r"[.!?…:;\u3002\uff01\uff1f][\"'”’»)\]]*\s*$")
SHIELD = "\ue000"
GUARDED = re.compile(f"{SHIELDED.pattern}|{ABBREVIATIONS.pattern}")
HAS_WORD = re.compile(r"[^\W\d_]{2,}")
LOWER = re.compile(r"\s*[\"'“(]*[a-zà-þ]")
LEAST_LINE = 50


def sentences(text: str) -> list[str]:
    """The sentences of `text` in order, each with single spaces; those without a word left out.

    A list item or heading on a line of its own is a sentence; a line that was only wrapped is
    joined to the one before.  Decimals, links, initials and abbreviations do not end one.
    """
    found = []
    for block in _blocks(text):
        found += [" ".join(piece.split()) for piece in _split(block)]
    return [sentence for sentence in found if HAS_WORD.search(_without_links(sentence))]


def _without_links(sentence: str) -> str:
    return re.sub(r"(?:https?://|www\.)\S+|[@]\w+", "", sentence)


def _blocks(text: str) -> list[str]:
    """Lines, those that were only wrapped joined again, bullets taken off."""
    blocks: list[str] = []
    fresh = True
    for line in text.splitlines():
        if not line.strip():
            fresh = True
            continue
        bare = BULLET.sub("", line, count=1)
        wrapped = (
            not fresh
            and bare == line
            and blocks
            and not ENDED.search(blocks[-1])
            and (LOWER.match(line) or len(blocks[-1].split("\n")[-1]) >= LEAST_LINE)
        )
        if wrapped:
            blocks[-1] += "\n" + line
        else:
            blocks += INNER_BULLET.split(bare)
        fresh = False
    return blocks


def _split(block: str) -> list[str]:
    """`block` cut where sentences end."""
    block = block.replace(SHIELD, "")
    if not END.search(block):  # a shield only ever takes an end away
        return [block]
    kept: list[str] = []

    def shield(found: re.Match[str]) -> str:
        kept.append(found[0])
        return SHIELD

    def shorten(found: re.Match[str]) -> str:
        follows = found.string[found.end() : found.end() + 2].strip()
        ends = MAY_END.match(found[0]) and (not follows or follows[0].isupper())
        return found[0] if ends else shield(found)

    # Abbreviations lie inside no other shield, so that order is all that has to be kept.
    shielded = GUARDED.sub(
        lambda f: shorten(f) if ABBREVIATIONS.fullmatch(f[0]) else shield(f), block
    )
    pieces, start = [], 0
    for cut in END.finditer(shielded):
        pieces.append(shielded[start : cut.end()])
        start = cut.end()
    pieces.append(shielded[start:])
    parts = iter(kept)
    return [re.sub(SHIELD, lambda _: next(parts), piece) for piece in pieces]

"""The text normaliser: what every text passes through before it is hashed or read.

Handles, links, addresses, long numbers, names in greetings and signatures each become one token,
so that a raw text and the same text with personal data already replaced by placeholders are read
alike, and no reading can rest on who was named.  `VERSION` is part of the instrument's identity.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from audit.reading.first_names import FIRST_NAMES

VERSION = "1"

USER, LINK, EMAIL, NUMBER = "[user]", "[link]", "[email]", "[number]"
NAME, INITIALS, BRAND = "[name]", "[initials]", "[brand]"

_PLACEHOLDERS = (
    (re.compile(r"@?\[\s*(?:user|handle|mention|username)\s*\]", re.IGNORECASE), USER),
    (re.compile(r"\[\s*(?:link|url|website)\s*\]", re.IGNORECASE), LINK),
    (re.compile(r"\[\s*(?:e-?mail|email address)\s*\]", re.IGNORECASE), EMAIL),
    (
        re.compile(
            r"\[\s*(?:phone|number|card|iban|order|account|postcode|address|date|id|ip)\s*\]",
            re.IGNORECASE,
        ),
        NUMBER,
    ),
    (re.compile(r"\[\s*(?:name|person|customer|agent)\s*\]", re.IGNORECASE), NAME),
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?\s?:\s?//|www\.)\S*[^\s.,;:!?)\]\"']/?|(?<![\w@.])(?:[a-z0-9-]+\.)+"
    r"(?:com|co|org|net|io|uk|ly|me|app|gov|edu|info)(?:\.[a-z]{2})?(?:/[^\s\])]*)?(?![\w@])",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@])@\s?_?\w+(?:\.\w+)*")
_NUMBER = re.compile(
    r"(?<![\w])[+#(]?\d(?:[\d\s().-]{3,}\d)(?!\w)|\b(?=\w*\d\w*\d\w*\d)[A-Z0-9]{8,}\b"
)
_DIGITS = re.compile(r"\d")
_FACES = r"[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0010ffff]"
_WORD = r"[^\W\d_][\w'’.-]*"

_GREETING = re.compile(
    rf"(?P<hail>\b(?:hi|hey|hello|dear|hiya|howdy|hola|namaste|greetings|(?:good )?"
    rf"(?:morning|afternoon|evening))\b[,\s]+)"
    rf"(?P<title>(?:mr|mrs|ms|miss|dr|prof)\b\.?\s*(?:/\s*(?:mrs?|ms)\b\.?\s*)?)?"
    rf"(?P<name>{_WORD}\d*(?:[ ](?!\[){_WORD})?)",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    """
    a again all am an and any anyone are as at back both bro brother can could customer customers
    did do does dude everybody everyone family fan fans fellow folks for friend friends from gang
    going good greetings guest guests guy guys had happy have hello help here hey hi hope how i if
    in is it just lady ladies lads ma'am maam madam mam man mate may me member members my no not
    now of oh ok okay on one or our patron please pls reviewer right say service sir sirs
    so some sorry still support team thank thanks that the their them there these they this to
    today traveler traveller travelers u us valued very was we welcome were what when where which
    who why will with would yes yet you your yours y'all
    i'm i’m i've i’ve we're we’re we've we’ve we'd we’d it's it’s that's that’s let's can't don't
    """.split()
)
_VOCATIVE = re.compile(rf"(?P<lead>(?:^|[,.!?-]|\[user\])\s+|^)(?P<name>{_WORD})(?=\s*[,!.?])")
_AFTER_COMMA = re.compile(rf"(?P<lead>,\s+)(?P<name>{_WORD})(?=(?:\s|{_FACES})*(?:[.!?,]|$))")
_OPENING = re.compile(rf"(?P<lead>^(?:\s*\[user\])*\s*)(?P<name>{_WORD})(?=\s*,)")
_COMMON_OPENING = frozenset(
    """
    absolutely actually again ah also alright although always and apologies aw aww besides but
    certainly cool currently definitely due exactly excellent fortunately from further great
    greetings hello hey hi hm hmm hmmm however i if indeed later nice no nope of oh ok okay once
    oops ouch perfect please plus right so sorry sure thank thanks then there though today
    tomorrow tonight typically um unfortunately usually welcome well what whoa wow yay yeah yep
    yes yikes you
    """.split()
)
_TITLED = re.compile(rf"\b(?:mr|mrs|ms|dr)\b\.?\s+(?:\[name\]|{_WORD})", re.IGNORECASE)
_THANKED = re.compile(
    rf"(?P<lead>\b(?:thanks|thank you|thx|sorry|welcome|bye|cheers)\s+)(?P<name>{_WORD})",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\[name\](?:[.,]?\s*\[name\])+")
_TAIL = rf"(?P<tail>(?:\s*(?:{_FACES}|\[link\]|\(?\d+\s?/\s?\d+\)?|\[user\]|\.\.\.|…))*\s*)$"
_SIGN = re.compile(
    rf"(?P<mark>(?:\^|\*|~|(?<=[\s.!?\])])[/–—-]\s?|(?<=[\s.!?\])])-{{2}}\s?)\s?)"
    rf"(?P<name>[^\W\d_][\w'’]*(?:[ .][^\W\d_]\.?)?|\[name\]|\[initials\])\.?{_TAIL}"
)
_BARE_INITIALS = re.compile(rf"(?P<lead>(?:[.!?]|\[link\])\s*)(?P<name>[A-Z]{{2,3}}){_TAIL}")
_BARE_NAME = re.compile(rf"(?P<lead>[.!?,]\s+)(?P<name>{_WORD})\.?{_TAIL}")
_CLOSING = re.compile(
    r"(?P<close>\b(?:(?:best|kind|warm(?:est)?|many|with|kindest)\s+)?(?:regards|rgds|wishes|"
    r"sincerely|yours truly|cordially|respectfully|cheers)\b[,.!\s-]*)(?P<rest>\S[^?!]*)$",
    re.IGNORECASE,
)
_GREETED_FROM = re.compile(
    r"(?P<hail>\bgreetings?\s+(?:and \w+ )?from\s+)(?:the\s+)?[^,!.?\n]+", re.IGNORECASE
)
_TEAM = re.compile(
    r"\b(?:team|manager|management|director|desk|office|care|support|reservations?)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_EMOJI = re.compile(_FACES)
_STRETCH = re.compile(r"([^\W\d])\1{3,}", re.IGNORECASE)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "´": "'", "`": "'", "\u00ad": None}
)
_KEYCAP = "\ufe0f\ufe0e\u200d\u200b\u2060\u20e3"
_INVISIBLE = str.maketrans(dict.fromkeys(_KEYCAP))


@lru_cache(maxsize=4096)
def normalise(text: str, brand_names: Sequence[str] = ()) -> str:
    """The text as the instrument sees it; `normalise(normalise(t)) == normalise(t)`.

    `brand_names` (a tuple) are masked as `[brand]` wherever they stand as whole words.
    """
    for _ in range(4):
        text, before = _once(text, tuple(brand_names)), text
        if text == before:
            break
    return text


def _once(text: str, brand_names: tuple[str, ...]) -> str:
    text = html.unescape(html.unescape(text))
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_INVISIBLE)
    text = _STRETCH.sub(r"\1\1\1", text)
    for pattern, token in _PLACEHOLDERS:
        text = pattern.sub(token, text)
    text = _EMAIL.sub(EMAIL, text)
    text = _LINK.sub(LINK, text)
    text = _HANDLE.sub(USER, text)
    text = _NUMBER.sub(NUMBER, text)
    text = mask_brands(text, brand_names)
    text = _GREETED_FROM.sub(rf"\g<hail>{BRAND}", text)
    text = _CLOSING.sub(_close, text)
    text = _SPACE.sub(" ", text).strip()
    text = _SIGN.sub(_sign, text)
    text = _BARE_INITIALS.sub(rf"\g<lead> {INITIALS}\g<tail>", text)
    text = _GREETING.sub(_greet, text)
    text = _OPENING.sub(_open, text)
    text = _AFTER_COMMA.sub(_address, text)
    text = _THANKED.sub(_address, text)
    text = _TITLED.sub(NAME, text)
    text = _TWICE.sub(NAME, text)
    text = _BARE_NAME.sub(_bare, text)
    return _SPACE.sub(" ", text).strip()


def mask_brands(text: str, brand_names: Sequence[str]) -> str:
    """The text with each of the names, as whole words and in any case, replaced by `[brand]`."""
    names = sorted({n.strip() for n in brand_names if len(n.strip()) > 1}, key=len, reverse=True)
    if not names:
        return text
    pattern = "|".join(re.escape(unicodedata.normalize("NFKC", name)) for name in names)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", BRAND, text, flags=re.IGNORECASE)


def _close(found: re.Match[str]) -> str:
    rest = found["rest"].strip()
    if rest in (NAME, LINK, INITIALS) or len(rest.split()) > 14:
        return found.group()
    return f"{found['close'].strip()} {NAME}"


def _sign(found: re.Match[str]) -> str:
    name = found["name"]
    if name in (NAME, INITIALS):
        return f" {name}{found['tail']}"
    bare = name.lower().rstrip(".")
    if found["mark"].strip() in ("-", "/", "–", "—") and bare in _NO_NAME | {"pm", "am", "free"}:
        return found.group()
    short = len(bare) <= 3 and bare not in FIRST_NAMES
    return f" {INITIALS if short else NAME}{found['tail']}"


def _greet(found: re.Match[str]) -> str:
    first, *others = found["name"].split()
    word = first.lower().rstrip(".'-")
    if word in _NO_NAME and not found["title"]:
        return found.group()
    kept = ""
    end = first[len(first.rstrip(".'-")) :]
    if others and not end:
        second = others[0].lower().rstrip(".'-")
        if not others[0][0].isupper() or second in _NO_NAME or second in _COMMON_OPENING:
            kept = f" {others[0]}"
        else:
            end = others[0][len(others[0].rstrip(".'-")) :]
    elif others:
        kept = f" {others[0]}"
    return f"{found['hail']}{NAME}{end}{kept}"


def _open(found: re.Match[str]) -> str:
    word = found["name"].lower()
    listed = word in FIRST_NAMES
    if listed or (found["name"][0].isupper() and word not in _NO_NAME | _COMMON_OPENING):
        return f"{found['lead']}{NAME}"
    return found.group()


def _address(found: re.Match[str]) -> str:
    name = found["name"]
    core = name.rstrip(".'-")
    end = name[len(core) :]
    if core.lower() in FIRST_NAMES:
        return f"{found['lead']}{NAME}{end}"
    return found.group()


def _bare(found: re.Match[str]) -> str:
    name = found["name"].rstrip(".")
    if name.lower() in FIRST_NAMES:
        return f"{found['lead']}{NAME}{found['tail']}"
    return found.group()


def is_emoji(character: str) -> bool:
    """True for pictographs, dingbats, flags and their modifiers."""
    return _EMOJI.match(character) is not None


def without_emoji(text: str) -> str:
    """The text with every emoji taken out and spaces closed up."""
    return _SPACE.sub(" ", _EMOJI.sub(" ", text)).strip()


def template(text: str, brand_names: Sequence[str] = ()) -> str:
    """The words that are left when names, links, numbers, signatures, emoji and case are set aside.

    Texts of one template are the same text sent to several people.
    """
    masked = normalise(text, tuple(brand_names))
    masked = re.sub(r"\[(?:user|link|email|number|name|initials|brand)\]", " ", masked)
    masked = _DIGITS.sub("", without_emoji(masked)).lower()
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)?", masked))

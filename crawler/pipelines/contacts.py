"""Rules that take contact details and identifying numbers out of a text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

URL = re.compile(r"(?i)\b(?:https?:\s?//|www\.)[^\s<>\"“”\ue000-\uefff]+")
URL_TAIL = re.compile(r"[.,;:!?)\]}'’…]+$")
EMAIL = re.compile(
    r"(?i)(?<![\w.])[\w.+%-]+@(?:[a-z0-9-]*[a-z][a-z0-9-]*\.)+[a-z]{2,}\b"
    # Written apart, it takes an ending that is no English word: "thanks @acme. in the box" is none.
    r"|(?<![\w.])[\w.+%-]+\s?(?:@|\(at\)|\[at\])\s?"
    r"(?:[a-z0-9-]*[a-z][a-z0-9-]*\s?(?:\.|\(dot\)|\[dot\]|dot(?=\s))\s?)+"
    r"(?:com|net|org|edu|gov|info|co\.?\s?(?:uk|in|nz|za)|fr|de|es)\b"
    r"|(?<![\w.])[\w.+%-]+\.[\w+%-]+ at (?:[a-z0-9-]+\.)+(?:com|net|org|in|co|uk)\b"
)
AT = re.compile(r"(?i)@|[\s(\[]at[\s)\]]")
"""Stands in every match of `EMAIL`, and is far quicker to look for."""
HANDLE = re.compile(r"(?<![\w@/.])@(\w{1,30})")
SOCIAL = re.compile(
    r"(?i)^(?:[a-z]+\.)?(?:twitter|x|facebook|fb|instagram|tiktok|linkedin|youtube|snapchat)\.com$"
)
SOCIAL_PLACES = frozenset(
    [
        "i",
        "in",
        "user",
        "channel",
        "c",
        "profile.php",
        "people",
        "hashtag",
        "watch",
        "help",
        "events",
    ]
)

AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|"
    "EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|"
    "LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|"
    "SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|"
    "NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
UK_POSTCODE = re.compile(rf"\b(?:{AREAS})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}\b")
US_ZIP = re.compile(rf"(\b(?:{STATES}),? )\d{{5}}(?:-\d{{4}})?\b")
SAID_POSTCODE = re.compile(
    r"(?i)(\b(?:zip|post|postal|pin)\s?(?:code)?(?: is|:)? )"
    r"(?:\d{5,6}(?:-\d{4})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b"
)
ADDRESS = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'’.]+ ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Ct|Boulevard|Blvd|Crescent|Terrace|"
    r"Grove|Gardens|Square|Highway|Hwy|Parkway|Marg|Nagar)\b\.?"
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
CONTEXT = (
    r"(?i:\b(?:order|ord|ref|reference|refs|case|ticket|booking|confirmation|conf|pnr|tracking|"
    r"account|acct|acc|a/c|policy|invoice|serial|imei|claim|incident|membership|member|customer|awb|"
    r"complaint|request|sr|shipment|consignment|reservation|itinerary|voucher|application|"
    r"transaction|txn|job|vin|passport|licen[cs]e|card|sort code|waybill|parcel|docket|utr)"
    r"(?:\s?(?:no|nos|number|num|nr|id|ids|code|is|was|ref|reference|locator|#|°))*[\s.:#=\-–]*"
    r"(?:(?:is|was)\s)?[\s.:#=\-–(\"']*)"
)
CODE = re.compile(rf"({CONTEXT})((?=[A-Za-z\-]*\d)[A-Za-z0-9][A-Za-z0-9\-]{{4,}}[A-Za-z0-9])\b")
MIXED = re.compile(r"(?<![\w.\-/])(?=[A-Z\-]*\d)(?:[A-Z0-9]+-)*[A-Z0-9]{2,}\b(?![\w])")
DIGITS = re.compile(
    r"(?<![\w,$£€₹/])(?<!\d[.:\-])(?:\+ ?|#)?\(?\d"
    r"(?:[ .\-–]{0,2}[()]?[ ]?\d|\)[ \-]?\d){5,}(?!\w|[.,:/]\d|%)"
)
GLUED = re.compile(r"\b(?!KB|kb|0x)[A-Za-z]{1,5}\d{7,}\b")
ADDRESS_OF_NET = re.compile(r"(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w.])")
KEPT_NUMBERS = re.compile(
    r"(?:19|20)\d\d[ .–-]{1,3}(?:19|20)\d\d"  # from one year to another
    r"|(?:19|20)\d\d[.\-/](?:0?[1-9]|1[0-2])[.\-/](?:[0-2]?\d|3[01])"
    r"|(?:[0-2]?\d|3[01])[.\- ](?:[0-2]?\d|3[01])[.\- ](?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    r"|\d{1,2}[.]\d\d ?[–-] ?\d{1,2}[.]\d\d"  # opening hours
    r"|\d{1,3}(?:\.\d{1,6}){3}"  # versions
    r"|\d0{5,}"
)
PHONE_REGIONS = ("US", "GB", "IN")
FEWEST_DIGITS = 7
MOST_PHONE_DIGITS = 15


def bare_url(found: str, known: frozenset[str]) -> str:
    """A link without its query, fragment and user; on social sites without whose page it is."""
    tail = URL_TAIL.search(found)
    end = tail[0] if tail else ""
    link = found.removesuffix(end).split("?", 1)[0].split("#", 1)[0]
    scheme, mark, rest = link.partition("//")
    host, slash, path = rest.partition("/") if mark else link.partition("/")
    host = host.rsplit("@", 1)[-1]
    if "@" in path or EMAIL.search(path):
        slash, path = "/", ""
    name = urlsplit(f"//{host.strip()}").hostname or "" if "[" not in host else ""
    if SOCIAL.match(name) and path:
        path = _without_user(path, known)
    return f"{scheme}{mark}{host}{slash}{path}{end}"


def _without_user(path: str, known: frozenset[str]) -> str:
    parts = path.split("/")
    at = next(
        (i for i, part in enumerate(parts) if part and part.casefold() not in SOCIAL_PLACES), None
    )
    if at is None or parts[0].casefold() in {"i", "hashtag", "watch", "help", "events"}:
        return path
    if squash(parts[at]) in known or parts[at] == "[user]":
        return path
    return "/".join([*parts[:at], "[user]"])


def squash(name: str) -> str:
    """A name as a handle would write it: letters and digits alone, in lower case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def hide_handles(text: str, known: frozenset[str]) -> str:
    """Handles other than those of known brands become `@[user]`."""
    return HANDLE.sub(lambda h: h[0] if squash(h[1]) in known else "@[user]", text)


def hide_numbers(text: str) -> str:
    """Phone, card, account, order and booking numbers and postal addresses as placeholders."""
    if not any(map(str.isdigit, text)):
        return text
    text = ADDRESS.sub("[address]", text)
    text = UK_POSTCODE.sub("[postcode]", text)
    text = US_ZIP.sub(r"\1[postcode]", text)
    text = SAID_POSTCODE.sub(r"\1[postcode]", text)
    text = IBAN.sub(lambda f: "[number]" if _digits(f[0]) >= FEWEST_DIGITS else f[0], text)
    text = DIGITS.sub(_number, text)
    text = CODE.sub(_code, text)
    text = GLUED.sub("[number]", text)
    text = ADDRESS_OF_NET.sub(_net, text)
    return MIXED.sub(_mixed, text)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _number(found: re.Match[str]) -> str:
    text = found[0]
    count = _digits(text)
    if count < FEWEST_DIGITS or KEPT_NUMBERS.fullmatch(text.lstrip("+# (")):
        return text
    return "[phone]" if count <= MOST_PHONE_DIGITS and _is_phone(text) else "[number]"


def _is_phone(text: str) -> bool:
    from phonenumbers import NumberParseException, is_possible_number, is_valid_number, parse

    for region in PHONE_REGIONS:
        try:
            number = parse(text.lstrip("#"), region)
        except NumberParseException:
            return False
        if is_valid_number(number) or (text.startswith("+") and is_possible_number(number)):
            return True
    return False


def _net(found: re.Match[str]) -> str:
    """An internet address, as against a version: all parts to 255, two of them three digits."""
    parts = [int(part) for part in found.groups()]
    return "[number]" if max(parts) <= 255 and sum(p > 99 for p in parts) > 1 else found[0]


def _code(found: re.Match[str]) -> str:
    code = found[2]
    if KEPT_NUMBERS.fullmatch(code) or code.casefold().endswith(
        ("th", "st", "nd", "rd", "am", "pm")
    ):
        return found[0]
    return f"{found[1]}[number]"


def _mixed(found: re.Match[str]) -> str:
    code = found[0]
    if _digits(code) < FEWEST_DIGITS or code.startswith(("KB", "0X")):
        return code
    return code if KEPT_NUMBERS.fullmatch(code) else "[number]"

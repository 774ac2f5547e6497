"""What stands before a page: bot walls, consent walls, logins.  They are told, and never evaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.addresses import path_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BOT_WALLS = re.compile(
    r"cf-chl|challenge-platform|Just a moment\.\.\.|datadome|px-captcha|Incapsula incident|"
    r"Attention Required! \| Cloudflare|Enable JavaScript and cookies to continue|"
    r"awsWafCookieDomainList|aws-waf-token|sec-if-cpt-container|ddos-guard|"
    r"Pardon Our Interruption|g-recaptcha|h-captcha|cf-turnstile",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"cookie|consent|einwillig|datenschutz|consentement|privacy|privacidad|partners? .{0,40}data|"
    r"personali[sz]ed ads|tracking technolog|legitimate interest",
    re.IGNORECASE,
)
CONSENT_TOOLS = re.compile(
    r"onetrust|cookiebot|__tcfapi|usercentrics|didomi|quantcast|sp_message|trustarc|consensu\.org|"
    r"consentmanager|(?:accept|agree|reject)[-_ ]?all|alle akzeptieren|tout accepter|aceptar todo",
    re.IGNORECASE,
)
LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|sso|auth|authenticate|anmelden|connexion)(?:/|\.|$)", re.IGNORECASE
)
LITTLE_TEXT = 200
"""A page with less text than this may be hidden behind something; one with more is itself."""

LITTLE_BESIDE_LOGIN = 600
MOST_CONSENT = 0.5
"""The share of the sentences that speak of consent from which nothing else is being said."""


def is_bot_wall(body: bytes | str) -> bool:
    """Whether an answer asks to prove that nobody automatic is asking."""
    text = body.decode("latin-1") if isinstance(body, bytes) else body
    return bool(BOT_WALLS.search(text))


def find_wall(html: str, page: HtmlElement, text: str, url: str = "") -> str | None:
    """What stands before the page whose main text is `text`, or None.

    "bot wall", "login" or "consent wall", each only where there is little text beside it: many a
    page that can be read carries a captcha in a form, a link to log in, or a consent banner.
    """
    if len(text) < LITTLE_TEXT and is_bot_wall(html):
        return "bot wall"
    if len(text) < LITTLE_BESIDE_LOGIN and (
        LOGIN_PATH.search(path_of(url)) or page.find(".//input[@type='password']") is not None
    ):
        return "login"
    if _asks_consent(page, text) and CONSENT_TOOLS.search(html):
        return "consent wall"
    return None


def speaks_of_consent(text: str) -> bool:
    """Whether most sentences of a text ask for consent: nothing else is being said."""
    if not CONSENT.search(text):
        return False
    said = _said(text)
    return sum(bool(CONSENT.search(one)) for one in said) > MOST_CONSENT * len(said)


def _asks_consent(page: HtmlElement, text: str) -> bool:
    if _said(text):
        return speaks_of_consent(text)
    body = page.find("body")
    return bool(CONSENT.search((page if body is None else body).text_content()))


def _said(text: str) -> list[str]:
    from db.text.sentences import sentences

    return [sentence for sentence in sentences(text) if len(sentence.split()) > 2]

"""Where writers put names: the patterns of greetings, thanks, introductions and sign-offs."""

from __future__ import annotations

import re

from crawler.pipelines.words import HONORIFICS

CAPITALISED = r"[A-ZÀ-ÞŠŽŁ](?:\.|[\w'’\-]*\w)"
NAMES = rf"{CAPITALISED}(?: {CAPITALISED}){{0,2}}"
WRITTEN_OUT = r"[A-ZÀ-ÞŠŽŁ][a-zß-ÿ'’]*[a-zß-ÿ]"
WORD = r"[\w'’.\-]+"
SEALED = "\ue000-\uefff"
START = rf"(?:^|(?<=[\n.!?…{SEALED}] )|(?<=[\n\]{SEALED}])|(?<=\] ))"
HANDLES = r"(?:@(?:\[user\]|\w+)[,.:]? ?|\d/\d )*[¡¿\"“]?"
HAIL = (
    r"(?i:hi|hello|hey|hiya|heya|hola|howdy|yo|namaste|namaskar|greetings|g'day|y'ello|"
    r"good (?:morning|afternoon|evening|day)|(?:hey|hi|hello) there|morning|afternoon|evening)"
)
THANKS = (
    r"(?i:welcome(?: back)?|thanks(?: again| so much| a lot)?|thx|ty|cheers|"
    r"thank you(?: so much| very much| again)?|(?:so |very |really |we're |i'm )?sorry|"
    r"apologies|our apologies|congrats|congratulations|happy birthday|bye|goodbye|good luck|"
    r"you're (?:very |most )?welcome)"
)
ASIDE = (
    r"(?i:no worries|no problem|not a problem|anytime|ok|okay|yes|no|yeah|sure|great|perfect|"
    r"awesome|got it|understood|of course|absolutely|take care|oh no|ah|oh|aw|aww|ouch|yikes|"
    r"uh oh|my pleasure|glad to help|good question|fair enough|fantastic|brilliant|lovely|"
    r"excellent|wonderful)"
)
DEAR = re.compile(rf"(?i)(\bdear\s+)((?:{WORD}[ ,&]*?){{1,5}}?)(?=\s*(?:[,;:!\n–-]|\.\s|$))")
SALUTE = re.compile(
    rf"({START}{HANDLES}(?:(?:{HAIL}|{THANKS})[,!.]{{0,2}} |{ASIDE}, ))({NAMES})(?!\w)"
)
SALUTE_LOW = re.compile(
    rf"({START}{HANDLES}(?i:hi|hello|hey|hiya|thanks|thank you) )"
    r"([a-z][a-z'’_]*\d*|\w*\d\w*)(?=[,.!:])"
)
OPENING = re.compile(rf"(^{HANDLES})({CAPITALISED})(?=[,!] )")
OPENING_IN_A_POST = re.compile(rf"(^{HANDLES})({WRITTEN_OUT})(?=, (?!{CAPITALISED},))")
TITLED = re.compile(rf"\b((?:{HONORIFICS})\b\.? ?(?:(?:and|&) (?:{HONORIFICS})\b\.? ?)?)({NAMES})")
INTRODUCED = re.compile(
    rf"((?i:\b(?:(?:my|the|his|her|their) names?(?: is|'s|:)|name is|name:|i am|i'm|this is)) )"
    rf"({CAPITALISED}(?: {CAPITALISED})?)"
)
CALLED_IN_A_POST = re.compile(
    rf"([\w'’]*[a-z'’], )({CAPITALISED})(?=[!?]|\.(?:\s|$)|\s*[\^*~]|\s*$)"
)
CALLED = re.compile(rf"(, )({CAPITALISED})(?=[!?]|\.(?:\s|$)|\s*[\^*~]|\s*$)")
SORRY_FOR = re.compile(
    r"(\b(?i:(?:hear|see|read|learn|about|for|with) (?:about |of )?(?:this|that|it|these) ))"
    rf"({CAPITALISED})(?=[!?,;]|\.(?:\s|$)|\s*[\^*~]|\s*$)"
)
POST = re.compile(r"(?:@|\d/\d @)")
AT_END = rf"(?=[\s.]*(?:\(?\d ?(?:/|of) ?\d\)?|https?:\S+|[{SEALED}]|\s)*$)"
MARKS = "^*~-–—/\\"
"""One of these stands in every match of the next three: to look for them alone is quicker."""
MARKED = re.compile(
    r"((?:^|(?<=[\s.!?…\])]))[\^*~] ?"
    r"|(?:(?<=\s)|(?<=[^\w\s\-–—/]))(?:[-–—]{1,2}) ?|(?<=\s)(?://?|\\) ?)"
    rf"([A-Za-zÀ-ž][\w'’]+(?: [A-Z][\w'’]*\.?)?){AT_END}"
)
HAT = re.compile(r"((?:^|(?<=[\s.!?…\])\d]))\^ ?)([A-Za-zÀ-ž][\w'’]{2,})")
SIGNED_ON = re.compile(rf"((?<=[a-z]{{3}})[-–—] |(?<=[a-z]{{5}})[-–—])({CAPITALISED}){AT_END}")
SIGNED_IN_A_POST = re.compile(rf"((?<=[.!?…){SEALED}] ))({WRITTEN_OUT}){AT_END}")
CLOSER = (
    r"(?i:(?:(?:with )?(?:kind|best|warm|warmest|kindest|many|good|sincere)?\s?"
    r"(?:thanks?|thank you)?\s?(?:&|and|n)?\s?(?:kind|best|warm|warmest|personal)?\s?regards|"
    r"best wishes|warm wishes|best(?=[,\n])|sincerely(?: yours)?|cheers|many thanks|thanks|"
    r"yours (?:sincerely|truly|faithfully|hospitably|in hospitality|respectfully)|thank you|"
    r"thanking you|cordially|respectfully|hospitably yours|love|rgds|regrads|signed))"
)
CLOSED = re.compile(rf"({START}\s?(?:{CLOSER}[ ,.!:\-–—]*\n*\s*){{1,2}})([^\n]+)")
LAST_LINES = re.compile(r"(?:^|(?<=\n))([^\n]{2,60})(?=\n[^\n]{2,90}(?:\n[^\n]{0,90}){0,3}\Z|\Z)")
PIECE = re.compile(r"^\s*[-–—~]?\s*([^,(/|\-–—\[\n]+?)\s*(?=[,(/|\-–—]|\.(?:\s|$)|\s\[|$)")
INITIALS = re.compile(r"[A-Z]{1,3}|[a-z]{1,2}|(?:[A-Z]\.){1,3}")
CONTRACTED = re.compile(r".*['’](?:m|re|ve|ll|d|t)$", re.IGNORECASE)
MOST_NAME_WORDS = 4

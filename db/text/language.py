"""In which language a text is written, as ISO 639-1, or `und` where it cannot be told.

English that says so by its common words, slang included, is told at once; only what is left goes
to lingua, in its low-accuracy mode over the languages listed here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
LANGUAGES = (
    "ar bg bn cs da de el en es fa fi fr gu he hi hr hu id it ja ko lt mr ms nb nl pa pl pt ro ru "
    "sk sv sw ta te th tl tr uk ur vi zh"
)
_ENGLISH = """
free people customers customer company
about account after again all already also always am an and another any anyone are aren't around
ask at away awesome back bad be because been before being better but by bye call can can't cancel
cannot chat check could couldn't customer days did didn't do does doesn't doing don't done down
each email enjoy even ever every everything feel few first fix for found from get gets getting
give go going gonna good got great guys had happy has hasn't have haven't having he hear hello
help her here hey hi him his hope hours how i i'd i'll i'm i've if in into is isn't issue it it's
its just know last lately later least left let let's like literally lol look looking lot love made
make many me message might mine more most much must my need never new next nice no not nothing now
of off ok old on once one only or order other our out over own phone please pls plz problem put
quick really reply right said same say see seriously service she should show since so some someone
soon sorry still stop such sure take tell than thank thanks that that's the their them then there
there's these they they're thing this those though thought thx time to today tomorrow too tried
trying u until up upset ur us use used using very wait waiting wanna want was wasn't way we we'd
we'll we're we've welcome well went were what what's when where which while who why will wish with
won't work working worst would wouldn't wow wtf y'all yeah yes yesterday yet you you'll you're
you've your yours sent dm device smh omg idk tbh ugh ain't gotta kinda bout cuz thru lmao wont
cant dont im ive
"""
_OTHERS = """
que de la el los las una por para con pero como muy esta este más porque gracias hola mi su tengo
les des est une dans pour pas vous nous avec sur mais merci bonjour je mon votre sont c'est
der die das und ist nicht ich sie mit ein eine auf für wir haben bei wie auch danke hallo mein
não uma com você meu obrigado olá isso mais mas seu foi são está
che non per una sono con grazie ciao il gli della ho anche questo
het een van niet ik met voor jullie hallo bedankt mijn wel naar maar zijn
och att det som är jag inte med på ett har kan ni hej tack
og jeg ikke til på
yang dan di saya tidak untuk ini itu dengan ada bisa kami terima kasih sudah
ako ang ng sa mga po hindi naman lang
nie się jest na dzień dobry dziękuję
hai kya nahi mera mujhe aap ka ki ko kar raha
bir ve bu için çok değil merhaba
"""
ENGLISH = frozenset(_ENGLISH.split())
OTHERS = frozenset(_OTHERS.split())
NOISE = re.compile(r"https?:\S+|www\.\S+|[@#]\S+|\[[a-z]+\]|&\w+;|\^\w+|\S+@\S+|\d+")
TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LEAST_LETTERS = 3
SHORT_WORDS = 4
SURE = 0.5


@lru_cache(8192)
def detect(text: str) -> str:
    """The language of `text`: ISO 639-1, or `und` where there are too few words to tell."""
    bare = NOISE.sub(" ", text)
    words = [word.replace("’", "'").casefold() for word in TOKEN.findall(bare)]
    if sum(map(len, words)) < LEAST_LETTERS:
        return UNKNOWN
    english = sum(word in ENGLISH for word in words)
    others = sum(word in OTHERS for word in words)
    if english > 2 * others and english >= 0.2 * len(words):
        return "en"
    # Short copy full of names has few common words; in plain letters, with an English word and
    # none of another language, it is English.
    if english and not others and bare.isascii():
        return "en"
    return _by_lingua(" ".join(bare.split()), english)


def _by_lingua(text: str, english: int) -> str:
    ranked = _detector().compute_language_confidence_values(text)
    best = ranked[0]
    code = best.language.iso_code_639_1.name.lower()
    short = text.isascii() and len(text.split()) < SHORT_WORDS
    if code == "en" or (best.value >= SURE and not short):
        return code
    if english and text.isascii():
        return "en"
    return UNKNOWN if short or not best.value else code


@cache
def _detector() -> LanguageDetector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES.split()]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().build()

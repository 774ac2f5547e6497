"""In which language a short text is written."""

from __future__ import annotations

import pytest

from db.text.language import UNKNOWN, detect

TEXTS = {
    "en": "ugh @acme gonna need u to fix my kettle smh 😤",
    "es": "@acme llevo dos semanas esperando mi tetera y nadie responde",
    "fr": "Bonjour @acme, ma bouilloire fuit depuis hier et personne ne répond",
    "de": "Mein Wasserkocher ist immer noch kaputt, meldet sich da noch jemand?",
    "pt": "A minha chaleira ainda não chegou, vocês podem ajudar por favor?",
    "it": "Il mio bollitore perde ancora, qualcuno può rispondermi per favore?",
    "nl": "Mijn waterkoker lekt nog steeds, kan iemand mij alsjeblieft helpen?",
    "ja": "やかんがまだ届きません。どうなっていますか",
    "ru": "Мой чайник до сих пор не пришёл, ответьте пожалуйста",
    "hi": "मेरी केतली अभी तक नहीं आई है, कृपया जवाब दें",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_a_sentence_is_told_by_its_language(code: str, text: str) -> None:
    """Ten of them, as customers write."""
    assert detect(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "omg @acme why u do this 😭😭",
        "no hot water again!!!",
        "lol wtf",
        "@[user] Thanks! ^AB",
        "still waiting... #fail https://a.example/1",
        "Very nice room",
        "app keeps crashing",
    ],
)
def test_short_english_with_slang_handles_and_emoji_is_english(text: str) -> None:
    """Though there is little to go by."""
    assert detect(text) == "en"


@pytest.mark.parametrize("text", ["", "👍👍", "@acme", "https://a.example/x", "11.0.3", "[name]"])
def test_what_has_no_words_has_no_language(text: str) -> None:
    """It is not guessed."""
    assert detect(text) == UNKNOWN

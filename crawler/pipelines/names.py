"""Rules that take the names of customers and agents out of greetings, thanks and sign-offs.

A name is never sought in running prose: only where writers put one, after "Hi" or "Dear", after an
honorific, after "sorry to hear that", after "Regards" or a mark such as ^ or - at the end.
Initials of up to three capitals (^AB) stay, as do the names of brands.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.pipelines.places import (
    CALLED,
    CALLED_IN_A_POST,
    CLOSED,
    CONTRACTED,
    DEAR,
    HAIL,
    HAT,
    INITIALS,
    INTRODUCED,
    LAST_LINES,
    MARKED,
    MARKS,
    MOST_NAME_WORDS,
    OPENING,
    OPENING_IN_A_POST,
    PIECE,
    POST,
    SALUTE,
    SALUTE_LOW,
    SIGNED_IN_A_POST,
    SIGNED_ON,
    SORRY_FOR,
    TITLED,
)
from crawler.pipelines.words import GIVEN_NAMES, HONORIFICS, LONE, NOT_NAMES, NOT_PEOPLE, TITLES

PERSON = "[name]"
Taboo = Callable[[str], bool]
"""Says of a lower-case word that it is a brand's, and so no person's name."""


def hide_names(text: str, taboo: Taboo) -> str:
    """`text` without the names in its greetings, introductions and sign-offs."""

    def swap(found: re.Match[str]) -> str:
        return found[1] + _hidden(found[2], taboo)

    def certain(found: re.Match[str]) -> str:
        return found[1] + _hidden(found[2], taboo, only_given=True)

    def lone(found: re.Match[str]) -> str:
        return found[0] if found[2].casefold() in LONE else swap(found)

    text = TITLED.sub(lambda f: f[1] + _titled(f[2], taboo), text)
    text = DEAR.sub(lambda f: f[1] + _addressed(f[2], taboo), text)
    text = SALUTE.sub(lambda f: f[1] + _saluted(f, taboo), text)
    text = SALUTE_LOW.sub(swap, text)
    text = OPENING.sub(certain, text)
    text = INTRODUCED.sub(lambda f: f[1] + _introduced(f, taboo), text)
    if "," in text:
        text = CALLED.sub(certain, text)
    if POST.match(text):
        text = OPENING_IN_A_POST.sub(lone, text)
        text = CALLED_IN_A_POST.sub(swap, text)
        text = SIGNED_IN_A_POST.sub(lone, text)
        text = SORRY_FOR.sub(swap, text)
    text = SORRY_FOR.sub(certain, text)
    if any(mark in text for mark in MARKS):
        text = HAT.sub(lambda f: f[1] + _hidden(f[2], taboo, marked=True), text)
        text = MARKED.sub(lambda f: f[1] + _hidden(f[2], taboo, marked=True), text)
        text = SIGNED_ON.sub(swap, text)
    text = CLOSED.sub(lambda f: f[1] + _signed(f, taboo), text)
    return LAST_LINES.sub(lambda f: _last_line(f, taboo), text)


def _is_word(word: str, taboo: Taboo, *, marked: bool = False) -> bool:
    """True for what stands where a name could and is none; after a mark adverbs do not stand."""
    low = word.strip(".'’-_").casefold()
    if low in NOT_NAMES or not low or CONTRACTED.match(low) or taboo(low):
        return True
    return low.endswith("ly") and not marked and low not in GIVEN_NAMES


def _hidden(words: str, taboo: Taboo, *, only_given: bool = False, marked: bool = False) -> str:
    """The placeholder for the names at the start of `words`, and what follows them."""
    split = words.split(" ")
    if INITIALS.fullmatch(split[0]) and split[0].casefold() not in GIVEN_NAMES:
        return words
    count = 0
    for word in split:
        if _is_word(word, taboo, marked=marked) or (only_given and not count and not _given(word)):
            break
        count += 1
        if word.endswith((",", "!")):
            break
    if not count:
        return words
    end = "." if split[count - 1].endswith(".") and len(split[count - 1]) > 2 else ""
    return " ".join([PERSON + end, *split[count:]])


def _given(word: str) -> bool:
    return word.strip(".'’-").casefold() in GIVEN_NAMES


def _titled(words: str, taboo: Taboo) -> str:
    first = words.split(" ", maxsplit=1)[0].strip(".").casefold()
    return words if first in NOT_PEOPLE else _hidden(words, taboo)


def _addressed(words: str, taboo: Taboo) -> str:
    """After "Dear" everything up to the comma is a name, but for "Guest", "Sir" and the like."""
    if PERSON in words or "[" in words:
        return words
    split = re.split(r"([ ,&]+)", words)
    names = [i for i in range(0, len(split), 2) if split[i] and not _is_word(split[i], taboo)]
    titles = set(HONORIFICS.lower().split("|"))
    names = [i for i in names if split[i].strip(".").casefold() not in titles]
    # "Dear wanderer77," is a name; "dear support officers," is none.
    plain = all(split[i].islower() for i in names)
    if not names or (plain and (len(names) > 1 or names[0] > 0)):
        return words
    kept = [part for i, part in enumerate(split) if i < names[0]]
    rest = [part for i, part in enumerate(split) if i > names[-1]]
    return "".join([*kept, PERSON, *rest])


def _saluted(found: re.Match[str], taboo: Taboo) -> str:
    """After "Hi": any capitalised word before a mark; before another word only a given name."""
    words = found[2]
    after = found.string[found.end() : found.end() + 1]
    closed = not after or after in ",.!?;:…\n–—-" or words.endswith(".")
    greeted = re.search(rf"\b{HAIL} $", found[1])
    return _hidden(words, taboo, only_given=not (closed or greeted))


def _introduced(found: re.Match[str], taboo: Taboo) -> str:
    sure = "name" in found[1].casefold()
    return _hidden(found[2], taboo, only_given=not sure)


def _signed(found: re.Match[str], taboo: Taboo) -> str:
    """The name in the line after "Regards"; only near the end, and only what looks like one."""
    line = found[2]
    if found.string[found.end() :].count("\n") > 6:
        return line
    return _line_without_name(line, taboo)


def _line_without_name(line: str, taboo: Taboo) -> str:
    piece = PIECE.match(line)
    if not piece:
        return line
    words = piece[1].split()
    named = [word for word in words if not INITIALS.fullmatch(word)]
    loud = len(words) > 1 and all(word.isupper() for word in words)
    if not 1 <= len(words) <= MOST_NAME_WORDS or (not named and not loud) or ":" in line:
        return line
    short = [word for word in words if word.isupper() and len(word) < 3 and loud]
    if any(word not in short and _is_word(word, taboo) for word in words):
        return line
    # "Ravi nair" is a name for its first word, "Warm hospitality" is none.
    if not words[0][0].isupper() or not (_given(words[0]) or all(w[0].isupper() for w in words)):
        return line
    if re.search(TITLES, piece[1]):
        return line
    return line[: piece.start(1)] + PERSON + line[piece.end(1) :]


def _last_line(found: re.Match[str], taboo: Taboo) -> str:
    """A line of its own at the end that is a name: a title or the brand follows, or nothing."""
    line, text = found[1], found.string
    before, after = text[: found.start()].rstrip(), text[found.end() :].strip()
    if len(before) < 80 or PERSON in line or line.isupper():
        return line
    words = line.split()
    if after and not re.search(TITLES, after.split("\n")[0]):
        return line
    if not after and not (len(words) in {1, 2, 3} and (_given(words[0]) or "\n" in text[-70:])):
        return line
    if not after and len(words) == 1 and not _given(words[0]):
        return line
    return _line_without_name(line, taboo)

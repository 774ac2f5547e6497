"""Runs of words that the claims of several brands share, such as "every step of the way"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from audit.reading.normalise import normalise

SHORTEST, LONGEST = 3, 8
LEAST_OWNERS = {3: 3}
"""Three words that two brands share may be chance: for a run of three, three brands are needed."""

CLAIM_SHARE = 0.5
"""Of the statements that hold a run, this share has to be claims: "a wide range of" is none."""

THIN = frozenset(
    """
    a an and are as at be been being but by can do every for from have he her his i if in into
    is it its many may more most must of on one or other our ours own she should so some such
    than that the their them these they this those through to too us very was we were what when
    where which who will with without would you your yours i'm i've it's that's we'd we'll we're
    we've you'd you'll you're you've also all any each both just not no
    """.split()
)
_WORD = re.compile(r"\[\w+\]|[^\W_]+(?:['’/][^\W_]+)*")

Run = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, names and links masked."""
    return [word.replace("’", "'") for word in _WORD.findall(normalise(text).casefold())]


def runs(words: Sequence[str]) -> Iterator[Run]:
    """The runs of a sentence that begin and end with a word of some weight and hold no mask."""
    for start, first in enumerate(words):
        if first in THIN or first.startswith("["):
            continue
        for end in range(start + 1, min(start + LONGEST, len(words))):
            if words[end].startswith("["):
                break
            if end - start + 1 >= SHORTEST and words[end] not in THIN:
                yield tuple(words[start : end + 1])


def shared_runs(
    texts: Sequence[str], owners: Sequence[str], others: Iterable[str]
) -> dict[Run, frozenset[int]]:
    """By run, the claims (by index) that hold it, for the runs of several brands.

    `texts` are claims with their `owners`, `others` all statements that are no claims; a run that
    stands mostly in those says nothing of promises.  Runs are shingles (Broder 1997, On the
    resemblance and containment of documents) of any length.
    """
    holders: dict[Run, set[int]] = defaultdict(set)
    for i, text in enumerate(texts):
        for run in runs(words_of(text)):
            holders[run].add(i)
    common = {
        run: found
        for run, found in holders.items()
        if len({owners[i] for i in found}) >= LEAST_OWNERS.get(len(run), 2)
    }
    elsewhere: Counter[Run] = Counter()
    for text in others if common else ():
        elsewhere.update(run for run in set(runs(words_of(text))) if run in common)
    return {
        run: frozenset(found)
        for run, found in common.items()
        if len(found) >= CLAIM_SHARE * (len(found) + elsewhere[run])
    }

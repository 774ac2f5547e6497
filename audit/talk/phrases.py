"""Interchangeable claims: promises that several brands word alike, who makes them, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from audit.reading.facts import Facts
from audit.talk.all_claims import Said, all_claims, all_texts
from audit.talk.shared_runs import Run, shared_runs, words_of
from audit.talk.worded_alike import largest_first, neighbours
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Phrase:
    """A promise worded alike by several brands: `text` is what they share, or a whole claim.

    `members` are the claims, the first to be seen first; `example` is one of them.
    """

    text: str
    example: Said
    members: tuple[Said, ...]

    @property
    def brands(self) -> tuple[str, ...]:
        """Who makes it, the first to be seen first."""
        return tuple(dict.fromkeys(each.brand for each in self.members))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What at least half of its wordings promise; else what the example does."""
        counts = [name for each in self.members for name in each.claim.dimensions]
        common = {name for name in counts if counts.count(name) * 2 >= len(self.members)}
        return tuple(sorted(common or self.example.claim.dimensions))

    @property
    def since(self) -> str:
        """The first day it is known from any of them."""
        return self.members[0].since


@dataclass(frozen=True, slots=True)
class Interchangeable:
    """How many of a brand's distinct claims other brands word alike, and which."""

    brand: str
    claims: int
    alike: tuple[str, ...]

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return len(self.alike) / self.claims if self.claims else 0.0

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "claims": self.claims,
            "interchangeable": len(self.alike),
            "share": round(self.share, 4) if self.claims else None,
            "alike": list(self.alike),
        }


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of a set of brands, most brands first, and each brand's share."""

    phrases: tuple[Phrase, ...]
    brands: tuple[Interchangeable, ...]

    def of(self, brand: str) -> Interchangeable:
        """One brand's share; with no claims where it has none."""
        return next(
            (each for each in self.brands if each.brand == brand), Interchangeable(brand, 0, ())
        )


def wording(
    database: Database, store: VectorStore, facts: Facts, group: str | None = None
) -> Wording:
    """How alike the claims of all brands (of a group) are, as far as they have been read."""
    said = list(all_claims(database, store, facts, group))
    claims = {row.id for each in said for row in each.claim.statements}
    return compare(said, (text for key, text in all_texts(database, group) if key not in claims))


def compare(said: Sequence[Said], others: Iterable[str]) -> Wording:
    """How alike these claims are; `others` are the statements that are none.

    The order of the claims does not matter.
    """
    said = sorted(said, key=lambda each: (each.since, each.brand.casefold(), each.claim.text))
    owners, texts = [each.brand for each in said], [each.claim.text for each in said]
    near = neighbours([each.words for each in said], [each.vector for each in said])
    shared = shared_runs(texts, owners, others)
    whole = largest_first(near, owners)
    phrases = [_phrase(texts[i], said[i], said, near[i]) for i in whole]
    ordered = sorted(shared, key=lambda run: (-len(run), run))
    held = [shared[run] for run in ordered]
    for i in largest_first(held, owners, [near[j] for j in whole]):
        members = [said[j] for j in held[i]]
        example = min(members, key=lambda each: (len(each.claim.text), each.claim.text))
        phrases.append(_phrase(" ".join(ordered[i]), example, said, held[i]))
    phrases.sort(key=lambda phrase: (-len(phrase.brands), phrase.since, phrase.text))
    return Wording(tuple(phrases), tuple(_shares(said, near, shared)))


def _phrase(text: str, example: Said, said: Sequence[Said], members: frozenset[int]) -> Phrase:
    return Phrase(text, example, tuple(said[i] for i in sorted(members)))


def _shares(
    said: Sequence[Said], near: Sequence[frozenset[int]], shared: Mapping[Run, frozenset[int]]
) -> Iterator[Interchangeable]:
    """By brand: a claim is alike as a whole, or where a shared run is half of its words."""
    alike = {i for i, each in enumerate(said) if any(said[j].brand != each.brand for j in near[i])}
    lengths = [len(words_of(each.claim.text)) for each in said]
    alike |= {i for run, found in shared.items() for i in found if 2 * len(run) >= lengths[i]}
    by_brand: dict[str, list[int]] = {}
    for i, each in enumerate(said):
        by_brand.setdefault(each.brand, []).append(i)
    for brand, own in sorted(by_brand.items(), key=lambda pair: pair[0].casefold()):
        texts = sorted(said[i].claim.text for i in own if i in alike)
        yield Interchangeable(brand, len(own), tuple(texts))

"""The page of a brand on one channel: all that is found of it, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from audit.brand import BrandAudit
from audit.checks.borne_out import Check
from audit.corpus.channels import channel_words
from audit.finding.history import Snapshot
from audit.finding.then_and_now import ThenAndNow
from audit.formulas.estimate import Estimate
from audit.rank import Ranked
from audit.report.beside_text import coverage_text
from audit.report.changes_text import MARGINS, periods_line
from audit.report.history_text import moved_lines
from audit.report.site.charts.behaviour import SHARES
from audit.report.site.questions import questions
from audit.report.site.replies import replies_name
from audit.report.site.words import (
    hours_words,
    moved_sentence,
    rests_on,
    score_sentence,
    sentence,
    span_words,
    weakest_sentence,
)
from audit.talk.phrases import Interchangeable, Phrase
from db.notes import Note

NAMED = 6
OF_WHAT = {
    "acknowledged_rate": "customers who show a feeling",
    "answered_share": "customers",
    "canned_share": "replies",
    "formulaic_share": "replies to customers in need",
    "deflection_share": "replies",
    "dismissive_share": "replies",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the table beside the chart."""

    name: str
    found: Estimate | None
    of: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A phrase that other brands use too; `more` of them are not named."""

    text: str
    others: tuple[str, ...]
    more: int
    since: str


@dataclass(frozen=True, slots=True)
class Tab:
    """The same brand on another channel."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class BrandPage:
    """All that the page shows; `audit` holds the evidence."""

    audit: BrandAudit
    slug: str
    start: str | None
    place: Ranked | None
    among: int
    channels: tuple[Tab, ...]
    dimensions: Markup
    behaviour: Markup
    changes_chart: Markup | None
    usual_here: Mapping[str, tuple[float, float, float]]
    phrases: tuple[Alike, ...]
    notes: tuple[Note, ...]
    history: tuple[Snapshot, ...]

    @property
    def channel(self) -> str:
        """The channel as a reader calls it."""
        return channel_words(self.audit.finding.channel)

    @property
    def meaning(self) -> str:
        """What the score means."""
        return score_sentence(self.audit.finding)

    @property
    def rests_on(self) -> str:
        """What it rests on."""
        return rests_on(self.audit.finding)

    @property
    def span(self) -> str:
        """From when to when."""
        return span_words(self.audit.finding)

    @property
    def weakest(self) -> str:
        """The promised dimension that is delivered least."""
        return weakest_sentence(self.audit.finding)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing for a score."""
        return self.audit.finding.reasons

    @property
    def panel_name(self) -> str:
        """The panel whose figures stand beside; "" where there is none."""
        return (self.audit.finding.panel or "") if self.audit.usual else ""

    def usual_note(self, name: str, factor: float) -> str:
        """What is usual of a figure, after a semicolon; "" where that is not known."""
        found = self.audit.usual.get(name)
        if found is None:
            return ""
        low, middle, high = (factor * found.quantiles[q] for q in ("25", "50", "75"))
        return f"; usual {middle:.0f} (half of brands {low:.0f} to {high:.0f})"

    @property
    def shares(self) -> Iterator[Share]:
        """How it answers, as a table."""
        for name, title in SHARES.items():
            yield Share(title, getattr(self.audit.finding, name), OF_WHAT[name])

    @property
    def reply_time(self) -> str:
        """How soon the first reply came."""
        return hours_words(self.audit.beside.reply_time) if self.audit.beside else ""

    @property
    def coverage(self) -> str:
        """At which hours and on which days it answers."""
        return sentence(coverage_text(self.audit.beside.coverage)) if self.audit.beside else ""

    @property
    def checks(self) -> Sequence[Check]:
        """The claims that speak of times."""
        return self.audit.beside.checks if self.audit.beside else ()

    @property
    def replies_file(self) -> str:
        """The file beside a draft that lists every turn."""
        return replies_name(self.audit.finding.channel)

    @property
    def changes(self) -> ThenAndNow | None:
        """Then and now, where it was looked at."""
        return self.audit.beside.then_and_now if self.audit.beside else None

    @property
    def changes_said(self) -> str:
        """What changed, in words."""
        if self.changes is None:
            return "No two periods were held against each other."
        talk, walk = self.changes.talk, self.changes.walk
        said = [periods_line(self.changes), f"Says: {talk.change}. Does: {walk.change}."]
        return " ".join([*said, *map(sentence, self.changes.reasons)])

    @property
    def moved_said(self) -> str:
        """Which of the differences drawn are more than chance."""
        return moved_sentence(self.changes) if self.changes else ""

    @property
    def margins(self) -> str:
        """What "the same" means."""
        return MARGINS[:1].upper() + MARGINS[1:]

    @property
    def moves(self) -> Iterator[tuple[Snapshot, str]]:
        """The findings kept, the newest first, each with what moved it."""
        for one in reversed(self.history):
            if one.moved:
                yield one, " ".join(moved_lines(one.moved))
            else:
                yield one, "The first." if one is self.history[0] else "What moved it is not told."

    @property
    def alike(self) -> Interchangeable:
        """How much of what it says others say alike."""
        if self.audit.beside is None:
            return Interchangeable(self.audit.finding.brand, 0, ())
        return self.audit.beside.alike

    @property
    def replies(self) -> list[Note]:
        """What the brand replied."""
        return [note for note in self.notes if note.kind == "reply"]

    @property
    def corrections(self) -> list[Note]:
        """What was put right."""
        return [note for note in self.notes if note.kind == "correction"]

    @property
    def questions(self) -> list[str]:
        """What a draft asks."""
        return list(questions(self.audit))


def by_brand(phrases: Sequence[Phrase]) -> dict[str, list[Alike]]:
    """The phrases each brand shares with others."""
    found: dict[str, list[Alike]] = {}
    for phrase in phrases:
        for brand in phrase.brands:
            others = tuple(name for name in phrase.brands if name != brand)
            more = max(0, len(others) - NAMED)
            alike = Alike(phrase.text, others[:NAMED], more, phrase.since)
            found.setdefault(brand, []).append(alike)
    return found

"""Findings as history: kept when something changed, each with what moved it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from fakes import FACTS, FakeInstrument
from small_database import Stored, word

from audit.brand import audit_brand
from audit.finding.finding import Finding
from audit.finding.history import keep, snapshots
from audit.finding.panel import Panel, load_panel
from audit.measure import measure
from audit.rank import by_panel
from audit.reading.facts import Facts
from audit.reading.readings import Reading
from audit.report.history_text import lines, moved_lines
from db.queries import require_brand, source_id

DAY = "2021-05-01"


class Harsher(FakeInstrument):
    """Another instrument: it reads half of every level."""

    instrument_id = "fake-2"

    def _reply(self, text: str) -> Reading:
        found = super()._reply(text)
        halved = {
            name: (p[0] + p[1] / 2 + p[2] / 2, p[1] / 2, p[2] / 2) if len(p) == 3 else p
            for name, p in found.probabilities.items()
        }
        return Reading(halved, found.levels)


class Told:
    """A brand that is audited again and again, and what moved it the last time."""

    def __init__(self, folder: Path) -> None:
        self.stored = Stored(folder)
        self.walk, self.talk = self.stored.walk("acme"), self.stored.talk("acme")
        for i in range(4):
            self.stored.says(self.talk, f"we care {8 * 'xyzkqjvwbpf'[i]}.", DAY, DAY, f"/{i % 2}")
        for i in range(10):
            self.stored.says(self.talk, f"plain {word(i)} fact", DAY, DAY, f"/{i % 2}")

    def customers(self, source: int, number: int, level: int) -> None:
        """That many more customers, answered at a level of care."""
        for _ in range(number):
            self.stored.answers(source, DAY, f"about yours{' care' * level}")

    def finding(self, facts: Facts = FACTS, instrument: type = FakeInstrument) -> Finding:
        """The finding, everything read."""
        measure(
            self.stored.database, self.stored.store, facts.instrument_id, cast("Any", instrument)
        )
        brand = require_brand(self.stored.database, "acme")
        return audit_brand(self.stored.database, self.stored.store, brand, facts).finding

    def keep(self, finding: Finding, facts: Facts = FACTS) -> bool:
        """Keep it; whether it was new."""
        brand = require_brand(self.stored.database, "acme")
        return keep(self.stored.database, self.stored.store, facts, brand, finding)

    @property
    def moved(self) -> dict[str, Any]:
        """What moved the newest finding."""
        newest = snapshots(self.stored.database, 1, "short-post")[-1].moved
        assert newest is not None
        return dict(newest)

    @property
    def parts(self) -> dict[str, float]:
        """Its parts, those of nothing left out; they add up to the change."""
        parts = self.moved["parts"]
        change = self.moved["after"] - self.moved["before"]
        assert sum(parts.values()) == pytest.approx(change, abs=0.05)
        return {name: value for name, value in parts.items() if value}


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """A brand that promises care, and gives 40 customers a little of it."""
    made = Told(tmp_path)
    made.customers(made.walk, 40, 1)
    return made


def test_a_first_finding_has_nothing_before_it(told: Told) -> None:
    """It is kept once, and says that it is the first."""
    found = told.finding()

    assert told.keep(found)
    assert not told.keep(found)
    assert snapshots(told.stored.database, 1)[0].moved is None
    assert "this is the first" in next(moved_lines(None))


def test_new_claims_move_it(told: Told) -> None:
    """What is promised besides and not given takes from the score, and nothing else does."""
    told.keep(told.finding())
    for i in range(4):
        told.stored.says(told.talk, f"our presence {9 * 'hdgmrstlnoc'[i]}.", DAY, DAY, f"/{i % 2}")

    assert told.keep(told.finding())

    assert set(told.parts) == {"claims"}
    assert told.parts["claims"] < -5
    assert (told.moved["new_claims"], told.moved["new_turns"]) == (4, 0)


def test_new_turns_move_it(told: Told) -> None:
    """Better answers of the same source are new turns."""
    told.keep(told.finding())
    told.customers(told.walk, 40, 2)

    assert told.keep(told.finding())

    assert set(told.parts) == {"turns"}
    assert told.parts["turns"] > 5
    assert told.moved["new_turns"] == 40


def test_the_mix_of_sources_moves_it(told: Told) -> None:
    """More customers at a source that answers worse, none answered otherwise than before."""
    other = source_id(told.stored.database, 1, "walk", "short-post", "test", "acme2", False)
    told.customers(other, 40, 2)
    told.keep(told.finding())
    told.customers(told.walk, 80, 1)

    assert told.keep(told.finding())

    assert set(told.parts) == {"mix"}
    assert told.parts["mix"] < -5


def test_another_instrument_moves_it(told: Told) -> None:
    """The same texts, read otherwise."""
    told.keep(told.finding())
    facts = replace(FACTS, instrument_id="fake-2")

    assert told.keep(told.finding(facts, Harsher), facts)

    assert set(told.parts) == {"instrument"}
    assert told.parts["instrument"] < -5


def test_other_rules_move_it(told: Told) -> None:
    """The same texts and readings, counted otherwise: not laid to texts that nobody touched."""
    found = told.finding()
    assert found.walk is not None
    assert found.score is not None
    higher = replace(found.score, value=found.score.value + 5)
    told.keep(replace(found, rules="before", score=higher))

    assert told.keep(found)

    assert told.parts == {"rules": pytest.approx(-5, abs=0.05)}


def test_another_panel_moves_the_corner_alone(told: Told) -> None:
    """The score stays, and the corner's change is laid to the panel."""
    panel = load_panel()
    told.keep(by_panel(told.finding(), panel))
    raised = by_panel(told.finding(), _raised(panel))

    assert told.keep(raised)

    assert told.parts == {}
    assert told.moved["corner"][0] != told.moved["corner"][1]
    assert told.moved["corner_by_panel"]
    assert "because the panel is another one" in "\n".join(moved_lines(told.moved))


def test_texts_that_were_taken_out_are_a_part_of_their_own(told: Told) -> None:
    """With the same instrument and nothing new, what is gone moved it."""
    told.customers(told.walk, 20, 2)
    told.keep(told.finding())
    told.stored.database.execute("DELETE FROM messages WHERE id > 80 AND id <= 120")

    assert told.keep(told.finding())

    assert set(told.parts) == {"texts"}


def test_a_finding_without_figures_says_why_nothing_is_told(told: Told) -> None:
    """Too few customers before: the figures cannot be compared."""
    thin = Told(_beside(told))
    thin.customers(thin.walk, 5, 1)
    thin.keep(thin.finding())
    thin.customers(thin.walk, 40, 1)

    assert thin.keep(thin.finding())

    assert thin.moved["why_not"] == "one of the two findings has neither score nor walk"
    assert thin.moved["parts"] == {}


def test_history_is_a_line_a_finding_and_what_moved_it(told: Told) -> None:
    """Oldest first; under each that is not the first, its parts in words."""
    told.keep(told.finding())
    told.customers(told.walk, 40, 2)
    told.keep(told.finding())

    shown = list(lines(snapshots(told.stored.database, 1)))

    assert [line[:4].strip() != "" for line in shown] == [True, True, False, False]
    assert "40 new turns" in shown[2]
    assert shown[3].startswith("    Of that, new turns +")


def _raised(panel: Panel) -> Panel:
    """A later panel whose brands say and do ten times as much."""
    found = panel.channels["short-post"]
    figures = {
        name: replace(usual, quantiles={k: 90 + v / 10 for k, v in usual.quantiles.items()})
        for name, usual in found.figures.items()
    }
    talk = (
        None
        if panel.talk is None
        else replace(
            panel.talk, quantiles={k: 90 + v / 10 for k, v in panel.talk.quantiles.items()}
        )
    )
    channel = replace(found, figures=figures)
    return replace(panel, version="2099-01", talk=talk, channels={"short-post": channel})


def _beside(told: Told) -> Path:
    folder = Path(str(told.stored.database.execute("PRAGMA database_list").fetchone()[2])).parent
    beside = folder / "beside"
    beside.mkdir()
    return beside

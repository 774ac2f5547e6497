"""Hand labels applied: refused where not drawn, kept, and what every report says of people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from answered import acme, filled, message, word
from click.testing import CliRunner, Result
from fakes import FACTS, IDENTITY, FakeInstrument
from small_instrument import LetterEncoder, write_instrument
from sqlite_utils import Database

from audit.agreement import agreement_with_draws
from audit.corpus.period import Period
from audit.finding.gather import gather
from audit.finding.people import TURNS, turns_checked_by_people, validation
from audit.labels.apply import Application, apply_labels, keep
from audit.labels.draw import sample
from audit.measure import measure
from audit.reading.columns import REPLY_COLUMNS
from audit.reading.instrument import load_instrument
from audit.report.labels_text import labels_text
from cli import cli
from db.errors import BadInput
from db.vectors import VectorStore

LEVELS = dict.fromkeys(REPLY_COLUMNS, 0) | {"need": 1, "emotion": 1, "care": 2}


class Setting:
    """A brand that answered, read by the small instrument, with a draw of its turns."""

    def __init__(self, folder: Path, customers: int = 60, drawn: int = 40) -> None:
        self.folder = folder
        self.database: Database = filled(folder / "audit.db", customers)
        self.store = VectorStore(folder / "audit.db", *IDENTITY)
        self.measure()
        self.drawn = sample(self.database, acme(self.database), drawn)
        self.ids = [turn.id for turn in self.drawn.turns]

    def measure(self) -> None:
        """Read what is pending."""
        measure(self.database, self.store, FACTS.instrument_id, FakeInstrument)  # type: ignore[arg-type]

    def labels(self, ids: Iterable[str], raters: Iterable[str] = ("Ann",), **more: int) -> Path:
        """A file in which these raters label these ids, all alike."""
        path = self.folder / "labels.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "rater", *LEVELS])
            for rater in raters:
                writer.writerows([item, rater, *(LEVELS | more).values()] for item in ids)
        return path

    def apply(self, labels: Path, *, people: bool = False) -> list[Application]:
        """The figures those labels correct."""
        return apply_labels(self.database, self.store, FACTS, labels, people=people)

    def limits(self) -> dict[str, str]:
        """What is said of the validation, by code."""
        found = gather(
            self.database, self.store, acme(self.database), "short-post", FACTS, Period()
        )
        return dict(validation(found.checked_by_people, found.hand_labelled))


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """A small one."""
    return Setting(tmp_path)


def test_labels_move_the_figures_to_what_they_say(setting: Setting) -> None:
    """The instrument reads no care in any turn; two raters find it in all, specific and meant."""
    pytest.importorskip("ppi_py", reason="the extra `labels` is not installed")

    (found,) = setting.apply(setting.labels(setting.ids, ("Ann", "Bo")))

    figures = {one.name: one for one in found.figures}
    assert (found.labelled, found.turns, found.raters) == (40, 60, ("Ann", "Bo"))
    assert figures["care"].before == 0
    assert figures["care"].after is not None
    assert figures["care"].after.value == pytest.approx(1)
    assert figures["walk"].after is not None
    assert figures["walk"].after.value == pytest.approx(100 / 6)
    assert figures["acknowledged"].labelled == 40
    assert "40 of 60 turns drawn at random" in labels_text(found)
    assert json.dumps(found.to_dict())


def test_ids_that_were_not_drawn_are_refused(setting: Setting) -> None:
    """One line: how many, the first, what next; and nothing is kept."""
    labels = setting.labels([*setting.ids[:3], "x1", "x2"])

    with pytest.raises(BadInput, match=r"2 of 5 labelled ids.*'x1'.*'audit sample'.*--apply"):
        setting.apply(labels)
    with pytest.raises(BadInput, match="not drawn"):
        keep(setting.database, labels, people=False)
    assert setting.database.execute("SELECT count(*) FROM hand_labels").fetchone() == (0,)


def test_a_turn_that_could_be_drawn_but_was_not_is_refused_too(setting: Setting) -> None:
    """To be held is not to be drawn."""
    every = [turn.id for turn in sample(setting.database, acme(setting.database), 60).turns]
    setting.database.execute("DELETE FROM draws WHERE size = 60")

    with pytest.raises(BadInput, match="20 of 60 labelled ids were not drawn"):
        setting.apply(setting.labels(every))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("id,need\n", "has a header but|no label"),
        ("id,need\n{0},\n", "holds no label"),
        ("id,need\n{0},2\n", "whole number from 0 to 1"),
        ("id,need\n{0},0.5\n", "whole number from 0 to 1"),
        ("id,rater,need\n{0},Ann,1\n{0},Ann,0\n", "labelled twice by Ann"),
        ("need\n1\n", "no column 'id'"),
    ],
)
def test_a_file_that_cannot_be_used_is_said(setting: Setting, rows: str, said: str) -> None:
    """Empty, a level there is not, one rater twice, no ids."""
    path = setting.folder / "labels.csv"
    path.write_text(rows.format(setting.ids[0]), encoding="utf-8")

    with pytest.raises(BadInput, match=said):
        setting.apply(path)


def test_turns_that_came_in_later_are_in_no_figure(setting: Setting) -> None:
    """They had no chance to be drawn; the page says how many there are."""
    (walk,) = setting.database.execute("SELECT DISTINCT source_id FROM messages").fetchone()
    message(setting.database, walk, "q99", "customer", "mine broke too", author="late")
    message(setting.database, walk, "b99", "brand", f"about {word(99)}", parent_id="q99")
    setting.measure()

    (found,) = setting.apply(setting.labels(setting.ids[:5]))

    assert (found.turns, found.later) == (60, 1)
    assert {one.lacks for one in found.figures} == {"labelled turns: 5 of 30"}
    assert "1 turns came in since the draw" in labels_text(found)


def test_labels_are_kept_and_later_ones_replace_them(setting: Setting) -> None:
    """The audit of the brand then says that they are there."""
    assert "hand-labels" not in setting.limits()
    keep(setting.database, setting.labels(setting.ids[:10]), people=False)
    keep(setting.database, setting.labels(setting.ids[:10], care=1), people=False)

    rows = setting.database.execute("SELECT levels FROM hand_labels").fetchall()
    assert {json.loads(levels)["care"] for (levels,) in rows} == {1}
    assert len(rows) == 10
    assert "labelled by hand: 10" in setting.limits()["hand-labels"]


def test_reports_speak_of_language_models_until_200_turns_have_two_people_each(
    tmp_path: Path,
) -> None:
    """One person, undeclared raters, one rater twice, an empty column or 199 turns do not do."""
    setting = Setting(tmp_path, customers=TURNS + 20, drawn=TURNS)
    most, last = setting.ids[:-1], setting.ids[-1]

    def said_after(ids: list[str], raters: list[str], *, people: bool) -> set[str]:
        keep(setting.database, setting.labels(ids, raters), people=people)
        return set(setting.limits()) - {"hand-labels"}

    assert said_after(setting.ids, ["Ann", "Bo"], people=False) == {"language-model-labels"}
    assert said_after(setting.ids, ["Ann"], people=True) == {"language-model-labels"}
    assert said_after(most, ["Bo"], people=True) == {"language-model-labels"}
    assert turns_checked_by_people(setting.database) == TURNS - 1
    path = tmp_path / "labels.csv"
    path.write_text(f"id,rater,need\n{last},Bo,1\n", encoding="utf-8")
    keep(setting.database, path, people=True)
    assert turns_checked_by_people(setting.database) == TURNS - 1
    assert said_after([last], ["Bo"], people=True) == {"people-labels"}


def test_people_have_names(setting: Setting) -> None:
    """Without names two people cannot be told from one."""
    with pytest.raises(BadInput, match="does not say who labelled it"):
        setting.apply(setting.labels(setting.ids, [""]), people=True)


def test_drawn_turns_need_no_file_of_texts_to_be_compared(setting: Setting) -> None:
    """They are in the database; with one brand each text stands by itself."""
    small = load_instrument(write_instrument(setting.folder / "small"), LetterEncoder())

    found = agreement_with_draws(
        setting.database, setting.labels(setting.ids[:12]), instrument=small
    )

    assert (found.texts, found.clusters) == (12, 12)
    assert "labels of 12 texts (reply)\n" in labels_text(found)
    with pytest.raises(BadInput, match="was drawn here"):
        agreement_with_draws(setting.database, setting.labels(["x1"]), instrument=small)


def run(database: Path, *arguments: str) -> Result:
    """The command, on that database."""
    return CliRunner().invoke(cli, ["--db", str(database), *arguments])


def test_the_commands_draw_and_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`audit sample` writes a sheet and a codebook; other ids are one line, exit 1."""
    monkeypatch.chdir(tmp_path)
    database = tmp_path / "audit.db"
    filled(database, 7)
    done = run(database, "sample", "acme", "-n", "5", "-o", "sheet.csv")
    (tmp_path / "other.csv").write_text("id,need\nx1,1\n")

    refused = run(database, "agreement", "other.csv", "--apply")

    assert done.stdout.split() == ["sheet.csv", "sheet.codebook.md"]
    assert done.stderr == "5 of 7 turns of acme on short-post drawn at random, seed 1\n"
    sheet = (tmp_path / "sheet.csv").read_text(encoding="utf-8")
    assert run(database, "sample", "acme", "-n", "5").stdout == sheet
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "1 of 1 labelled ids were not drawn here, the first 'x1'" in refused.stderr
    assert "holds no label" in run(database, "agreement", "sheet.csv").stderr
    assert run(database, "agreement", "other.csv", "--people").exit_code == 2
    assert run(database, "agreement", "other.csv", "--texts", "other.csv").exit_code == 2

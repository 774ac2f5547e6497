"""Random, blind samples of turns: who is drawn, what is written, what is recorded."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from answered import acme, filled

from audit.dimensions import dimensions
from audit.labels.codebook import codebook
from audit.labels.draw import drawn_rows, sample, write_sample
from audit.reading.columns import REPLY_COLUMNS
from db.errors import BadInput, NotFound
from db.queries import add_brand, remove_brand, require_brand


def test_only_turns_whose_message_is_held_are_drawn(tmp_path: Path) -> None:
    """Asked for more than there are, all are drawn, each once, and the draw says so."""
    database = filled(tmp_path / "audit.db")

    drawn = sample(database, acme(database), 1000)

    assert drawn.frame == len({turn.id for turn in drawn.turns}) == 50
    assert "we answer what nobody holds" not in {turn.reply for turn in drawn.turns}
    assert "no more than 50" in str(drawn)


def test_the_same_seed_draws_the_same_turns_from_the_same_texts(tmp_path: Path) -> None:
    """In another database, filled in another order, ids and draw are the same; seeds differ."""
    one = filled(tmp_path / "one.db")
    other = filled(tmp_path / "other.db", backwards=True)

    first = sample(one, acme(one), 20)

    assert sample(other, acme(other), 20).turns == first.turns
    assert sample(one, acme(one), 30).turns[:20] == first.turns
    assert sample(one, acme(one), 20, seed=2).turns != first.turns


def test_every_turn_is_as_likely_to_be_drawn(tmp_path: Path) -> None:
    """Over many seeds each of fifty turns is among ten drawn about a fifth of the time."""
    database = filled(tmp_path / "audit.db")
    brand = acme(database)
    times: dict[str, int] = {}
    for seed in range(300):
        for turn in sample(database, brand, 10, seed=seed).turns:
            times[turn.id] = times.get(turn.id, 0) + 1

    assert len(times) == 50
    assert min(times.values()) > 30
    assert max(times.values()) < 92


def test_the_sheet_is_blind_and_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    """Texts, and empty columns for every label; no cell that starts like a formula."""
    database = filled(tmp_path / "audit.db")

    rows = list(csv.DictReader(io.StringIO(sample(database, acme(database), 5).to_csv())))

    assert list(rows[0]) == ["id", "customer", "reply", "rater", *REPLY_COLUMNS]
    assert all(row[column] == "" for row in rows for column in ["rater", *REPLY_COLUMNS])
    assert all(row["customer"].startswith("'=mine broke ") for row in rows)
    assert all(row["id"][0] == "d" for row in rows)


def test_the_codebook_is_written_beside_and_labels_are_never_overwritten(tmp_path: Path) -> None:
    """A file that is there may hold somebody's work."""
    database = filled(tmp_path / "audit.db")
    drawn = sample(database, acme(database), 5)

    sheet, beside = write_sample(drawn, tmp_path / "sheet.csv")

    assert sheet.read_text(encoding="utf-8") == drawn.to_csv()
    assert beside.read_text(encoding="utf-8") == codebook()
    with pytest.raises(BadInput, match="is there already"):
        write_sample(drawn, tmp_path / "sheet.csv")


def test_the_codebook_explains_every_column() -> None:
    """Every label of a reply, and every dimension there is."""
    text = codebook()

    names = {*REPLY_COLUMNS, *(one.name for one in dimensions())}
    assert [name for name in names if f"**{name}**" not in text] == []


def test_a_draw_is_recorded_once_and_goes_with_its_brand(tmp_path: Path) -> None:
    """Made again it is the same draw; a removed brand leaves none."""
    database = filled(tmp_path / "audit.db")
    sample(database, acme(database), 20, seed=7)
    drawn = sample(database, acme(database), 20, seed=7)

    (row,) = database.execute("SELECT seed, size, frame, newest, design FROM draws").fetchall()
    assert row[:4] == (7, 20, 50, 101)
    assert "without replacement" in row[4]
    items = [item for (item,) in database.execute("SELECT item FROM drawn ORDER BY place")]
    assert items == [turn.id for turn in drawn.turns]
    remove_brand(database, acme(database).id)
    assert database.execute("SELECT count(*) FROM drawn").fetchone() == (0,)


def test_texts_of_drawn_ids_are_found_again(tmp_path: Path) -> None:
    """An id that was not drawn has none."""
    database = filled(tmp_path / "audit.db")
    drawn = sample(database, acme(database), 3)
    one = drawn.turns[0]

    found = drawn_rows(database, [one.id, "x1"])

    assert found == {one.id: {"brand": "", "customer": one.customer, "reply": one.reply}}


def test_what_cannot_be_drawn_from_is_said(tmp_path: Path) -> None:
    """No such channel, no replies, no turn whose message is held."""
    database = filled(tmp_path / "audit.db", customers=0)
    add_brand(database, "mute")

    with pytest.raises(NotFound, match="it has: short-post"):
        sample(database, acme(database), 5, channel="review")
    with pytest.raises(NotFound, match="no replies yet"):
        sample(database, require_brand(database, "mute"), 5)
    with pytest.raises(NotFound, match="message is held"):
        sample(database, acme(database), 5)

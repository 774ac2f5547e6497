"""What people look at: the terminal, the tables, the files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from builders import claim, inputs, replied, turn
from rich.console import Console

from audit.brand import BrandAudit
from audit.checks.borne_out import Check
from audit.export.write import export
from audit.finding.beside import Beside
from audit.finding.evidence import BrandEvidence, ClaimEvidence, Quote
from audit.finding.finding import Finding
from audit.finding.make import find
from audit.finding.then_and_now import ThenAndNow
from audit.formulas.estimate import Estimate
from audit.rank import Ranked
from audit.report.plain import plain
from audit.report.progress import Progress
from audit.report.tables import COLUMNS, as_csv, print_ranking, rows
from audit.report.terminal import STAMP, console, print_finding
from audit.talk.phrases import Interchangeable
from audit.walk.reply_times import Coverage
from db.errors import NotWritable

CLAIMS = [
    claim("We care about you.", ["care"], ["/a"]),
    claim("You come first.", ["care"], ["/b"]),
    claim("By your side.", ["presence"], ["/c"]),
]


def finding(customers: int = 40, brand: str = "acme", *, exploratory: bool = False) -> Finding:
    """A finding of a brand whose turns vary."""
    turns = [turn(f"c{i}", replied({"care": i % 3})) for i in range(customers)]
    return find(inputs(turns, CLAIMS, brand=brand), exploratory=exploratory)


def quote(reply: str) -> Quote:
    """A quote as evidence."""
    return Quote(reply, "mine broke", None, "2026-03-01T10:00:00Z", "hash", False, 0.5, False)


def beside(then: ThenAndNow | None = None) -> Beside:
    """What stands beside a finding: one claim borne out, times of replies not known."""
    share = Estimate(0.95, 0.9, 0.98, 40)
    check = Check(
        "Within an hour.", "borne out", "38 of 40", "post", share, "2026-01-01", "2026-02-01"
    )
    alike = Interchangeable("acme", 4, ("By your side.",))
    return Beside("days only", Coverage((8, 9, 12), (0, 1), "UTC", 40), (check,), alike, then)


def test_what_stands_beside_a_finding_is_printed_and_in_the_json() -> None:
    """A figure, or why it is not known; each claim with its result and the share behind it."""
    out = io.StringIO()
    whole = BrandAudit(finding(), BrandEvidence((), ()), beside(), ())

    print_finding(Console(file=out, width=100, no_color=True), whole)
    values = whole.to_dict(with_customers=False)

    assert "first reply: not known: days only" in out.getvalue()
    assert "8:00 to 10:00, 12:00 to 13:00; Monday to Tuesday (UTC, n 40)" in out.getvalue()
    assert "borne out in 40 messages on post between 2026-01-01 and 2026-02-01" in out.getvalue()
    assert "1 of 4 claims (25%)" in out.getvalue()
    assert values["checks"][0]["n"] == 40
    assert values["not_known"] == {"reply_time_hours": "days only"}
    assert values["interchangeable"]["share"] == 0.25


def shown(found: Finding, evidence: BrandEvidence | None = None) -> str:
    """The terminal page of a finding, without colour."""
    out = io.StringIO()
    whole = BrandAudit(found, evidence or BrandEvidence((), ()), None, ())
    print_finding(Console(file=out, width=100, no_color=True), whole)
    return out.getvalue()


def test_every_number_on_the_page_is_said_in_words() -> None:
    """The score with its interval, what it rests on, and each share."""
    text = shown(finding())

    assert "Walk-the-talk score" in text
    assert "95 % interval" in text
    assert "Of a hundred customers in need" in text
    assert "40 customers in need and 3 claims from 3 documents" in " ".join(text.split())
    for word in ("acknowledged", "canned", "formulaic", "deflecting", "dismissive", "walk", "talk"):
        assert word in text
    assert "docs/methodology.md" in text


def test_too_little_evidence_is_said_in_numbers_and_nothing_is_scored() -> None:
    """No digit of a score, but what is missing."""
    text = shown(finding(12))

    assert "No score: too little evidence. Held so far:" in text
    assert "'audit import' brings more" in " ".join(text.split())
    assert "customers in need: 12 of 30" in text


def test_exploratory_stands_on_every_output() -> None:
    """Terminal, table, CSV and JSON carry the stamp."""
    found = finding(12, exploratory=True)
    ranked = [Ranked(found, 1, 1, 1)]
    out = io.StringIO()
    print_ranking(Console(file=out, width=120), ranked, True)

    assert STAMP in shown(found)
    assert STAMP in out.getvalue()
    assert all(STAMP in line for line in as_csv(ranked, True).splitlines()[1:])
    assert found.to_dict()["exploratory"] is True


def test_scraped_text_cannot_steer_a_terminal() -> None:
    """Escape codes, bidi marks and zero-width characters are gone."""
    assert plain("a\x1b[31mred\u202eback\u200bzero\nline") == "a [31mredbackzero line"
    assert plain("x" * 50, 10) == "x" * 9 + "…"
    item = ClaimEvidence(CLAIMS[0], (quote("fine\x1b]0;title\x07\u202e [bold]x[/bold]"),), ())
    text = shown(finding(), BrandEvidence((item,), ()))

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]x[/bold]" in text


def test_a_brand_named_like_a_formula_stays_text() -> None:
    """Cells that start with = + - @ tab or CR get a quote before them."""
    text = as_csv([Ranked(finding(brand="=cmd()"), 1, 1, 1)], False)

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["brand"] == "'=cmd()"


def test_the_csv_has_the_columns_of_the_contract_and_empty_cells_for_no_figure() -> None:
    """A brand without a score has empty cells, never a 0."""
    ranked = [Ranked(finding(), 1, 1, 1), Ranked(finding(5, "tiny"), None, None, None)]

    read = list(csv.DictReader(io.StringIO(as_csv(ranked, False))))

    assert set(COLUMNS) == set(read[0])
    assert read[0]["score"]
    assert read[1]["score"] == read[1]["rank"] == read[1]["walk"] == ""
    assert read[1]["reason"] == "customers in need: 5 of 30"
    assert rows(ranked, False)[1]["score"] is None


def test_export_puts_whole_files_in_place(tmp_path: Path) -> None:
    """Four files that agree, and nothing left beside them."""
    paths = export(tmp_path / "out", [Ranked(finding(), 1, 1, 1)], False)

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in paths
    )
    ranking = json.loads((tmp_path / "out/ranking.json").read_text())
    findings = json.loads((tmp_path / "out/findings.json").read_text())
    dimensions = list(csv.DictReader((tmp_path / "out/dimensions.csv").read_text().splitlines()))
    assert ranking[0]["score"] == findings[0]["score"]["value"]
    assert [row["dimension"] for row in dimensions] == [
        d["name"] for d in findings[0]["dimensions"]
    ]


def test_export_to_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """One line; the file stays."""
    (tmp_path / "out").write_text("mine")

    with pytest.raises(NotWritable, match="cannot write to"):
        export(tmp_path / "out", [], False)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_pipe_gets_plain_text() -> None:
    """No colour and a fixed width where stdout is no terminal."""
    out = console()

    assert not out.is_terminal
    assert out.no_color


@pytest.mark.parametrize(
    ("moments", "shown"),
    [
        ([0, 1, 10], "reading:  50%, 0:11 left\n"),
        ([0, 60, 100], "reading:  10%\nreading:  50%, 0:50 left\n"),
    ],
    ids=["silent for two seconds", "loading before the first is no pace"],
)
def test_progress_says_how_long_it_will_take(
    monkeypatch: pytest.MonkeyPatch, moments: list[float], shown: str
) -> None:
    """One of ten is done at the second moment, five at the third."""
    clock = iter(moments)
    monkeypatch.setattr("audit.report.progress.time.monotonic", lambda: next(clock))
    out = io.StringIO()

    with Progress("reading", out) as show:
        show(1, 10)
        show(5, 10)

    assert out.getvalue() == shown


def test_the_json_of_a_brand_holds_its_claims_with_their_places() -> None:
    """Each with document, dates and capture."""
    item = ClaimEvidence(CLAIMS[0], (quote("well done"),), ())
    found = BrandAudit(finding(), BrandEvidence((item,), (quote("hm"),)), None, ())

    values = found.to_dict(with_customers=False)

    place = values["evidence"]["claims"][0]["places"][0]
    assert place["document"] == "/a"
    assert values["evidence"]["claims"][0]["for"][0]["reply"] == "well done"
    assert json.loads(json.dumps(values)) == values

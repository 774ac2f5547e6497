"""The demo: the whole job over the fictional street, its characters coming out as written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def audit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder` to a good end."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env=os.environ | {"AUDIT_KEY": "a key for tests only"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has run."""
    folder = tmp_path_factory.mktemp("demo")
    done = audit(folder, "demo")
    (folder / "out.txt").write_text(done.stdout)
    (folder / "err.txt").write_text(done.stderr)
    return folder


@pytest.fixture(scope="module")
def ranking(street: Path) -> dict[str, dict[str, Any]]:
    """The ranking of the street by brand."""
    done = audit(street, "rank", "--db", "audit-demo/audit.db", "--format", "json")
    return {row["brand"]: row for row in json.loads(done.stdout)}


def test_it_ends_in_a_ranking_and_an_audit_of_acme(street: Path) -> None:
    """And says what to try next; its requests are counted."""
    out, err = (street / "out.txt").read_text(), (street / "err.txt").read_text()

    assert "Walk-the-talk score" in out
    assert "Try next" in out
    assert "requests over loopback" in err
    assert {path.name for path in street.iterdir()} == {"audit-demo", "out.txt", "err.txt"}


def test_who_walks_the_talk_ranks_above_who_only_talks(ranking: dict[str, dict[str, Any]]) -> None:
    """Certainly: the intervals of their scores do not meet."""
    assert ranking["Brightwater"]["rank"] < ranking["Acme"]["rank"]
    assert ranking["Brightwater"]["score_lo"] > ranking["Acme"]["score_hi"]
    assert ranking["Acme"]["talk"] > ranking["Brightwater"]["talk"]


def test_canned_sympathy_is_not_rewarded(ranking: dict[str, dict[str, Any]]) -> None:
    """It promises much and sends formulas: the lowest walk of all, or as good as."""
    walks = {name: row["walk"] for name, row in ranking.items() if row["walk"] is not None}

    assert walks["Solace Insurance"] < 12
    assert sorted(walks, key=lambda name: walks[name]).index("Solace Insurance") <= 1


def test_a_quiet_achiever_does_well_and_says_little(ranking: dict[str, dict[str, Any]]) -> None:
    """Above the median in what it does, below it in what it says."""
    row = ranking["Fernhill Parcels"]

    assert row["walk"] > ranking["Harbour & Vale Bank"]["walk"]
    assert row["talk"] < ranking["Brightwater"]["talk"] < ranking["Acme"]["talk"]


def test_too_little_evidence_is_refused_with_its_numbers(
    ranking: dict[str, dict[str, Any]],
) -> None:
    """No score, no walk."""
    row = ranking["Pip & Marrow"]

    assert row["status"] == "insufficient"
    assert row["score"] is None
    assert "of 30" in row["reason"]


def test_who_promises_nothing_has_no_score(ranking: dict[str, dict[str, Any]]) -> None:
    """But its walk stands."""
    row = ranking["Quillon Tools"]

    assert row["status"] == "no-promise"
    assert row["score"] is None
    assert row["walk"] > 20


def test_with_nothing_new_no_torch_is_imported(street: Path) -> None:
    """And the answer is the same bytes twice."""
    code = (
        "import sys\n"
        "from cli import cli\n"
        "try:\n"
        "    cli(['--db', 'audit-demo/audit.db', 'brand', 'acme', '--json'])\n"
        "finally:\n"
        "    print('torch' in sys.modules, file=sys.stderr)\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=street, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]

    assert [run.stderr.strip().splitlines()[-1] for run in runs] == ["False", "False"]
    assert runs[0].stdout == runs[1].stdout
    assert json.loads(runs[0].stdout)["status"] == "scored"

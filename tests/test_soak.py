"""The soak in short: five kills, a few hundred pages, three nights; `make soak` is the long one."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("soak", reason="the benchmarks lie in the checkout only")

from soak.instrument import small_instrument
from soak.kills import hammer
from soak.pages import crawl
from soak.unit import by_cron, by_systemd
from soak.world import opened
from soak.year import Year, simulate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="wants sh, /proc and SIGKILL"),
]


@pytest.mark.parametrize("kind", ["sites", "accounts", "nights"])
def test_five_kills(tmp_path: Path, kind: str) -> None:
    """Killed five times at random moments, it ends with what it ends with undisturbed."""
    small_instrument(tmp_path / "instrument")
    found = hammer(kind, tmp_path, 5, seed=3)

    assert found.kills == 5
    assert found.wrong == []


def test_some_hundred_pages(tmp_path: Path) -> None:
    """Every page once; the last quarter needs no more memory than the second."""
    found = crawl(tmp_path / "pages", 4, 100)

    assert (found["code"], found["pages"], found["doubled"]) == (0, 400, 0)
    assert found["mib_by_quarter"][3] <= 1.1 * found["mib_by_quarter"][1]


def test_three_nights(tmp_path: Path) -> None:
    """Of the unit as printed: nothing wrong, and every byte of the database accounted for."""
    found = simulate(tmp_path, range(3), small=False)

    assert found["wrong"] == []
    assert found["codes"] == {0: 3}
    assert "files/ranking.csv" in found["outputs"]


def test_what_cron_does_with_a_line(tmp_path: Path) -> None:
    """A bare environment with what the crontab sets, and percent signs escaped."""
    crontab = 'AUDIT_CONTACT="me@example.org"\n30 2 * * * echo "$AUDIT_CONTACT 5\\%$PAGER" >&2'
    unit = (
        f'[Service]\nWorkingDirectory={tmp_path}\nEnvironment="A=b c"\nTimeoutStartSec=60\n'
        'ExecStart="/bin/sh" "-c" "echo $$A >&2; exit 3"\n[Timer]\n'
    )

    assert by_cron(crontab, {}).said == "me@example.org 5%\n"
    assert (by_systemd(unit, {}).code, by_systemd(unit, {}).said) == (3, "b c\n")


def test_the_ledger_tells_right_from_wrong(tmp_path: Path) -> None:
    """A night that stores nothing is found out: the ledger is not made of the database."""
    small_instrument(tmp_path / "instrument")
    folder = tmp_path / "disk"
    folder.mkdir()
    with opened(datetime.now(UTC).date()) as world:
        year = Year(folder, world)
        year.declare()
        year.change(0)
        year.ledger.night(0, set())
        wrong = [*year.held.history()[0], *year.held.messages()[0]]

    kinds = Counter(told.partition(" ")[0] for told in wrong)
    assert kinds["history"] == len(year.ledger.seen)
    assert kinds["message"] > 0

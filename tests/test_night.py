"""The nightly run: its unit, its lock, what it puts in place, and how it ends."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from local_host import CARE, Answer, Host, Route, environment, new_database, page, serve

from audit.in_place import LISTED, put_in_place
from crawler.crawl import check_contact
from crawler.schedule import Night, cron, systemd
from db.clock import shift
from db.errors import BadSetting, NotWritable
from db.lock import hold

NIGHT = Night(Path("/data/audit.db"), Path("/data/here"), "me@example.org")


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command in a folder, with loopback allowed."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder, env=environment() | {"AUDIT_ALLOW_LOOPBACK": "1"} | more,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def site() -> dict[str, Route]:
    """Two pages."""
    return {"/": page("Home", *CARE, links=("/news",)), "/news": page("News", *CARE[::-1])}


def declared(folder: Path, host: Host) -> None:
    """A database with that site."""
    new_database(folder / "audit.db", f"{host.address}/").close()


@pytest.mark.slow
def test_a_night_and_what_it_ends_with(tmp_path: Path) -> None:
    """0 when all went well, files put in place; 3 and a line when the source fails or goes empty.

    What is not due is left alone, and its alarm stands.
    """
    with serve(site()) as host:
        declared(tmp_path, host)
        first = run(tmp_path, "run", "--export", "out", "--report", "site")
        soon = run(tmp_path, "run", "--export", "out", AUDIT_CLOCK="+1d")
        host.routes = {"*": Answer("out of order", 503)}
        down = run(tmp_path, "run", AUDIT_CLOCK="+8d")
        check = run(tmp_path, "sources", "--check", AUDIT_CLOCK="+9d")

    assert (first.returncode, first.stderr) == (0, "")
    assert "1 of 1 crawls ended well" in first.stdout
    assert "no alarms" in first.stdout
    assert (tmp_path / "out" / "ranking.csv").read_text(encoding="utf-8").startswith("brand,")
    assert "Brand 0" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert soon.returncode == 0
    assert "0 of 0 crawls" in soon.stdout
    assert down.returncode == 3
    assert "503" in down.stderr.splitlines()[-1]
    assert check.returncode == 3
    assert "ALARM" in check.stdout


def test_a_second_run_is_told_that_the_first_is_still_on(tmp_path: Path) -> None:
    """It ends with 75 at once and asks nothing."""
    with serve(site()) as host:
        declared(tmp_path, host)
        with hold(tmp_path / "audit.db"):
            ended = run(tmp_path, "run")

    assert ended.returncode == 75
    assert "another run" in ended.stderr
    assert host.asked == []


def cron_command(text: str) -> str:
    """The command of the one job in a crontab, as cron hands it to sh."""
    line = [line for line in text.splitlines() if line and not line.startswith("#")][-1]
    return line.split(maxsplit=5)[5].replace(r"\%", "%")


def arguments_of(command: str, folder: Path) -> list[str]:
    """What sh makes of a command's words, with the program itself left out."""
    shown = command.replace(shlex.quote(sys.executable), "printf '%s\\n'", 1)
    shown = shown.partition(" >> ")[0]
    done = subprocess.run(["/bin/sh", "-c", shown], cwd=folder, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.skipif(os.name == "nt", reason="cron is not on Windows")
def test_a_crontab_survives_any_path(tmp_path: Path) -> None:
    """Spaces, quotes and percent signs in paths come through cron and sh as they are."""
    folder = tmp_path / 'it\'s 100% "mine" $HOME'
    folder.mkdir()
    night = Night(folder / "a b.db", folder, "me@example.org", export=folder / "out 50%")
    lines = cron(night).splitlines()

    assert 'AUDIT_CONTACT="me@example.org"' in lines
    assert "%" not in lines[-1].replace(r"\%", "")
    told = arguments_of(cron_command(cron(night)), tmp_path)
    assert told == ["-P", "-m", "cli", "--db", str(night.database), "run", "--export",
                    str(night.export)]  # fmt: skip


def test_a_unit_for_systemd() -> None:
    """The service runs once, has a time limit, and pings only after a 0; the timer is nightly."""
    night = Night(Path("/data 1/50%.db"), Path("/data 1"), "me@example.org", at="03:15",
                  timeout="90m", ping="https://ping.example/x")  # fmt: skip
    unit = systemd(night)

    for line in (
        "WorkingDirectory=/data 1",
        'Environment="AUDIT_CONTACT=me@example.org"',
        "TimeoutStartSec=5400",
        "OnCalendar=*-*-* 03:15:00",
        "Type=oneshot",
    ):
        assert line in unit.splitlines()
    assert '"--db" "/data 1/50%%.db" "run"' in unit
    assert unit.index("ExecStart=") < unit.index("ExecStartPost=")
    assert "https://ping.example/x" in unit


@pytest.mark.skipif(os.name == "nt", reason="cron is not on Windows")
@pytest.mark.parametrize(("code", "pings"), [(0, 1), (3, 0)])
def test_only_a_good_night_is_told_to_the_ping(tmp_path: Path, code: int, pings: int) -> None:
    """The address is called after a run that ended with 0; that it hears nothing is the alarm."""
    with serve({"/alive": "thanks"}) as host:
        night = Night(
            tmp_path / "audit.db", tmp_path, "me@example.org", ping=f"{host.address}/alive"
        )
        command = cron_command(cron(night)).replace(
            shlex.join(night.command), f"sh -c 'exit {code}'"
        )
        subprocess.run(["/bin/sh", "-c", command], check=False, timeout=60)

    assert host.paths() == ["/alive"] * pings


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"contact": " "}, "AUDIT_CONTACT"),
        ({"contact": 'a "b"'}, "quote"),
        ({"at": "24:00"}, "02:30"),
        ({"timeout": "soon"}, "6h"),
        ({"ping": "ping.example"}, "https://"),
        ({"database": Path("/a\nb")}, "rename"),
    ],
)
def test_a_unit_that_would_fail_is_not_printed(change: Mapping[str, object], told: str) -> None:
    """What is missing or cannot stand in a unit is said in one line."""
    values = {"database": NIGHT.database, "folder": NIGHT.folder, "contact": NIGHT.contact}

    with pytest.raises(BadSetting, match=told):
        Night(**{**values, **change})  # type: ignore[arg-type]


def put(folder: Path, **files: str) -> None:
    """Put these files in place."""

    def write(new: Path) -> None:
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8")

    put_in_place(folder, write)


def contents(folder: Path) -> dict[str, str]:
    """The files of a folder, the list of them aside."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name != LISTED
    }


def test_outputs_replace_those_of_the_last_night(tmp_path: Path) -> None:
    """The folder is exchanged whole: what is no longer written is gone, nothing is left over."""
    put(tmp_path / "out", a="1", b="1")
    put(tmp_path / "out", a="2", c="2")

    assert contents(tmp_path / "out") == {"a": "2", "c": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_outputs_that_fail_leave_the_last_ones(tmp_path: Path) -> None:
    """A disk that fills half-way takes nothing away."""
    put(tmp_path / "out", a="1")

    def half(new: Path) -> None:
        (new / "a").write_text("2", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(NotWritable, match="No space left"):
        put_in_place(tmp_path / "out", half)
    assert contents(tmp_path / "out") == {"a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    """A file that no run has put there is never removed."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("mine", encoding="utf-8")

    with pytest.raises(BadSetting, match=r"thesis\.docx"):
        put(tmp_path / "out", a="1")
    assert contents(tmp_path / "out") == {"thesis.docx": "mine"}


def test_the_clock_can_be_set_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a span either way; nobody beyond loopback is asked then, contact or not."""
    told = run(tmp_path, "brands", AUDIT_CLOCK="+3d").stderr
    wrong = run(tmp_path, "sources", "--db", "none.db", AUDIT_CLOCK="soon").stderr
    monkeypatch.setenv("AUDIT_CLOCK", "-36h")

    assert told.startswith("audit: the clock is set by AUDIT_CLOCK: +3d")
    assert "soon" in wrong
    assert shift() == timedelta(hours=-36)
    check_contact(["http://127.0.0.1/"], None)
    with pytest.raises(BadSetting, match="dated wrongly"):
        check_contact(["https://brand.example/"], "me@example.org")

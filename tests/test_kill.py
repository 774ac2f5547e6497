"""A run killed at any moment, then run to the end, leaves what an undisturbed run leaves."""

from __future__ import annotations

import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

MOMENTS = 10
"""Kills of each stage; two stages make twenty."""

OPENERS = ("My kettle", "The parcel", "Your app", "Our train", "The bill", "My card", "The room")
TROUBLES = ("never came", "broke again", "leaks", "was late", "is wrong", "was refused", "is cold")
FEELINGS = ("I am furious", "please help", "this is so upsetting", "for the third time", "why")
ANSWERS = (
    "We are sorry about that and have sent a new one today.",
    "Please DM us your order number.",
    "That must have been awful; our driver is on the way and will ring you at nine.",
    "Have you tried turning it off and on again?",
    "Thanks for your feedback.",
)


def threads(path: Path, size: int) -> None:
    """A file of that many invented conversations of three brands."""
    chance = random.Random(11)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["thread_id", "message_id", "parent_id", "role", "brand", "created_at", "text"]
        )
        for i in range(size):
            brand = ("acme", "zenith", "quill")[i % 3]
            asked = (
                f"{chance.choice(OPENERS)} {chance.choice(TROUBLES)}, {chance.choice(FEELINGS)} {i}"
            )
            at = f"2026-03-{1 + i % 28:02}T10:00:00Z"
            writer.writerow([f"t{i}", f"q{i}", "", "customer", brand, at, asked])
            answer = f"{chance.choice(ANSWERS)} Case number {i} of {brand}."
            writer.writerow([f"t{i}", f"b{i}", f"q{i}", "brand", brand, at, answer])


def audit(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command in `folder`."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env=os.environ | {"AUDIT_KEY": "a key for tests only"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(folder: Path, *arguments: str) -> str:
    """Run the command to its end; its stdout."""
    out, err = (process := audit(folder, *arguments)).communicate(timeout=600)
    assert process.returncode == 0, err
    return out


def killed(folder: Path, latest: float, chance: random.Random, *arguments: str) -> bool:
    """Start the command and kill it at a random moment; False where it had ended before."""
    process = audit(folder, *arguments)
    time.sleep(chance.uniform(0.1, latest))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the database."""
    if not path.exists():
        return True
    with sqlite3.connect(path) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def start_over(folder: Path, command: tuple[str, ...]) -> None:
    """Remove the database, since the run came to its end, and run `command`, if any."""
    for path in folder.glob("audit.db*"):
        path.unlink()
    if command:
        finish(folder, *command)


@pytest.mark.slow
def test_a_killed_import_and_measure_end_as_undisturbed_ones(tmp_path: Path) -> None:
    """Twenty kills in all; every database left is sound, and the ranking is the same bytes."""
    chance = random.Random(5)
    disturbed, calm = tmp_path / "disturbed", tmp_path / "calm"
    for folder in (disturbed, calm):
        folder.mkdir()
        threads(folder / "threads.csv", 1500)
    bring_in = ("import", "threads.csv", "--as", "threads", "--channel", "short-post")
    measure = ("measure",)
    ranking = ("rank", "--format", "json")

    started = time.monotonic()
    finish(calm, *bring_in)
    import_seconds = time.monotonic() - started
    started = time.monotonic()
    finish(calm, *measure)
    measure_seconds = time.monotonic() - started
    for command, latest in ((bring_in, import_seconds * 0.8), (measure, measure_seconds * 0.6)):
        kills = 0
        while kills < MOMENTS:
            if killed(disturbed, latest, chance, *command):
                kills += 1
            else:
                start_over(disturbed, () if command == bring_in else bring_in)
            assert sound(disturbed / "audit.db")
            assert sound(disturbed / "audit.db.vectors.db")
        finish(disturbed, *command)

    assert finish(disturbed, *ranking) == finish(calm, *ranking)

"""What other commands show: the grid of intervals, and what customers wrote next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from shown.reading import World

FOLDER = Path(__file__).resolve().parents[1]
DIALOGS = Path("frustration") / "dialogs.txt"


def pointers() -> str:
    """Which commands show the rest."""
    return (
        "== elsewhere\n"
        "python benchmarks/simulation.py          coverage of the intervals and of the ranks\n"
        "python benchmarks/heard.py DIALOGS       what the customer wrote next\n"
        "--all runs them here"
    )


def run_all(world: World) -> None:
    """Run them, their tables on stdout; CalledProcessError if one fails."""
    commands = (["simulation.py"], ["heard.py", str((world.data / DIALOGS).resolve())])
    for name, *arguments in commands:
        print(f"\n== benchmarks/{name}", flush=True)
        subprocess.run([sys.executable, str(FOLDER / name), *arguments], check=True)

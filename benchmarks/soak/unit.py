"""A night as cron or systemd has it: the unit that `audit schedule` printed, word for word."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BARE = {"SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "LOGNAME": "soak"}
"""What cron gives a job, the home folder aside."""


@dataclass(frozen=True)
class Night:
    """How a night ended, and what it said on stderr."""

    code: int
    said: str


def by_cron(crontab: str, extra: Mapping[str, str]) -> Night:
    """Run the one job of a crontab as cron does: by sh, in a bare environment."""
    environment = {**BARE, "HOME": os.environ.get("HOME", "/"), **extra}
    command = ""
    for line in crontab.splitlines():
        if assigned := re.fullmatch(r'([A-Z_]+)="([^"]*)"', line):
            environment[assigned[1]] = assigned[2]
        elif line and not line.startswith("#"):
            command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=False
    )
    return Night(done.returncode, done.stderr)


def by_systemd(unit: str, extra: Mapping[str, str]) -> Night:
    """Run the service of a systemd unit: its words without a shell, the ping only after a 0."""
    found = dict(re.findall(r"^(\w+)=(.*)$", unit.partition("[Timer]")[0], re.MULTILINE))
    environment = {**BARE, "HOME": os.environ.get("HOME", "/"), **extra}
    for pair in _words(found["Environment"]):
        name, _, value = pair.partition("=")
        environment[name] = value
    done = subprocess.run(
        _words(found["ExecStart"]), cwd=Path(found["WorkingDirectory"].replace("%%", "%")),
        env=environment, capture_output=True, text=True, check=False,
        timeout=float(found["TimeoutStartSec"]),
    )  # fmt: skip
    return Night(done.returncode, done.stderr)


def _words(line: str) -> list[str]:
    return [word.replace("$$", "$").replace("%%", "%") for word in shlex.split(line)]

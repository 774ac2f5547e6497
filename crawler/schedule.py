"""A ready unit for the nightly run: for cron or for systemd, with everything in it spelled out."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crawler.sources import span
from db.clock import SPAN
from db.errors import BadSetting

CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
PING = "import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=60).close()"


@dataclass(frozen=True, slots=True)
class Night:
    """What a nightly run is to do; paths are absolute, `at` is local time as HH:MM.

    It runs in `folder`, whose audit.toml it reads, and logs to a file beside the database.
    """

    database: Path
    folder: Path
    contact: str
    report: Path | None = None
    export: Path | None = None
    at: str = "02:30"
    timeout: str = "6h"
    ping: str | None = None

    def __post_init__(self) -> None:
        """Raise BadSetting for what would make a unit that fails every night."""
        if not self.contact.strip():
            raise BadSetting(
                "a run says who asks: give --contact, or set AUDIT_CONTACT to your mail address or "
                "a web page about your audit"
            )
        if not CLOCK_TIME.fullmatch(self.at):
            raise BadSetting(f"'{self.at}' is no time of day; write for example 02:30")
        if not SPAN.fullmatch(self.timeout):
            raise BadSetting(f"'{self.timeout}' is no span of time; write for example 6h or 90m")
        if self.ping and not self.ping.startswith(("https://", "http://")):
            raise BadSetting(f"'{self.ping}' is no web address; write https://...")
        if '"' in self.contact:
            raise BadSetting(f"the contact {self.contact} has a quote in it; write it without")
        for value in (self.contact, self.ping or "", *map(str, self._paths())):
            if not value.isprintable():
                raise BadSetting(f"{value!r} has a character that a unit cannot hold; rename it")

    def _paths(self) -> list[Path]:
        return [path for path in (self.database, self.folder, self.report, self.export) if path]

    @property
    def command(self) -> list[str]:
        """The run, word by word: this very Python, whatever the PATH; no module of the folder."""
        words = [sys.executable, "-P", "-m", "cli", "--db", str(self.database), "run"]
        for option, folder in (("--report", self.report), ("--export", self.export)):
            words += [option, str(folder)] if folder else []
        return words

    @property
    def call(self) -> list[str]:
        """What tells the address of `ping` that the night went well."""
        return [sys.executable, "-c", PING, self.ping or ""]

    @property
    def limit(self) -> timedelta:
        """How long a run may take."""
        return span(self.timeout)


def cron(night: Night) -> str:
    """Lines for `crontab`: what is said on stderr is mailed by cron, the rest goes to a log."""
    hour, minute = night.at.split(":")
    seconds = round(night.limit.total_seconds())
    timeout = shutil.which("timeout")
    limit = [timeout, "--kill-after=60", str(seconds)] if timeout else []
    log = night.database.with_name("audit-run.log")
    line = f"{shlex.join([*limit, *night.command])} >> {shlex.quote(str(log))}"
    line = f"cd {shlex.quote(str(night.folder))} && {line}"
    line += f" && {shlex.join(night.call)}" if night.ping else ""
    notes = [
        "# Crawls what is due, reads, finds, and puts outputs in place.  Add it with 'crontab -e'.",
        "# Ends with 0, or 3 where a source failed or raised an alarm, 75 where a run is still on.",
    ]
    if not timeout:
        notes.append(f"# No 'timeout' command is here, so nothing ends a run after {seconds} s.")
    if night.ping:
        notes.append(
            "# The address is told of nights that ended with 0: that it hears nothing is the alarm."
        )
    # In a crontab a percent sign ends the command unless it is escaped.
    line = line.replace("%", r"\%")
    contact = f'AUDIT_CONTACT="{night.contact}"'
    return "\n".join([*notes, contact, f"{int(minute)} {int(hour)} * * * {line}"])


def systemd(night: Night) -> str:
    """A service and its timer; the line before each says where it goes."""
    ping = f"ExecStartPost={_words(night.call)}\n" if night.ping else ""
    return f"""\
# ~/.config/systemd/user/walk-the-talk-audit.service
[Unit]
Description=Walk-the-talk audit: crawl what is due, read, find, put outputs in place
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={_escaped(str(night.folder))}
Environment={_words([f"AUDIT_CONTACT={night.contact}"])}
ExecStart={_words(night.command)}
{ping}TimeoutStartSec={round(night.limit.total_seconds())}
Nice=10

# ~/.config/systemd/user/walk-the-talk-audit.timer
[Unit]
Description=Nightly walk-the-talk audit

[Timer]
OnCalendar=*-*-* {night.at}:00
RandomizedDelaySec=600
Persistent=true

[Install]
WantedBy=timers.target

# systemctl --user daemon-reload && systemctl --user enable --now walk-the-talk-audit.timer"""


def _words(words: list[str]) -> str:
    """Words as a line of a systemd unit: each in quotes, specifiers and variables escaped."""
    return " ".join(f'"{_quoted(word)}"' for word in words)


def _quoted(word: str) -> str:
    return _escaped(word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$"))


def _escaped(word: str) -> str:
    return word.replace("%", "%%")


UNITS = {"cron": cron, "systemd": systemd}
"""Each kind of unit, and what writes it."""

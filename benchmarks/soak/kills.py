"""Kills at random moments in crawls of three kinds: nothing is lost, and nothing is there twice.

    python benchmarks/soak/kills.py [--kills 100] [--folder DIR]

The kinds: web sites read for the first time; accounts read for the first time; whole nights
(`audit run`) over both after the world has changed.  Each is done twice: left alone, and killed
again and again until it comes to its end.  Then both databases must hold the same, times of day
aside, down to the counts of every crawl; and SQLite must find nothing wrong with the killed one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from soak.instrument import small_instrument
from soak.world import NAMES, World, opened

from db import open_database

CONTENT = {
    "statements": "SELECT s.source_id, s.document, s.place, s.lang, s.text, s.url, c.content_hash, "
    "substr(s.first_seen, 1, 10), substr(s.last_seen, 1, 10) "
    "FROM statements s LEFT JOIN captures c ON c.id = s.capture_id",
    "absences": "SELECT s.source_id, s.document, s.text, substr(seen_until, 1, 10), "
    "substr(absent_on, 1, 10), substr(back_on, 1, 10) "
    "FROM absences JOIN statements s ON s.id = statement_id",
    "messages": "SELECT source_id, item_id, thread_id, parent_id, turn_id, role, author_kind, "
    "author, lang, text, content_hash, created_at, url FROM messages",
    "captures": "SELECT source_id, url, status, content_hash, etag FROM captures",
    "sources": "SELECT id, complete, json_remove(resume, '$.memory.robots') FROM sources",
    "crawls": "SELECT source_id, target, reason, counts, ended_at IS NULL FROM crawls",
    "readings": "SELECT key, instrument_id, side, reading FROM readings",
    "findings": "SELECT brand_id, channel, figures_hash, status FROM findings",
}
SPIDERS = {"sites": ("website",), "accounts": ("mastodon",), "nights": ("website", "mastodon")}
MOST_A_ROUND = 12


@dataclass
class Tally:
    """How many kills hit, how many came too late, and what was found wrong."""

    kills: int
    late: int
    rounds: int
    wrong: list[str]


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is held, in an order of its own."""
    database = open_database(path)
    found = {
        name: sorted(database.execute(query).fetchall(), key=repr)
        for name, query in CONTENT.items()
    }
    found["integrity"] = database.execute("PRAGMA integrity_check").fetchall()
    database.close()
    return found


def differences(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> Iterator[str]:
    """What two databases do not have in common, table by table."""
    for name, rows in one.items():
        if rows != other[name]:
            missing = [row for row in rows if row not in other[name]]
            more = [row for row in other[name] if row not in rows]
            yield f"{name}: {len(missing)} lost or other, {len(more)} more: {[*missing, *more][:2]}"


class Trial:
    """One kind of crawl over the world, left alone in one folder and killed in another."""

    def __init__(self, kind: str, folder: Path, world: World, chance: random.Random) -> None:
        self.kind, self.world, self.chance = kind, world, chance
        self.calm, self.killed = folder / "calm", folder / "killed"
        self.night = 0
        self.today = datetime.now(UTC).date()
        for place in (self.calm, self.killed):
            place.mkdir(parents=True)

    def command(self, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
        """The command, begun."""
        small = Path(__file__).parent / "small"
        environment = os.environ | {
            "AUDIT_KEY": "k" * 32,
            "AUDIT_ALLOW_LOOPBACK": "1",
            "AUDIT_INSTRUMENT": str(self.calm.parent.parent / "instrument"),
            "AUDIT_CLOCK": f"+{self.night}d",
            "PYTHONPATH": os.pathsep.join([str(small), *filter(None, sys.path)]),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "cli", "--db", str(folder / "audit.db"), *arguments],
            cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def finish(self, folder: Path, *arguments: str) -> float:
        """Run the command to its end; the seconds it took."""
        started = time.monotonic()
        process = self.command(folder, *arguments)
        _, said = process.communicate(timeout=600)
        if process.returncode:
            raise SystemExit(f"{arguments} ended with {process.returncode}: {said.decode()}")
        return time.monotonic() - started

    def declare(self) -> None:
        """The same brands in both folders, in new databases."""
        tables = []
        for name in NAMES:
            targets = {
                "website": f"website:{self.world.sites[name].host.address}/",
                "mastodon": f"mastodon:{self.world.target(name)}",
            }
            sources = json.dumps([targets[spider] for spider in SPIDERS[self.kind]])
            tables.append(f'[[brand]]\nname = "{name}"\nevery = "24h"\nsources = {sources}\n')
        for folder in (self.calm, self.killed):
            shutil.rmtree(folder)
            folder.mkdir()
            (folder / "brands.toml").write_text("\n".join(tables), encoding="utf-8")
            self.finish(folder, "add", "-f", "brands.toml")

    def round(self, wanted: int) -> Tally:
        """Change the world, do it calmly, then under kills; compare."""
        work = ("run", "--export", "out") if self.kind == "nights" else ("crawl", "--due")
        if self.kind != "nights" or not self.night:
            self.declare()
        self.night += 1
        self.world.today(self.today + timedelta(days=self.night))
        for name in NAMES:
            for _ in range(3):
                self.world.converse(name)
                self.world.edit(name)
        self.world.show()
        asked = self.asked()
        seconds = self.finish(self.calm, *work)
        requests = self.asked() - asked
        kills = late = 0
        while kills < wanted and late < 2:
            if self.kill(work, requests, seconds):
                kills += 1
            else:
                late += 1
                break
        self.finish(self.killed, *work)
        one, other = content(self.calm / "audit.db"), content(self.killed / "audit.db")
        return Tally(kills, late, 1, list(differences(one, other)))

    def asked(self) -> int:
        """How many requests the world has answered so far."""
        sites = sum(len(site.host.asked) for site in self.world.sites.values())
        return sites + len(self.world.street.asked)

    def kill(self, work: tuple[str, ...], requests: int, seconds: float) -> bool:
        """Begin, and kill after some requests or some time; False where it had ended before."""
        goal = self.asked() + self.chance.randint(1, max(2, requests // 6))
        deadline = time.monotonic() + self.chance.uniform(0.5, 1.5) * seconds
        by_time = self.kind == "nights" and self.chance.random() < 0.4
        process = self.command(self.killed, *work)
        while process.poll() is None and time.monotonic() < deadline:
            if not by_time and self.asked() >= goal:
                time.sleep(self.chance.random() * 0.05)
                break
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return process.returncode == -signal.SIGKILL


@contextmanager
def trial(kind: str, folder: Path, seed: int) -> Iterator[Trial]:
    """A trial over a world of its own."""
    with opened(datetime.now(UTC).date(), seed) as world:
        yield Trial(kind, folder / kind, world, random.Random(seed))


def hammer(
    kind: str, folder: Path, kills: int, told: Callable[[str], None] = print, seed: int = 1
) -> Tally:
    """So many kills of one kind, in as many rounds as it takes."""
    found = Tally(0, 0, 0, [])
    with trial(kind, folder, seed) as one:
        while found.kills < kills:
            more = one.round(min(MOST_A_ROUND, kills - found.kills))
            found = Tally(
                found.kills + more.kills, found.late + more.late, found.rounds + 1,
                found.wrong + more.wrong,
            )  # fmt: skip
            told(f"{kind}: {found.kills} kills in {found.rounds} rounds, wrong: {found.wrong}")
    return found


def main() -> None:
    """Run all kinds, print the figures, and fail where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path("soak-kills"))
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    folder = given.folder.absolute()
    small_instrument(folder / "instrument")
    share, wrong = -(-given.kills // len(SPIDERS)), 0
    for kind in SPIDERS:
        found = hammer(kind, folder, share, lambda line: print(line, flush=True))
        wrong += len(found.wrong)
        print(f"{kind}: {found.kills} kills, {found.late} came too late, {len(found.wrong)} wrong")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()

"""A simulated year: 365 nights of the very unit that `audit schedule` prints, over ten brands.

    python benchmarks/soak/year.py [--nights 365] [--brief] [--folder DIR] [--warm]

Each night is a process of its own, begun by the crontab line (every tenth by the systemd service),
with the clock set a day further by AUDIT_CLOCK.  Pages change, vanish, move and return; a site
becomes a script, another loses most of its pages, a third is down; an account's API changes its
shape, a brand stops answering; one night another run holds the lock, one night the disk is full,
and in the middle comes a release with a migration.  A ledger kept apart from the program says what
ought to be in the database, and which alarms ought to stand.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from soak import days
from soak.held import Held, backups, left_over, outputs
from soak.instrument import small_instrument
from soak.ledger import Ledger
from soak.outcome import Outcome
from soak.unit import Night, by_cron, by_systemd
from soak.warm import warm
from soak.world import EVERY, NAMES, World, opened

from db.lock import hold

SMALL = Path(__file__).parent / "small"
ROOM = 400 * 1024 * 1024


class Year:
    """The world, the ledger and the folder in which the nights take place."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder, self.world, self.ledger = folder, world, Ledger(world)
        self.database = folder / "audit.db"
        self.modules = folder.parent / "modules.json"
        self.started = time.time()
        self.first_day = datetime.now(UTC).date()
        self.out = Outcome()
        self.kept: dict[str, tuple[str, ...]] = {}

    def environment(self, night: int) -> dict[str, str]:
        """What is added to the bare environment: clock, key, loopback, the small instrument."""
        drift = round((time.time() - self.started) / 60)
        found = {
            "AUDIT_KEY": "k" * 32,
            "AUDIT_ALLOW_LOOPBACK": "1",
            "AUDIT_INSTRUMENT": str(self.folder.parent / "instrument"),
            "PYTHONPATH": os.pathsep.join([str(SMALL), *filter(None, sys.path)]),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        if shift := night * 24 * 60 - drift:
            found["AUDIT_CLOCK"] = f"{shift:+d}m"
        if night == 0:
            found["SOAK_MODULES"] = str(self.modules)
        if night >= days.UPGRADE:
            found["SOAK_UPGRADE"] = "1"
        return found

    def audit(self, *arguments: str, night: int = 0) -> str:
        """Run the command to a good end; its stdout."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", "--db", str(self.database), *arguments],
            env=os.environ | self.environment(night) | {"AUDIT_CONTACT": "soak@example.org"},
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"audit {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def declare(self) -> None:
        """Declare the ten brands by a file."""
        tables = [
            f'[[brand]]\nname = "{name}"\naliases = ["{name.lower()}"]\nevery = "{EVERY[name]}"\n'
            f'sources = ["website:{self.world.sites[name].host.address}/", '
            f'"mastodon:{self.world.target(name)}"]\n'
            for name in NAMES
        ]
        path = self.folder / "brands.toml"
        path.write_text("\n".join(tables), encoding="utf-8")
        self.audit("add", "-f", str(path))

    # What happens in the world.

    def change(self, night: int) -> None:
        """Let the world be as it is on that night."""
        world, sites = self.world, self.world.sites
        world.today(self.first_day + timedelta(days=night))
        self._vanish(night, "Alder", "/delivery", range(100, 115))
        self._vanish(night, "Gorse", "/service", range(90, 130))
        self._vanish(night, "Juniper", "/about", range(40, 75), other=True)
        if night == 150:
            pages, site = sites["Cedar"].pages, sites["Cedar"]
            pages["/about-us"] = pages.pop("/about")
            site.moved["/about"] = "/about-us"
        if night == days.SHRUNK_SINCE:
            for path in ("/service", "/about", "/delivery"):
                del sites["Elm"].pages[path]
        sites["Alder"].down = night in days.DOWN
        sites["Birch"].shell = night in days.SHELL
        world.bent = {"fir"} if night in days.BENT else set()
        world.mute = {"Dogwood"} if night in days.MUTE else set()
        for name in NAMES:
            if night and world.chance.random() < 0.08:
                world.edit(name)
            for _ in range(world.chance.choice((0, 1, 1, 2)) if night else 12):
                if world.converse(name):
                    self.ledger.waiting[name] = True
        world.show()

    def _vanish(
        self, night: int, name: str, path: str, gone: range, *, other: bool = False
    ) -> None:
        pages = self.world.sites[name].pages
        if night == gone.start:
            self.kept[name] = pages.pop(path)
        if night == gone.stop:
            said = self.kept[name]
            pages[path] = tuple(self.world.sentence() for _ in said) if other else said

    # The nights.

    def broken(self, night: int) -> set[tuple[str, str]]:
        """The sources that end badly on a night."""
        found = {("Alder", "website")} if night in days.DOWN else set()
        found |= {("Birch", "website")} if night in days.SHELL else set()
        return found | ({("Fir", "mastodon")} if night in days.BENT else set())

    def run(self, night: int, cron: str, systemd: str) -> None:
        """One night: the world changes, the unit runs, and it is judged by how it ended."""
        self.change(night)
        before, statements = outputs(self.folder), self.count("statements")
        started = time.monotonic()
        with contextlib.ExitStack() as stack:
            if night == days.LOCKED:
                stack.enter_context(hold(self.database))
            if night == days.FULL:
                stack.enter_context(full(self.folder))
            extra = self.environment(night)
            ended = by_systemd(systemd, extra) if night % 10 == 9 else by_cron(cron, extra)
        self.out.seconds.append(time.monotonic() - started)
        self.out.codes[ended.code] += 1
        self.out.size[night] = self.database.stat().st_size
        if night in {days.LOCKED, days.FULL}:
            self._expect(night, ended.code == (75 if night == days.LOCKED else 1), f"ended {ended}")
            lines = [line for line in ended.said.splitlines() if "the clock is set" not in line]
            self._expect(night, len(lines) == 1, f"said {lines}")
            self._expect(night, outputs(self.folder) == before, "outputs touched")
            return
        self.ledger.night(night, self.broken(night))
        self._judge(night, ended)
        if night == days.UPGRADE:
            self.out.wrong += [
                f"night {night}: {told}" for told in backups(self.folder, statements)
            ]
            self._expect(night, "is brought up to date" in ended.said, "the upgrade was not said")

    def _judge(self, night: int, ended: Night) -> None:
        """Hold the alarms against those that are due."""
        found = {
            (line.split()[1], line.split()[2].partition(":")[0]): line
            for line in ended.said.splitlines()
            if line.startswith("audit: ") and "the clock is set" not in line
        }
        due = self.broken(night)
        due |= {("Elm", "website")} if night in days.SHRUNK else set()
        due |= {(name, "mastodon") for name in NAMES if self.ledger.quiet[name]}
        may = due | ({("Elm", "website")} if night in days.MAY_SHRINK else set())
        for source in due - set(found):
            self._expect(night, False, f"no alarm of {source}")
        for source in set(found) - may:
            self._expect(night, False, f"false alarm: {found[source]}")
        self._expect(night, ended.code == (3 if found else 0), f"ended {ended}")
        self.out.alarm_nights.update(" ".join(source) for source in found)

    def count(self, table: str) -> int:
        """The rows of a table."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(rows)

    @property
    def held(self) -> Held:
        """What is in the database by now."""
        return Held(self.database, self.ledger, self.first_day, days.AROUND)

    def check(self, night: int) -> dict[str, Any]:
        """After the last night: hold everything against the ledger; the figures."""
        figures: dict[str, Any] = {}
        for part in (self.held.history, self.held.messages):
            wrong, found = part()
            self.out.wrong += wrong
            figures |= found
        wrong, figures["growth"] = self.held.growth(self.out.size)
        self.out.wrong += wrong + left_over(self.folder)
        first = self.first_day.isoformat()
        told = json.loads(self.audit("changes", "--since", first, "--json", night=night))
        figures["changes"] = {name: len(found) for name, found in told.items()}
        shown = {(one["brand"], one["source"].partition(":")[0]) for one in told["alarms"]}
        wanted = {tuple(source.split()) for source in self.out.alarm_nights}
        self._expect(night, shown == wanted, f"'changes' tells of alarms {shown ^ wanted}")
        try:
            self.audit("verify", night=night)
        except SystemExit as ended:
            self._expect(night, False, str(ended)[:500])
        return figures

    def _expect(self, night: int, fine: bool, told: str) -> None:
        if not fine:
            self.out.wrong.append(f"night {night}: {told}")
            print(self.out.wrong[-1], flush=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Let the disk that the folder lies on have no byte left."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    try:
        yield
    finally:
        ballast.unlink()


@contextlib.contextmanager
def disk(folder: Path, *, mounted: bool = True) -> Iterator[Path]:
    """A small disk of its own, so that it can be filled; it wants the right to mount one."""
    place = folder / "disk"
    place.mkdir(parents=True)
    if not mounted:
        yield place
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        keep = folder / "kept"
        shutil.rmtree(keep, ignore_errors=True)
        shutil.copytree(place, keep)
        subprocess.run(["umount", str(place)], check=False)


def simulate(
    folder: Path, nights: Sequence[int], *, warmly: bool = False, small: bool = True
) -> dict[str, Any]:
    """These nights, the first of them 0, in a new folder; what was wrong, and the figures.

    `small` gives it a disk of its own, which the night of the full disk wants.
    """
    small_instrument(folder / "instrument")
    with disk(folder, mounted=small) as place, opened(datetime.now(UTC).date()) as world:
        year = Year(place, world)
        year.declare()
        arguments = ("--contact", "soak@example.org", "--export", str(place / "files"))
        cron = year.audit("schedule", "cron", *arguments)
        systemd = year.audit("schedule", "systemd", *arguments, "--report", str(place / "site"))
        warmed = contextlib.ExitStack() if warmly else None
        for done, night in enumerate(nights, 1):
            year.run(night, cron, systemd)
            if night == 0 and warmed:
                interpreter = warmed.enter_context(warm(folder, year.modules, year.environment(0)))
                cron = cron.replace(sys.executable, str(interpreter))
            if done % 5 == 0 or done == len(nights):
                spent = sum(year.out.seconds)
                print(f"{done} nights, {spent:.0f} s, {len(year.out.wrong)} wrong", flush=True)
        if warmed:
            warmed.close()
        held = year.check(nights[-1])
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "nights": len(nights), "wrong": year.out.wrong, "codes": dict(year.out.codes),
            "seconds": round(sum(year.out.seconds)), "cpu": round(children.ru_utime),
            "alarm_nights": dict(year.out.alarm_nights), "held": held,
            "size": year.out.size, "outputs": sorted(outputs(place)),
        }  # fmt: skip


def main() -> None:
    """Run it, print the figures, and fail where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--folder", type=Path, default=Path("soak-year"))
    parser.add_argument("--warm", action="store_true", help="fork cron's nights from one process")
    parser.add_argument("--brief", action="store_true", help="only nights of events")
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    nights = days.EVENTFUL if given.brief else range(given.nights)
    figures = simulate(given.folder.absolute(), nights, warmly=given.warm)
    (given.folder / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(json.dumps({k: v for k, v in figures.items() if k != "size"}, indent=1))
    raise SystemExit(bool(figures["wrong"]))


if __name__ == "__main__":
    main()

"""The reference panel: what real brands' figures usually are, channel by channel.

It is a file beside the program, `audit/panels/<version>.json`, made by `audit.panel_build`; its
keys are explained in docs/methodology.md.  It says what is usual and gives the medians of the
corners.  It never enters a score.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.errors import BadInput

BUNDLED = Path(__file__).resolve().parent.parent / "panels"
SCHEMA = 1
FIGURES = ("talk", "walk", "score", "acknowledged_rate", "canned_share")
QUANTILES = ("5", "25", "50", "75", "95")
"""The percentiles kept, in their order; as keys of JSON they are texts."""
FEWEST = 8
"""Fewer brands than this with a figure say nothing of what is usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of one figure: percentiles over `brands` brands that rest on `n` cases."""

    name: str
    brands: int
    n: int
    quantiles: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {"brands": self.brands, "n": self.n, "quantiles": dict(self.quantiles)}


@dataclass(frozen=True, slots=True)
class ChannelPanel:
    """What is usual on one channel, by figure; a figure too few brands have is missing.

    `since` and `until` are the first and last day of the replies it was made from.
    """

    channel: str
    names: tuple[str, ...]
    since: str | None
    until: str | None
    figures: Mapping[str, Usual]


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel of one version, made under one instrument.

    `talk` is what is usual of marketing alone, over `talkers`, whatever the channel.
    """

    version: str
    instrument_id: str
    talk: Usual | None
    talkers: tuple[str, ...]
    channels: Mapping[str, ChannelPanel]

    def figures(self, channel: str) -> dict[str, Usual]:
        """What is usual on a channel, in the order of FIGURES; empty for one it does not cover."""
        if channel not in self.channels:
            return {}
        found = dict(self.channels[channel].figures)
        if self.talk is not None:
            found.setdefault("talk", self.talk)
        return {name: found[name] for name in FIGURES if name in found}

    def medians(self, channel: str) -> tuple[float, float] | None:
        """Median talk and walk of a channel; None unless both are known, and talk is above 0.

        Where half of the panel's brands promise nothing, one claim would make a brand "all talk".
        """
        found = self.figures(channel)
        if "talk" not in found or "walk" not in found or not found["talk"].quantiles["50"]:
            return None
        return found["talk"].quantiles["50"], found["walk"].quantiles["50"]

    def named(self, instrument_id: str) -> str:
        """Its version, and the instrument it was made under where that is another one."""
        name = f"panel {self.version}"
        if self.instrument_id != instrument_id:
            name += f", made under instrument {self.instrument_id}"
        return name


def load_panel(path: Path | None = None) -> Panel:
    """The panel of a file, else the newest that came with the program."""
    return parse(path or newest(BUNDLED))


def published(name: str, folder: Path = BUNDLED) -> Panel | None:
    """The panel that a finding names, such as "panel 2026-11, made under ...", if it is here."""
    words = name.removeprefix("panel ").replace(",", " ").split()
    path = folder / f"{words[0]}.json" if words else folder
    return parse(path) if path.is_file() else None


def newest(folder: Path) -> Path:
    """The panel file of the latest version, by name."""
    found = sorted(folder.glob("*.json"))
    if not found:
        raise BadInput(f"no panel at {folder}; make one with 'python -m audit.panel_build'")
    return found[-1]


def parse(path: Path) -> Panel:
    """The panel in a file.  Raises BadInput for one that is not whole or not in order."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["schema"] != SCHEMA:
            raise BadInput(f"{path} is of schema {raw['schema']}, this program reads {SCHEMA}")
        talk = raw["talk"]
        return Panel(
            raw["version"],
            raw["instrument_id"],
            None if talk is None else _usual(path, "talk", talk),
            () if talk is None else tuple(talk["names"]),
            {name: _channel(path, name, found) for name, found in raw["channels"].items()},
        )
    except (OSError, json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} is no panel: {error!r}; make it anew with 'python -m audit.panel_build'"
        ) from error


def _channel(path: Path, name: str, raw: Mapping[str, Any]) -> ChannelPanel:
    figures = {key: _usual(path, key, found) for key, found in raw["figures"].items() if found}
    return ChannelPanel(name, tuple(raw["names"]), raw["since"], raw["until"], figures)


def _usual(path: Path, name: str, raw: Mapping[str, Any]) -> Usual:
    quantiles = {key: float(raw["quantiles"][key]) for key in QUANTILES}
    values = list(quantiles.values())
    if name not in FIGURES or values != sorted(values):
        raise BadInput(f"{path}: {name} {values} is no figure with quantiles in order")
    return Usual(name, int(raw["brands"]), int(raw["n"]), quantiles)

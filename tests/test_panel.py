"""The reference panel: made by one command, in order, beside the score and never in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import FACTS, IDENTITY
from test_measure import Setting

from audit.brand import audit_brand
from audit.finding.panel import BUNDLED, FEWEST, Panel, load_panel, newest, parse
from audit.formulas.estimate import Estimate
from audit.panel_build import build
from audit.rank import in_corners, medians, rank
from audit.report.usual import usual_lines
from db.errors import BadInput
from db.queries import require_brand


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Nine brands that promise and deliver more and less."""
    setting = Setting(tmp_path_factory.mktemp("street"))
    for i in range(FEWEST + 1):
        setting.brand(f"brand{i}", i % 3, claims=i % 4)
    setting.measure()
    return setting


@pytest.fixture(scope="module")
def made(street: Setting) -> dict[str, Any]:
    """The panel of that street, as it stands in a file."""
    return build([street.path], "2026-03", FACTS, IDENTITY)


@pytest.fixture
def panel(made: dict[str, Any], tmp_path: Path) -> Panel:
    """The same, read back."""
    return load_panel(written(made, tmp_path))


def written(values: dict[str, Any], folder: Path) -> Path:
    """A panel file of these values."""
    path = folder / "2026-03.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_the_panel_that_ships_is_whole_and_in_order() -> None:
    """Short posts and reviews; enough brands for each figure; reading it checks the order."""
    found = load_panel()

    assert newest(BUNDLED).stem == found.version
    assert {"short-post", "review"} <= set(found.channels)
    for channel in found.channels.values():
        assert len(channel.names) >= FEWEST
        assert channel.since is not None
        assert "walk" in channel.figures
        assert all(usual.brands >= FEWEST for usual in channel.figures.values())


def test_the_panel_that_ships_holds_names_and_figures_only() -> None:
    """No text of anybody: nothing in it is longer than a name."""
    raw = json.loads(newest(BUNDLED).read_text(encoding="utf-8"))

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for item in value.values() for text in texts(item)]
        if isinstance(value, list):
            return [text for item in value for text in texts(item)]
        return [value] if isinstance(value, str) else []

    assert max(len(text) for text in texts(raw)) <= 80


def test_a_panel_is_made_from_a_database(made: dict[str, Any], panel: Panel) -> None:
    """Brands, names, period, cases and percentiles of each figure; what too few have is null."""
    channel = made["channels"]["short-post"]

    assert made["version"] == "2026-03"
    assert made["instrument_id"] == FACTS.instrument_id
    assert channel["brands"] == len(channel["names"]) == FEWEST + 1
    assert channel["since"] == channel["until"] == "2026-03-01"
    assert channel["n_need"] == 40 * (FEWEST + 1)
    assert channel["figures"]["score"] is None
    assert (
        channel["figures"]["walk"]["quantiles"]["95"] > channel["figures"]["walk"]["quantiles"]["5"]
    )
    assert tuple(panel.figures("short-post")) == ("talk", "walk", "canned_share")
    assert panel.figures("forum") == {}


def test_too_few_brands_are_no_panel(tmp_path: Path) -> None:
    """Seven brands: no channel, no talk."""
    setting = Setting(tmp_path)
    for i in range(FEWEST - 1):
        setting.brand(f"brand{i}", 1)
    setting.measure()

    found = build([setting.path], "2026-03", FACTS, IDENTITY)

    assert found["channels"] == {}
    assert found["talk"] is None


def test_a_panel_out_of_order_is_refused(made: dict[str, Any], tmp_path: Path) -> None:
    """Percentiles that fall, another schema, a missing key, no JSON: each by the file's name."""
    bent = json.loads(json.dumps(made))
    bent["channels"]["short-post"]["figures"]["walk"]["quantiles"]["5"] = 99.0
    for values in (bent, made | {"schema": 2}, {"schema": 1}):
        with pytest.raises(BadInput, match=r"2026-03\.json"):
            parse(written(values, tmp_path))
    (tmp_path / "2026-03.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="panel_build"):
        parse(tmp_path / "2026-03.json")
    with pytest.raises(BadInput, match="no panel"):
        newest(tmp_path / "none")


def test_no_corner_is_told_where_half_of_the_panel_promises_nothing(
    street: Setting, panel: Panel
) -> None:
    """One claim would make a brand talkative; what is usual is said all the same."""
    channel = panel.channels["short-post"]
    nothing = replace(
        channel.figures["talk"], quantiles=dict.fromkeys(channel.figures["talk"].quantiles, 0.0)
    )
    figures = {**channel.figures, "talk": nothing}
    silent = replace(panel, channels={"short-post": replace(channel, figures=figures)})

    found = rank(street.database, street.store, FACTS, panel=silent)

    assert {item.finding.corner for item in found} == {None}
    assert silent.figures("short-post")["talk"] == nothing


def test_corners_are_told_by_the_panel(street: Setting, panel: Panel) -> None:
    """Against its medians, whichever brands the database holds; the version is named."""
    channel = panel.channels["short-post"]
    talk, walk = (
        replace(
            channel.figures[name], quantiles=dict.fromkeys(channel.figures[name].quantiles, 1e3)
        )
        for name in ("talk", "walk")
    )
    figures = {**channel.figures, "talk": talk, "walk": walk}
    above_all = replace(panel, channels={"short-post": replace(channel, figures=figures)})

    found = rank(street.database, street.store, FACTS, panel=above_all)

    assert {item.finding.corner for item in found} == {"says little, does little"}
    assert {item.finding.panel for item in found} == {"panel 2026-03"}


def test_the_panel_never_enters_a_score(street: Setting, panel: Panel) -> None:
    """With it and without, everything but corner and panel is the same."""
    with_it = rank(street.database, street.store, FACTS, panel=panel)
    without = rank(street.database, street.store, FACTS)

    for one, other in zip(with_it, without, strict=True):
        assert replace(one.finding, corner=None, panel=None) == replace(
            other.finding, corner=None, panel=None
        )
        assert (one.rank, one.rank_lo, one.rank_hi) == (other.rank, other.rank_lo, other.rank_hi)


def test_a_panel_of_another_instrument_is_shown_and_named(street: Setting, panel: Panel) -> None:
    """Its version and its instrument stand in the finding, what is usual beside it."""
    brand = require_brand(street.database, "brand8")
    older = replace(panel, instrument_id="older")

    found = audit_brand(street.database, street.store, brand, FACTS, panel=older)
    record = found.to_dict(with_customers=False)

    assert record["panel"] == "panel 2026-03, made under instrument older"
    assert record["usual"]["walk"]["brands"] == FEWEST + 1
    lines = list(usual_lines(found.finding.panel, found.usual))
    assert lines[0] == "What is usual here (panel 2026-03, made under instrument older)"
    assert any(line.startswith("- walk: ") and "half of 9 brands" in line for line in lines)


def test_where_half_promise_nothing_no_corner_is_told(street: Setting) -> None:
    """Not by the brands of a database either: one claim would make a brand all talk."""
    findings = [item.finding for item in rank(street.database, street.store, FACTS)]
    silent = [replace(f, talk=Estimate(0.0, 0.0, 1.0, 50), corner=None) for f in findings]

    assert medians(findings) is not None
    assert medians(silent) is None
    assert {f.corner for f in in_corners(silent)} == {None}


def test_a_channel_the_panel_does_not_cover_is_told_by_the_database(
    street: Setting, panel: Panel
) -> None:
    """The medians of the brands there, named as such; nothing is said to be usual."""
    elsewhere = replace(panel, channels={})

    found = rank(street.database, street.store, FACTS, panel=elsewhere)

    assert {item.finding.panel for item in found} == {"median of 9 brands in this database"}
    assert list(usual_lines(None, {})) == []

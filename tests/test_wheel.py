"""The built wheel: all of the program, nothing else, and it is what runs."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("audit", "crawler", "db")


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The wheel under test."""
    path = os.environ.get("AUDIT_WHEEL")
    if not path:
        pytest.skip("no wheel named in AUDIT_WHEEL")
    return Path(path)


@pytest.fixture(scope="module")
def checkout() -> Path:
    """The checkout it was built from."""
    path = os.environ.get("AUDIT_CHECKOUT")
    if not path:
        pytest.skip("no checkout named in AUDIT_CHECKOUT")
    return Path(path)


def test_the_wheel_holds_the_whole_program(wheel: Path, checkout: Path) -> None:
    """Every file of the packages is in the wheel, data files included, and no other file is."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--"]
    listing = subprocess.run(
        [*command, "cli.py", *PACKAGES], cwd=checkout, capture_output=True, text=True, check=True
    )
    wanted = {name for name in listing.stdout.splitlines() if (checkout / name).exists()}

    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert held == wanted


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    """The licence travels with the program."""
    names = zipfile.ZipFile(wheel).namelist()

    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


@pytest.mark.usefixtures("wheel")
def test_the_installed_program_is_what_is_tested(checkout: Path) -> None:
    """With the sources out of reach, the modules come from where the wheel was installed."""
    import audit
    import cli
    import crawler
    import db

    places = [Path(module.__file__ or "").resolve() for module in (audit, cli, crawler, db)]

    assert [place for place in places if checkout.resolve() in place.parents] == []

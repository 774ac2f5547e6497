"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import open_database

ROOT = Path(__file__).resolve().parent.parent


def _shared() -> Path:
    return Path(os.environ.get("AUDIT_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real research data, which lies beside the checkout and is never shipped."""
    folder = _shared() / "data"
    if not folder.is_dir():
        pytest.skip(f"no research data at {folder}")
    return folder


@pytest.fixture(scope="session")
def shared_labels() -> Path:
    """The folder of labelled samples, which lies beside the checkout and is never shipped."""
    folder = _shared() / "labels"
    if not folder.is_dir():
        pytest.skip(f"no labels at {folder}")
    return folder


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """What names are hashed with."""
    monkeypatch.setenv("AUDIT_KEY", "a key for tests, not for people")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database."""
    return open_database(tmp_path / "audit.db", "create")

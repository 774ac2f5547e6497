"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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

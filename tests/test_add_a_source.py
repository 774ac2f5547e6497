"""docs/add-a-source.md, followed to the letter in a copy of the packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from local_host import Answer, environment, serve

pytestmark = [pytest.mark.house, pytest.mark.slow]

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "add-a-source.md"
BLOCK = re.compile(r"`((?:crawler|tests)/[\w./-]+)`:?\s+```\w+\n(.*?)```", re.DOTALL)
PROGRAM = """
import sys
from crawler.crawl import crawl
from crawler.declare import declare
from crawler.items import Brand
from db import open_database
database = open_database("audit.db", "create")
declare(database, Brand("The Oven", sources=(sys.argv[1],)))
for report in crawl(database, allow_loopback=True):
    print(report)
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages with the files of the page in place."""
    copy = tmp_path_factory.mktemp("copy")
    for package in ("crawler", "db"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    (copy / "tests").mkdir()
    shutil.copytree(ROOT / "tests" / "pages", copy / "tests" / "pages")
    shutil.copy(ROOT / "tests" / "test_spider_pages.py", copy / "tests")
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 3
    for name, text in blocks:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    return copy


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, which comes before what is installed."""
    path = os.pathsep.join([str(copy), *filter(None, sys.path)])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**environment(), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_new_spider_passes_on_its_page(followed: Path) -> None:
    """Three files as the page has them are a spider that finds what is expected."""
    found = run(followed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")

    assert found.returncode == 0, found.stdout
    assert (
        "guestbook"
        in run(
            followed, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests"
        ).stdout
    )


def test_the_new_spider_crawls(followed: Path) -> None:
    """The new spider is declared and crawled like any other, page after page."""
    page = (followed / "tests/pages/guestbook/oven.html").read_text(encoding="utf-8")
    older = page.replace("e7", "e5").replace("a7", "a5").replace("e6", "e4").replace("rel=", "x=")
    with serve({"/oven": page, "/oven?page=2": older, "/robots.txt": Answer("", 404)}) as host:
        found = run(followed, "-c", PROGRAM, f"guestbook:{host.address}/oven")

    assert found.returncode == 0, found.stderr
    assert "finished; replies 2 new; messages 4 new" in found.stdout

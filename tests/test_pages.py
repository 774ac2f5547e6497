"""The pages: generated parts in step, every command and figure explained, no dead links."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from matrix import ROWS

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parent.parent


def test_every_command_is_documented() -> None:
    """docs/commands.md has a section for every command there is."""
    from cli import cli

    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert [name for name in cli.commands if f"## `audit {name}`" not in page] == []


def test_generated_pages_are_in_step() -> None:
    """The generated parts of the pages are what `make docs` would write now."""
    pages = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))

    run = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", "-I", "docs", *pages],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, f"run `make docs`:\n{run.stdout}{run.stderr}"


def test_every_row_of_the_robustness_matrix_is_held_by_a_test() -> None:
    """The page has a section for each row, and none is empty."""
    page = (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8")

    sections = dict(part.split("\n", 1) for part in page.split("\n## ")[1:])

    assert tuple(sections) == ROWS
    assert [row for row, said in sections.items() if "\n- " not in said] == []


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link in the pages names a file that is there, and a heading in it."""
    pages = [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]

    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", link) and not leads_somewhere(page, link)
    ]

    assert broken == []


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a relative link of a page names a file and, after #, a heading or anchor in it."""
    name, _, anchor = link.partition("#")
    target = (page.parent / name) if name else page
    if not target.exists() or not anchor:
        return target.exists()
    text = target.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in headings}
    return anchor in slugs or f'id="{anchor}"' in text


def test_the_methodology_explains_every_figure() -> None:
    """Each figure that an audit prints or writes has a section in docs/methodology.md."""
    page = (ROOT / "docs" / "methodology.md").read_text(encoding="utf-8").lower()
    figures = [
        "score", "walk", "talk", "corner", "acknowledged", "answered", "canned", "formulaic",
        "deflecting", "dismissive", "interval", "rank", "delivered", "weight", "claims",
    ]  # fmt: skip

    missing = [name for name in figures if not re.search(rf'(^## |id="){name}', page, re.MULTILINE)]

    assert missing == []


def test_the_codes_of_limitations_are_explained() -> None:
    """Each limitation that is printed with a finding is explained in docs/limitations.md."""
    page = (ROOT / "docs" / "limitations.md").read_text(encoding="utf-8")
    source = (ROOT / "audit" / "finding" / "limitations.py").read_text(encoding="utf-8")
    codes = re.findall(r'\(\s*"([a-z-]+)",', source)

    assert codes
    assert [code for code in codes if f"`{code}`" not in page] == []

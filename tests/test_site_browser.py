"""The report in a browser, from disk: it works, loads nothing, and can be used by everybody.

Needs Chromium on the machine and the packages of the group `dev`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from reported import written

from audit.report.site.asked import Asked

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.slow

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTHS = {"phone": 390, "laptop": 1280}
BRAND = "brand/acme-b-sons--short-post.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine; 'apt-get install chromium' brings one")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of three brands."""
    return written(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft for right of reply, with what customers wrote."""
    asked = Asked(draft=True, with_customers=True)
    return written(tmp_path_factory.mktemp("draft"), asked, only="acme <b>& sons")


class Watched:
    """A page that is open, what it asked for, and what it complained of."""

    def __init__(self, tab: Tab, path: Path) -> None:
        self.tab = tab
        self.asked: list[str] = []
        self.said: list[str] = []
        tab.on("request", lambda request: self.asked.append(request.url))
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("dialog", lambda dialog: self.said.append(dialog.message))
        tab.goto(path.as_uri())

    def first_column(self, table: str) -> list[str]:
        """The brands of a table that are in sight, from top to bottom."""
        rows = self.tab.locator(f"{table} tbody tr:visible th")
        return [text.strip() for text in rows.all_inner_texts()]


def opened(browser: Browser, path: Path, **settings: Any) -> Watched:
    """A page of a report, in a context of its own."""
    settings.setdefault("viewport", {"width": WIDTHS["laptop"], "height": 900})
    return Watched(browser.new_context(**settings).new_page(), path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["index.html", BRAND, "draft"])
def test_no_page_has_a_fault_that_axe_finds(
    browser: Browser, site: Path, draft: Path, name: str, width: str, scheme: str
) -> None:
    """No violation on any kind of page, at either width, in light and dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    path = draft / "index.html" if name == "draft" else site / name
    size = {"width": WIDTHS[width], "height": 900}
    page = opened(browser, path, viewport=size, color_scheme=scheme)
    page.tab.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")

    found = axe.Axe().run(page.tab)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["index.html", BRAND])
def test_a_page_asks_for_nothing_and_runs_nothing_of_what_was_scraped(
    browser: Browser, site: Path, name: str
) -> None:
    """The page itself is all that is loaded; no dialog, no error, no refusal by the policy."""
    page = opened(browser, site / name)
    page.tab.wait_for_load_state("networkidle")

    others = [url for url in page.asked if not url.startswith("data:")]
    assert others == [(site / name).as_uri()]
    assert page.said == []


@pytest.mark.parametrize("name", ["index.html", BRAND])
def test_no_page_is_wider_than_a_phone(browser: Browser, site: Path, name: str) -> None:
    """What is wide scrolls within itself, the tables of figures too when they are opened."""
    page = opened(browser, site / name, viewport={"width": WIDTHS["phone"], "height": 800})
    page.tab.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")

    assert page.tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"]


def test_the_ranking_sorts_and_finds(browser: Browser, site: Path) -> None:
    """A click sorts by a column and says so; a search leaves the others out."""
    page = opened(browser, site / "index.html")
    before = page.first_column("#ranks")

    page.tab.get_by_role("button", name="Place").click()
    turned = page.first_column("#ranks")
    order = page.tab.locator("#ranks th[aria-sort]").get_attribute("aria-sort")
    page.tab.get_by_label("Find a brand").fill("BRIGHT")

    assert turned == before[::-1]
    assert order == "descending"
    assert page.first_column("#ranks") == ["Brightwater"]
    assert page.tab.locator("#found").inner_text() == "1 of 2 brands"


def test_brands_that_share_a_place_are_shown_together(browser: Browser, site: Path) -> None:
    """Focus on one marks the other, and it is said in words too."""
    page = opened(browser, site / "index.html")

    page.tab.get_by_role("link", name="Brightwater").first.focus()

    assert page.tab.locator("#ranks tr.shares").count() == 1
    assert "may hold places 1 to 2; 1 other brand" in page.tab.locator("#found").inner_text()


def test_the_plane_is_for_pointer_and_keys(browser: Browser, site: Path) -> None:
    """Tab stops once; arrows go from brand to brand; what it is shows; Enter opens its page."""
    page = opened(browser, site / "index.html")
    points = page.tab.locator(".plane a")
    stops = [points.nth(i).get_attribute("tabindex") for i in range(points.count())]
    points.first.focus()
    first = page.tab.locator("#tip").inner_text()

    page.tab.keyboard.press("End")
    last = page.tab.locator("#tip").inner_text()
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_url("**/brand/*")

    assert stops == ["0", "-1"]
    assert first != last
    assert "says" in first
    assert "interval" in page.tab.locator(".dek").inner_text() or "No score" in page.tab.title()


def test_a_mark_tells_its_figures_to_the_pointer(browser: Browser, site: Path) -> None:
    """Pointing at a dot of a brand's chart shows what it stands for."""
    page = opened(browser, site / BRAND)

    page.tab.locator(".chart [data-tip^='care: delivered']").hover()

    assert page.tab.locator("#tip").inner_text().startswith("care: delivered to")


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"\xef\xbb\xbfdimension,")]
)
def test_a_figure_can_be_taken_along(browser: Browser, site: Path, kind: str, start: bytes) -> None:
    """PNG, SVG and CSV of a chart, named for the brand and what is in it."""
    page = opened(browser, site / BRAND)

    with page.tab.expect_download() as waiting:
        page.tab.locator(f"[data-name$='-dimensions'] [data-get={kind}]").click()
    path = Path(waiting.value.path())

    assert waiting.value.suggested_filename == f"acme-b-sons--short-post-dimensions.{kind}"
    assert path.read_bytes().startswith(start)
    assert path.stat().st_size > 100


def test_the_ranking_as_csv_has_every_end_and_no_formula(browser: Browser, site: Path) -> None:
    """A column for each end of an interval, a line a brand."""
    page = opened(browser, site / "index.html")

    with page.tab.expect_download() as waiting:
        page.tab.locator("[data-name^=ranking] [data-get=csv]").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()

    assert lines[0].startswith("brand,score,score lo,score hi,place,place lo,place hi,says,")
    assert [len(line.split(",")) for line in lines] == [len(lines[0].split(","))] * 3


def test_on_paper_all_is_open(browser: Browser, site: Path) -> None:
    """Every claim with its replies is printed, and what only works on a screen is not."""
    page = opened(browser, site / BRAND)
    closed = page.tab.locator("details:not([open])").count()

    paper = page.tab.pdf()

    assert closed
    assert paper.startswith(b"%PDF")
    assert page.tab.locator("details:not([open])").count() == closed

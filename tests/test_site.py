"""The report as a static site: what its pages hold, and what they can never do."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup
from reported import filled, keep_all, report, written

from audit.report.site.asked import Asked
from audit.report.site.charts.dimensions import top_of
from audit.report.site.charts.labels import placed
from audit.report.site.environment import environment, harmless, link
from audit.report.site.folder import MARK, put_in_place
from audit.report.site.places import channel_places, places, slug
from audit.report.site.usual_here import usual_deliveries
from db.errors import NotWritable


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of all tags of a name."""
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of three brands."""
    return written(tmp_path_factory.mktemp("report"))


def pages(site: Path) -> Iterator[Path]:
    """Every page of a report."""
    return site.rglob("*.html")


def test_a_report_has_a_start_page_and_a_page_a_brand(site: Path) -> None:
    """Three brands on one channel make four pages, and nothing but pages and the mark."""
    names = sorted(str(path.relative_to(site)) for path in site.rglob("*") if path.is_file())

    assert names == [
        MARK,
        "brand/acme-b-sons--short-post.html",
        "brand/brightwater--short-post.html",
        "brand/pip-marrow--short-post.html",
        "index.html",
    ]


def test_every_link_within_a_report_leads_somewhere(site: Path) -> None:
    """Each relative address is a file of the report."""
    for path in pages(site):
        hrefs = [attrs["href"] or "" for attrs in Page(path).all("a")]

        own = [href for href in hrefs if not re.match(r"(https?:|#)", href)]
        assert own or path.name == "index.html"
        assert all((path.parent / href).is_file() for href in own)


def test_a_page_runs_and_loads_nothing_but_its_own(site: Path) -> None:
    """One script, one style, both named by digest in the policy; no handler, no style attribute."""
    for path in pages(site):
        page = Page(path)
        policy = next(
            attrs["content"] or ""
            for attrs in page.all("meta")
            if attrs.get("http-equiv") == "Content-Security-Policy"
        )

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert len(page.all("script")) == len(page.all("style")) == 1
        assert not [attrs for tag in ("img", "iframe", "object") for attrs in page.all(tag)]
        names = {name for _, attrs in page.tags for name in attrs}
        assert not {name for name in names if name.startswith("on") or name in ("style", "src")}


def test_scraped_text_is_shown_and_does_nothing(site: Path) -> None:
    """A script is text, a javascript address no link, bidi and zero-width characters are gone."""
    page = Page(site / "brand" / "acme-b-sons--short-post.html")

    assert "<script>alert('reply')</script>" in page.text
    assert "password" in page.text
    assert not re.search("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]", page.text)
    assert "address not linked: javascript:alert(1)" in page.text
    assert not [a for a in page.all("a") if (a["href"] or "").lower().startswith("javascript")]


def test_the_start_page_ranks_and_says_who_is_left_out_and_why(site: Path) -> None:
    """Scores with their intervals, the places each may hold, and what the others lack."""
    text = " ".join(Page(site / "index.html").text.split())

    assert "Of 3 brands read on short posts, 2 have enough evidence for a score." in text
    assert "Replies of 2026-02-01 to 2026-02-02; marketing of 2026-01-01 to 2026-03-01." in text
    assert "No place is certain" in text
    assert "1 has too little evidence" in text
    assert "Pip & Marrowcustomers in need: 3 of 30" in text
    assert "No corner is told" in text
    assert "corner unclear" not in text


def test_customers_are_shown_only_when_asked_for(site: Path, tmp_path: Path) -> None:
    """What a customer wrote is on no page, unless --with-customers."""
    shown = written(tmp_path, Asked(with_customers=True))

    assert not any("mine broke" in Page(path).text for path in pages(site))
    assert "mine broke" in Page(shown / "brand" / "brightwater--short-post.html").text


def test_a_draft_is_one_marked_page_with_questions_and_no_place_among_others(
    tmp_path: Path,
) -> None:
    """Right of reply: all the evidence of one brand, nothing of how others did."""
    place = written(tmp_path, Asked(draft=True), only="brightwater")
    page = Page(place / "index.html")

    assert [path.name for path in pages(place)] == ["index.html"]
    assert "DRAFT for right of reply. Not for publication." in page.text
    assert "Questions to Brightwater" in page.text
    assert re.search(
        r"about \d+ of a hundred customers in need .* \(95 % interval \d+ to", page.text
    )
    assert page.all("body") == [{"class": "draft"}]
    assert "Place " not in page.text
    assert {"name": "robots", "content": "noindex"} in page.all("meta")


def test_a_brand_page_says_why_its_finding_moved(tmp_path: Path) -> None:
    """Two findings kept: both are there, and the parts of the move between them."""
    stored = filled(tmp_path)
    keep_all(stored)
    for _ in range(20):
        stored.answers(stored.walk("Brightwater"), "2026-02-03", "care care presence presence")
    stored.read()
    keep_all(stored)

    place = report(stored, tmp_path)

    text = Page(place / "brand" / "brightwater--short-post.html").text
    assert "Why the finding moved" in text
    assert re.search(r"20 new turns\. Of that, new turns \+\d", text)
    assert "Why the finding moved" not in Page(place / "brand" / "pip-marrow--short-post.html").text


def test_the_same_report_twice_is_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """No time, no path and no order of anything but the input is in a page."""
    again = written(tmp_path)

    for path in pages(site):
        assert path.read_bytes() == (again / path.relative_to(site)).read_bytes()


def test_a_report_replaces_a_report_and_nothing_else(tmp_path: Path) -> None:
    """A folder of other files is left as it is; an older report is replaced whole."""
    other = tmp_path / "holiday"
    other.mkdir()
    (other / "photo.jpg").write_text("us")
    ours = tmp_path / "site"
    with put_in_place(ours) as beside:
        (beside / "old.html").write_text("old")

    with put_in_place(ours) as beside:
        (beside / "new.html").write_text("new")
    with pytest.raises(NotWritable, match="no report"), put_in_place(other):
        pass

    assert sorted(path.name for path in ours.iterdir()) == [MARK, "new.html"]
    assert [path.name for path in other.iterdir()] == ["photo.jpg"]


def test_a_report_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    """What is half built is taken away, and the report before it stands."""
    ours = tmp_path / "site"
    with put_in_place(ours) as beside:
        (beside / "index.html").write_text("old")

    with contextlib.suppress(ZeroDivisionError), put_in_place(ours) as beside:
        (beside / "index.html").write_text("half")
        raise ZeroDivisionError

    assert (ours / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("https:///nowhere", False),
        ("//example.org", False),
        ("https://exa\u202emple.org", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_links(url: str | None, kept: bool) -> None:
    """http and https with a host, and nothing hidden in them."""
    found = link(url)

    assert found == (url if kept else None)


def test_templates_escape_and_clean_all_they_print() -> None:
    """Autoescape is on; a text is cleaned before it is printed; markup of ours stays."""
    template = environment().from_string("{{ text }}|{{ mark }}|{{ empty }}")

    assert (
        template.render(text="<i>\u200b\u202e", mark=Markup("<b>"), empty=None) == "&lt;i&gt;|<b>|"
    )
    assert harmless(3) == 3


def test_pages_have_plain_names_no_two_alike() -> None:
    """Letters without marks, nothing Windows reserves, a number where two would be one."""
    pairs = [("Café Ö", "review"), ("cafe-o", "review"), ("日本", ""), ("!", ""), ("con", "")]

    found = places(pairs)

    assert list(found.values()) == [
        "brand/cafe-o--review.html",
        "brand/cafe-o--review-2.html",
        "brand/brand.html",
        "brand/brand-2.html",
        "brand/con-brand.html",
    ]
    assert slug("x" * 200) == "x" * 60
    assert channel_places(["review", "index", ""]) == {
        "review": "index.html",
        "index": "index-2.html",
        "": "no-channel.html",
    }


def test_names_beside_points_lie_on_nothing() -> None:
    """Right of its point where there is room, else left, else above or below, else nowhere."""
    points = [(50.0, 50.0), (92.0, 20.0), (60.0, 50.0)]

    found = placed(points, ["aa", "bbb", "cc"], 100, 100)

    assert [(label.index, label.align) for label in found] == [
        (0, "right"),
        (1, "right"),
        (2, "left"),
    ]


def test_a_name_goes_above_where_its_sides_are_taken() -> None:
    """A brand whose neighbours stand close on both sides is named all the same."""
    points = [(50.0, 50.0), (72.0, 50.0), (28.0, 50.0)]

    found = placed(points, ["abc", "d", "e"], 100, 100)

    assert (found[0].index, found[0].align) == (0, "center")
    assert found[0].x == pytest.approx(50.0)
    assert found[0].y < 50.0


def test_the_scale_of_one_brand_holds_what_is_usual_too() -> None:
    """A low brand drawn alone is held against others that deliver far more."""
    near = {"care": (10.0, 40.0, 62.0)}

    assert top_of([], [near, None]) == 70
    assert top_of([]) == 20


def test_what_is_usual_by_dimension_needs_eight_brands() -> None:
    """Quartiles of what brands deliver, of 100; nothing where fewer than eight are known."""
    brands = [{"care": i / 10, "presence": i / 10 if i < 7 else None} for i in range(9)]

    found = usual_deliveries(brands)

    assert found == {"care": pytest.approx((20.0, 40.0, 60.0))}

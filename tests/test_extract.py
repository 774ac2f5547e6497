"""What is taken from a page: main text, links, what it declares about itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from crawler.engine.frontier import Frontier
from crawler.extract.blocks import read_blocks
from crawler.extract.main_text import main_text, parse
from crawler.extract.page import read_feeds, read_links, why_no_text
from crawler.extract.paths import is_page, score, shape
from crawler.extract.sitemaps import read_sitemap
from crawler.extract.structured import published_on, read_organizations


def body(html: str) -> Any:
    """The body of a page."""
    found = parse(f"<html><body>{html}</body></html>")
    assert found is not None
    return found


def lines(html: str) -> list[str]:
    """The lines that the walker finds."""
    return [block.text for block in read_blocks(body(html))]


TEXT = "<p>We answer every letter ourselves, and we read it twice before we do.</p>"


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href='/'>Home</a> and a good deal of other text</nav>",
        "<footer>All rights reserved by the company</footer>",
        "<div class='cookie-banner'>We value your privacy</div>",
        "<div id='onetrust-consent'>We value your privacy</div>",
        "<div role='dialog'>Sign up and be happy</div>",
        "<form><p>Your name</p><label>Mail</label></form>",
        "<aside>Other people read this</aside>",
        "<div style='display: none'>Hidden words</div>",
        "<div hidden>Hidden words</div>",
        "<script>var text = 'words'</script>",
        "<ul class='breadcrumbs'><li>Home</li><li>About</li></ul>",
        "<button>Accept all of them</button>",
        "<a href='/x'>Find out more</a>",
        "<h2><a href='/x'>A story on another page</a></h2>",
        "<!-- a comment -->",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    """What stands on every page is no part of the text of any."""
    assert lines(f"{furniture}<main>{TEXT * 1}</main>{furniture}") == lines(f"<main>{TEXT}</main>")


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h1>One</h1><p>Two <b>and</b> <a href='/'>three</a>.</p>", ["One", "Two and three."]),
        ("<p>One<br>two</p>", ["One", "two"]),
        ("<ul><li>First</li><li>Second</li></ul>", ["First", "Second"]),
        ("<div>Loose <p>Held</p> loose again</div>", ["Loose", "Held", "loose again"]),
        ("<section><p>Twice</p></section><section><p>Twice</p></section>", ["Twice"]),
        (
            "<div class='accordion-panel' style='display:none'><p>An answer, folded away</p></div>",
            ["An answer, folded away"],
        ),
        ("<section><header><h2>Headed</h2></header><p>Text</p></section>", ["Headed", "Text"]),
        ("<table><tr><td>Cell</td><td>Other</td></tr></table>", ["Cell", "Other"]),
    ],
)
def test_content_is_kept_line_by_line(html: str, found: list[str]) -> None:
    """Each heading, paragraph and entry of a list is a line; a line stands once."""
    assert lines(html) == found


def test_a_page_in_one_form_is_read() -> None:
    """Furniture by its tag is not believed when it holds the whole page."""
    assert lines(f"<form>{TEXT}</form>") == lines(TEXT)


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<!-- nothing -->", "\x00"])
def test_nothing_gives_nothing(html: str) -> None:
    """A page without text has no main text."""
    assert main_text(html) == ""


def test_text_that_declares_another_encoding_is_read() -> None:
    """An XML declaration in a page that is text already does no harm."""
    assert "twice" in main_text(f"<?xml version='1.0' encoding='latin-1'?><html>{TEXT}</html>")


@pytest.mark.house
def test_the_target_on_real_pages(shared_data: Path) -> None:
    """On the 165 company pages of WCXB the mean word F1 is at least .85, on both halves."""
    from main_text import is_development, pages
    from main_text import score as word_score

    folder = shared_data / "wcxb"
    found = [
        (is_development(name), word_score(main_text(html, url), truth).f1)
        for name, url, html, truth in pages(folder)
    ]

    assert len(found) == 165
    assert fmean(f1 for _, f1 in found) >= 0.85
    assert min(fmean(f1 for half, f1 in found if half is one) for one in (True, False)) >= 0.845


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "Organization", "name": "Acme", "sameAs": ["https://x.example/@acme"]}',
        '[{"@type": ["Thing", "Corporation"], "name": "Acme", "sameAs": "https://x.example/@acme"}]',
        '{"@graph": [{"@type": "LocalBusiness", "name": "Acme", "sameAs": ["https://x.example/@acme"]}]}',
        '{"@type": "Organization", "name": "Acme", "sameAs": ["https://x.example/@acme",],}',
        '<!-- {"@type": "Organization", "name": "Acme", "sameAs": ["https://x.example/@acme"]} -->',
        '{"@type": "Organization", "name": "Acme", "x": "a\nb", "sameAs": ["https://x.example/@acme"]}',
    ],
)
def test_declarations_are_read(block: str) -> None:
    """An organisation is found in every usual form of JSON-LD, usual slips forgiven."""
    found = read_organizations(
        body(
            '<script type="application/ld+json">{ broken</script>'
            f'<script type="application/ld+json; charset=utf-8">{block}</script>'
        )
    )

    assert [(one.name, one.same_as) for one in found] == [("Acme", ("https://x.example/@acme",))]


def test_deep_declarations_end() -> None:
    """A declaration nested without end is given up, and spoils nothing."""
    deep = '{"@graph": ' * 3000 + "1" + "}" * 3000

    assert read_organizations(body(f'<script type="application/ld+json">{deep}</script>')) == []


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('{"@type": "NewsArticle", "datePublished": "2026-02-03T09:00:00Z"}', "2026-02-03"),
        ('{"@type": "Organization", "datePublished": "2026-02-03"}', None),
        ('{"@type": "Article", "datePublished": "yesterday"}', None),
    ],
)
def test_the_day_of_an_article(head: str, day: str | None) -> None:
    """Only an article has a day it was published on, and only a day that can be read."""
    found = body(f'<script type="application/ld+json">{head}</script>')

    assert published_on(found) == day


def test_links_are_absolute_and_lead_away() -> None:
    """Links of a page are found with their text; mail, scripts and nofollow are none."""
    page = body(
        "<a href='/about'>About <b>us</b></a><a href='mailto:a@b.example'>Mail</a>"
        "<a href='javascript:x()'>Do</a><a href='#top'>Top</a><a rel='nofollow' href='/n'>No</a>"
        "<a href='http://[bad'>Bad</a><a rel='me' href='https://x.example/@acme'>Me</a>"
    )

    found = [(link.url, link.text) for link in read_links(page, "https://acme.example/a/b")]

    assert found == [
        ("https://acme.example/about", "About us"),
        ("https://x.example/@acme", "Me"),
    ]


def test_feeds_are_found() -> None:
    """A page names its feeds."""
    page = body("<link rel='alternate' type='application/rss+xml' href='/feed'>")

    assert read_feeds(page, "https://acme.example/") == ["https://acme.example/feed"]


@pytest.mark.parametrize(
    ("html", "text", "why"),
    [
        ("<p>x</p>", "", "no text"),
        ("<p>x</p>", "y" * 300, None),
        ("<title>Just a moment...</title>", "Checking", "bot wall"),
        ('<div id="__next"></div><script></script><script></script>', "", "made by script"),
        ("<p>short</p>", "short", None),
    ],
)
def test_why_a_page_shows_nothing(html: str, text: str, why: str | None) -> None:
    """A wall, a page made by script and an empty page are told apart."""
    assert why_no_text(html, text) == why


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_sitemaps(pack: object) -> None:
    """A sitemap lists pages, an index lists sitemaps; both may be gzipped."""
    pages = (
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        b"<url><loc> https://a.example/x </loc></url></urlset>"
    )
    index = b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>"

    assert read_sitemap(pack(pages)) == (["https://a.example/x"], [])  # type: ignore[operator]
    assert read_sitemap(pack(index)) == ([], ["https://a.example/1.xml"])  # type: ignore[operator]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\x1f\x8bnot gzip",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&x;</loc></url></urlset>",
    ],
)
def test_bad_sitemaps_list_nothing(body: bytes) -> None:
    """What is no sitemap lists nothing, and reads no file of this machine."""
    assert read_sitemap(body) == ([], [])


def test_a_sitemap_of_plain_lines() -> None:
    """A sitemap may be a list of addresses."""
    assert read_sitemap(b"https://a.example/1\nnothing\nhttps://a.example/2")[0] == [
        "https://a.example/1",
        "https://a.example/2",
    ]


def test_telling_pages_come_first() -> None:
    """Promises before products, products before small print, which is not read at all."""
    order = ["/our-promise", "/support", "/kettles/pippin", "/privacy-policy"]
    scores = [score(f"https://acme.example{path}") for path in order]

    assert scores == sorted(scores, reverse=True)
    assert scores[-1] < 0 <= scores[-2]
    assert score("https://acme.example/capital-city") >= 0


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://a.example/about", True),
        ("https://a.example/report.pdf", False),
        ("https://a.example/a/a/a/b", False),
        ("https://a.example/?a=1&b=2&c=3", False),
        ("https://a.example/1/2/3/4/5/6/7/8/9", False),
    ],
)
def test_traps_are_no_pages(url: str, fit: bool) -> None:
    """Files, facets and addresses that repeat themselves are not asked for."""
    assert is_page(url) is fit


def test_a_frontier_goes_on_as_it_stood() -> None:
    """Written down and taken up again, a frontier gives the same pages in the same order."""
    frontier = Frontier()
    for number in range(30):
        frontier.add(f"https://a.example/day/{number}", 2)
    frontier.add("https://a.example/about", 2)
    frontier.add("https://a.example/deep", 9)
    first = frontier.take()
    again = Frontier.resume(json.loads(json.dumps(frontier.standing())))

    rest = list(iter(frontier.take, None))

    assert first == ("https://a.example/about", 2)
    assert rest == list(iter(again.take, None))
    assert len(rest) == 12
    assert shape("https://a.example/day/1") == shape("https://a.example/day/22")

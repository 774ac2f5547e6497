"""The feed spider on a newsroom of our own: what it follows, what it asks for a second time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from crawled import crawl_source, expected, held, refusing
from local_host import Answer, Host, Route, new_database, page, run_crawl, serve
from scrapy.http import TextResponse

from crawler.spiders.feed import FeedSpider, parse_feed
from db import open_database

LETTERS = page(
    "What became of your letters",
    "Last year 4,212 of you wrote to us.",
    "Each of those letters was read by a person, and each was answered within a week.",
    "Where we were wrong we said so, and where we could mend it we did.",
    "A third of what you wrote was about our telephone line, which is open longer now.",
)
ENTRIES = {
    "whole": """<item><title>We open on Sundays</title><link>/news/sundays</link>
        <guid isPermaLink="false">1</guid><pubDate>Tue, 03 Mar 2026 09:30:00 +0100</pubDate>
        <content:encoded><![CDATA[<p>From April our branches open on Sundays.</p>]]>
        </content:encoded></item>""",
    "begun": """<item><title>What became of your letters</title><link>/news/letters</link>
        <guid>2</guid><pubDate>Mon, 02 Mar 2026 09:30:00</pubDate>
        <description>Last year 4,212 of you wrote to us. [...]</description></item>""",
    "gone": """<item><title>We moved</title><link>/news/moved</link><guid>3</guid>
        <pubDate>Sun, 01 Mar 2026 09:30:00 GMT</pubDate>
        <description>Our head office is in Leek now…</description></item>""",
    "new": """<item><title>A new line</title><link>/news/line</link><guid>4</guid>
        <pubDate>Wed, 04 Mar 2026 09:30:00 GMT</pubDate>
        <description>Our line opens at seven…</description></item>""",
}


def feed(*names: str) -> Route:
    """An RSS feed of these entries, its links absolute."""

    def answer(_path: str, headers: Mapping[str, str]) -> Answer:
        items = "".join(ENTRIES[name] for name in names)
        items = items.replace("<link>/", f"<link>http://{headers['Host']}/")
        return Answer(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
            f"<channel><title>News</title>{items}</channel></rss>",
            kind="application/rss+xml",
        )

    return answer


def newsroom() -> dict[str, Route]:
    """A newsroom that slows its visitors down and has lost an article."""
    return {
        "/feed": refusing(feed("whole", "begun", "gone")),
        "/news/letters": LETTERS,
        "/news/moved": Answer("gone", 404),
        "/news/line": page("A new line", "Our line opens at seven, and a person answers it."),
    }


def begin(folder: Path, host: Host, at: str = "/feed") -> tuple[Path, str]:
    """A database with a source at that path of a server."""
    path = folder / "audit.db"
    new_database(path, f"{host.address}{at}", spider="feed").close()
    return path, f"feed:{host.address}{at}"


def test_a_full_crawl_and_one_for_what_is_new(tmp_path: Path) -> None:
    """First all is read, after a wait that was asked for; then the new entry alone."""
    with serve(newsroom()) as host:
        path, source = begin(tmp_path, host)
        report, asked = crawl_source(path, host, source)
        assert report["reason"] == "finished", report
        assert asked == [
            ("/feed", 429), ("/feed", 200), ("/news/moved", 404), ("/news/letters", 200),
        ]  # fmt: skip
        assert held(path, host.address) == expected("feed")

        _, nothing_new = crawl_source(path, host, source)
        host.routes["/feed"] = feed("new", "whole", "begun", "gone")
        report, one_new = crawl_source(path, host, source)

    assert nothing_new == [("/feed", 304)]
    assert one_new == [("/feed", 200), ("/news/line", 200)]
    assert report["counts"]["statements new"] == 2


def test_an_entry_that_is_rewritten_is_read_again(tmp_path: Path) -> None:
    """The same id with another beginning is followed once more."""
    with serve(newsroom()) as host:
        path, source = begin(tmp_path, host)
        crawl_source(path, host, source)
        rewritten = ENTRIES["begun"].replace("4,212", "5,000")
        ENTRIES["rewritten"] = rewritten
        host.routes["/feed"] = feed("whole", "rewritten", "gone")
        host.routes["/news/letters"] = LETTERS.replace("4,212", "5,000")

        report, asked = crawl_source(path, host, source)

    assert asked == [("/feed", 200), ("/news/letters", 200)]
    assert report["counts"]["statements new"] == 1


def test_a_page_leads_to_its_feed(tmp_path: Path) -> None:
    """Given a page, the feed that it names is read, and asked for at once the next time."""
    head = '<link rel="alternate" type="application/rss+xml" href="/feed"></head>'
    home = page("News", "All our news.").replace("</head>", head)
    with serve({**newsroom(), "/news": home}) as host:
        path, source = begin(tmp_path, host, "/news")
        first, _ = crawl_source(path, host, source)
        _, asked = crawl_source(path, host, source)

    assert first["counts"]["statements new"] > 3
    assert asked == [("/feed", 304)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("<html><body><p>No feed here.</p></body></html>"), "names no feed"),
        (Answer("{}", kind="application/json"), "not understood"),
        (Answer("", 503), "503"),
    ],
)
def test_what_is_no_feed_is_said(tmp_path: Path, answer: Answer, said: str) -> None:
    """A page without a feed, another kind of file, and a server that fails are said in one line."""
    with serve({"/feed": answer}) as host:
        path, source = begin(tmp_path, host)
        report = run_crawl(path)[source]

    assert said in report["reason"]
    assert open_database(path).execute("SELECT count(*) FROM statements").fetchone() == (0,)


def test_a_malformed_feed_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """A feed with a stray ampersand and no end gives the entries that stand in it."""
    broken = (
        "<rss version='2.0'><channel><title>News & more</title><item><title>Tea & cake</title>"
        "<guid>1</guid><description>We serve tea & cake to everyone who waits.</description></item>"
    )
    with serve({"/feed": Answer(broken, kind="application/rss+xml")}) as host:
        path, source = begin(tmp_path, host)
        report = run_crawl(path)[source]

    assert report["counts"]["malformed feeds"] == 1
    assert open_database(path).execute("SELECT text FROM statements ORDER BY place").fetchall() == [
        ("Tea & cake",), ("We serve tea & cake to everyone who waits.",)
    ]  # fmt: skip


def test_only_the_owner_s_hosts_are_followed() -> None:
    """Hosts under the same registered name are the owner's; a neighbour under .co.uk is not."""
    spider = FeedSpider.__new__(FeedSpider)
    spider.target = "https://news.acme.co.uk/feed"

    found = [spider.covers(url) for url in ("https://www.acme.co.uk/x", "https://other.co.uk/x")]

    assert found == [True, False]


def test_a_feed_made_to_swell_does_not() -> None:
    """Entities that unfold into each other without end are not unfolded."""
    tens = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "lol">' for n in range(10)
    )
    body = f"<!DOCTYPE x [{tens}]><rss version='2.0'><channel><item><title>A&e9;</title></item>"
    start = time.process_time()

    found = parse_feed(TextResponse("https://acme.example/feed", body=body.encode()))

    assert time.process_time() - start < 1
    assert len(found.entries[0].title) < 20

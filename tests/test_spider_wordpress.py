"""The wordpress spider on a forum of our own: which topics it reads, and which it reads again."""

from __future__ import annotations

from pathlib import Path

from crawled import crawl_source, expected, held, refusing
from local_host import Answer, Host, Route, new_database, run_crawl, serve

from crawler.spiders import load_spider
from db import open_database


def listing(*topics: tuple[int, int], older: str = "") -> Route:
    """A list of topics by number, each with the number of its last post."""
    rows = "".join(
        f"<ul id='bbp-topic-{number}' class='topic'><li>"
        f"<a class='bbp-topic-permalink' href='/support/topic/{number}/'>Topic</a></li>"
        "<li class='bbp-topic-freshness'>"
        f"<a href='/support/topic/{number}/#post-{last}'>now</a></li></ul>"
        for number, last in topics
    )
    further = f"<a class='next page-numbers' href='{older}'>Next</a>" if older else ""
    return Answer(f"<html><body><div class='bbp-topics'>{rows}</div>{further}</body></html>")


def post(number: int, nick: str, text: str, badge: str = "") -> str:
    """One post; the maker of the plug-in has a badge."""
    label = f"<span class='author-badge author-badge-{badge}'>Plugin Support</span>" * bool(badge)
    return (
        f"<div id='post-{number}' class='reply'><p class='bbp-user-nicename'>(@{nick})</p>{label}"
        "<p class='bbp-reply-post-date'><a class='bbp-reply-permalink' "
        f"href='/support/topic/x/#post-{number}' title='March 3, 2026 at 10:15 am'>x</a></p>"
        f"<div class='bbp-reply-content'><p>{text}</p></div></div>"
    )


def topic(*posts: str, older: str = "") -> Route:
    """A page of a topic."""
    further = f"<a class='next page-numbers' href='{older}'>Next</a>" if older else ""
    return Answer(f"<html><body><div id='bbpress'>{''.join(posts)}</div>{further}</body></html>")


LEAKS = post(10, "rosa", "It leaks, and I have nobody to ask.")
SORRY = post(11, "acme", "You have us. I am sorry that it leaks.", "plugin")
LIST = "/support/plugin/acme/"


def forum() -> dict[str, Route]:
    """A forum of two pages of topics, one of them on two pages, one that breaks, one gone."""
    return {
        LIST: refusing(listing((10, 12), (30, 30), (40, 40), older=f"{LIST}page/2/")),
        f"{LIST}page/2/": listing((20, 20)),
        "/support/topic/10/": topic(LEAKS, SORRY, older="/support/topic/10/page/2/"),
        "/support/topic/10/page/2/": topic(post(12, "acme", "A new one is coming.", "plugin")),
        "/support/topic/20/": topic(post(20, "ana", "Does it come in blue?")),
        "/support/topic/30/": Answer("<html><body>An error occurred.</body></html>"),
        "/support/topic/40/": Answer("", 404),
    }


def begin(folder: Path, host: Host) -> tuple[Path, str]:
    """A database with the forum as a source."""
    path = folder / "audit.db"
    new_database(path, f"{host.address}{LIST}", spider="wordpress").close()
    return path, f"wordpress:{host.address}{LIST}"


def test_a_full_crawl_and_one_for_what_is_new(tmp_path: Path) -> None:
    """First every topic is read; then one page of the list, and the topic with a new reply."""
    with serve(forum()) as host:
        path, source = begin(tmp_path, host)
        report, asked = crawl_source(path, host, source)
        assert report["reason"] == "finished", report
        assert asked == [
            (LIST, 429), (LIST, 200), ("/support/topic/10/", 200), ("/support/topic/30/", 200),
            ("/support/topic/40/", 404), (f"{LIST}page/2/", 200),
            ("/support/topic/10/page/2/", 200), ("/support/topic/20/", 200),
        ]  # fmt: skip
        assert report["counts"]["not understood"] == 1
        assert held(path, host.address) == expected("wordpress")

        host.routes[LIST] = listing((10, 12), (20, 20), older=f"{LIST}page/2/")
        _, nothing_new = crawl_source(path, host, source)
        host.routes[LIST] = listing((20, 21), (10, 12), older=f"{LIST}page/2/")
        host.routes["/support/topic/20/"] = topic(
            post(20, "ana", "Does it come in blue?"), post(21, "acme", "It does now.", "plugin")
        )
        host.routes[f"{LIST}page/2/"] = listing((10, 12))
        report, one_new = crawl_source(path, host, source)

    assert nothing_new == [(LIST, 200)]
    assert one_new == [(LIST, 200), ("/support/topic/20/", 200), (f"{LIST}page/2/", 200)]
    assert report["counts"]["replies new"] == 1
    assert report["counts"]["messages held"] == 1


def test_a_crawl_that_was_capped_goes_on_next_time(tmp_path: Path) -> None:
    """Topics that the cap of pages left out are read by the next crawl, though nothing is new."""
    with serve({**forum(), LIST: listing((10, 11), older=f"{LIST}page/2/")}) as host:
        path, source = begin(tmp_path, host)
        host.routes["/support/topic/10/"] = topic(LEAKS, SORRY)
        first = run_crawl(path, max_pages=2)[source]
        second = run_crawl(path, max_pages=3)[source]

    assert first["reason"] == "finished, at the cap of 2 pages"
    assert second["counts"]["messages new"] == 1
    rows = open_database(path).execute("SELECT item_id FROM messages ORDER BY item_id").fetchall()
    assert rows == [("10",), ("11",), ("20",)]


def test_reviews_are_a_channel_of_their_own() -> None:
    """The list of a plug-in's reviews is a source of reviews, that of its forum one of forum."""
    spider = load_spider("wordpress")
    plugin = "https://wordpress.org/support/plugin/acme/"

    channels = [spider.channels(target) for target in (plugin, f"{plugin}reviews/")]

    assert channels == [{"walk": "forum"}, {"walk": "review"}]

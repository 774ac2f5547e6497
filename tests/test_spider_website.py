"""The website spider on sites of our own: where it looks, and what it does not take for a page."""

from __future__ import annotations

from pathlib import Path

from local_host import CARE, Answer, Route, new_database, page, run_crawl, serve

from db import open_database

LOST = page(
    "We cannot find that", "It may have moved. We are always happy to help you look for it."
)


def documents(path: Path) -> set[str]:
    """The paths of the pages that gave statements."""
    rows = open_database(path).execute("SELECT DISTINCT document FROM statements")
    return {"/" + document.split("/", 3)[3] for (document,) in rows}


def crawl(folder: Path, routes: dict[str, Route]) -> tuple[set[str], list[str], dict[str, int]]:
    """The pages held, the paths asked for, and the counts after a crawl of a site."""
    with serve(routes) as host:
        path = folder / "audit.db"
        new_database(path, f"{host.address}/").close()
        report = run_crawl(path)[f"website:{host.address}/"]
        assert report["reason"] == "finished", report
    return documents(path), host.paths(), report["counts"]


def test_sitemaps_named_in_robots_are_read(tmp_path: Path) -> None:
    """Pages that nothing links to are found through the sitemaps, and those they list."""

    def sitemap(kind: str, *paths: str) -> Route:
        def answer(_path: str, headers: object) -> Answer:
            host = headers["Host"]  # type: ignore[index]
            entries = "".join(f"<x><loc>http://{host}{path}</loc></x>" for path in paths)
            body = f"<{kind}>{entries}</{kind}>".replace(
                "<x>", "<sitemap>" if kind != "urlset" else "<url>"
            )
            body = body.replace("</x>", "</sitemap>" if kind != "urlset" else "</url>")
            return Answer(body, kind="application/xml")

        return answer

    def robots(_path: str, headers: object) -> Answer:
        host = headers["Host"]  # type: ignore[index]
        return Answer(f"Sitemap: http://{host}/maps.xml\n", kind="text/plain")

    held, asked, _ = crawl(
        tmp_path,
        {
            "/robots.txt": robots,
            "/maps.xml": sitemap("sitemapindex", "/one.xml"),
            "/one.xml": sitemap("urlset", "/hidden-promise", "/file.pdf"),
            "/": page("Home", *CARE),
            "/hidden-promise": page(
                "Promise", "We answer every letter within a day of reading it."
            ),
        },
    )

    assert held == {"/", "/hidden-promise"}
    assert "/sitemap.xml" not in asked
    assert "/file.pdf" not in asked


def test_a_page_that_says_it_is_not_there(tmp_path: Path) -> None:
    """On a site that answers 200 to everything, its page for what is lost is told from the rest."""
    routes: dict[str, Route] = {
        "*": LOST,
        "/robots.txt": Answer("", 404),
        "/sitemap.xml": Answer("", 404),
        "/sitemap_index.xml": Answer("", 404),
        "/": page("Home", *CARE, links=("/gone", "/about")),
        "/about": page("About", "We listen to the people who buy our bread, and act on it."),
    }

    held, asked, counts = crawl(tmp_path, routes)

    assert "/gone" in asked
    assert held == {"/", "/about"}
    assert counts["not there"] == 1


def test_the_same_page_counts_once(tmp_path: Path) -> None:
    """Addresses that lead to one page, and copies of it, give its sentences once."""
    about = page("About", "We listen to the people who buy our bread, and act on it.")
    held, asked, counts = crawl(
        tmp_path,
        {
            "/": page(
                "Home", *CARE, links=("/about", "/about?utm_source=x", "/old", "/copy", "/#top")
            ),
            "/old": Answer("", 301, {"Location": "/about"}),
            "/about": about,
            "/copy": about,
        },
    )

    assert held == {"/", "/about"}
    assert "/about?utm_source=x" not in asked
    assert counts["pages new"] == 3


def test_what_is_no_use_is_not_asked_for(tmp_path: Path) -> None:
    """Baskets, log-ins, small print, files and other sites are left alone."""
    links = ("/basket", "/login", "/privacy-policy", "/a.pdf", "/a/a/a/a", "http://127.0.0.1:9/x")
    _, asked, _ = crawl(tmp_path, {"/": page("Home", *CARE, links=links)})

    assert not set(links) & set(asked)


def test_an_article_was_said_on_its_day(tmp_path: Path) -> None:
    """An article's sentences were first seen on the day that it says it came out."""
    dated = page("Letters", "We answer every letter within a day of reading it.").replace(
        "</head>",
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        '"datePublished": "2025-03-04T10:00:00Z"}</script></head>',
    )
    crawl(tmp_path, {"/": page("Home", *CARE, links=("/news/letters",)), "/news/letters": dated})

    rows = open_database(tmp_path / "audit.db").execute(
        "SELECT DISTINCT first_seen, last_seen > '2026' FROM statements WHERE document LIKE '%/n%'"
    )
    assert rows.fetchall() == [("2025-03-04", 1)]


def test_a_broken_page_spoils_no_other(tmp_path: Path) -> None:
    """Pages that cannot be read are counted, and the rest of the site is read."""
    routes: dict[str, Route] = {
        "/": page("Home", *CARE, links=("/broken", "/about")),
        "/broken": Answer(b"\xff\xfe\x00<html><p>\x00", kind="text/html; charset=utf-16"),
        "/about": page("About", "We listen to the people who buy our bread, and act on it."),
    }

    held, _, _ = crawl(tmp_path, routes)

    assert {"/", "/about"} <= held

"""The zendesk spider against a help centre: a whole crawl, the next one, and closed comments."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from crawled import expected, held
from local_host import Answer, Host, Route, new_database, run_crawl, serve
from pages_host import asked, saved, troubled

from crawler.spiders import parse_source
from db import open_database

HOST = "https://help.oven.example"
API = "/api/v2/community"
POSTS = f"{API}/posts.json?sort_by=recent_activity&page%5Bsize%5D=100"
OLDER = f"{API}/posts.json?page%5Bafter%5D=eyJv&page%5Bsize%5D=100&sort_by=recent_activity"
FIRST = "comments.json?page%5Bsize%5D=100"
REST = f"{API}/posts/701/comments.json?page%5Bafter%5D=eyJx&page%5Bsize%5D=100"


def help_centre(host: Host) -> dict[str, Route]:
    """A community of three posts, the pages of which name the server itself."""
    pages = {
        POSTS: "posts", OLDER: "posts2", f"{API}/posts/701/{FIRST}": "comments701",
        REST: "comments701_2", f"{API}/posts/702/{FIRST}": "comments702",
        f"{API}/posts/703/{FIRST}": "comments703",
    }  # fmt: skip
    return {path: saved(f"zendesk/{name}.json", HOST, host.address) for path, name in pages.items()}


def test_a_whole_crawl_and_the_next(tmp_path: Path) -> None:
    """Every post and the comments of those that have any; then only the post that has new ones."""
    path = tmp_path / "audit.db"
    with serve({}) as host:
        host.routes |= help_centre(host)
        host.routes[REST] = troubled(host.routes[REST])
        new_database(path, host.address, spider="zendesk").close()
        first = run_crawl(path)[f"zendesk:{host.address}"]
        first_held, first_asked = held(path, host.address), asked(host)
        troubles = [status for _, status in host.asked if status >= 400]
        host.routes[POSTS] = saved("zendesk/posts_later.json", HOST, host.address)
        host.forget()
        second = run_crawl(path)[f"zendesk:{host.address}"]
        second_held = held(path, host.address)

    assert first["reason"] == second["reason"] == "finished"
    assert troubles == [404, 429, 429, 502]
    assert len(first_asked) == 5
    assert first_held == expected("zendesk")
    assert [path for path, _ in host.asked] == [POSTS, f"{API}/posts/702/{FIRST}"]
    assert second["counts"]["replies new"] == 1
    assert second_held == expected("zendesk", "crawl_later")


def test_comments_for_members_only(tmp_path: Path) -> None:
    """Where comments are closed who was answered is not known: one of them is tried, and said."""
    path = tmp_path / "audit.db"
    closed = Answer('{"error": "Forbidden"}', 403, kind="application/json")
    with serve({}) as host:
        host.routes |= help_centre(host)
        host.routes |= {f"{API}/posts/{post}/{FIRST}": closed for post in (701, 703)}
        new_database(path, host.address, spider="zendesk").close()
        report = run_crawl(path)[f"zendesk:{host.address}"]
    database = open_database(path)

    assert report["reason"] == "comments are not shown to everybody (status 403)"
    assert database.execute("SELECT count(*) FROM messages").fetchone() == (3,)
    assert database.execute("SELECT complete FROM sources").fetchone() == (0,)


def test_accounts_that_are_declared_are_the_brands(tmp_path: Path) -> None:
    """An agent who marks nothing official speaks for the brand where that is declared."""
    path = tmp_path / "audit.db"
    with serve({}) as host:
        host.routes |= help_centre(host)
        new_database(path, f"{host.address}#brand=10", spider="zendesk").close()
        run_crawl(path)
    rows = open_database(path).execute("SELECT role, turn_id FROM messages WHERE item_id = '831'")

    assert rows.fetchall() == [("brand", "703")]


def test_pages_by_number_too(tmp_path: Path) -> None:
    """A server that does not know cursors gives the address of its next page."""
    path = tmp_path / "audit.db"
    with serve({}) as host:
        host.routes |= help_centre(host)
        later = f"{API}/posts.json?page=2"
        cursors = str(saved("zendesk/posts.json", HOST, host.address).body)
        numbers = cursors[: cursors.index('"meta"')] + f'"next_page": "{host.address}{later}"}}'
        host.routes[POSTS] = Answer(numbers, kind="application/json")
        host.routes[later] = saved("zendesk/posts2.json", HOST, host.address)
        new_database(path, host.address, spider="zendesk").close()
        run_crawl(path)

    assert later in asked(host)


def test_the_target_is_the_server() -> None:
    """The path to a community is no part of the target."""
    text = f"zendesk:{HOST}/hc/en-us/community/topics?x={quote('a b')}"

    assert parse_source(text) == ("zendesk", HOST)

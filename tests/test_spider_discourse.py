"""The discourse spider against a forum: a whole sweep, the next one, and whom it takes for whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from crawled import expected, held
from local_host import Answer, Host, Route, new_database, run_crawl, serve
from pages_host import asked, saved, troubled

from crawler.extract.posts import forum_text
from crawler.spiders import parse_source
from db import open_database
from db.errors import BadInput

REST = "/t/11/posts.json?post_ids%5B%5D=105&post_ids%5B%5D=107"


def forum() -> dict[str, Route]:
    """A forum with four topics; its sweep ends in windows without a post."""
    nothing = Answer('{"latest_posts": []}', kind="application/json")
    return {
        "/posts.json": saved("discourse/posts.json"),
        "/posts.json?before=120": saved("discourse/posts_older.json"),
        "/posts.json?before=101": nothing,
        "/posts.json?before=51": nothing,
        "/t/11.json": saved("discourse/topic11.json"),
        REST: saved("discourse/topic11_rest.json"),
        "/t/12.json": saved("discourse/topic12.json"),
        "/t/13.json": saved("discourse/topic13.json"),
        "/t/14.json": saved("discourse/topic14.json"),
        "/robots.txt": Answer("User-agent: *\nDisallow: /search\nDisallow: /g", kind="text/plain"),
    }


def target_of(host: Host, options: str = "group=oven-team&staff=no") -> str:
    """The forum, as its brand is declared."""
    return f"{host.address}/#{options}"


def test_a_whole_crawl_and_the_next(tmp_path: Path) -> None:
    """All windows down to the first post, then only the newest, and the topic that was answered."""
    path = tmp_path / "audit.db"
    routes = forum()
    with serve(
        {**routes, "/posts.json?before=120": troubled(routes["/posts.json?before=120"])}
    ) as host:
        source = f"discourse:{target_of(host)}"
        new_database(path, target_of(host), spider="discourse").close()
        first = run_crawl(path)[source]
        first_held, first_asked = held(path, host.address), asked(host)
        troubles = [status for _, status in host.asked if status >= 400]
        host.routes["/posts.json"] = saved("discourse/posts_later.json")
        host.forget()
        second = run_crawl(path)[source]
        second_held = held(path, host.address)

    assert first["reason"] == second["reason"] == "finished"
    assert troubles == [429, 429, 502]
    assert first_asked == [
        "/robots.txt", "/posts.json", "/t/13.json", "/t/12.json", "/posts.json?before=120",
        "/t/11.json", "/t/11/posts.json?post_ids[]=105&post_ids[]=107",
        "/posts.json?before=101", "/posts.json?before=51",
    ]  # fmt: skip
    assert first_held == expected("discourse")
    assert [path for path, _ in host.asked] == ["/posts.json", "/t/14.json"]
    assert (second["counts"]["replies new"], second["counts"]["messages changed"]) == (1, 1)
    assert second_held == expected("discourse", "crawl_later")


def test_an_empty_window_is_not_the_end(tmp_path: Path) -> None:
    """An older installation lists by windows of numbers: below an empty one there may be posts."""
    path = tmp_path / "audit.db"
    old = json.loads(str(saved("discourse/posts_older.json").body))["latest_posts"]

    def window(path: str, _: Mapping[str, str]) -> Answer:
        before = int(path.partition("before=")[2] or 1000)
        found = [post for post in old if before - 50 <= post["id"] < before]
        return Answer(json.dumps({"latest_posts": found}), kind="application/json")

    newest = json.dumps({"latest_posts": [{**old[-1], "id": 1000, "post_number": 9}]})
    with serve(
        {**forum(), "/posts.json": Answer(newest, kind="application/json"), "*": window}
    ) as host:
        new_database(path, target_of(host), spider="discourse").close()
        run_crawl(path)
    database = open_database(path)

    assert database.execute("SELECT count(*) FROM messages WHERE thread_id = '11'").fetchone() == (
        3,
    )


def test_what_is_beyond_the_cap_is_read_the_next_time(tmp_path: Path) -> None:
    """Runs of three pages each come to what one run comes to, and only then is all shown."""
    path = tmp_path / "audit.db"
    with serve(forum()) as host:
        source = f"discourse:{target_of(host)}"
        new_database(path, target_of(host), spider="discourse").close()
        reasons, whole = [], []
        for _ in range(6):
            reasons.append(run_crawl(path, max_pages=3)[source]["reason"])
            whole += held(path, host.address)["complete"]
        found = held(path, host.address)

    assert reasons[0].startswith("finished, at the cap of 3 pages")
    assert whole[0] is False
    assert reasons[-1] == "finished"
    assert found == expected("discourse")


def test_staff_are_the_brand_unless_said_otherwise(tmp_path: Path) -> None:
    """A moderator speaks for the brand where nothing else is declared; a name never does."""
    path = tmp_path / "audit.db"
    with serve(forum()) as host:
        new_database(path, target_of(host, "").rstrip("#"), spider="discourse").close()
        run_crawl(path)
    rows = open_database(path).execute("SELECT item_id, role FROM messages WHERE thread_id = '14'")

    assert ("125", "brand") in rows.fetchall()


@pytest.mark.parametrize(
    ("status", "said"), [(403, "not shown to everybody (status 403)"), (404, "404")]
)
def test_a_forum_for_members_only(tmp_path: Path, status: int, said: str) -> None:
    """A forum that asks to log in is said in one line, and nothing else is tried."""
    path = tmp_path / "audit.db"
    closed = Answer('{"errors": ["You need to be logged in"]}', status, kind="application/json")
    with serve({"/posts.json": closed}) as host:
        new_database(path, target_of(host), spider="discourse").close()
        report = run_crawl(path)[f"discourse:{target_of(host)}"]

    assert said in report["reason"]
    assert asked(host, status)[-1] == "/posts.json"
    assert len(host.asked) == 2


def test_the_target_names_groups_and_users() -> None:
    """What is said behind the address is kept in one form; what is unknown is refused."""
    text = "discourse:https://Forum.Oven.example/#user=Baker&group=team,Oven-Team"
    kept = "https://forum.oven.example/#group=oven-team,team&user=baker"

    assert parse_source(text) == ("discourse", kept)
    with pytest.raises(BadInput, match="group="):
        parse_source("discourse:https://forum.oven.example/#name=baker")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<aside class="quote"><blockquote>So?</blockquote></aside><p>So.</p>', "So."),
        ('<p>Read <a href="https://a.example">this</a>.</p>', "Read this https://a.example."),
        ('<p><a href="https://a.example/b">a.example/b</a></p>', "https://a.example/b"),
        ('<p>Hi <a class="mention" href="/u/jo">@jo</a>,<br>bye</p>', "Hi @jo,\nbye"),
        ("<p>See:</p><pre>E: no</pre><ul><li>one</li><li>two</li></ul>", "See:\n\none\ntwo"),
    ],
)  # fmt: skip
def test_posts_without_what_they_quote(html: str, text: str) -> None:
    """Quotes, previews and logs are not the writer's words; the words of a link are."""
    assert forum_text(html) == text

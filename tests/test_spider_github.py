"""The github spider against an API: a whole crawl, the next ones, and limits that are kept."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from crawled import expected, held
from local_host import Answer, Host, new_database, run_crawl, serve
from pages_host import PAGES, asked, saved, troubled

from crawler.extract.markdown import own_words
from crawler.spiders import parse_source
from db import open_database
from db.errors import BadInput

API = "/api/v3/repos/oven/loaf"
QUERY = "sort=updated&direction=asc&per_page=100"
ISSUES, COMMENTS = f"{API}/issues?state=all&{QUERY}", f"{API}/issues/comments?{QUERY}"


def target_of(host: Host) -> str:
    """The repository on that server."""
    return f"{host.address}/oven/loaf"


def limited(page: str, left: int, reset: float) -> Answer:
    """A saved page with what is left of the rate limit."""
    limits = {"X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": str(int(reset))}
    found = saved(f"github/{page}.json")
    return Answer(found.body, 200, limits, found.kind)


def test_a_whole_crawl_and_the_next(tmp_path: Path) -> None:
    """Issues and comments in two requests; asked again they say that nothing has changed."""
    path = tmp_path / "audit.db"
    with serve({ISSUES: saved("github/issues.json")}) as host:
        source = f"github:{target_of(host)}"
        host.routes[COMMENTS] = troubled(saved("github/comments.json"))
        new_database(path, target_of(host), spider="github").close()
        first = run_crawl(path)[source]
        first_held = held(path, host.address)
        troubles = [status for _, status in host.asked if status >= 400]
        host.forget()
        same = run_crawl(path)[source]
        same_asked = list(host.asked)
        host.routes[COMMENTS] = with_an_answer()
        host.forget()
        third = run_crawl(path)[source]
        third_held = held(path, host.address)

    assert first["reason"] == same["reason"] == third["reason"] == "finished"
    assert troubles == [404, 429, 429, 502]
    assert first_held == expected("github")
    assert same_asked == [(ISSUES, 304), (COMMENTS, 304)]
    assert host.asked == [(ISSUES, 304), (COMMENTS, 200)]
    assert third["counts"]["replies new"] == 1
    answer = next(one for one in third_held["messages"] if one["item_id"] == "506")
    assert (answer["turn_id"], answer["parent_id"]) == ("505", "505")


def with_an_answer() -> Answer:
    """The comments, with one more by a member."""
    comments = json.loads((PAGES / "github" / "comments.json").read_text(encoding="utf-8"))
    more = {**comments[1], "id": 506, "body": "The moon is for nights; I added a sun for you."}
    more |= {"issue_url": comments[4]["issue_url"], "created_at": "2026-03-04T08:00:00Z"}
    more |= {"html_url": comments[4]["html_url"], "updated_at": "2026-03-04T08:00:00Z"}
    return Answer(json.dumps([*comments, more]), kind="application/json")


def many(path: str, _: Mapping[str, str]) -> Answer:
    """Two hundred and fifty issues, a hundred a page, by when they were changed."""
    issue = json.loads((PAGES / "github" / "issues.json").read_text(encoding="utf-8"))[1]
    since = path.partition("since=")[2]
    listed: list[dict[str, Any]] = []
    for number in range(250):
        at = f"2026-03-{1 + number // 24:02}T{number % 24:02}:00:00Z"
        if "comments" not in path and at >= since:
            listed.append({**issue, "number": number, "created_at": at, "updated_at": at})
    return Answer(json.dumps(listed[:100]), kind="application/json")


def test_full_pages_are_gone_on_from_by_time(tmp_path: Path) -> None:
    """After a full page comes what was changed since its last, so that nothing is shifted away."""
    path = tmp_path / "audit.db"
    with serve({"*": many, "/robots.txt": Answer("", 404)}) as host:
        new_database(path, target_of(host), spider="github").close()
        run_crawl(path)
        pages = [path for path in asked(host) if "state=all" in path]
        host.forget()
        run_crawl(path)
    database = open_database(path)

    assert len(pages) == 3
    assert database.execute("SELECT count(*) FROM messages").fetchone() == (250,)
    assert len(host.asked) == 2


def test_a_limit_that_is_used_up_ends_the_run(tmp_path: Path) -> None:
    """When nothing is left for an hour the run ends, and the next one goes on from there."""
    path = tmp_path / "audit.db"
    with serve({ISSUES: limited("issues", 0, time.time() + 3600)}) as host:
        source = f"github:{target_of(host)}"
        host.routes[COMMENTS] = saved("github/comments.json")
        new_database(path, target_of(host), spider="github").close()
        first = run_crawl(path)[source]
        first_asked = asked(host)
        host.forget()
        second = run_crawl(path)[source]

    assert first["reason"].startswith("asked to wait 3")
    assert first["reason"].endswith("the next crawl goes on from there")
    assert first_asked == [ISSUES]
    assert second["reason"] == "finished"
    assert [path for path, _ in host.asked] == [COMMENTS]


def test_a_refusal_for_the_limit_is_no_closed_door(tmp_path: Path) -> None:
    """403 with nothing left of the limit is asked again by the next run, and is no answer."""
    path = tmp_path / "audit.db"
    limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time() + 1800))}
    refused = Answer('{"message": "API rate limit exceeded"}', 403, limits, "application/json")
    with serve({ISSUES: saved("github/issues.json"), COMMENTS: refused}) as host:
        source = f"github:{target_of(host)}"
        new_database(path, target_of(host), spider="github").close()
        first = run_crawl(path)[source]
        host.routes[COMMENTS] = saved("github/comments.json")
        second = run_crawl(path)[source]
        found = held(path, host.address)

    assert "asked to wait" in first["reason"]
    assert second["reason"] == "finished"
    assert found == expected("github")


def test_an_owners_repositories_with_most_open_issues(tmp_path: Path) -> None:
    """Forks, archives and repositories without an open issue are not read."""
    path = tmp_path / "audit.db"
    owner = "/api/v3/users/oven/repos?type=owner&per_page=100"
    nothing = Answer("[]", kind="application/json")
    with serve({owner: saved("github/repositories.json"), "*": nothing}) as host:
        new_database(path, f"{host.address}/oven", spider="github").close()
        run_crawl(path)

    repositories = [path.split("/")[5] for path in asked(host) if "/repos/" in path]
    assert repositories == ["crumbs", "crumbs", "loaf", "loaf"]


def test_accounts_that_are_declared_are_the_brands(tmp_path: Path) -> None:
    """A contributor speaks for the brand only where that is declared, by login or number."""
    path = tmp_path / "audit.db"
    with serve(
        {ISSUES: saved("github/issues.json"), COMMENTS: saved("github/comments.json")}
    ) as host:
        new_database(path, f"{target_of(host)}#brand=hands", spider="github").close()
        run_crawl(path)
    rows = open_database(path).execute("SELECT role, turn_id FROM messages WHERE item_id = '505'")

    assert rows.fetchall() == [("brand", "oven/loaf#2")]


def test_a_repository_that_is_gone(tmp_path: Path) -> None:
    """What is not there is said in one line."""
    path = tmp_path / "audit.db"
    with serve({}) as host:
        new_database(path, target_of(host), spider="github").close()
        report = run_crawl(path)[f"github:{target_of(host)}"]

    assert "404" in report["reason"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Oven/Loaf", "oven/loaf"),
        ("https://github.com/oven/loaf/issues/3", "oven/loaf"),
        ("https://github.com/oven/loaf.git", "oven/loaf"),
        ("https://github.com/oven", "oven"),
        ("oven/loaf#brand=Baker", "oven/loaf#brand=baker"),
        ("https://git.oven.example/oven/loaf", "https://git.oven.example/oven/loaf"),
    ],
)
def test_targets_in_every_form(text: str, target: str) -> None:
    """A repository or owner may be written short or as an address, on any server."""
    assert parse_source(f"github:{text}") == ("github", target)


@pytest.mark.parametrize(
    "text", ["", "https://github.com/", "https://github.com/features", "a b/c"]
)
def test_other_targets_are_refused(text: str) -> None:
    """What is no repository is refused with a line that shows how to write one."""
    with pytest.raises(BadInput, match=r"acme/kettle|SPIDER:TARGET"):
        parse_source(f"github:{text}")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("> you said\nI say", "I say"),
        ("On Sun, Mar 1, 2026, Jo <jo@x.example> wrote:\n> hello\n\nThanks!", "Thanks!"),
        ("It fails:\n```py\nraise\n```\nHelp", "It fails:\nHelp"),
        ("~~~\nnever closed", ""),
        ("### Steps\n1. Press\n<!-- do not edit -->", "1. Press"),
        ("<details><summary>log</summary>\n\nx\n</details>\n\nSorry", "Sorry"),
        ("See [the bell](https://oven.example/b) ![x](y.png)", "See the bell https://oven.example/b"),
        ("- [x] I looked\n- bread\n\n---\nSo **very** _wet_", "- bread\n\nSo very wet"),
        ("in `loaf_of_bread`", "in loaf_of_bread"),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
    ],
)  # fmt: skip
def test_comments_in_their_writers_own_words(markdown: str, text: str) -> None:
    """Quotes, code, logs, templates and marks are left out; words and links stay."""
    assert own_words(markdown) == text

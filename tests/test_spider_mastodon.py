"""The mastodon spider on the street's network: what of an account becomes what."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from local_host import Answer, new_database, run_crawl, serve

from crawler.conversations import Conversations, Placed, Post
from crawler.demo.server import RunningStreet, serve_street
from crawler.extract.posts import post_text
from crawler.extract.statuses import bounds
from crawler.spiders import parse_source
from db import Database, open_database
from db.errors import BadInput

SLUG = "gridline"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningStreet, Database]]:
    """One account of the street, crawled, and the street it is on."""
    path = tmp_path_factory.mktemp("mastodon") / "audit.db"
    with serve_street() as street:
        target = f"@{street.street.brands[SLUG].handle}@{street.network.partition('//')[2]}"
        new_database(path, target, spider="mastodon").close()
        run_crawl(path)
        yield street, open_database(path)


def test_every_turn_of_the_brand_is_held(crawled: tuple[RunningStreet, Database]) -> None:
    """Each part of each of the brand's turns is a message of the brand."""
    street, database = crawled
    talks = street.street.brands[SLUG].conversations
    parts = sum(len(turn.parts) for talk in talks for turn in talk.turns)

    held = database.execute("SELECT count(*) FROM messages WHERE role = 'brand'").fetchone()[0]

    assert held == parts


def test_every_customer_is_held(crawled: tuple[RunningStreet, Database]) -> None:
    """Each message to the brand is held, follow-ups and the unanswered too."""
    street, database = crawled
    talks = street.street.brands[SLUG].conversations
    said = len(talks) + sum(talk.followup is not None for talk in talks)

    held = database.execute("SELECT count(*) FROM messages WHERE role = 'customer'").fetchone()[0]

    assert held == said
    assert any(not talk.turns for talk in talks)


def test_the_parts_of_a_turn_are_tied(crawled: tuple[RunningStreet, Database]) -> None:
    """All parts of a turn name the customer's message that the turn answers."""
    street, database = crawled
    turns = sum(len(talk.turns) for talk in street.street.brands[SLUG].conversations)
    rows = database.execute(
        "SELECT count(DISTINCT b.turn_id || '-' || b.thread_id), "
        "sum(c.role = 'customer' AND c.thread_id = b.thread_id), count(*) FROM messages b "
        "JOIN messages c ON c.item_id = b.turn_id WHERE b.role = 'brand'"
    ).fetchone()

    assert rows[1] == rows[2]
    assert rows[0] <= turns


def test_posts_are_statements(crawled: tuple[RunningStreet, Database]) -> None:
    """A post that answers nobody is a document of the talk side, of the day it was posted."""
    street, database = crawled
    posts = street.street.brands[SLUG].posts

    rows = database.execute(
        "SELECT count(DISTINCT document), max(first_seen) < date('now', '+1 day') FROM statements"
    ).fetchone()

    assert rows == (len(posts), 1)


def test_a_server_that_shows_all_is_complete(crawled: tuple[RunningStreet, Database]) -> None:
    """With the local timeline open and nobody from afar, who was not answered is known."""
    _, database = crawled

    rows = database.execute("SELECT side, complete FROM sources ORDER BY side").fetchall()

    assert rows == [("talk", 0), ("walk", 1)]


def test_customers_names_are_not_held(crawled: tuple[RunningStreet, Database]) -> None:
    """No handle of a customer stands in a text, a link, an author or what the spider remembers."""
    street, database = crawled
    handles = {talk.handle for talk in street.street.brands[SLUG].conversations}
    rows = database.execute(
        "SELECT text || ' ' || coalesce(url, '') || coalesce(author, '') FROM messages"
    )
    everything = "\n".join(str(row[0]) for row in rows).lower()
    everything += str(database.execute("SELECT group_concat(resume) FROM sources").fetchone()[0])

    assert [handle for handle in handles if f"@{handle}" in everything] == []


def status(number: int, **more: Any) -> dict[str, Any]:
    """A status as a server gives it."""
    return {
        "id": str(number), "created_at": "2026-03-01T10:00:00.000Z", "edited_at": None,
        "in_reply_to_id": None, "in_reply_to_account_id": None, "visibility": "public",
        "reblog": None, "content": f"<p>Post number {number} is about our bread.</p>",
        "spoiler_text": "", "replies_count": 0, "url": f"https://x.example/{number}",
        "uri": f"https://x.example/{number}", "mentions": [],
        "account": {"id": "1", "acct": "acme", "bot": False},
        **more,
    }  # fmt: skip


def as_json(value: Any) -> Answer:
    """An answer of JSON."""
    return Answer(json.dumps(value), kind="application/json")


def test_a_server_that_shows_little(tmp_path: Path) -> None:
    """A closed timeline and a parent that is gone: the reply is held, completeness is not known."""
    answer = status(20, in_reply_to_id="19", in_reply_to_account_id="7")
    hidden = status(21, visibility="private")
    base = "/api/v1/accounts"
    query = "exclude_reblogs=true&limit=40"
    with serve(
        {
            f"{base}/lookup?acct=acme": as_json({"id": "1"}),
            "/api/v1/timelines/public?local=true&limit=40": Answer("{}", 422),
            f"{base}/1/statuses?{query}": as_json([hidden, answer, status(18)]),
        }
    ) as host:
        path = tmp_path / "audit.db"
        target = f"@acme@{host.address.partition('//')[2]}"
        new_database(path, target, spider="mastodon").close()
        report = run_crawl(path)[f"mastodon:{target}"]
    database = open_database(path)

    assert report["reason"] == "finished"
    assert database.execute("SELECT item_id, turn_id FROM messages").fetchall() == [("20", "19")]
    assert database.execute("SELECT text FROM statements").fetchall() == [
        ("Post number 18 is about our bread.",)
    ]
    assert database.execute("SELECT sum(complete) FROM sources").fetchone() == (0,)


@pytest.mark.parametrize(
    ("status_code", "said"), [(404, "is not there (status 404)"), (401, "(status 401)")]
)
def test_an_account_that_is_not_there(tmp_path: Path, status_code: int, said: str) -> None:
    """An account that does not exist, or is shown to members only, is said in one line."""
    with serve({"/api/v1/accounts/lookup?acct=acme": Answer("{}", status_code)}) as host:
        path = tmp_path / "audit.db"
        target = f"@acme@{host.address.partition('//')[2]}"
        new_database(path, target, spider="mastodon").close()
        report = run_crawl(path)[f"mastodon:{target}"]

    assert said in report["reason"]


def test_the_rate_limit_is_kept(tmp_path: Path) -> None:
    """When nothing is left of a rate limit, the next request waits until it begins anew."""
    moments = []

    def look_up(_path: str, _headers: Any) -> Answer:
        soon = datetime.now(UTC) + timedelta(seconds=1.5)
        moments.append(time.monotonic())
        limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": soon.isoformat()}
        return Answer('{"id": "1"}', 200, limits, "application/json")

    def timeline(_path: str, _headers: Any) -> Answer:
        moments.append(time.monotonic())
        return as_json([])

    with serve(
        {
            "/api/v1/accounts/lookup?acct=acme": look_up,
            "/api/v1/timelines/public?local=true&limit=40": timeline,
            "/api/v1/accounts/1/statuses?exclude_reblogs=true&limit=40": as_json([]),
        }
    ) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"@acme@{host.address.partition('//')[2]}", spider="mastodon").close()
        run_crawl(path)

    assert moments[1] - moments[0] > 1.2


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("mastodon:@Acme@Example.social", "@acme@example.social"),
        ("mastodon:acme@example.social", "@acme@example.social"),
        ("mastodon:https://example.social/@acme", "@acme@example.social"),
        ("mastodon:http://127.0.0.1:4000/users/acme", "@acme@127.0.0.1:4000"),
    ],
)
def test_targets_in_every_form(text: str, target: str) -> None:
    """An account may be written as a handle or as an address."""
    assert parse_source(text) == ("mastodon", target)


@pytest.mark.parametrize(
    "text", ["mastodon:acme", "mastodon:", "acme", "mastodon:https://x.com/acme"]
)
def test_other_targets_are_refused(text: str) -> None:
    """What is no account is refused with a line that shows how to write one."""
    with pytest.raises(BadInput, match=r"@acme@|SPIDER:TARGET"):
        parse_source(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br />two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("", ""),
        ("<p>A &amp; B &lt;3</p>", "A & B <3"),
        (
            (
                '<p><span class="h-card"><a href="https://x.example/@jo" class="u-url mention">@'
                "<span>jo</span></a></span> hello</p>"
            ),
            "@jo hello",
        ),
        (
            (
                '<p>See <a href="https://acme.example/help/returns"><span class="invisible">'
                'https://</span><span class="ellipsis">acme.example/help</span></a>.</p>'
            ),
            "See https://acme.example/help/returns.",
        ),
        ('<p class="quote-inline">RE: x</p><p>So true</p>', "So true"),
    ],
)
def test_posts_as_they_were_written(html: str, text: str) -> None:
    """A post's HTML becomes its text again, links whole, what it quotes left out."""
    assert post_text(html) == text


def post(number: int, parent: int = 0, by: str = "c", to: str = "") -> Post:
    """A post with a number, by an account, that answers another."""
    above = str(parent or "")
    return Post(str(number), above, to, by, by, False, "", "", "", None, f"u{number}", 0)


def test_parts_of_a_turn_lead_to_what_it_answers() -> None:
    """A brand's part that answers its own part belongs to the turn of the first."""
    talk = Conversations(
        [post(1), post(2, 1, "b", "c"), post(3, 2, "b", "b"), post(4, 3, "c", "b")], {}, "b"
    )

    assert [talk.turn(talk.posts[n]) for n in ("2", "3")] == ["1", "1"]
    assert {talk.thread(one) for one in talk.in_order()} == {"1"}


def test_a_brands_own_thread_answers_nobody() -> None:
    """Posts that lead to one that answers nobody are the brand speaking for itself."""
    talk = Conversations([post(5, 0, "b"), post(6, 5, "b", "b")], {}, "b")

    assert talk.turn(talk.posts["6"]) == ""
    assert talk.top(talk.posts["6"]).uri == "u5"
    assert talk.depth(talk.posts["6"]) == 1


def test_what_is_held_places_what_is_new() -> None:
    """A new part under one that is held takes its turn and thread; under an unknown one, none."""
    new = post(9, 8, "b", "b")

    assert Conversations([new], {"8": Placed("1", "7")}, "b").turn(new) == "7"
    assert Conversations([new], {"8": Placed("1", "7")}, "b").thread(new) == "1"
    assert Conversations([new], {}, "b").turn(new) is None


@pytest.mark.slow
def test_pages_listed_again_do_not_grow_in_number(tmp_path: Path) -> None:
    """Night after night the same posts are listed again once: a page displaced is forgotten."""
    path, slug = tmp_path / "audit.db", "pip-and-marrow"
    with serve_street() as street:
        brand = street.street.brands[slug]
        target = f"@{brand.handle}@{street.network.partition('//')[2]}"
        new_database(path, target, spider="mastodon").close()
        run_crawl(path)
        for night in range(3):
            asked = f"@{brand.handle} the lid of number {night} is lost"
            street.add_conversation(slug, f"Person {night}", asked, "We have sent you another one.")
            run_crawl(path)
    database = open_database(path)
    row = database.execute("SELECT resume FROM sources WHERE side = 'walk'").fetchone()
    listed = [bounds(page)[1] for page in json.loads(row[0])["memory"]["pages"]]
    (held,) = database.execute("SELECT count(*) FROM messages WHERE role = 'brand'").fetchone()

    assert sum(listed) <= held + len(brand.posts)


@pytest.mark.slow
def test_an_answer_that_is_not_understood_is_asked_for_again(tmp_path: Path) -> None:
    """A server that answers in another shape is counted so every night, not only on the first."""
    path, shape = tmp_path / "audit.db", {"content": "<p>Good morning, all of you.</p>"}
    bare = {name: value for name, value in status(7).items() if name != "content"}

    def statuses(target: str, _headers: Any) -> Answer:
        return as_json([] if "since_id" in target else [{**bare, **shape}])

    routes: dict[str, Any] = {
        "/api/v1/accounts/lookup?acct=acme": as_json({"id": "1"}),
        "*": lambda target, headers: (
            statuses(target, headers) if "/accounts/1/" in target else as_json([])
        ),
    }
    with serve(routes) as host:
        target = f"@acme@{host.address.partition('//')[2]}"
        new_database(path, target, spider="mastodon").close()
        run_crawl(path)
        del shape["content"]
        nights = [run_crawl(path)[f"mastodon:{target}"]["counts"] for _ in range(2)]

    assert [counts.get("not understood") for counts in nights] == [1, 1]

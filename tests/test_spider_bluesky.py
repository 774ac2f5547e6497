"""The bluesky spider against an AppView: a whole crawl, the next one, and what is not kept."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from crawled import expected, held
from local_host import Answer, Host, Route, new_database, run_crawl, serve
from pages_host import asked, saved, troubled

from crawler.conversations import Conversations
from crawler.extract.at_posts import whole_text
from crawler.spiders import parse_source
from db.errors import BadInput

DID = "did:plc:ovenovenovenovenovenoven"
PROFILE = "/xrpc/app.bsky.actor.getProfile?actor="
FEED = f"/xrpc/app.bsky.feed.getAuthorFeed?actor={quote(DID)}&limit=100&filter=posts_with_replies"
THREAD = (
    f"/xrpc/app.bsky.feed.getPostThread?uri=at%3A//{quote(DID)}/app.bsky.feed.post/3lk2c00000022"
    "&depth=6&parentHeight=80"
)
OLDER = f"{FEED}&cursor={quote('2026-02-28T09:00:00.000Z')}"


def app_view() -> dict[str, Route]:
    """What the AppView shows of the oven."""
    return {
        f"{PROFILE}oven.example": saved("bluesky/profile.json"),
        f"{PROFILE}{quote(DID)}": saved("bluesky/profile.json"),
        FEED: saved("bluesky/feed.json"),
        OLDER: saved("bluesky/feed2.json"),
        THREAD: saved("bluesky/thread.json"),
        "/robots.txt": Answer("User-agent: *\nAllow: /", kind="text/plain"),
    }


def target_of(host: Host) -> str:
    """The oven's account on that AppView."""
    return f"oven.example@{host.address.partition('//')[2]}"


def test_a_whole_crawl_and_the_next(tmp_path: Path) -> None:
    """Two pages of the feed, then only its first; of threads, the one with answers not read."""
    path = tmp_path / "audit.db"
    routes = app_view()
    with serve({**routes, FEED: troubled(routes[FEED])}) as host:
        new_database(path, target_of(host), spider="bluesky").close()
        first = run_crawl(path)[f"bluesky:{target_of(host)}"]
        first_asked, first_held = asked(host), held(path, host.address)
        troubles = [status for _, status in host.asked if status >= 400]
        host.routes[FEED] = saved("bluesky/feed_later.json")
        host.forget()
        second = run_crawl(path)[f"bluesky:{target_of(host)}"]
        second_held = held(path, host.address)

    assert first["reason"] == second["reason"] == "finished"
    assert troubles == [429, 429, 502]
    assert first_asked[2:] == [*map(_plain, (FEED, THREAD, OLDER))]
    assert first_held == expected("bluesky")
    assert [path for path, _ in host.asked] == [f"{PROFILE}{quote(DID)}", FEED]
    assert second["counts"]["replies new"] == 1
    assert second_held["messages"] == expected("bluesky", "crawl_later")["messages"]


def _plain(path: str) -> str:
    return path.replace("%3A", ":")


def test_who_wants_to_be_shown_to_members_only_is_not_kept(tmp_path: Path) -> None:
    """A customer's words with that label are nowhere; the brand's own account is then not read."""
    path = tmp_path / "audit.db"
    routes = app_view()
    with serve(routes) as host:
        new_database(path, target_of(host), spider="bluesky").close()
        run_crawl(path)
        everything = b"".join(found.read_bytes() for found in tmp_path.glob("audit.db*"))
        hidden = json.dumps({"did": DID, "labels": [{"val": "!no-unauthenticated"}]})
        host.routes[f"{PROFILE}{quote(DID)}"] = Answer(hidden, kind="application/json")
        report = run_crawl(path)[f"bluesky:{target_of(host)}"]

    assert b"words that are not for everybody" not in everything
    assert not [who for who in (b"rosarosa", b"ingvaringvar", b"nilsnils") if who in everything]
    assert "asks not to be shown" in report["reason"]


def test_an_account_that_is_gone(tmp_path: Path) -> None:
    """The AppView answers 400 for an actor it does not know; that is said in one line."""
    path = tmp_path / "audit.db"
    unknown = Answer('{"error": "InvalidRequest"}', 400, kind="application/json")
    with serve({f"{PROFILE}oven.example": unknown}) as host:
        new_database(path, target_of(host), spider="bluesky").close()
        report = run_crawl(path)[f"bluesky:{target_of(host)}"]

    assert "oven.example" in report["reason"]
    assert "400" in report["reason"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("bluesky:@Oven.bsky.social", "oven.bsky.social"),
        ("bluesky:https://bsky.app/profile/oven.example/post/3k", "oven.example"),
        (f"bluesky:{DID}", DID),
        (f"bluesky:https://bsky.app/profile/{DID}", DID),
        ("bluesky:oven.example@view.example", "oven.example@view.example"),
        ("bluesky:oven.example@127.0.0.1:4000", "oven.example@127.0.0.1:4000"),
        ("bluesky:oven.example@public.api.bsky.app", "oven.example"),
    ],
)
def test_targets_in_every_form(text: str, target: str) -> None:
    """An account may be written as handle, DID or address, and with another AppView."""
    assert parse_source(text) == ("bluesky", target)


@pytest.mark.parametrize("text", ["oven", "did:plc:short", "https://x.com/oven", "a.b@10.0.0.1"])
def test_other_targets_are_refused(text: str) -> None:
    """What is no account is refused with a line that says so."""
    with pytest.raises(BadInput, match=r"Bluesky account|private"):
        parse_source(f"bluesky:{text}")


def test_links_are_whole_again() -> None:
    """The place of a link counts bytes, not letters; one that does not fit is left alone."""
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://oven.example/cake"}
    facets = [
        {"index": {"byteStart": 8, "byteEnd": 17}, "features": [feature]},
        {"index": {"byteStart": 90, "byteEnd": 99}, "features": [feature]},
    ]

    assert whole_text({"text": "Süße: oven.e…", "facets": facets}) == (
        "Süße: https://oven.example/cake"
    )


def test_keys_of_letters_keep_their_order() -> None:
    """Posts are in order of time whether their ids are numbers or letters."""
    from test_spider_mastodon import post

    talk = Conversations([post(100), post(99)], {}, "b")

    assert [one.id for one in talk.in_order()] == ["99", "100"]

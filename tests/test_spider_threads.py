"""The threads spider on a forum of our own: where it goes, who is the brand, what it asks again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from crawled import crawl_source, expected, held, refusing
from local_host import Answer, Host, Route, new_database, page, serve

from crawler.declare import declare
from crawler.declared import Accounts
from crawler.extract.discussions import Author, read_discussions
from crawler.extract.document import parse_page
from crawler.extract.own_words import own_words
from crawler.items import Brand
from crawler.spiders import parse_source
from db import open_database
from db.errors import BadInput


def thread(number: int, *answers: tuple[str, str], count: int | None = None) -> Route:
    """A thread that a customer began, with answers by account and text."""

    def answer(_path: str, headers: Mapping[str, str]) -> Answer:
        home = f"http://{headers['Host']}"
        posts = [
            {
                "@type": "Comment",
                "@id": f"{home}/t/{number}/{place}",
                "text": text,
                "author": {"@type": "Person", "name": "Acme", "url": f"{home}/u/{account}"},
                "datePublished": f"2026-03-0{number}T10:0{place}:00Z",
            }
            for place, (account, text) in enumerate(answers, 1)
        ]
        declared = {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            "url": f"{home}/t/{number}",
            "text": f"Kettle number {number} leaks and nobody tells me why.",
            "author": {"@type": "Person", "name": "Rosa", "url": f"{home}/u/rosa"},
            "datePublished": f"2026-03-0{number}T10:00:00Z",
            "commentCount": len(posts) if count is None else count,
            "comment": posts,
        }
        script = f'<script type="application/ld+json">{json.dumps(declared)}</script></head>'
        return Answer(page(f"Thread {number}", "...").replace("</head>", script))

    return answer


def listing(*links: str, older: str = "") -> str:
    """A list of threads, and the way to older ones."""
    found = page("Forum", "What customers write.", links=links)
    return found.replace("</main>", f'<a rel="next" href="{older}">Older</a></main>' * bool(older))


def forum() -> dict[str, Route]:
    """A forum of two pages that asks for patience, with a page that fails and one without posts."""
    return {
        "/forum/": listing("/forum/t/3", "/forum/t/2", "/forum/rules", older="/forum/?page=2"),
        "/forum/?page=2": listing("/forum/t/1", "/forum/t/broken", "/elsewhere"),
        "/forum/t/1": thread(1),
        "/forum/t/2": refusing(thread(2, ("acme-help", "I am sorry. A new one is on its way."))),
        "/forum/t/3": thread(
            3, ("joker", "Buy a new one!"), ("acme-bot", "Have you seen our FAQ?")
        ),
        "/forum/t/broken": Answer("", 500),
        "/forum/rules": page("Rules", "Be kind to each other, and to the people who answer."),
    }


def begin(folder: Path, host: Host) -> tuple[Path, str]:
    """A database with the forum as a source."""
    path = folder / "audit.db"
    target = f"{host.address}/forum/#bot=acme-bot&brand=acme-help"
    new_database(path, target, spider="threads").close()
    return path, f"threads:{target}"


def test_a_full_crawl_and_one_for_what_is_new(tmp_path: Path) -> None:
    """First all is read; then the lists, and of the threads those that are new or have grown."""
    with serve(forum()) as host:
        path, source = begin(tmp_path, host)
        report, asked = crawl_source(path, host, source)
        read = [place for place, status in asked if status == 200]
        assert report["reason"] == "finished", report
        assert report["counts"]["requests failed"] == 1
        assert sorted(read) == [
            "/forum/", "/forum/?page=2", "/forum/rules", "/forum/t/1", "/forum/t/2", "/forum/t/3",
        ]  # fmt: skip
        assert held(path, host.address) == expected("threads")

        host.routes["/forum/"] = listing(
            "/forum/t/4", "/forum/t/3", "/forum/t/2", "/forum/rules", older="/forum/?page=2"
        )
        host.routes["/forum/t/1"] = thread(1, ("acme-help", "The seal was wrong, and it was ours."))
        host.routes["/forum/t/4"] = thread(4)
        report, asked = crawl_source(path, host, source)

    fetched = [place for place, status in asked if status == 200]
    assert sorted(fetched) == ["/forum/", "/forum/?page=2", "/forum/t/1", "/forum/t/4"]
    assert {place for place, status in asked if status == 304} >= {"/forum/t/2", "/forum/t/3"}
    assert "/forum/rules" not in dict(asked)
    assert report["counts"]["messages new"] == 1
    assert report["counts"]["replies new"] == 1


@pytest.mark.parametrize(("count", "complete"), [(1, 1), (7, 0), (0, 1)])
def test_what_is_not_shown_is_known(tmp_path: Path, count: int, complete: int) -> None:
    """A page that counts more answers than it shows leaves the share answered unknown."""
    with serve({"/forum/": thread(1, ("acme-help", "Sorry."), count=count)}) as host:
        path, source = begin(tmp_path, host)
        crawl_source(path, host, source)

    assert open_database(path).execute("SELECT complete FROM sources").fetchall() == [(complete,)]


def test_a_quiet_thread_is_left_alone(tmp_path: Path) -> None:
    """A page on which nothing was said for half a year is not asked for again."""
    with serve(forum()) as host:
        path, source = begin(tmp_path, host)
        crawl_source(path, host, source)
        database = open_database(path, "write")
        with database.atomic():
            database.execute(
                "UPDATE captures SET captured_at = '2025-01-01T00:00:00Z' WHERE url LIKE '%/t/2'"
            )
        database.close()
        _, asked = crawl_source(path, host, source)

    assert "/forum/t/2" not in dict(asked)
    assert "/forum/t/3" in dict(asked)


@pytest.mark.parametrize(
    ("author", "review", "kind"),
    [
        (Author("Acme", "https://x.example/u/joker", False, False), False, "person"),
        (Author("Joker", "https://x.example/u/Acme-Help", False, False), False, "brand"),
        (Author("Acme", "", True, False), False, "brand"),
        (Author("Acme", "", True, False), True, "person"),
        (Author("Acme", "", False, True), False, "bot"),
        (Author("acme-help", "", False, False), False, "person"),
    ],
)
def test_who_is_the_brand(author: Author, review: bool, kind: str) -> None:
    """An account or what the page declares tells the brand; a name that anybody can take never."""
    accounts = Accounts(frozenset({"acme-help"}))

    assert accounts.kind(author, opens_review=review) == kind


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("<blockquote>My kettle leaks.</blockquote><p>Sorry to hear.</p>", "Sorry to hear."),
        ('<aside class="quote">My kettle leaks.</aside>Sorry.', "Sorry."),
        ("Rosa wrote:\n> My kettle leaks.\n> Badly.\n\nSorry.", "Sorry."),
        ("[quote=rosa]My kettle leaks.[/quote]\nSorry.", "Sorry."),
        ("A price < 5 and > 3 is fair.", "A price < 5 and > 3 is fair."),
    ],
)
def test_quoted_words_are_not_the_writer_s(written: str, own: str) -> None:
    """What a post quotes, in HTML, mail or forum style, is taken out of it."""
    assert own_words(written) == own


def test_options_behind_a_target_are_kept_in_one_way() -> None:
    """Accounts are named behind the target, in any order and case; an unknown option is refused."""
    _, target = parse_source("threads:community.acme.example#bot=B&brand=Two,one")

    assert target == "https://community.acme.example/#bot=b&brand=one,two"
    with pytest.raises(BadInput, match="no option of this source"):
        parse_source("threads:community.acme.example#brnad=one")


def test_an_account_named_later_makes_its_answers_the_brand_s(tmp_path: Path) -> None:
    """Declared again with an account, the source is the same one, and is read anew."""
    with serve(forum()) as host:
        path = tmp_path / "audit.db"
        target = f"{host.address}/forum/"
        new_database(path, target, spider="threads").close()
        crawl_source(path, host, f"threads:{target}")
        database = open_database(path, "write")
        before = database.execute("SELECT count(*) FROM messages WHERE role = 'brand'").fetchone()
        named = f"threads:{target}#brand=acme-help"
        declare(database, Brand("Brand 0", sources=(named,)))
        database.close()
        report, _ = crawl_source(path, host, named)

    database = open_database(path)
    assert before == (0,)
    assert database.execute(
        "SELECT item_id LIKE '%/t/2/1' FROM messages WHERE role = 'brand'"
    ).fetchall() == [(1,)]
    assert database.execute("SELECT count(*) FROM sources").fetchone() == (1,)
    assert report["counts"]["replies changed"] == 1


def test_what_stands_twice_is_one_post_and_what_has_no_id_is_kept_apart() -> None:
    """An accepted answer listed among the others is one; posts without ids on a page are many."""
    answer = {"@type": "Answer", "text": "Turn it off.", "dateCreated": "2026-03-01"}
    same_link = [
        {"@type": "Answer", "url": "/q", "text": text, "dateCreated": "2026-03-02"}
        for text in ("And on again.", "Or buy a new one.")
    ]
    question = {
        "@type": "Question", "name": "It hums", "acceptedAnswer": answer,
        "suggestedAnswer": [dict(answer), *same_link],
    }  # fmt: skip
    posts = [{"@type": "DiscussionForumPosting", "text": text} for text in ("One", "Two", "One")]

    texts = [
        [entry.text for entry in entries]
        for declared in (question, posts)
        if (entries := read_discussions(page_with(declared), "https://x.example/q"))
        if len({entry.id for entry in entries}) == len(entries)
    ]

    assert texts == [
        ["It hums", "Turn it off.", "And on again.", "Or buy a new one."], ["One", "Two", "One"],
    ]  # fmt: skip


def page_with(declared: object) -> Any:
    """A page that declares this."""
    script = f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    return parse_page(f"<html><head>{script}</head><body><p>x</p></body></html>")

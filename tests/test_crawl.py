"""Whole crawls: again, after a change, after a kill, beside another; each in its own process."""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from local_host import CARE, Answer, Host, Route, new_database, page, run_crawl, serve, start_crawl

from crawler.demo.server import RunningStreet, serve_street
from crawler.sources import not_due, source_states, span
from db import Database, open_database
from db.errors import Locked
from db.lock import hold
from db.queries import add_brand, source_id


def small_site() -> dict[str, Route]:
    """A site with a home page, two more, and a sitemap."""
    return {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private\n", kind="text/plain"),
        "/sitemap.xml": Answer("<urlset><url><loc>/x</loc></url></urlset>", kind="text/xml"),
        "/": page("Home", *CARE, links=("/about", "/news")),
        "/about": page("About us", "We listen to every customer, and we act on what we hear."),
        "/news": page("News", "Our new bakery opens on Saturday in Mill Lane at ten o'clock."),
    }


@contextmanager
def crawled_site(folder: Path) -> Iterator[tuple[Host, Path, str]]:
    """A small site, crawled once: the host, the database, the source."""
    with serve(small_site()) as host:
        path = folder / "audit.db"
        new_database(path, f"{host.address}/").close()
        run_crawl(path)
        yield host, path, f"website:{host.address}/"


def texts(path: Path) -> dict[str, list[str]]:
    """The statements held, by the path of their page."""
    found: dict[str, list[str]] = {}
    for document, text in open_database(path).execute(
        "SELECT document, text FROM statements ORDER BY document, place"
    ):
        found.setdefault("/" + document.split("/", 3)[3], []).append(text)
    return found


def test_a_site_is_read(tmp_path: Path) -> None:
    """Each page's sentences are held under its address, at their place, tied to its capture."""
    with crawled_site(tmp_path) as (_, path, _source):
        rows = open_database(path).execute(
            "SELECT s.place, s.url = s.document, c.url = s.document, c.status, s.lang "
            "FROM statements s JOIN captures c ON c.id = s.capture_id WHERE s.text IN (?, ?)",
            CARE,
        )

        assert sorted(rows) == [(1, 1, 1, 200, "en"), (2, 1, 1, 200, "en")]
        assert set(texts(path)) == {"/", "/about", "/news"}


def test_nothing_new_is_nothing_fetched(tmp_path: Path) -> None:
    """A second crawl asks only whether something changed, and is told that nothing did."""
    with crawled_site(tmp_path) as (host, path, source):
        host.forget()
        report = run_crawl(path)[source]

    assert {status for asked, status in host.asked if not asked.endswith("-is-not-a-page")} <= {
        304,
        404,
    }
    assert report["counts"]["pages unchanged"] == 3
    assert "statements new" not in report["counts"]


def test_seen_again_is_noted(tmp_path: Path) -> None:
    """A page that has not changed says it still: the time over which it was seen grows."""
    with crawled_site(tmp_path) as (_, path, _source):
        database = open_database(path, "write")
        database.execute("UPDATE statements SET first_seen = '2020', last_seen = '2020'")
        run_crawl(path)
        rows = database.execute("SELECT DISTINCT first_seen, last_seen > '2026' FROM statements")

        assert rows.fetchall() == [("2020", 1)]


def test_what_a_page_no_longer_says_is_not_seen_again(tmp_path: Path) -> None:
    """A changed page brings its new sentences; those it lost keep the time they were last seen."""
    with crawled_site(tmp_path) as (host, path, source):
        database = open_database(path, "write")
        database.execute("UPDATE statements SET last_seen = '2020'")
        host.forget()
        host.routes["/about"] = page("About us", "We no longer listen to anybody on Sundays.")
        report = run_crawl(path)[source]
        run_crawl(path)

        assert [asked for asked, status in host.asked if status == 200] == ["/about"]
        assert report["counts"]["pages changed"] == 1
        assert report["counts"]["statements new"] == 1
        lost = database.execute(
            "SELECT last_seen FROM statements WHERE text LIKE '%every customer, and%'"
        )
        assert lost.fetchall() == [("2020",)]
        captures = database.execute("SELECT count(*) FROM captures WHERE url LIKE '%/about'")
        assert captures.fetchone() == (2,)


def test_a_page_that_is_gone_is_held_as_gone(tmp_path: Path) -> None:
    """A page that answers 404 is noted once, and asked for a month longer; its sentences stay."""
    with crawled_site(tmp_path) as (host, path, source):
        del host.routes["/news"]
        first, second = (run_crawl(path)[source]["counts"] for _ in range(2))
        longer = "/news" in host.paths()[-4:]
        open_database(path, "write").execute(
            "UPDATE captures SET captured_at = ?",
            [f"{datetime.now(UTC) - timedelta(days=31):%Y-%m-%dT%H:%M:%SZ}"],
        )
        host.forget()
        run_crawl(path)

    assert (first["pages gone"], second.get("pages gone"), longer) == (1, None, True)
    assert "/news" not in host.paths()
    assert "/news" in texts(path)


def absences(path: Path) -> list[tuple[str, str, str, str | None]]:
    """What was absent: the path, and the years it was seen until, absent on and back on."""
    rows = open_database(path).execute(
        "SELECT document, substr(seen_until, 1, 4), substr(absent_on, 1, 4), "
        "substr(back_on, 1, 4) FROM absences JOIN statements ON id = statement_id ORDER BY id"
    )
    return [(f"/{document.split('/', 3)[3]}", *years) for document, *years in rows]


def test_what_vanished_is_absent_and_what_returned_is_back(tmp_path: Path) -> None:
    """Page by page, with the days; never a word of deletion."""
    with crawled_site(tmp_path) as (host, path, _source):
        open_database(path, "write").execute("UPDATE statements SET last_seen = '2020'")
        news = host.routes.pop("/news")
        run_crawl(path)
        gone = absences(path)
        host.routes["/news"] = news
        run_crawl(path)
        back = absences(path)
        run_crawl(path)

    year = f"{datetime.now(UTC):%Y}"
    assert gone == [("/news", "2020", year, None)] * 2
    assert back == [("/news", "2020", year, year)] * 2
    assert absences(path) == back


def test_a_page_that_cannot_be_read_says_nothing_of_what_stands_on_it(tmp_path: Path) -> None:
    """A site that fails or asks for a script makes nothing absent."""
    shell = f"<html><body><div id='root'></div>{'<script>let a=1</script>' * 3}</body></html>"
    with crawled_site(tmp_path) as (host, path, _source):
        kept = dict(host.routes)
        host.routes |= dict.fromkeys(("/about", "/news"), shell)
        run_crawl(path)
        host.routes.clear()
        host.routes["*"] = Answer("out of order", 503)
        run_crawl(path)
        host.routes |= kept
        run_crawl(path)

    assert absences(path) == []


def test_a_page_that_moved_is_held_as_moved(tmp_path: Path) -> None:
    """Its old address is noted once as leading elsewhere, and not asked for again."""
    with crawled_site(tmp_path) as (host, path, source):
        host.routes["/company"] = host.routes.pop("/about")
        host.routes["/about"] = Answer("", 301, {"Location": "/company"})
        host.routes["/"] = page("Home", *CARE, links=("/company", "/news"))
        report = run_crawl(path)[source]
        host.forget()
        run_crawl(path)

    assert report["counts"]["pages moved"] == 1
    assert {page for page, *_ in absences(path)} == {"/about"}
    assert "/about" not in host.paths()
    assert "/company" in texts(path)


def test_the_cap_is_kept(tmp_path: Path) -> None:
    """No more pages are read than the cap says, the most telling first, and the report says so."""
    routes = small_site()
    routes["/"] = page("Home", *CARE, links=(*(f"/p{n}" for n in range(9)), "/our-promise"))
    routes |= {
        f"/p{n}": page(f"Page {chr(97 + n)}", f"This is page {n} of many.") for n in range(9)
    }
    routes["/our-promise"] = page("Promise", "We promise to answer every letter within a day.")
    with serve(routes) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"{host.address}/").close()
        report = run_crawl(path, max_pages=2)[f"website:{host.address}/"]

    assert report["reason"] == "finished, at the cap of 2 pages"
    assert report["counts"]["pages new"] == 2
    assert "/our-promise" in host.paths()


def test_a_calendar_has_an_end(tmp_path: Path) -> None:
    """Pages that differ in numbers alone are read a dozen times at most."""
    days = tuple(f"/day/{number}" for number in range(100))
    routes: dict[str, Route] = {
        day: page(f"Day {day[5:]}", f"This is what we did on day {day[5:]}.", links=days)
        for day in days
    }
    routes["/"] = page("Home", *CARE, links=("/day/0",))
    with serve(routes) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"{host.address}/").close()
        run_crawl(path)

    assert sum(asked.startswith("/day/") for asked in host.paths()) == 12


def test_what_the_home_page_lists_is_read(tmp_path: Path) -> None:
    """Pages that the home page itself lists are read, however alike their addresses are."""
    days = tuple(f"/day/{number}" for number in range(40))
    routes: dict[str, Route] = {
        day: page(f"Day {day[5:]}", f"This is what we did on day {day[5:]}.") for day in days
    }
    routes["/"] = page("Home", *CARE, links=days)
    with serve(routes) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"{host.address}/").close()
        run_crawl(path)

    assert {asked for asked in host.paths() if asked.startswith("/day/")} == set(days)


def test_a_dry_run_asks_nothing(tmp_path: Path) -> None:
    """A dry run says where each source would begin, and touches neither network nor database."""
    with serve(small_site()) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"{host.address}/").close()
        report = run_crawl(path, dry_run=True)[f"website:{host.address}/"]

    assert report["reason"] == f"would ask {host.address}/"
    assert host.asked == []
    assert open_database(path).table("crawls").count == 0


def test_nothing_declared_is_said(tmp_path: Path) -> None:
    """A database without a source to crawl says how to declare one."""
    open_database(tmp_path / "audit.db", "create").close()

    assert "audit add" in run_crawl(tmp_path / "audit.db")["message"]


def test_one_crawl_at_a_time(tmp_path: Path) -> None:
    """While one run holds the lock, a second is told so at once."""
    path = tmp_path / "audit.db"

    with hold(path), pytest.raises(Locked, match="another run"), hold(path):
        pass


def test_what_is_due(tmp_path: Path) -> None:
    """A source is due when its span has passed since a crawl that ended well."""
    with crawled_site(tmp_path) as (host, path, source):
        database = open_database(path, "write")
        database.execute("UPDATE sources SET every = '2h'")
        now = datetime.now(UTC)
        host.forget()

        assert not_due(database, now + timedelta(hours=1)) == {1}
        assert not_due(database, now + timedelta(hours=3)) == set()
        assert run_crawl(path, due=True) == {}
        assert host.asked == []
        state = source_states(database, now + timedelta(days=3))[0]
        assert state.source == source
        assert state.alarms == (f"not read since {now:%Y-%m-%d}",)


@pytest.mark.parametrize(("text", "hours"), [("90m", 1.5), ("24h", 24), ("7d", 168), (None, 168)])
def test_spans(text: str | None, hours: float) -> None:
    """A span is a number and one of m, h, d, w; a week where none is given."""
    assert span(text) == timedelta(hours=hours)


def declare(database: Database, street: RunningStreet, slug: str) -> None:
    """A brand of the street with its site and its account."""
    target = f"@{street.street.brands[slug].handle}@{street.network.partition('//')[2]}"
    with database.atomic():
        brand = add_brand(database, street.street.brands[slug].name, [slug])
        source_id(database, brand, "talk", "marketing", "website", f"{street.site(slug)}/", False)
        source_id(database, brand, "talk", "marketing", "mastodon", target, complete=False)
        source_id(database, brand, "walk", "short-post", "mastodon", target, complete=False)


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is held and how the first crawl of each source went, times and numbers aside."""
    database = open_database(path)
    queries = {
        "statements": "SELECT s.source_id, s.document, s.place, s.lang, s.text, s.url, "
        "c.content_hash FROM statements s LEFT JOIN captures c ON c.id = s.capture_id",
        "messages": "SELECT source_id, item_id, thread_id, parent_id, turn_id, role, author_kind, "
        "author, lang, text, content_hash, created_at, url FROM messages",
        "captures": "SELECT source_id, url, status, content_hash, etag FROM captures",
        "sources": "SELECT id, complete, json_remove(resume, '$.memory.robots') FROM sources",
        "crawls": "SELECT source_id, target, reason, counts FROM crawls "
        "WHERE id IN (SELECT min(id) FROM crawls GROUP BY source_id)",
    }
    return {
        name: sorted(database.execute(query).fetchall(), key=repr)
        for name, query in queries.items()
    }


def test_an_interrupt_ends_a_crawl_in_good_order(tmp_path: Path) -> None:
    """Interrupted, a crawl ends at once and says nothing of its own; the next goes on."""
    routes = small_site()

    def slow(_path: str, _headers: Any) -> Answer:
        time.sleep(2)
        return Answer(page("About", CARE[0]))

    routes["/about"] = slow
    with serve(routes) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"{host.address}/").close()
        process = start_crawl(path)
        while "/sitemap.xml" not in host.paths():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        report = run_crawl(path)[f"website:{host.address}/"]

    assert err.splitlines()[-1] == "KeyboardInterrupt"
    assert report["reason"] == "finished"
    assert report["counts"]["pages new"] == 3
    assert open_database(path).table("crawls").count == 1


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A database that cannot be written ends the crawl with an error, not with a report."""
    with serve(small_site()) as host:
        path = tmp_path / "audit.db"
        database = new_database(path, f"{host.address}/")
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON captures "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        database.close()
        process = start_crawl(path)
        _, err = process.communicate(timeout=60)

    assert process.returncode != 0
    assert "disk is full" in err


@pytest.mark.slow
def test_killed_twenty_times_it_ends_the_same(tmp_path: Path) -> None:
    """A crawl killed at twenty random moments ends in the database of one left alone."""
    chance = random.Random(7)
    with serve_street() as street:
        for name in ("left alone", "killed"):
            database = open_database(tmp_path / f"{name}.db", "create")
            declare(database, street, "pip-and-marrow")
            declare(database, street, "gridline")
            database.close()
        run_crawl(tmp_path / "left alone.db")
        kills = 0
        while kills < 20:
            goal = len(street.asked) + chance.randint(1, 8)
            process = start_crawl(tmp_path / "killed.db")
            while len(street.asked) < goal and process.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.05)
            process.kill()
            process.communicate()
            kills += 1
        ended = open_database(tmp_path / "killed.db").execute(
            "SELECT count(*) FROM crawls WHERE ended_at IS NOT NULL"
        )
        assert ended.fetchone()[0] < 4, "killed too late to tell anything"
        run_crawl(tmp_path / "killed.db")

        assert content(tmp_path / "killed.db") == content(tmp_path / "left alone.db")
        check = open_database(tmp_path / "killed.db").execute("PRAGMA integrity_check")
        assert check.fetchone() == ("ok",)


@pytest.mark.slow
def test_the_street_again_and_after_a_change(tmp_path: Path) -> None:
    """Crawled again nothing is fetched; after a change of one page and one reply, just those."""
    path = tmp_path / "audit.db"
    with serve_street() as street:
        database = open_database(path, "create")
        declare(database, street, "acme")
        run_crawl(path)
        before = content(path)
        street.forget()
        again = run_crawl(path)
        fetched = [one for one in street.sent if "since_id=" not in one.target]
        unchanged = content(path)
        street.forget()
        street.change_page("acme", "/our-promise", 0, 0, "We promise to answer by pigeon post.")
        talk = next(talk for talk in street.street.brands["acme"].conversations if talk.turns)
        street.edit_reply("acme", talk.id, "We were wrong about your kettle, and we are sorry.")
        street.forget()
        changed = run_crawl(path)
        sent = [one for one in street.sent if "since_id=" not in one.target]

    assert fetched == []
    assert all(not report["counts"].get("statements new") for report in again.values())
    for table in ("statements", "messages", "captures"):
        assert unchanged[table] == before[table]
    assert {one.path for one in sent if one.host == "acme"} - {
        "/sitemap.xml",
        "/sitemap-pages.xml",
    } == {"/our-promise"}
    assert len([one for one in sent if one.host == "network"]) == 1
    counts = [json.dumps(report["counts"]) for report in changed.values()]
    assert '"replies changed": 1' in "".join(counts)
    assert '"pages changed": 1' in "".join(counts)
    words = database.execute("SELECT count(*) FROM messages WHERE text LIKE '%wrong about your%'")
    assert words.fetchone() == (1,)

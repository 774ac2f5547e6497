"""The robustness matrix, manners: what is asked of a host, how often, and when no more."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from email.utils import format_datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from local_host import CARE, Answer, Route, new_database, page, run_crawl, serve
from matrix import Crawled, crawl_all, crawl_one
from name_server import serve_names

from crawler.engine.pace import Pace
from db import open_database

TEXT = "text/plain"
SITE: dict[str, Route] = {
    "/": page("Home", *CARE, links=("/about", "/values", "/private/plans")),
    "/about": page("About", "We listen to the people who buy our bread and we act on it."),
    "/values": page("Values", "We would rather lose a sale than the trust of one customer."),
    "/private/plans": page("Plans", "Nobody should read that we plan to raise every price."),
}
PADDING = "# so it goes\n" * (520 * 1024 // 13)
WALL = "<title>Just a moment...</title><script>cf-chl</script>"


def robots(text: str, **more: Any) -> dict[str, Route]:
    """The small site with such a robots.txt."""
    return {**SITE, "/robots.txt": Answer(text, kind=TEXT, **more)}


def answers(*first: Answer, then: Answer) -> Route:
    """A route that gives some answers one after the other, and then the same for ever."""
    left = list(first)
    return lambda _path, _headers: left.pop(0) if left else then


def later(seconds: int) -> str:
    """A moment as HTTP writes it."""
    return format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds), usegmt=True)


def by_date(_path: str, _headers: Mapping[str, str], asked: list[int] = []) -> Answer:  # noqa: B006
    """Busy once, until a moment two seconds ahead."""
    asked.append(1)
    late = Answer("", 503, {"Retry-After": later(2)})
    return late if len(asked) == 1 else Answer(page("About", "We listen, and we write it down."))


ABOUT = Answer(page("About", "We listen to the people who buy our bread and we act on it."))
FAILING = {f"/part-{name}": Answer("", 500) for name in "abcdefghij"}
CASES: dict[str, dict[str, Route]] = {
    "forbids": robots("User-agent: *\nDisallow: /private/\n"),
    "forbids all": robots("User-agent: *\nDisallow: /\n"),
    "fails": {**SITE, "/robots.txt": Answer("", 503)},
    "hangs up": {**SITE, "/robots.txt": Answer(None)},
    "not there": SITE,
    "closed 401": {**SITE, "/robots.txt": Answer("", 401)},
    "closed 403": {**SITE, "/robots.txt": Answer("User-agent: *\nDisallow:\n", 403)},
    "web page": {**SITE, "/robots.txt": Answer("<!doctype html><p>Welcome</p>")},
    "large": robots(f"User-agent: *\nDisallow: /about\n{PADDING}Disallow: /values\n"),
    "delay": robots("User-agent: *\nCrawl-delay: 30\n"),
    "delay without measure": robots("User-agent: *\nCrawl-delay: 90000\n"),
    "busy": {**SITE, "/about": answers(Answer("", 429, {"Retry-After": "2"}), then=ABOUT)},
    "busy until": {**SITE, "/about": by_date},
    "busy too long": {**SITE, "/about": Answer("", 429, {"Retry-After": "86400"})},
    "broken page": {**SITE, "/about": Answer("", 500)},
    "failing host": {"/": page("Home", *CARE, links=tuple(FAILING)), **FAILING},
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    """Each case after one crawl of all."""
    return crawl_all(tmp_path_factory.mktemp("manners"), CASES)


@pytest.mark.row("robots.txt forbids")
def test_what_robots_forbids_is_not_asked_for(crawled: dict[str, Crawled]) -> None:
    """Never asked for; the page stands in `unread` as closed by robots.txt, and is counted."""
    found = crawled["forbids"]

    assert "/private/plans" not in found.host.paths()
    assert found.unread["/private/plans"] == "closed by robots.txt"
    assert found.counts["closed by robots.txt"] == 1
    assert found.reason == "finished"


@pytest.mark.row("robots.txt forbids")
def test_a_forbidden_site_is_left(crawled: dict[str, Crawled]) -> None:
    """Where all is forbidden nothing but robots.txt is asked for; the crawl says why it ended."""
    found = crawled["forbids all"]

    assert set(found.host.paths()) == {"/robots.txt"}
    assert found.reason == "robots.txt forbids it"
    assert found.captures == {}


@pytest.mark.row("robots.txt fails")
@pytest.mark.parametrize(
    ("case", "said"), [("fails", "robots.txt answered 503"), ("hangs up", "is down")]
)
def test_no_rules_no_entry(crawled: dict[str, Crawled], case: str, said: str) -> None:
    """After a server error or no answer, three retries included, the whole host is left alone."""
    found = crawled[case]

    assert found.host.paths() == ["/robots.txt"] * 4
    assert said in found.reason
    assert found.captures == {}


@pytest.mark.row("robots.txt fails")
def test_no_answer_in_time(tmp_path: Path) -> None:
    """A robots.txt that does not come in time keeps us out."""

    def slow(_path: str, _headers: Mapping[str, str]) -> Answer:
        time.sleep(2.5)
        return Answer("", kind=TEXT)

    found = crawl_one(
        tmp_path, {**SITE, "/robots.txt": slow}, settings={"DOWNLOAD_TIMEOUT": 1, "RETRY_TIMES": 1}
    )

    assert found.host.paths() == ["/robots.txt"] * 2
    assert "no answer in time" in found.reason


@pytest.mark.row("robots.txt fails")
def test_no_file_no_rules(crawled: dict[str, Crawled]) -> None:
    """A robots.txt that is not there forbids nothing (RFC 9309, 2.3.1.3)."""
    assert set(SITE) <= set(crawled["not there"].host.paths())


@pytest.mark.row("robots.txt is closed")
@pytest.mark.parametrize("status", ["401", "403"])
def test_closed_rules_close_the_host(crawled: dict[str, Crawled], status: str) -> None:
    """401 and 403 mean stay out, stricter than the RFC, whatever rules the body holds."""
    found = crawled[f"closed {status}"]

    assert found.host.paths() == ["/robots.txt"]
    assert found.reason == f"robots.txt answered {status}, so nothing is read"


@pytest.mark.row("robots.txt is a web page")
def test_a_web_page_is_no_rule(crawled: dict[str, Crawled]) -> None:
    """A web page in its place forbids nothing; that it was one is counted."""
    found = crawled["web page"]

    assert set(SITE) <= set(found.host.paths())
    assert found.counts["robots.txt is a web page"] == 1


@pytest.mark.row("robots.txt is large")
def test_half_a_megabyte_of_rules(crawled: dict[str, Crawled]) -> None:
    """The first 500 KiB of rules count, what stands behind them does not (RFC 9309, 2.5)."""
    found = crawled["large"]

    assert "/about" not in found.host.paths()
    assert "/values" in found.host.paths()


@pytest.mark.row("robots.txt is kept a day")
def test_rules_are_kept_a_day(tmp_path: Path) -> None:
    """Within 24 hours the next crawl does not ask for it; after them it asks if it changed."""
    path = tmp_path / "audit.db"
    with serve(robots("User-agent: *\nDisallow: /private/\n")) as host:
        new_database(path, f"{host.address}/").close()
        run_crawl(path)
        run_crawl(path)
        within = host.paths().count("/robots.txt")
        database = open_database(path, "write")
        database.execute(
            "UPDATE sources SET resume = json_set(resume, ?, 1)",
            [f'$.memory.robots."{host.address}".at'],
        )
        database.close()
        run_crawl(path)

        assert within == 1
        assert [status for asked, status in host.asked if asked == "/robots.txt"] == [200, 304]


@pytest.mark.row("Crawl-delay")
def test_crawl_delay_is_kept(crawled: dict[str, Crawled]) -> None:
    """Requests come as far apart as asked; on loopback a hundredth of it shows that it works."""
    gaps = crawled["delay"].host.gaps()

    assert len(gaps) >= 5
    assert fmean(gaps) >= 0.29


@pytest.mark.row("Crawl-delay")
def test_crawl_delay_has_a_cap(crawled: dict[str, Crawled]) -> None:
    """A delay of a day is kept as a minute (.6 s on loopback)."""
    found = crawled["delay without measure"]

    assert 0.59 <= fmean(found.host.gaps()) < 5
    assert found.reason == "finished"


@pytest.mark.row("429 and Retry-After")
@pytest.mark.parametrize(("case", "seconds"), [("busy", 2.0), ("busy until", 1.0)])
def test_the_wait_asked_for_is_kept(crawled: dict[str, Crawled], case: str, seconds: float) -> None:
    """Seconds or a date: the host is not asked before, then the page is read."""
    found = crawled[case]
    asked = found.host.paths().index("/about")

    assert found.host.gaps()[asked] >= seconds * 0.95
    assert found.captures["/about"] == 200


@pytest.mark.row("429 and Retry-After")
def test_too_long_a_wait_ends_the_crawl(crawled: dict[str, Crawled]) -> None:
    """Asked to wait for more than five minutes, nothing more is asked of the host in this run."""
    found = crawled["busy too long"]

    assert found.host.paths()[-1] == "/about"
    assert found.host.paths().count("/about") == 1
    assert found.reason.startswith("asked to wait 86400 s (status 429); try later")
    assert found.unread["/about"] == "asked to wait"


@pytest.mark.row("5xx")
def test_failures_are_retried_ever_later(crawled: dict[str, Crawled]) -> None:
    """Three retries, each after twice the pause and a random share more; then it is left."""
    found = crawled["broken page"]
    gaps = found.host.gaps("/about")

    assert [gap >= share for gap, share in zip(gaps, (0.01, 0.02, 0.04), strict=True)] == [True] * 3
    assert found.unread["/about"] == "requests failed"
    assert found.counts["requests failed"] == 1
    assert found.captures["/values"] == 200
    assert found.reason == "finished"


@pytest.mark.row("a host that keeps failing")
def test_a_failing_host_is_left_alone(crawled: dict[str, Crawled]) -> None:
    """After five pages given up in a row the host gets no more requests; the crawl ends so."""
    found = crawled["failing host"]
    failed = [path for path in found.host.paths() if path in FAILING]

    assert len(failed) == 5 * 4
    assert len(set(failed)) == 5
    assert "failed 5 times in a row and is left alone" in found.reason
    assert found.counts["requests failed"] == 5


@pytest.mark.row("a host that keeps failing")
def test_an_answer_closes_the_circuit() -> None:
    """One good answer between failures, and counting begins anew."""
    pace = Pace()
    for failing in (True, True, False, True, True):
        if failing:
            pace.failed("https://a.example", 3)
        else:
            pace.answered("https://a.example")

    assert pace.closed == {}


@pytest.mark.row("slow hosts")
def test_slow_hosts_are_asked_more_slowly(tmp_path: Path) -> None:
    """After an answer that took 1.2 s the next request waits, though the host is quick again."""
    took: list[float] = []

    def slow_at_first(path: str, _headers: Mapping[str, str]) -> Answer:
        if path == "/":
            time.sleep(1.2)
        took.append(time.monotonic())
        found = SITE.get(path, Answer("", 404))
        return Answer(found) if isinstance(found, str) else found  # type: ignore[return-value]

    with serve({"*": slow_at_first}) as host, serve_names({"acme.test": ["127.0.0.1"]}) as names:
        port = host.address.rpartition(":")[2]
        path = tmp_path / "audit.db"
        new_database(path, f"http://acme.test:{port}/").close()
        settings = {"PORTS": [int(port)], "DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_START_DELAY": 0.01}
        run_crawl(path, contact="audit@example.org", names=names.port, settings=settings)

        # From the start of the slow request two pauses of at least half its time are taken.
        home = host.paths().index("/")
        assert host.requests[home + 2].at - took[home] >= 0.5
        assert {"/about", "/values"} <= set(host.paths())


@pytest.mark.row("budgets")
def test_a_budget_of_pages(tmp_path: Path) -> None:
    """No more pages are read than the cap; the crawl says that there were more."""
    found = crawl_one(tmp_path, SITE, max_pages=2)

    assert len(found.captures) == 2
    assert found.reason == "finished, at the cap of 2 pages"


@pytest.mark.row("budgets")
def test_a_budget_of_requests(tmp_path: Path) -> None:
    """Redirects, retries and dead links count too: the run ends at so many requests in all."""
    links = tuple(f"/dead/{name}" for name in "abcdefghijklmnopqrstuvwxyz" * 3)
    dead = [f"{link}{number}" for number, link in enumerate(links)]
    site: dict[str, Route] = {"/": page("Home", *CARE, links=tuple(dead))}
    found = crawl_one(tmp_path, site, settings={"REQUESTS_A_PAGE": 0})

    assert len(found.host.asked) == 50
    assert found.reason == "finished, at the budget of 50 requests"


@pytest.mark.row("budgets")
def test_a_budget_of_time(tmp_path: Path) -> None:
    """A run that takes longer than it may ends, and does not call itself finished."""

    def slow(path: str, _headers: Mapping[str, str]) -> Answer:
        time.sleep(0.6)
        return Answer(page("More", *CARE, links=(f"{path}a", f"{path}b")))

    found = crawl_one(tmp_path, {"*": slow}, settings={"MOST_SECONDS": 1.8, "RETRY_TIMES": 0})

    assert len(found.host.asked) <= 4
    assert found.reason.startswith("not finished in")


@pytest.mark.row("budgets")
@pytest.mark.parametrize("case", sorted(CASES))
def test_every_request_is_counted(crawled: dict[str, Crawled], case: str) -> None:
    """The crawl counts all that the server was sent: robots.txt, redirects, retries."""
    assert crawled[case].counts["requests"] == len(crawled[case].host.asked)

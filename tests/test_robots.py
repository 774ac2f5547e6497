"""robots.txt as RFC 9309 has it, against servers of our own; all cases in one crawl."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from local_host import CARE, Answer, Host, Route, new_database, page, run_crawl, serve

TEXT = "text/plain"
SITE: dict[str, Route] = {
    "/": page("Home", *CARE, links=("/about", "/private/plans")),
    "/about": page("About", "We listen to the people who buy our bread and we act on it."),
    "/private/plans": page("Plans", "Nobody should read that we plan to raise every price."),
}
CASES: dict[str, Route] = {
    "none": Answer("not found", 404),
    "gone": Answer("gone", 410),
    "empty": Answer("", 200, kind=TEXT),
    "some": Answer("User-agent: *\nDisallow: /private/\n", kind=TEXT),
    "named": Answer(
        "User-agent: *\nDisallow:\n\nUser-agent: walk-the-talk-audit\nDisallow: /about\n", kind=TEXT
    ),
    "longest": Answer("User-agent: *\nDisallow: /\nAllow: /about\nAllow: /$\n", kind=TEXT),
    "all": Answer("User-agent: *\nDisallow: /\n", kind=TEXT),
    "unauthorised": Answer("", 401),
    "forbidden": Answer("", 403),
    "error": Answer("", 503),
    "broken": Answer("", 500),
    "html": Answer("<html><body>Welcome</body></html>"),
    "moved": Answer("", 301, {"Location": "/robots2.txt"}),
    "loop": Answer("", 301, {"Location": "/robots.txt"}),
}


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, tuple[Host, dict[str, Any]]]]:
    """Each case's server and report after one crawl of all."""
    with contextlib.ExitStack() as stack:
        hosts = {
            name: stack.enter_context(
                serve(
                    {
                        **SITE,
                        "/robots.txt": robots,
                        "/robots2.txt": Answer("User-agent: *\nDisallow: /about\n", kind=TEXT),
                    }
                )
            )
            for name, robots in CASES.items()
        }
        path = tmp_path_factory.mktemp("robots") / "audit.db"
        new_database(path, *(f"{host.address}/" for host in hosts.values())).close()
        reports = run_crawl(path)
        yield {name: (host, reports[f"website:{host.address}/"]) for name, host in hosts.items()}


@pytest.mark.parametrize(
    ("case", "about", "private"),
    [
        ("none", True, True),
        ("gone", True, True),
        ("empty", True, True),
        ("html", True, True),
        ("some", True, False),
        ("named", False, True),
        ("longest", True, False),
        ("moved", False, True),
    ],
)
def test_rules_are_kept(
    crawled: dict[str, tuple[Host, dict[str, Any]]], case: str, about: bool, private: bool
) -> None:
    """What robots.txt forbids is never asked for, what it allows is; a missing file allows all."""
    host, report = crawled[case]

    assert ("/about" in host.paths(), "/private/plans" in host.paths()) == (about, private)
    assert report["reason"] == "finished"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("all", "robots.txt forbids it"),
        ("unauthorised", "robots.txt answered 401"),
        ("forbidden", "robots.txt answered 403"),
        ("error", "robots.txt answered 503"),
        ("broken", "robots.txt answered 500"),
        ("loop", "robots.txt"),
    ],
)
def test_closed_hosts_are_left_alone(
    crawled: dict[str, tuple[Host, dict[str, Any]]], case: str, said: str
) -> None:
    """A host that closes itself, or whose rules cannot be had, is asked for nothing else."""
    host, report = crawled[case]

    assert set(host.paths()) == {"/robots.txt"}
    assert said in report["reason"]


def test_robots_is_asked_once(crawled: dict[str, tuple[Host, dict[str, Any]]]) -> None:
    """robots.txt is asked for once for all pages of a site."""
    host, _ = crawled["some"]

    assert host.paths().count("/robots.txt") == 1


def test_we_say_who_we_are(crawled: dict[str, tuple[Host, dict[str, Any]]]) -> None:
    """Every request names this program, and no other."""
    agents = {agent.partition("/")[0] for host, _ in crawled.values() for agent in host.agents}

    assert agents == {"walk-the-talk-audit"}

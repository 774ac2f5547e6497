"""The wayback spider on an archive of our own: which captures it reads, and how it dates them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from crawled import crawl_source, expected, held
from local_host import Answer, Host, Route, new_database, page, serve
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.extract.captures import Listed, Stretch, read_rows, stretches
from crawler.middlewares.mementos import MementosMiddleware
from crawler.spiders import parse_source
from db import open_database
from db.errors import BadInput

SITE = "http://acme.example"
COLUMNS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
OLD = (
    "We have answered every letter since 1931, and we mean to go on with it.",
    "Whoever waits for us for longer than a day hears why, and gets a name to ask for.",
    "People who buy from us are neighbours, and we treat them so.",
)
NEW = (
    "Our chat answers day and night.",
    *OLD[2:],
    "Ask it whatever you like, at any hour you like.",
)


def capture(path: str, timestamp: str, digest: str, status: str = "200") -> list[str]:
    """A row of the archive's list."""
    kind = "warc/revisit" if status == "-" else "text/html"
    return [f"example,acme){path}", timestamp, f"{SITE}{path}", kind, status, digest, "100"]


ROWS = [
    capture("/", "20190105100000", "A"),
    capture("/", "20190906100000", "A", "-"),
    capture("/about", "20190301100000", "B"),
    capture("/about", "20200301100000", "C"),
    capture("/about", "20210301100000", "E"),
    capture("/about", "20220301100000", "F"),
    capture("/basket", "20190301100000", "D"),
]


def listing(rows: list[list[str]], size: int = 5) -> Route:
    """A CDX server over these rows: exact or by host, collapsed, from a day on, in pages."""

    def answer(path: str, _headers: Mapping[str, str]) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        bare = query["url"].removeprefix("acme.example")
        found = [row for row in rows if row[1] >= query.get("from", "")]
        if query["matchType"] == "exact":
            found = [row for row in found if row[2] == f"{SITE}{bare}"]
        if query.get("collapse") == "urlkey":
            found = list({row[0]: row for row in reversed(found)}.values())[::-1]
        start = int(query.get("resumeKey", 0))
        body = [COLUMNS, *found[start : start + size]]
        if start + size < len(found):
            body += [[], [str(start + size)]]
        return Answer(json.dumps(body if found else []), kind="application/json")

    return answer


class Archive(dict[str, Route]):
    """An archive: its list refuses once; what it captured of errors it gives back as such."""

    def __init__(self) -> None:
        old, new = page("About us", *OLD), page("About us", *NEW)
        self.rows = [*ROWS]
        self.refused = False
        taken = {"Memento-Datetime": "Fri, 01 Mar 2019 10:00:00 GMT"}
        shot = f"{SITE}/about"
        super().__init__({
            f"/web/20190105100000id_/{SITE}/": Answer(page("Home", *OLD), headers=taken),
            f"/web/20190301100000id_/{shot}": Answer(old, headers=taken),
            f"/web/20200301100000id_/{shot}": Answer("busy", 503, {**taken, "Retry-After": "9999"}),
            f"/web/20210301100000id_/{shot}": Answer("", 302, {**taken, "Location": "/elsewhere"}),
            f"/web/20220301100000id_/{shot}": Answer("", 302, {
                "Location": f"/web/20220302100000id_/{shot}"}),
            f"/web/20220302100000id_/{shot}": Answer(new, headers=taken),
        })  # fmt: skip

    def get(self, path: str, default: Route | None = None) -> Route | None:  # type: ignore[override]
        """What stands at a path; the list whatever it is asked."""
        if not path.startswith("/cdx/"):
            return super().get(path, default)
        if not self.refused:
            self.refused = True
            return Answer("Too many requests", 429)
        return listing(self.rows)


def begin(folder: Path, host: Host, at: str = "/") -> tuple[Path, str]:
    """A database with the site in that archive as a source."""
    path = folder / "audit.db"
    target = f"{SITE}{at}#archive={host.address}"
    new_database(path, target, spider="wayback").close()
    return path, f"wayback:{target}"


def kinds(asked: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """What was asked for, lists without their questions."""
    return [(place.partition("?")[0], status) for place, status in asked]


def test_a_full_crawl_and_one_for_what_is_new(tmp_path: Path) -> None:
    """First each page's captures that differ; then the list since then, and what is new in it."""
    archive = Archive()
    with serve(archive) as host:
        path, source = begin(tmp_path, host)
        report, asked = crawl_source(path, host, source)
        assert report["reason"] == "finished", report
        lists = [one for one in kinds(asked) if one[0].startswith("/cdx/")]
        assert lists == [("/cdx/search/cdx", 429), *[("/cdx/search/cdx", 200)] * 3]
        assert report["counts"]["archived errors"] == 2
        assert not any("/elsewhere" in place or "basket" in place for place, _ in asked)
        assert held(path, host.address) == expected("wayback")

        archive.rows += [
            capture("/", "20230601100000", "A"), capture("/about", "20230701100000", "G"),
        ]  # fmt: skip
        archive[f"/web/20230701100000id_/{SITE}/about"] = page("About us", *OLD, NEW[0])
        report, asked = crawl_source(path, host, source)

    assert kinds(asked) == [
        ("/cdx/search/cdx", 200), (f"/web/20230701100000id_/{SITE}/about", 200),
    ]  # fmt: skip
    rows = open_database(path).execute(
        "SELECT DISTINCT document, max(last_seen) FROM statements GROUP BY document"
    )
    assert rows.fetchall() == [
        (f"{SITE}/", "2023-06-01T10:00:00Z"), (f"{SITE}/about", "2023-07-01T10:00:00Z"),
    ]  # fmt: skip


def test_captures_that_say_the_same_are_one(tmp_path: Path) -> None:
    """A revisit or the same digest lengthens a stretch; errors, redirects and pictures are none."""
    rows = [
        Listed("k", f"{year}0101000000", "u", "text/html", status, digest)
        for year, status, digest in (
            ("2018", "301", "X"), ("2019", "200", "A"), ("2020", "-", "A"), ("2021", "503", "Y"),
            ("2022", "200", "A"), ("2023", "200", "B"),
        )
    ]  # fmt: skip

    found = list(stretches(rows, "year"))

    assert found == [Stretch(rows[1], "20220101000000"), Stretch(rows[5], "20230101000000")]


@pytest.mark.parametrize(("each", "read"), [("year", 1), ("month", 2), ("capture", 3)])
def test_how_many_captures_are_read(each: str, read: int) -> None:
    """One capture a year, a month, or every one that says something else."""
    rows = [
        Listed("k", stamp, "u", "text/html", "200", stamp)
        for stamp in ("20190101000000", "20190105000000", "20190301000000")
    ]

    assert len(list(stretches(rows, each))) == read


@pytest.mark.parametrize("text", ["<html>offline</html>", '{"error": 1}', '[["timestamp"], ["x"]]'])
def test_what_is_no_list_is_not_taken_for_an_empty_one(text: str) -> None:
    """A page of HTML, an object or a row without a time is no list of captures."""
    with pytest.raises((ValueError, LookupError)):
        read_rows(text)


def test_a_refusal_without_a_time_means_a_minute() -> None:
    """archive.org refuses without saying for how long; then it is left alone for a minute."""

    class Crawler:
        spider = type("Spider", (), {"mementos": True})

    url = "https://web.archive.org/cdx/search/cdx"
    refused = HtmlResponse(url, status=429)

    MementosMiddleware(Crawler()).process_response(Request(url), refused)  # type: ignore[arg-type]

    assert refused.headers["Retry-After"] == b"60"


@pytest.mark.parametrize("options", ["from=last+year", "each=week", "when=2019"])
def test_dates_that_are_none_are_refused(options: str) -> None:
    """What is asked of an archive is checked when the source is declared."""
    with pytest.raises(BadInput):
        parse_source(f"wayback:acme.example#{options}")

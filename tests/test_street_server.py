"""The street when it is open: sites, network, counts, and changes while it runs."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from datetime import date, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from crawler.demo.server import RunningStreet, serve_street
from crawler.demo.street import Street, load_street
from db.errors import BadSetting, NotFound

LOC = ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
NEXT = re.compile(r'<([^>]+)>; rel="next"')
PREV = re.compile(r'<([^>]+)>; rel="prev"')


class Got(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    body: str

    @property
    def value(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def get(url: str, method: str = "GET", **headers: str) -> Got:
    """Ask for an address; underscores in header names stand for hyphens."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=names)
        answer = connection.getresponse()
        return Got(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def street() -> Street:
    """The bundled street on a Wednesday."""
    return load_street(date(2026, 7, 1))


@pytest.fixture(scope="module")
def shared(street: Street) -> Iterator[RunningStreet]:
    """The street, open for all tests that only look."""
    with serve_street(street) as running:
        yield running


@pytest.fixture
def own(street: Street) -> Iterator[RunningStreet]:
    """The street, open for one test."""
    with serve_street(street) as running:
        yield running


def account(running: RunningStreet, slug: str) -> str:
    """The API's address of a brand's account."""
    handle = running.street.brands[slug].handle
    found = get(f"{running.network}/api/v1/accounts/lookup?acct={handle}").value
    return f"{running.network}/api/v1/accounts/{found['id']}"


def pages(url: str) -> list[dict[str, Any]]:
    """All statuses at an address, followed by its links to the next page."""
    found: list[dict[str, Any]] = []
    while url:
        answer = get(url)
        found += answer.value
        link = NEXT.search(answer.headers.get("Link", ""))
        url = link[1] if link else ""
    return found


def test_a_sitemap_leads_to_every_page(shared: RunningStreet) -> None:
    """robots.txt names the sitemap, its index the maps, and those every page of every brand."""
    for slug, brand in shared.street.brands.items():
        base, robots = shared.site(slug), RobotFileParser()
        robots.parse(get(base + "/robots.txt").body.splitlines())
        (index,) = robots.site_maps() or []
        maps = [found.text or "" for found in ET.fromstring(get(index).body).iterfind(LOC)]
        listed = [loc.text for m in maps for loc in ET.fromstring(get(m).body).iterfind(LOC)]

        assert sorted(map(str, listed)) == sorted(base + page.path for page in brand.pages)
        assert not robots.can_fetch("anybody", base + "/basket")
        assert robots.can_fetch("anybody", base + "/")


def test_every_page_says_what_is_written(shared: RunningStreet) -> None:
    """Every page has its texts, a cookie bar, navigation, a footer and both validators."""
    from html import unescape

    for slug, brand in shared.street.brands.items():
        for page in brand.pages:
            answer = get(shared.site(slug) + page.path)
            shown = unescape(answer.body)

            assert answer.status == 200
            if page.kind != "news":
                assert all(section.heading in shown for section in page.sections)
            assert all(text in shown for section in page.sections for text in section.text)
            for mark in ('id="cookie-bar"', "<nav", "<footer", 'rel="me"', "application/rss+xml"):
                assert mark in answer.body
            assert answer.headers["ETag"]
            assert parsedate_to_datetime(answer.headers["Last-Modified"]) >= page.modified


def test_a_landing_page_is_built_of_sections(shared: RunningStreet) -> None:
    """A landing page has sections with headings, buttons and cards, and no article."""
    for slug in shared.street.brands:
        body = get(shared.site(slug) + "/").body

        assert "<article" not in body
        assert body.count("<section") >= 3
        assert 'class="btn' in body
        assert 'class="card' in body


def test_a_site_points_to_its_account_and_back(shared: RunningStreet) -> None:
    """The Organization's sameAs is the brand's account, whose fields hold the site."""
    for slug, brand in shared.street.brands.items():
        body = get(shared.site(slug) + "/").body
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
        about = json.loads(block[1]) if block else {}

        assert (about["@type"], about["name"]) == ("Organization", brand.name)
        assert about["sameAs"] == [shared.account(slug)]
        shown = get(account(shared, slug)).value
        assert shown["url"] == shared.account(slug)
        assert shared.site(slug) in shown["fields"][0]["value"]
        assert get(shared.account(slug)).status == 200


def test_news_has_a_feed_and_dates(shared: RunningStreet) -> None:
    """The feed holds the posts, newest first, each with a date."""
    for slug, brand in shared.street.brands.items():
        feed = ET.fromstring(get(shared.site(slug) + "/news/feed.xml").body)
        items = [(item.findtext("title"), item.findtext("pubDate")) for item in feed.iter("item")]

        assert [title for title, _ in items] == [post.title for post in brand.posts]
        assert [parsedate_to_datetime(str(d)).date() for _, d in items] == [
            post.day for post in brand.posts
        ]


def test_validators_bring_304(shared: RunningStreet) -> None:
    """With either validator a page, a sitemap or the API answers 304 without a body."""
    site, api = shared.site("acme"), account(shared, "acme")
    for url in (site + "/", site + "/news", site + "/sitemap.xml", api + "/statuses", api):
        first = get(url)

        again = get(url, If_None_Match=f'"old", {first.headers["ETag"]}')

        assert (again.status, again.body) == (304, "")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert get(url, If_None_Match='"old"').status == 200
        if since := first.headers["Last-Modified"]:
            assert get(url, If_Modified_Since=since).status == 304
            assert get(url, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT").status == 200
            assert get(url, If_Modified_Since="never").status == 200
            assert get(url, If_None_Match='"old"', If_Modified_Since=since).status == 200


def test_traps_are_laid(shared: RunningStreet) -> None:
    """A calendar links on and on, and what is not there is answered with 200."""
    site = shared.site("acme")
    month = get(site + "/events").headers["Location"]
    seen = set()
    for _ in range(30):
        seen.add(month)
        link = re.search(r'rel="next" href="([^"]+)"', get(site + month).body)
        month = link[1] if link else ""

    assert len(seen) == 30
    lost = [get(site + path) for path in ("/offers", "/k3jx0")]
    assert [(answer.status, "can't find that page" in answer.body) for answer in lost] == [
        (200, True)
    ] * 2
    assert get(site + "/favicon.ico").status == 404
    assert get(site + "/about/").headers["Location"] == "/about"


def test_head_brings_the_head(shared: RunningStreet) -> None:
    """HEAD has the headers of GET and no body."""
    url = shared.site("acme") + "/"

    assert get(url, "HEAD").body == ""
    assert get(url, "HEAD").headers["ETag"] == get(url).headers["ETag"]


def test_a_status_has_mastodons_fields(shared: RunningStreet) -> None:
    """Statuses have the fields and types that Mastodon documents."""
    found = get(account(shared, "solace") + "/statuses?limit=40&exclude_reblogs=true").value

    assert len(found) == 40
    for status in found:
        assert re.fullmatch(r"\d{15,20}", status["id"])
        assert datetime.fromisoformat(status["created_at"]).utcoffset() is not None
        assert status["edited_at"] is None
        assert status["content"].startswith("<p>")
        assert (status["visibility"], status["language"]) == ("public", "en")
        assert status["spoiler_text"] == ""
        assert status["reblog"] is None
        assert status["url"] == f"{shared.account('solace')}/{status['id']}"
        assert get(status["url"]).status == 200
        assert isinstance(status["replies_count"], int)
        assert {"id", "acct", "display_name", "bot"} <= status["account"].keys()
        assert (status["account"]["acct"], status["account"]["bot"]) == ("solace", False)


def test_mentions_are_spans(shared: RunningStreet) -> None:
    """A handle that the network knows is a link within a span, and listed among the mentions."""
    found = pages(account(shared, "acme") + "/statuses?limit=40")
    reply = next(status for status in found if status["in_reply_to_id"])
    who = reply["mentions"][0]

    assert (
        f'<a href="{who["url"]}" class="u-url mention">@<span>{who["acct"]}</span></a>'
        in (reply["content"])
    )
    assert "<a" not in re.sub(r"<a [^<>]*>", "", reply["content"])


@pytest.mark.parametrize("limit", [7, 999])
def test_paging_reaches_every_status_once(shared: RunningStreet, limit: int) -> None:
    """Following the links, a brand's statuses all come, once, newest first, ids as times."""
    for slug, brand in shared.street.brands.items():
        parts = sum(len(turn.parts) for talk in brand.conversations for turn in talk.turns)

        found = pages(account(shared, slug) + f"/statuses?limit={limit}")

        ids = [int(status["id"]) for status in found]
        times = [status["created_at"] for status in found]
        assert len(ids) == parts + len(brand.posts)
        assert ids == sorted(set(ids), reverse=True)
        assert times == sorted(times, reverse=True)


def test_the_public_timeline_has_what_answers_nobody_else(shared: RunningStreet) -> None:
    """The public timeline pages through every message that begins a thread, and each once."""
    brands = shared.street.brands.values()

    found = pages(shared.network + "/api/v1/timelines/public?local=true&limit=40")

    ids = [status["id"] for status in found]
    begun = sum(len(brand.conversations) + len(brand.posts) for brand in brands)
    assert len(ids) == len(set(ids))
    assert sum(status["in_reply_to_id"] is None for status in found) == begun
    assert get(shared.network + "/api/v1/timelines/public?remote=true").value == []


def test_cursors_bound_a_page(shared: RunningStreet) -> None:
    """since_id gives the newest after a status, min_id the next after it, max_id those before."""
    url = account(shared, "acme") + "/statuses"
    ids = [status["id"] for status in pages(url)]

    def asked(query: str) -> list[str]:
        return [status["id"] for status in get(f"{url}?{query}").value]

    assert asked("limit=3") == ids[:3]
    assert asked(f"since_id={ids[10]}&limit=3") == ids[:3]
    assert asked(f"min_id={ids[10]}&limit=3") == ids[7:10]
    assert asked(f"max_id={ids[10]}&limit=3") == ids[11:14]
    assert asked(f"since_id={ids[0]}") == []
    assert "Link" not in get(f"{url}?since_id={ids[0]}").headers
    assert PREV.search(get(f"{url}?limit=3").headers["Link"])[1].endswith(f"min_id={ids[0]}")  # type: ignore[index]


def test_replies_answer_as_people_do(shared: RunningStreet) -> None:
    """A reply's first part answers the customer, the next parts the brand's own part before."""
    me = get(account(shared, "brightwater")).value["id"]
    found = {s["id"]: s for s in pages(account(shared, "brightwater") + "/statuses?limit=40")}
    brand = shared.street.brands["brightwater"]
    turns = [turn for talk in brand.conversations for turn in talk.turns]

    answers = [s for s in found.values() if s["in_reply_to_account_id"] not in {None, me}]
    further = [s for s in found.values() if s["in_reply_to_account_id"] == me]

    assert len(answers) == len(turns)
    assert len(further) == sum(len(turn.parts) - 1 for turn in turns) > 0
    assert all(part["in_reply_to_id"] in found for part in further)
    parent = get(f"{shared.network}/api/v1/statuses/{answers[0]['in_reply_to_id']}").value
    assert parent["account"]["id"] == answers[0]["in_reply_to_account_id"]
    assert parent["replies_count"] >= 1


def test_a_context_holds_the_whole_thread(shared: RunningStreet) -> None:
    """What answers the first message are all later ones; what the last answers leads to it."""
    brand = shared.street.brands["acme"]
    talk = next(t for t in brand.conversations if len(t.turns) > 1 and t.followup)
    found = pages(f"{shared.network}/api/v1/timelines/public?limit=40")
    root = next(s for s in found if s["account"]["acct"] == talk.handle)
    url = f"{shared.network}/api/v1/statuses"

    context = get(f"{url}/{root['id']}/context").value

    assert context["ancestors"] == []
    below = context["descendants"]
    assert [s["account"]["acct"] for s in below] == ["acme", talk.handle, "acme"]
    last = get(f"{url}/{below[-1]['id']}/context").value
    assert [s["id"] for s in last["ancestors"]] == [root["id"], *(s["id"] for s in below[:-1])]


def test_what_is_unknown_is_404(shared: RunningStreet) -> None:
    """An unknown account, status or path is answered with 404 and an error in JSON."""
    for path in ("accounts/lookup?acct=nobody", "accounts/1", "accounts/1/statuses", "statuses/1",
                 "statuses/1/context", "nothing"):  # fmt: skip
        answer = get(f"{shared.network}/api/v1/{path}")

        assert (answer.status, answer.value) == (404, {"error": "Record not found"})


def test_the_network_lets_its_api_be_read(shared: RunningStreet) -> None:
    """The network's robots.txt allows the API, and not what Mastodon keeps to itself."""
    robots = RobotFileParser()
    robots.parse(get(shared.network + "/robots.txt").body.splitlines())

    assert robots.can_fetch("anybody", shared.network + "/api/v1/statuses/1")
    assert not robots.can_fetch("anybody", shared.network + "/interact/1")


def test_the_network_says_how_much_it_answers(street: Street) -> None:
    """The allowance counts down in the headers, and beyond it comes 429 with Retry-After."""
    with serve_street(street, rate=2) as running:
        url = running.network + "/api/v2/instance"
        answers = [get(url) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert datetime.fromisoformat(answers[0].headers["X-RateLimit-Reset"]).utcoffset() is not None
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 300


def test_requests_are_counted(own: RunningStreet) -> None:
    """Every request is counted by host and path, those answered with 304 apart."""
    url = own.site("acme") + "/about"
    tag = get(url).headers["ETag"]
    get(url, If_None_Match=tag)
    get(own.network + "/api/v1/timelines/public?limit=1")

    assert own.counts == {("acme", "/about"): 2, ("network", "/api/v1/timelines/public"): 1}
    assert own.not_modified == {("acme", "/about"): 1}
    assert [one.target for one in own.sent] == ["/about", "/api/v1/timelines/public?limit=1"]
    own.forget()
    assert not own.counts


def test_a_changed_page_is_the_only_one(own: RunningStreet) -> None:
    """After a change that page has new words and validators, every other its old ones."""
    site = own.site("acme")
    paths = [page.path for page in own.street.brands["acme"].pages]
    before = {path: get(site + path).headers for path in paths}

    own.change_page("acme", "/about", 1, 0, "We now make <only> kettles.")

    changed = {
        path for path in paths if get(site + path, If_None_Match=before[path]["ETag"]).status == 200
    }
    after = get(site + "/about", If_Modified_Since=before["/about"]["Last-Modified"])
    assert changed == {"/about"}
    assert after.status == 200
    assert "We now make &lt;only&gt; kettles." in after.body
    assert "2026-07-01" in get(site + "/sitemap-pages.xml").body


def test_an_edited_reply_is_the_only_one(own: RunningStreet) -> None:
    """After an edit that status has new words and a time of edit; no other status differs."""
    url = account(own, "acme") + "/statuses?limit=40"
    talk = next(talk for talk in own.street.brands["acme"].conversations if talk.turns)
    before = {status["id"]: status for status in pages(url)}

    own.edit_reply("acme", talk.id, f"@{talk.handle} We were wrong & we are sorry.")

    changed = [status for status in pages(url) if status != before[status["id"]]]
    assert len(changed) == 1
    assert changed[0]["edited_at"].startswith("2026-07-01T")
    assert changed[0]["content"].endswith("We were wrong &amp; we are sorry.</p>")


def test_a_new_conversation_is_newer_than_all(own: RunningStreet) -> None:
    """A conversation put up while the street is open comes after the cursor of all before."""
    url = account(own, "acme") + "/statuses"
    newest = get(url).value[0]["id"]

    own.add_conversation(
        "acme", "Ida Quill", "@acme no lid in the box", "@idaquill Oh!", "On its way"
    )
    own.add_conversation("acme", "Ida Quill", "@acme and no plug")

    later = get(f"{url}?since_id={newest}").value
    assert [re.sub("<.*?>", "", s["content"]) for s in later] == ["On its way", "@idaquill Oh!"]
    assert later[0]["in_reply_to_id"] == later[1]["id"]
    timeline = get(own.network + "/api/v1/timelines/public?limit=3").value
    names = [s["account"]["display_name"] for s in timeline]
    assert names == ["Ida Quill", "Acme", "Ida Quill"]


def test_changing_what_is_not_there_is_refused(own: RunningStreet) -> None:
    """A brand, page or reply that does not exist is named."""
    with pytest.raises(NotFound, match="no brand 'gull' on the street; it has acme"):
        own.site("gull")
    with pytest.raises(NotFound, match="no text at acme/about, section 99, paragraph 0"):
        own.change_page("acme", "/about", 99, 0, "x")
    with pytest.raises(NotFound, match="no reply 'acme-999/0/0'"):
        own.edit_reply("acme", "acme-999", "x")


def test_a_connection_is_kept_until_the_street_closes(street: Street) -> None:
    """One connection serves many requests; when the street closes, so do it and the port."""
    with serve_street(street) as running:
        where = urlsplit(running.site("acme"))
        connection = HTTPConnection(where.netloc, timeout=5)
        for _ in range(3):
            connection.request("GET", "/")
            assert connection.getresponse().read()
        held = connection.sock

    assert held.recv(1) == b""
    connection.close()
    assert where.hostname == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", where.port or 0), timeout=5)


def test_ports_follow_the_one_given(street: Street) -> None:
    """With a port the network has it and the sites those after it; a taken port is named."""
    bases: list[str] = []
    for port in count(28640, 20):
        try:
            with serve_street(street, port) as running:
                bases = [running.network, *map(running.site, sorted(street.brands))]
                with pytest.raises(BadSetting, match=f"port {port} on 127.0.0.1 cannot be had"):
                    serve_street(street, port).__enter__()
            break
        except BadSetting:  # somebody else has one of these
            assert port < 29000

    assert bases == [f"http://127.0.0.1:{port + place}" for place in range(len(bases))]

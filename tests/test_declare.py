"""Declaring brands: by address alone, from a file; what is proposed, and what is said of it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from local_host import CARE, Answer, closed_port, page, serve

from cli import cli
from crawler.communities import forums, surely_its_own
from crawler.declare import declare, declare_all, read_declarations, state_of, withdraw
from crawler.discover import propose
from crawler.imports import template
from crawler.items import Brand
from db import Database, open_database
from db.errors import BadInput, BadSetting, NotFound

WHEN = "Tue Oct 31 22:10:47 +0000 2017"
HOME = """<!doctype html><html><head><title>The Oven</title>
<link rel="alternate" type="application/rss+xml" href="/news.xml">
<script type="application/ld+json">{{"@type": "Bakery Store", "name": "The Oven",
"sameAs": ["{network}/@oven", "https://www.facebook.com/theoven"]}}</script></head>
<body><main><h1>The Oven</h1><p>We bake.</p></main>
<footer><a rel="me" href="{network}/@oven">Us</a><a href="https://x.com/theoven">X</a>
<a href="https://twitter.com/intent/tweet?text=bread">Share</a>
<a href="{network}/@nobody">Friend</a></footer></body></html>"""


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty database."""
    return open_database(tmp_path / "audit.db", "create")


@pytest.fixture(autouse=True)
def no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the environment says who we are."""
    for name in ("AUDIT_CONTACT", "AUDIT_ALLOW_LOOPBACK"):
        monkeypatch.delenv(name, raising=False)


def test_a_site_leads_to_its_accounts(database: Database) -> None:
    """By its address alone a brand gets its site and account; what is not crawled is said."""
    account = Answer('{"id": "1", "acct": "oven"}', kind="application/json")
    with (
        serve({"/api/v1/accounts/lookup?acct=oven": account}) as network,
        serve({"/": HOME.format(network=network.address)}) as site,
    ):
        brand = Brand("The Oven", site=site.address)
        proposal = declare(database, brand, allow_loopback=True)
        lines = state_of(database, "The Oven", proposal)
        host = network.address.partition("//")[2]

    assert proposal is not None
    assert proposal.name == "The Oven"
    assert proposal.sources == (f"website:{site.address}/", f"mastodon:@oven@{host}")
    assert proposal.feeds == (f"{site.address}/news.xml",)
    assert proposal.elsewhere == ("https://www.facebook.com/theoven", "https://x.com/theoven")
    assert lines == [
        (
            f"The Oven talk: mastodon:@oven@{host}, website:{site.address}/; 0 statements in "
            "0 documents held, a finding needs 3 claims from 2 documents"
        ),
        (
            f"The Oven walk: mastodon:@oven@{host}; 0 answered messages held, a finding needs "
            "30 customers in need; facebook.com is not crawled: audit import threads.csv --as "
            "threads --brand 'The Oven' --channel short-post --set target=facebook.com; "
            "x.com is not crawled: audit import data/tweets.js --as x-archive --brand 'The Oven'"
            " or audit import tweets.csv --as twcs"
        ),
    ]
    rows = database.execute("SELECT side, channel, spider FROM sources ORDER BY 3, 1").fetchall()
    assert rows == [
        ("talk", "marketing", "mastodon"),
        ("walk", "short-post", "mastodon"),
        ("talk", "marketing", "website"),
    ]


ELSEWHERE = """<!doctype html><html><head><title>The Oven</title></head><body><main><h1>The Oven
</h1><p>We bake.</p></main><footer>
<a href="https://www.trustpilot.com/review/oven.example">Trustpilot</a>
<a href="https://x.com/theoven">X</a><a href="https://www.facebook.com/theoven">Facebook</a>
<a href="https://play.google.com/store/apps/details?id=example.oven">Android</a>
<a href="https://apps.apple.com/us/app/oven/id1">iPhone</a></footer></body></html>"""


TWEET = {"id_str": "1", "full_text": "We bake.", "created_at": WHEN}
REVIEW = {"id": "r1", "text": "It burns.", "rating": 1, "dates": {"publishedDate": "2026-03-02"}}
PAGE = {"props": {"pageProps": {"businessUnit": {"displayName": "Oven"}, "reviews": [REVIEW]}}}
FILES = {
    "x-archive": f"window.YTD.tweets.part0 = {json.dumps([{'tweet': TWEET}])}",
    "app-reviews": json.dumps([{"reviewId": "r1", "content": "It burns.", "score": 1}]),
    "trustpilot": f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(PAGE)}</script>",
}
"""What a place that is no table gives its users, as small as can be."""


def test_replies_that_lie_elsewhere_come_in_by_commands_that_work(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing may be crawled the line has a command for each place, and each of them runs."""
    with serve({"/": ELSEWHERE}) as site:
        proposal = declare(database, Brand("The Oven", site=site.address), allow_loopback=True)
    line = state_of(database, "The Oven", proposal)[1]
    database.close()
    commands = re.findall(r"audit (import .+?)(?= or audit|; |$)", line)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIT_KEY", "k" * 32)
    (tmp_path / "data").mkdir()
    outputs = []
    for command in commands:
        words = shlex.split(command)
        text = FILES.get(words[3]) or template(words[3]).replace("Acme Rooms", "The Oven")
        (tmp_path / words[1]).write_text(text, encoding="utf-8")
        outputs.append(CliRunner().invoke(cli, ["--db", str(tmp_path / "audit.db"), *words]))

    assert line.startswith("The Oven walk: nothing found that may be crawled; 0 answered")
    assert [shlex.split(command)[3] for command in commands] == [
        "trustpilot", "reviews", "x-archive", "twcs", "threads", "play-console", "app-reviews",
        "app-reviews",
    ]  # fmt: skip
    assert [found.output for found in outputs if found.exit_code] == []


def test_a_brand_of_which_nothing_is_found_has_ways_in_too(database: Database) -> None:
    """Without a site, too, the line ends with commands, the name quoted for the shell."""
    declare(database, Brand("O'Hara's"))

    line = state_of(database, "O'Hara's")[1]

    assert "audit import tweets.csv --as twcs or audit import threads.csv --as threads" in line
    assert shlex.split(line.rpartition("audit ")[2])[5] == "O'Hara's"


def test_a_site_that_is_down_is_declared_all_the_same(database: Database) -> None:
    """A site that does not answer now is kept, and the line says what is the matter."""
    address = closed_port()

    proposal = declare(database, Brand("Shut", site=address), allow_loopback=True)

    assert state_of(database, "Shut", proposal)[0].endswith(
        "127.0.0.1 is down (connection refused)"
    )
    assert database.table("sources").count == 1


def test_nothing_is_declared_at_a_private_address(database: Database) -> None:
    """Outside the demo a site on this machine is refused in one line, and nothing is written."""
    with serve({"/": page("Home", *CARE)}) as host, pytest.raises(BadInput, match="private"):
        declare(database, Brand("Mine", site=host.address), allow_loopback=False)

    assert database.table("brands").count == 0
    assert host.asked == []


def test_a_contact_is_wanted_before_anything_is_asked(database: Database) -> None:
    """A site beyond loopback is not asked without a contact."""
    with pytest.raises(BadSetting, match="AUDIT_CONTACT"):
        declare(database, Brand("Acme", site="https://acme.example"))


def test_sites_are_proposed_for_in_one_go() -> None:
    """Several sites are read by one call, each with its own outcome."""
    with serve({"/": page("Home", *CARE)}) as one, serve({}) as other:
        found = propose([one.address, other.address], allow_loopback=True)

    assert [bool(proposal.trouble) for proposal in found] == [False, True]
    assert "404" in found[1].trouble


def test_declared_sources_need_no_look_around(database: Database) -> None:
    """A brand whose sources are named is declared without asking anybody."""
    brand = Brand(
        "Acme", ("acmehelp",), "shops", "https://acme.example", "Europe/London", 0,
        ("website:acme.example", "mastodon:@Acme@example.social"), "24h",
    )  # fmt: skip

    assert declare_all(database, [brand]) == [None]
    rows = database.execute("SELECT spider, target, every FROM sources ORDER BY id").fetchall()
    assert rows == [
        ("website", "https://acme.example/", "24h"),
        ("mastodon", "@acme@example.social", "24h"),
        ("mastodon", "@acme@example.social", "24h"),
    ]


def test_declarations_are_read(tmp_path: Path) -> None:
    """A TOML file declares brands with all that is known of them."""
    path = tmp_path / "brands.toml"
    path.write_text(
        '[[brand]]\nname = "Acme"\nsite = "https://acme.example"\naliases = ["acmehelp"]\n'
        'group = "shops"\nzone = "Europe/London"\nevery = "7d"\n'
        'sources = ["mastodon:@acme@example.social"]\n\n[[brand]]\nname = "Oven"\n',
        encoding="utf-8",
    )

    assert read_declarations(path) == [
        Brand(
            "Acme", ("acmehelp",), "shops", "https://acme.example", "Europe/London", 0,
            ("mastodon:@acme@example.social",), "7d",
        ),
        Brand("Oven"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "declares no brand"),
        ("[[brand]]\nsite = 'x'\n", "has no name"),
        ("[[brand]]\nname = 'A'\nwebsite = 'x'\n", "'website', which is none of"),
        ("[[brand]]\nname = 'A'\naliases = 'b'\n", "aliases is a list"),
        ("[[brand]]\nname = 'A'\nsite = 3\n", "site is a text"),
        ("[[brand\n", "is no TOML"),
    ],
)
def test_bad_declarations_are_refused(tmp_path: Path, text: str, said: str) -> None:
    """A file that cannot be used is refused in one line that says where."""
    path = tmp_path / "brands.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match=said) as caught:
        read_declarations(path)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("brand", "error", "said"),
    [
        (Brand(" "), BadInput, "needs a name"),
        (Brand("A", every="often"), BadInput, "'often' is no span"),
        (Brand("A", sources=("website",)), BadInput, "SPIDER:TARGET"),
        (Brand("A", sources=("websiet:x.example",)), NotFound, "did you mean 'website'"),
        (Brand("A", sources=("website:ftp://x",)), BadInput, "not http or https"),
    ],
)
def test_bad_brands_are_refused(
    database: Database, brand: Brand, error: type[Exception], said: str
) -> None:
    """What cannot be declared is refused before anything is written."""
    with pytest.raises(error, match=said):
        declare(database, brand)

    assert database.table("brands").count == 0


def test_held_texts_are_not_removed_by_accident(database: Database) -> None:
    """A brand with texts goes only with --purge; one without goes at once."""
    declare(database, Brand("Acme", sources=("website:acme.example",)))
    declare(database, Brand("Empty"))
    database.execute(
        "INSERT INTO statements (source_id, document, place, lang, text, text_hash, first_seen, "
        "last_seen) VALUES (1, 'd', 0, 'en', 'We care.', 'h', '2026', '2026')"
    )

    with pytest.raises(BadInput, match="1 statement and 0 messages; --purge"):
        withdraw(database, "acme")
    assert withdraw(database, "Empty") == "Empty removed"
    assert withdraw(database, "acme", purge=True) == "Acme removed with 1 statement and 0 messages"
    assert database.table("statements").count == 0


def test_a_brand_without_sources_is_told_what_helps(database: Database) -> None:
    """Where nothing may be crawled, the lines name the imports."""
    declare(database, Brand("Acme"))

    talk, walk = state_of(database, "Acme")

    assert "--site URL" in talk
    assert "audit import tweets.csv --as twcs or audit import threads.csv" in walk


SITE = "https://www.oven.example/"


@pytest.mark.parametrize(
    ("declared", "linked", "sources"),
    [
        ([], ["https://bsky.app/profile/oven.example"], ["bluesky:oven.example"]),
        ([], ["https://bsky.app/profile/a.example", "https://bsky.app/profile/b.example"], []),
        (
            ["https://bsky.app/profile/a.example"],
            ["https://bsky.app/profile/b.example"],
            ["bluesky:a.example"],
        ),
        ([], ["https://github.com/Oven", "https://github.com/Oven/"], ["github:oven"]),
        ([], ["https://github.com/someone/theme"], []),
        ([], ["https://github.com/features"], []),
        (
            [],
            ["https://help.oven.example/hc/en-us/community/topics"],
            ["zendesk:https://help.oven.example"],
        ),
        (
            [],
            ["https://oven-help.zendesk.com/hc/community/posts"],
            ["zendesk:https://oven-help.zendesk.com"],
        ),
        ([], ["https://other.zendesk.com/hc/en-us/community/topics"], []),
        ([], ["https://help.oven.example/hc/en-us/articles/1"], []),
    ],
)
def test_only_what_is_surely_its_own_is_proposed(
    declared: list[str], linked: list[str], sources: list[str]
) -> None:
    """An account counts that is declared or the only one of its kind; a host, the site's own."""
    assert surely_its_own(declared, linked, SITE) == sources


def test_forums_are_told_by_their_name_and_host() -> None:
    """A forum somewhere else is nobody's to audit."""
    linked = [
        "https://forum.oven.example/c/help", "https://www.oven.example/community/t/1",
        "https://discuss.python.example/", "https://oven.discourse.group/latest",
        "https://www.oven.example/bread",
    ]  # fmt: skip

    assert forums(linked, SITE) == [
        "https://forum.oven.example/", "https://www.oven.example/community",
        "https://oven.discourse.group/",
    ]  # fmt: skip


def test_a_forum_is_asked_what_it_runs_on(database: Database) -> None:
    """A place called a forum is proposed where it says that it is Discourse, and not otherwise."""
    home = page("Home", *CARE, links=("/forum/", "/community/", "https://bsky.app/profile/x_y"))
    made_by = '<meta name="generator" content="{}"><p>Welcome to our forum.</p>'
    with serve(
        {
            "/": home,
            "/forum": made_by.format("Discourse 3.5.0"),
            "/community": made_by.format("phpBB"),
        }
    ) as site:
        proposal = declare(database, Brand("The Oven", site=site.address), allow_loopback=True)

    assert proposal is not None
    assert proposal.sources == (f"website:{site.address}/", f"discourse:{site.address}/forum")
    assert database.execute(
        "SELECT side, channel FROM sources WHERE spider = 'discourse'"
    ).fetchall() == [("walk", "forum")]

"""The robustness matrix, addresses: nothing private is reached, however it is written or named."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from local_host import CARE, Answer, Route, environment, new_database, page, run_crawl, serve
from matrix import Crawled, crawl_all, read_crawled
from name_server import serve_names

from crawler.addresses import site_address
from crawler.middlewares.address import may_reach
from db.errors import BadInput

WHO = {"contact": "audit@example.org"}
SPELLINGS = {
    "plain": "127.0.0.1",
    "another of the net": "127.8.9.10",
    "decimal": "2130706433",
    "hexadecimal": "0x7f000001",
    "hexadecimal parts": "0x7f.0x0.0x0.0x1",
    "octal": "0177.0.0.1",
    "octal in one": "017700000001",
    "two parts": "127.1",
    "three parts": "127.0.1",
    "mixed": "0x7f.1",
    "nought": "0",
    "unspecified": "0.0.0.0",
    "with a dot behind": "127.0.0.1.",
    "percent-encoded": "%31%32%37.0.0.1",
    "full width": "１２７.0.0.1",  # noqa: RUF001
    "circled": "①②⑦.0.0.1",
    "ideographic stops": "127。0。0。1",
    "IPv6": "[::1]",
    "IPv6 unspecified": "[::]",
    "mapped": "[::ffff:127.0.0.1]",
    "mapped in hexadecimal": "[::ffff:7f00:1]",
    "compatible": "[::127.0.0.1]",
    "translated": "[::ffff:0:127.0.0.1]",
    "NAT64": "[64:ff9b::127.0.0.1]",
    "local NAT64": "[64:ff9b:1::127.0.0.1]",
    "6to4": "[2002:7f00:1::]",
    "name": "localhost",
    "name with a dot behind": "localhost.",
    "name in capitals": "LOCALHOST",
    "user before it": "acme.example@127.0.0.1",
}
NAMED = {
    "loopback": "127.0.0.2",
    "private 10": "10.0.0.1",
    "private 172": "172.16.0.1",
    "private 192": "192.168.1.1",
    "link-local": "169.254.1.1",
    "metadata": "169.254.169.254",
    "metadata of Alibaba": "100.100.100.200",
    "metadata of Azure": "168.63.129.16",
    "metadata of Oracle": "192.0.0.192",
    "metadata over IPv6": "fd00:ec2::254",
    "CGNAT": "100.64.0.1",
    "unspecified": "0.0.0.0",
    "broadcast": "255.255.255.255",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "documentation": "192.0.2.1",
    "benchmarks": "198.18.0.1",
    "IPv6 link-local": "fe80::1",
    "IPv6 unique local": "fc00::1",
    "IPv6 site-local": "fec0::1",
    "mapped private": "::ffff:10.0.0.1",
    "NAT64 of metadata": "64:ff9b::a9fe:a9fe",
    "6to4 of private": "2002:a00:1::",
}
REACHED = {"loopback"}
"""With loopback allowed, as these tests have it, the one kind that may be."""


@pytest.fixture(scope="module")
def spelled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int]]:
    """How the crawl of each spelling ended, and how often the server behind all was asked."""
    path = tmp_path_factory.mktemp("spelled") / "audit.db"
    with serve({"/": page("Home", *CARE)}) as host:
        port = host.address.rpartition(":")[2]
        targets = {name: f"http://{text}:{port}/" for name, text in SPELLINGS.items()}
        new_database(path, *targets.values()).close()
        reports = run_crawl(
            path, allow_loopback=False, settings={"PORTS": [int(port)], "RETRY_TIMES": 0}, **WHO
        )
        asked = len(host.asked)
    return {
        name: (reports[f"website:{target}"]["reason"], asked) for name, target in targets.items()
    }


@pytest.mark.row("SSRF")
@pytest.mark.parametrize("name", sorted(SPELLINGS))
def test_every_spelling_is_refused(spelled: dict[str, tuple[str, int]], name: str) -> None:
    """At the first request: the server is not asked once; the crawl's reason says what it was."""
    reason, asked = spelled[name]

    assert asked == 0
    assert any(
        said in reason for said in ("at a private address", "no host", "is down", "leads away")
    )


@pytest.fixture(scope="module")
def redirected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    """A site for each spelling whose page leads to a server that way, and what came of it."""
    with serve({"/inner": page("Inner", "Nobody may read what lies in here.")}) as inner:
        port = inner.address.rpartition(":")[2]
        cases: dict[str, dict[str, Route]] = {
            name: {
                "/": page("Home", *CARE, links=("/away",)),
                "/away": Answer("", 302, {"Location": f"http://{text}:{port}/inner"}),
            }
            for name, text in SPELLINGS.items()
        }
        found = crawl_all(tmp_path_factory.mktemp("redirected"), cases, settings={"RETRY_TIMES": 0})
        assert inner.asked == []
    return found


@pytest.mark.row("SSRF")
@pytest.mark.parametrize("name", sorted(SPELLINGS))
def test_every_spelling_is_refused_after_a_redirect(
    redirected: dict[str, Crawled], name: str
) -> None:
    """A redirect to it is not followed: the other server is not asked, the page is led away."""
    found = redirected[name]

    assert "/away" in found.host.paths()
    assert found.unread["/away"] in {"led away", "private address", "requests failed"}
    assert found.captures == {"/": 200}


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A site whose pages lead to names below its own that stand for private addresses."""
    path = tmp_path_factory.mktemp("renamed") / "audit.db"
    labels = {name: f"n{number}.acme.test" for number, name in enumerate(NAMED)}
    names = {labels[name]: [address] for name, address in NAMED.items()}
    with ExitStack() as stack:
        server = stack.enter_context(serve_names({"acme.test": ["127.0.0.1"], **names}))
        host = stack.enter_context(serve({}))
        port = host.address.rpartition(":")[2]
        links = tuple(f"/to-{number}" for number in range(len(NAMED)))
        host.routes["/"] = page("Home", *CARE, links=links)
        for number, link in enumerate(links):
            place = f"http://n{number}.acme.test:{port}/inner"
            host.routes[link] = Answer("", 302, {"Location": place})
        target = f"http://acme.test:{port}/"
        new_database(path, target).close()
        quick = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 0}
        run_crawl(path, names=server.port, settings={"PORTS": [int(port)], **quick}, **WHO)
        return read_crawled(path, host, target)


@pytest.mark.row("SSRF")
@pytest.mark.parametrize("name", sorted(set(NAMED) - REACHED))
def test_names_of_private_addresses_are_refused_after_a_redirect(
    renamed: Crawled, name: str
) -> None:
    """A name of the site itself that stands for a private address is looked up and not reached."""
    link = f"/to-{list(NAMED).index(name)}"

    assert link in renamed.host.paths()
    assert renamed.unread[link] == "private address"
    assert "/inner" not in renamed.captures


@pytest.mark.row("SSRF")
@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.7", "::ffff:192.168.0.1"])
def test_rebinding_is_refused(tmp_path: Path, address: str) -> None:
    """A name that meant an allowed address and then a private one is not followed there."""
    site: dict[str, Route] = {
        "/robots.txt": Answer("", 404, {"Connection": "close"}),
        "/": Answer(page("Home", *CARE, links=("/about",)), headers={"Connection": "close"}),
        "*": Answer("", 404, {"Connection": "close"}),
    }
    path = tmp_path / "audit.db"
    turns = {"acme.test": ["127.0.0.1", "127.0.0.1", address]}
    with serve(site) as host, serve_names(turns) as names:
        port = host.address.rpartition(":")[2]
        target = f"http://acme.test:{port}/"
        new_database(path, target).close()
        quick = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 0}
        run_crawl(path, names=names.port, settings={"PORTS": [int(port)], **quick}, **WHO)
        found = read_crawled(path, host, target)

    assert host.paths() == ["/robots.txt", "/"]
    assert found.captures == {"/": 200}
    assert found.unread["/about"] == "private address"
    assert len(names.asked) == len(host.asked) + found.counts["private address"]


@pytest.mark.row("SSRF")
@pytest.mark.parametrize("address", sorted({*NAMED.values(), "::1", "3fff::1", "5f00::1"}))
def test_no_private_address_is_public(address: str) -> None:
    """What a name stands for is judged by the address inside, whatever it is wrapped in."""
    assert not may_reach(address, loopback=False, public=True)


@pytest.mark.row("SSRF")
def test_public_addresses_are_reached() -> None:
    """What anybody may reach is reached, by IPv4, IPv6 and through NAT64."""
    for address in ("93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"):
        assert may_reach(address, loopback=False, public=True)


@pytest.mark.row("SSRF")
@pytest.mark.parametrize(
    "place",
    ["file:///etc/passwd", "ftp://acme.test/", "data:text/html,x", "s3://a/b", "gopher://a"],
)
def test_only_http_and_https(tmp_path: Path, place: str) -> None:
    """No other scheme is followed from a redirect, and none is accepted as a target."""
    found = crawl_all(
        tmp_path,
        {
            "it": {
                "/": page("Home", *CARE, links=("/away",)),
                "/away": Answer("", 302, {"Location": place}),
            }
        },
    )["it"]

    assert "/away" in found.host.paths()
    assert found.captures == {"/": 200}
    assert "/away" in found.unread
    with pytest.raises(BadInput):
        site_address(place)


@pytest.mark.row("SSRF")
def test_only_the_ports_of_web_sites(tmp_path: Path) -> None:
    """A host by name is asked at ports 80 and 443 alone."""
    path = tmp_path / "audit.db"
    with serve({"/": page("Home", *CARE)}) as host, serve_names({"a.test": ["127.0.0.1"]}) as names:
        port = host.address.rpartition(":")[2]
        new_database(path, f"http://a.test:{port}/").close()
        found = run_crawl(path, names=names.port, **WHO)[f"website:http://a.test:{port}/"]

    assert host.asked == []
    assert f"port {port} of a.test is not one of a public site" in found["reason"]


@pytest.mark.row("ways around the guard")
@pytest.mark.parametrize(
    "settings",
    [
        {
            "DOWNLOAD_HANDLERS": {
                "http": "scrapy.core.downloader.handlers._httpx.HttpxDownloadHandler"
            }
        },
        {"DOWNLOAD_HANDLERS": {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}},
        {"HTTPPROXY_ENABLED": True},
    ],
    ids=["httpx", "files", "proxies"],
)
def test_ways_around_are_refused(tmp_path: Path, settings: dict[str, object]) -> None:
    """The httpx handler, file handlers and proxies, which look up names themselves, end the run."""
    path = tmp_path / "audit.db"
    with serve({"/": page("Home", *CARE)}) as host:
        new_database(path, f"{host.address}/").close()
        found = run_crawl(path, settings=settings)

    assert host.asked == []
    assert found["error"] == "BadSetting"
    assert "around the guard" in found["message"]


@pytest.mark.row("ways around the guard")
def test_proxies_of_the_environment_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that the environment names is asked for nothing."""
    path = tmp_path / "audit.db"
    with serve({"*": page("Proxy", *CARE)}) as proxy, serve({"/": page("Home", *CARE)}) as host:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert environment()["http_proxy"] == proxy.address
        new_database(path, f"{host.address}/").close()
        run_crawl(path)

        assert proxy.asked == []
        assert "/" in host.paths()

"""Bad hosts, each with one clear line: against servers of our own, all cases in one crawl."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from local_host import CARE, Answer, Host, Route, closed_port, new_database, page, run_crawl, serve

from crawler.addresses import belongs, canonical, site_address
from crawler.crawl import make_settings
from crawler.engine.pace import Pace, backoff, retry_after, until
from crawler.middlewares.address import may_reach
from db.errors import BadInput

NOW = dt.datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
MANY = 10 * 1024**3


def busy(*answers: Answer) -> Route:
    """Answers one after the other, then the page."""
    left = list(answers)
    return lambda _path, _headers: left.pop(0) if left else Answer(page("Home", *CARE))


def soon() -> str:
    """A moment two seconds from now, as HTTP writes it."""
    return format_datetime(dt.datetime.now(UTC) + dt.timedelta(seconds=2), usegmt=True)


def endless() -> Iterator[bytes]:
    """A page that never ends."""
    while True:
        yield b"<p>and so on</p>" * 4096


CASES: dict[str, dict[str, Route]] = {
    "busy": {"/": busy(Answer("", 429, {"Retry-After": "1"}))},
    "busy until": {"/": lambda _p, _h: Answer("", 429, {"Retry-After": "86400"})},
    "busy by date": {"/": busy(Answer("", 503, {"Retry-After": soon()}))},
    "failing": {"/": busy(Answer("", 500), Answer("", 502))},
    "failed": {"/": Answer("", 500)},
    "huge": {"/": Answer(iter([b"<p>"]), headers={"Content-Length": str(MANY)})},
    "endless": {"/": Answer(endless())},
    "bomb": {
        "/": Answer(gzip.compress(b"a" * 64 * 1024 * 1024), headers={"Content-Encoding": "gzip"})
    },
    "empty": {"/": Answer("<html><body></body></html>")},
    "nothing": {"/": Answer("")},
    "script": {
        "/": Answer('<body><div id="root"></div><script src="a.js"></script><script>1</script>')
    },
    "wall": {"/": Answer("<title>Just a moment...</title><p>Checking your browser</p>")},
    "picture": {"/": Answer(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, kind="image/png")},
    "missing": {"/": Answer("gone", 404)},
    "login": {"/": Answer("who are you", 403)},
    "away": {"/": Answer("", 302, {"Location": "http://127.0.0.1:9/elsewhere"})},
    "inside": {"/": Answer("", 302, {"Location": "http://169.254.169.254/latest/meta-data"})},
    "file": {"/": Answer("", 302, {"Location": "file:///etc/passwd"})},
    "loop": {"/": Answer("", 302, {"Location": "/"})},
    "nested": {"/": Answer("<div>" * 5000 + f"<p>{CARE[0]}</p>" + "</div>" * 5000)},
    "lying": {"/": Answer(page("Café", *CARE).encode("cp1252"), kind="text/html; charset=utf-8")},
    "bad link": {
        "/": page("Home", *CARE, links=("http://[::1", "http://10.0.0.1/x", "/fine", "http://x:y/"))
    },
}


def self_signed(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=900))
        .not_valid_after(NOW + dt.timedelta(days=9000))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


Crawled = dict[str, tuple[Host, dict[str, Any]]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Each case's server and report after one crawl of all."""
    folder = tmp_path_factory.mktemp("guards")
    with contextlib.ExitStack() as stack:
        hosts = {name: stack.enter_context(serve(routes)) for name, routes in CASES.items()}
        context = self_signed(folder)
        hosts["tls"] = stack.enter_context(
            serve(
                {"/": page("Home", *CARE)},
                lambda plain: context.wrap_socket(
                    plain, server_side=True, do_handshake_on_connect=False
                ),
            )
        )
        hosts["down"] = Host({}, closed_port())
        path = folder / "audit.db"
        new_database(path, *(f"{host.address}/" for host in hosts.values())).close()
        reports = run_crawl(path)
        yield {name: (host, reports[f"website:{host.address}/"]) for name, host in hosts.items()}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("down", "is down (connection refused)"),
        ("tls", "the certificate of 127.0.0.1 does not verify"),
        ("busy until", "asked to wait 86400 s (status 429)"),
        ("failed", "it answered 500"),
        ("huge", "larger than 8 MiB"),
        ("endless", "larger than 8 MiB"),
        ("missing", "answered 404"),
        ("login", "answered 403"),
        ("away", "leads away from the site"),
        ("inside", "leads away from the site, to 169.254.169.254"),
        ("loop", "max redirections reached"),
        ("empty", "no text"),
        ("nothing", "no text"),
        ("script", "made by script"),
        ("wall", "bot wall"),
        ("picture", "not a page"),
        ("nested", "no text"),
    ],
)
def test_bad_hosts_are_reported(crawled: Crawled, case: str, said: str) -> None:
    """A host that cannot be read is told in one line that says why."""
    _, report = crawled[case]

    assert said in report["line"]
    assert "\n" not in report["line"]
    assert report["counts"].get("statements new", 0) == 0


@pytest.mark.row("TLS")
def test_certificates_are_verified(crawled: Crawled) -> None:
    """A host whose certificate nobody vouches for is asked for nothing; the reason says so."""
    host, report = crawled["tls"]

    assert host.asked == []
    assert "certificate of 127.0.0.1 does not verify" in report["reason"]


@pytest.mark.parametrize("case", ["busy", "busy by date", "failing", "lying", "bad link"])
def test_troubled_hosts_are_read(crawled: Crawled, case: str) -> None:
    """A host that asks to wait is read after the wait; odd pages spoil nothing."""
    _, report = crawled[case]

    assert report["reason"] == "finished"
    assert report["counts"]["statements new"] >= 1


def test_a_bomb_does_no_harm(crawled: Crawled) -> None:
    """A small answer that unpacks to more than the cap is dropped."""
    _, report = crawled["bomb"]

    assert report["reason"] != "finished"


def test_files_are_not_read(crawled: Crawled) -> None:
    """A redirect to a file of this machine is not followed."""
    _, report = crawled["file"]

    assert report["reason"] != "finished"
    assert report["counts"].get("statements new", 0) == 0


def test_loopback_must_be_allowed(tmp_path: Path) -> None:
    """Outside the demo, this machine's own addresses are refused as private ones."""
    with serve({"/": page("Home", *CARE)}) as host:
        path = tmp_path / "audit.db"
        new_database(path, f"{host.address}/").close()
        report = run_crawl(path, allow_loopback=False)[f"website:{host.address}/"]

    assert report["reason"] == (
        "127.0.0.1 is at a private address, which is not crawled; AUDIT_ALLOW_LOOPBACK=1 allows it"
    )
    assert host.asked == []


@pytest.mark.parametrize(
    "form", ["2130706433", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "0", "localhost"]
)
def test_every_way_to_write_an_address_is_seen_through(tmp_path: Path, form: str) -> None:
    """However an address is written, what counts is the one that is connected to."""
    with serve({"/": page("Home", *CARE)}) as host:
        port = host.address.rpartition(":")[2]
        path = tmp_path / "audit.db"
        new_database(path, f"http://{form}:{port}/").close()
        options = {"allow_loopback": False, "contact": "audit@example.org"}
        found = run_crawl(path, **options)[f"website:http://{form}:{port}/"]

    assert host.asked == []
    assert "private" in found["reason"] or "port" in found["reason"]


def test_a_contact_is_wanted(tmp_path: Path) -> None:
    """Without a contact nothing beyond loopback is asked, and one line says what to set."""
    path = tmp_path / "audit.db"
    new_database(path, "https://acme.example/").close()

    found = run_crawl(path)

    assert found["error"] == "BadSetting"
    assert "AUDIT_CONTACT" in found["message"]
    assert "acme.example" in found["message"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://", "names no host"),
        ("https:///about", "names no host"),
        ("acme corp", "names no host"),
        ("ftp://acme.com", "not http or https"),
        ("file:///etc/passwd", "not http or https"),
        ("javascript:alert(1)", "not http or https"),
        ("http://10.1.2.3", "private address"),
        ("http://169.254.169.254/latest", "private address"),
        ("http://[fc00::1]/", "private address"),
        ("http://acme.com:99999", "names no host"),
    ],
)
def test_bad_addresses_are_refused(text: str, said: str) -> None:
    """What is no address of a public web site is refused with one line that quotes it."""
    with pytest.raises(BadInput, match=said) as caught:
        site_address(text)

    assert text in str(caught.value)


def test_addresses_are_kept_in_one_form() -> None:
    """Case, usual ports, fragments and tracking make no other address."""
    assert site_address("ACME.com") == "https://acme.com/"
    assert canonical("HTTP://Acme.com:80/a?utm_source=x&b=1#top") == "http://acme.com/a?b=1"


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://acme.com/about", True),
        ("https://help.acme.com/", True),
        ("https://www.acme.com/", True),
        ("https://acme.com.evil.example/", False),
        ("https://notacme.com/", False),
        ("ftp://acme.com/", False),
    ],
)
def test_a_site_is_a_host_and_those_below_it(url: str, inside: bool) -> None:
    """Pages of a site are on its host or one below."""
    assert belongs(url, "https://www.acme.com/") is inside


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sun, 01 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0.0),
        ("tomorrow", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(value: str | None, seconds: float | None) -> None:
    """Retry-After is a number of seconds or a date; anything else asks for nothing."""
    assert retry_after(value, NOW) == seconds


def test_rate_limits_name_a_moment() -> None:
    """X-RateLimit-Reset is ISO 8601 on Mastodon, Unix time elsewhere."""
    assert until("2026-11-01T12:05:00.000Z", NOW) == 300.0
    assert until(str(int(NOW.timestamp()) + 60), NOW) == 60.0


def test_pauses_grow_and_differ() -> None:
    """Each failure doubles the pause up to a minute, and no two are alike."""
    assert all(2**n <= backoff(n) <= 2 ** (n + 1) for n in range(5))
    assert backoff(30) <= 60.0
    assert len({backoff(3) for _ in range(20)}) > 1


def test_the_settings_are_safe() -> None:
    """What Scrapy does by default and must not do here is off, and cannot come back unseen."""
    settings = make_settings("audit@example.org", loopback=False)

    assert settings["USER_AGENT"].startswith("walk-the-talk-audit/")
    assert settings["USER_AGENT"].endswith("(+audit@example.org)")
    for name in ("ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES", "AUTOTHROTTLE_ENABLED"):
        assert settings.getbool(name), name
    for name in (
        "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "HTTPCACHE_ENABLED", "COOKIES_ENABLED",
        "HTTPPROXY_ENABLED", "METAREFRESH_ENABLED", "ALLOW_LOOPBACK",
    ):  # fmt: skip
        assert not settings.getbool(name), name
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert "httpx" not in str(handlers.copy_to_dict())
    assert settings.getint("DOWNLOAD_MAXSIZE") == 8 * 1024 * 1024
    assert settings.getint("REDIRECT_MAX_TIMES") == 5
    assert settings.getint("MAX_PAGES") == 300
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.0.0.1", False), ("172.16.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("::", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::", False), ("224.0.0.1", False), ("255.255.255.255", False),
        ("127.0.0.1", False), ("::1", False), ("::ffff:127.0.0.1", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_reached(address: str, public: bool) -> None:
    """Private, local and reserved addresses are out, whatever they are wrapped in."""
    assert may_reach(address, loopback=False, public=True) is public


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_reached_when_allowed(address: str) -> None:
    """The demo and the tests may reach this machine, and nothing else without a contact."""
    assert may_reach(address, loopback=True, public=False)
    assert not may_reach("93.184.215.14", loopback=True, public=False)


def test_who_comes_late_to_a_host_holds_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The delay counts from the request that went, not from when it might have gone."""
    now = 100.0
    monkeypatch.setattr("crawler.engine.pace.time.monotonic", lambda: now)
    pace = Pace(spacing={"https://a.example": 10.0})

    assert pace.wait("https://a.example") == 0
    assert pace.wait("https://a.example") == 10.0
    now = 119.0  # nine seconds late
    assert pace.wait("https://a.example") == 0
    assert pace.wait("https://a.example") == 10.0
    pace.pause("https://a.example", 60)
    assert pace.wait("https://a.example") == 60.0

"""Web archives: WARC and WACZ files, one's own, Common Crawl's or anybody's.

Pages of the brand's site become statements, dated by their capture, by the same extraction as in a
crawl; pages that declare conversations (see the source `threads`) become messages.  Whose pages
are the brand's says --set site=acme.example; without it the declared site of the brand counts, or
the only host in the archive.  A page captured again unchanged shows that it still said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from crawler.addresses import belongs, canonical, site_address, split
from crawler.archives.reading import Archived, read_archive, read_at
from crawler.declared import Accounts, to_messages
from crawler.extract.discussions import read_discussions
from crawler.extract.document import parse_page, read_document, said
from crawler.extract.moments import read_moment
from crawler.extract.paths import is_page, score
from crawler.imports._formats import Request
from crawler.items import Item, Rejected, Source, When
from crawler.tables import Table
from crawler.tables.fields import Field, Record, Records
from crawler.tables.textfiles import Progress
from db.errors import BadInput

FIELDS = (
    Field("brand", "whose pages they are: --brand NAME", "Acme", required=True),
    Field("url", "read from the archive", "https://acme.example/about"),
    Field("seen", "when it was captured; read from the archive", "2025-03-01T10:00:00Z", date=True),
    Field("status", "read from the archive", "200"),
    Field("html", "read from the archive", ""),
    Field("again", "the digest of an earlier capture; read from the archive", ""),
    Field("digest", "read from the archive", ""),
    Field("place", "where the record lies; read from the archive", ""),
)
SETTINGS = (
    Field("site", "the brand's own site: only its pages are statements", "acme.example"),
    Field("only", "talk for statements alone, walk for conversations alone", "walk"),
    Field("account", "accounts of the brand in conversations, several with commas", "acme-help"),
    Field("bot", "accounts that answer for the brand by themselves", "acme-bot"),
)
CHANNELS = {"talk": "marketing", "forum": "forum", "review": "review"}
HTML = ("text/html", "application/xhtml+xml")
MOST_LISTED = 5


def open_file(path: Path) -> Table:
    """The pages of an archive.  Raises BadInput for what is none, or was made to do harm."""
    columns = tuple(field.name for field in FIELDS if field.name != "brand")
    if not any(isinstance(found, Archived) for found in read_archive(path)):
        raise BadInput(f"{path} has no record of a web archive in it; give a WARC or WACZ file")
    return Table(path, columns, partial(_rows, path))


def names(record: Record) -> str:
    """The name of the brand."""
    return record["brand"]


def read(records: Records, request: Request) -> Iterator[Item]:
    """The statements or messages of each page."""
    only = request.settings.get("only", "")
    if only not in {"", "talk", "walk"}:
        raise BadInput(f"--set only={only} is unknown; say talk or walk")
    site = "" if only == "walk" else _site(records, request)
    accounts = Accounts(_several(request, "account"), _several(request, "bot"))
    bodies: dict[str, str] = {}

    def convert(record: Record) -> Iterator[Item]:
        if not record["again"] and record["digest"]:
            bodies.setdefault(record["digest"], record["place"])
        yield from _page(record, request, site, only, accounts, bodies)

    return request.each(records, convert)


def _rows(path: Path, progress: Progress | None) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    def wants(kind: str) -> bool:
        return kind.partition(";")[0].strip().lower() in HTML

    for found in read_archive(path, wants, progress):
        yield found if isinstance(found, Rejected) else (found.line, _values(found))


def _values(found: Archived) -> dict[str, str]:
    return {
        "url": found.url,
        "seen": f"{found.at:%Y-%m-%dT%H:%M:%SZ}",
        "status": str(found.status),
        "html": _html(found),
        "again": found.digest if found.revisit else "",
        "digest": found.digest,
        "place": f"{found.offset}@{found.member}",
    }


def _html(found: Archived) -> str:
    from scrapy.http import HtmlResponse

    kind = found.headers.get("content-type", "")
    return HtmlResponse(found.url, body=found.body, headers={"Content-Type": kind}).text


def _several(request: Request, name: str) -> frozenset[str]:
    values = request.settings.get(name, "").lower().split(",")
    return frozenset(value.strip() for value in values if value.strip())


def _site(records: Records, request: Request) -> str:
    """Whose pages count.  Raises BadInput where it cannot be told."""
    if given := request.settings.get("site"):
        return site_address(given)
    brand = records.constants.get("brand", "").casefold()
    if brand in request.sites:
        return request.sites[brand]
    hosts: Counter[str] = Counter()
    for record in records.read():
        if isinstance(record, Record) and record["status"] == "200":
            hosts[split(record["url"])[1].removeprefix("www.")] += 1
    if len(hosts) > 1:
        listed = ", ".join(f"{host} ({n:,})" for host, n in hosts.most_common(MOST_LISTED))
        raise BadInput(
            f"{request.file} has pages of several hosts: {listed}; say which is the brand's own "
            "with --set site=HOST, or --set only=walk for conversations alone"
        )
    return f"https://{next(iter(hosts), '')}/"


def _page(
    record: Record, request: Request, site: str, only: str, accounts: Accounts,
    bodies: dict[str, str],
) -> Iterator[Item]:  # fmt: skip
    url, html = canonical(record["url"]), record["html"]
    if record["again"]:
        html = _earlier(request, record, bodies)
        if not html:
            yield Rejected(record.line, "the same as a page that is not in the archive")
            return
    elif record["status"] != "200":
        yield Rejected(record.line, "an error or a redirect")
        return
    page = parse_page(html)
    entries = [] if page is None or only == "talk" else read_discussions(page, url)
    if entries:
        kind = "review" if any(entry.reviewed for entry in entries) else "forum"
        target = split(url)[1]
        source = Source(record["brand"], "walk", CHANNELS[kind], "warc", target)
        yield from to_messages(source, entries, accounts, record.line)
    elif only == "walk":
        yield Rejected(record.line, "no conversation")
    elif not belongs(url, site):
        yield Rejected(record.line, "not a page of the site")
    elif not is_page(url) or score(url) < 0:
        yield Rejected(record.line, "a basket, a log-in or small print")
    else:
        yield from _statements(record, request, site, url, html)


def _statements(record: Record, request: Request, site: str, url: str, html: str) -> Iterator[Item]:
    found = read_document(html, url)
    seen = request.dates.read("seen", record["seen"])
    if found.trouble or not found.text or seen is None:
        yield Rejected(record.line, found.trouble or "no text")
        return
    published = read_moment(found.published) if found.published else None
    moments: list[When] = [seen, *([published] if published else [])]
    source = Source(record["brand"], "talk", CHANNELS["talk"], "warc", split(site)[1])
    yield from said(source, url, found.text, moments, record["url"], record.line)


def _earlier(request: Request, record: Record, bodies: dict[str, str]) -> str:
    """The page that this one was the same as, read once more; empty where it is not there."""
    place = bodies.get(record["again"])
    if place is None:
        return ""
    offset, _, member = place.partition("@")
    found = read_at(request.path, member, int(offset))
    return _html(found) if isinstance(found, Archived) else ""

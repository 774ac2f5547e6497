"""Reading web archives: what is in them comes out, what would do harm does not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from archived import Shot, wacz, warc
from local_host import CARE, page

from crawler.archives.reading import MOST_BODY, Archived, read_archive, read_at
from crawler.items import Rejected
from db.errors import BadInput

ABOUT = Shot("https://acme.example/about", page("About", *CARE))


def responses(path: Path) -> list[Archived]:
    """The responses of an archive."""
    return [found for found in read_archive(path) if isinstance(found, Archived)]


def reasons(path: Path) -> list[str]:
    """Why what was not read was not."""
    return [found.reason for found in read_archive(path) if isinstance(found, Rejected)]


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_warc_gives_its_responses(tmp_path: Path, gzipped: bool) -> None:
    """A response comes out as it was, unpacked, with its moment; requests do not."""
    path = tmp_path / "a.warc.gz"
    shots = [ABOUT, Shot("https://acme.example/", "Hello", packed=True, at="2024-01-02T03:04:05Z")]
    path.write_bytes(warc(shots, gzipped=gzipped))

    found = responses(path)

    assert [one.body.decode() for one in found] == [ABOUT.body, "Hello"]
    assert found[1].at.isoformat() == "2024-01-02T03:04:05+00:00"
    assert [one.kind for one in found] == ["text/html"] * 2
    assert [one.line for one in found] == [2, 4]


def test_a_record_is_found_again_by_its_place(tmp_path: Path) -> None:
    """Member and offset of a response lead back to it, in a WACZ too."""
    path = wacz(
        tmp_path / "a.wacz", {"archive/a.warc.gz": warc([Shot("https://x.example/"), ABOUT])}
    )
    second = responses(path)[1]

    found = read_at(path, second.member, second.offset)

    assert isinstance(found, Archived)
    assert (found.url, found.body) == (second.url, second.body)
    assert found.member == "archive/a.warc.gz"


def test_a_revisit_has_no_body(tmp_path: Path) -> None:
    """A page captured again unchanged is told by the digest of its body."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([ABOUT]))
    digest = responses(path)[0].digest
    path.write_bytes(warc([ABOUT, Shot(ABOUT.url, at="2026-01-01T00:00:00Z", again=digest)]))

    first, again = responses(path)

    assert (again.revisit, again.body, again.digest) == (True, b"", first.digest)


def test_a_body_that_unpacks_to_too_much_is_left_out(tmp_path: Path) -> None:
    """A response beyond 8 MiB, packed small, is rejected; the one after it is read."""
    path = tmp_path / "a.warc.gz"
    bomb = Shot("https://acme.example/", b"0" * (MOST_BODY + 1), packed=True)
    path.write_bytes(warc([bomb, ABOUT]))

    assert reasons(path) == ["larger than 8 MiB"]
    assert [one.url for one in responses(path)] == [ABOUT.url]


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_warc_that_breaks_off_gives_what_is_whole(tmp_path: Path, gzipped: bool) -> None:
    """What was captured before the file breaks off is read, and that it does is said."""
    path = tmp_path / "a.warc.gz"
    last = Shot("https://acme.example/last", page("Last", *CARE * 50))
    whole = warc([ABOUT, last], gzipped=gzipped)
    path.write_bytes(whole[: len(whole) - 200])

    assert [one.url for one in responses(path)] == [ABOUT.url]
    assert reasons(path) == ["the archive breaks off"]


def test_a_warc_gzipped_as_one_whole_is_said_to_be(tmp_path: Path) -> None:
    """Records that share one gzip member cannot be told apart by place; what mends it is named."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(warc([ABOUT, ABOUT], gzipped=False)))

    assert reasons(path) == ["gzipped as one whole"]


@pytest.mark.parametrize(
    ("members", "deflate", "said"),
    [
        ({"../../etc/x.warc": b"x"}, False, "leads out of it"),
        ({"/archive/x.warc": b"x"}, False, "leads out of it"),
        ({"archive\\..\\..\\x.warc": b"x"}, False, "leads out of it"),
        ({"archive/a.warc": b"0" * 10_000_000}, True, "over 100 times its size"),
        ({"pages/pages.jsonl": b"{}"}, False, "no WARC"),
        ({"archive/inner.wacz": b"PK\x03\x04"}, False, "no WARC"),
    ],
)
def test_a_wacz_made_to_do_harm_is_refused(
    tmp_path: Path, members: dict[str, bytes], deflate: bool, said: str
) -> None:
    """Paths that lead out, members that swell, and archives in archives are not followed."""
    path = wacz(tmp_path / "a.wacz", members, deflate=deflate)

    with pytest.raises(BadInput, match=said):
        list(read_archive(path))


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    """Bytes that are no archive give nothing but the reason."""
    path = tmp_path / "a.warc"
    path.write_bytes(b"Dear reader,\nthis is a letter.\n")

    assert responses(path) == []
    assert reasons(path) == ["the archive breaks off"]

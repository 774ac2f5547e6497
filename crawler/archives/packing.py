"""WACZ: WARC files, an index and the hash of each in one zip file, put in place all at once.

After https://specs.webrecorder.net/wacz/1.1.1/.  Whoever gets the file can check by
`datapackage.json` that not a byte of it was changed since, and open it in any viewer for WACZ.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.archives.index import index_lines
from crawler.archives.records import Record, members, records
from db.clock import utcnow

PIECE = 1024 * 1024
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A zip cannot say an earlier moment, nor in which zone: so it says none."""

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
FORMAT = "1.1.1"
PAGES = '{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}\n'


def pack(folder: Path, target: Path, software: str) -> None:
    """Pack the WARC files of `folder` as the WACZ file `target`."""
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", allowZip64=True) as packed:
            resources = [
                _put_file(packed, name, folder / Path(name).name) for name in members(folder)
            ]
            index = index_lines(_all(folder))
            resources.append(_put(packed, "indexes/index.cdx", index))
            resources.append(_put(packed, "pages/pages.jsonl", _pages(_all(folder))))
            about = {
                "profile": "data-package",
                "wacz_version": FORMAT,
                "software": software,
                "created": f"{utcnow():%Y-%m-%dT%H:%M:%SZ}",
                "resources": resources,
            }
            package = json.dumps(about, indent=2)
            found = _put(packed, PACKAGE, [package])
            digest = {"path": PACKAGE, "hash": found["hash"]}
            _put(packed, DIGEST, [json.dumps(digest, indent=2)])
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def damaged(path: Path) -> list[str]:
    """The files in a WACZ that are not what they were when it was packed.

    `datapackage.json` where that itself is not, or cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            about = packed.read(PACKAGE)
            if json.loads(packed.read(DIGEST))["hash"] != _hash([about]):
                return [PACKAGE]
            resources = json.loads(about)["resources"]
            return [one["path"] for one in resources if not _is_whole(packed, one)]
    except (zipfile.BadZipFile, OSError, KeyError, ValueError):
        return [PACKAGE]


def _is_whole(packed: zipfile.ZipFile, resource: dict[str, Any]) -> bool:
    try:
        with packed.open(resource["path"]) as file:
            return bool(_hash(iter(lambda: file.read(PIECE), b"")) == resource["hash"])
    except (KeyError, zipfile.BadZipFile):
        return False


def _hash(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _all(folder: Path) -> Iterator[Record]:
    for member in members(folder):
        yield from records(folder, member)


def _pages(found: Iterable[Record]) -> Iterator[str]:
    yield PAGES
    for record in found:
        headers = {name.lower(): value for name, value in record.headers}
        if record.kind == "response" and record.status == 200 and "html" in headers.get(
            "content-type", ""
        ):  # fmt: skip
            page = {
                "id": record.fields["warc-record-id"],
                "url": record.url,
                "ts": _time(record.at),
            }
            yield json.dumps(page) + "\n"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _put_file(packed: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    def pieces() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    return _put(packed, name, pieces())


def _put(packed: zipfile.ZipFile, name: str, pieces: Iterable[str | bytes]) -> dict[str, Any]:
    """Write a member as it is, and say of it what `datapackage.json` says."""
    digest, size = hashlib.sha256(), 0
    with packed.open(zipfile.ZipInfo(name, EARLIEST), "w", force_zip64=True) as file:
        for piece in pieces:
            data = piece.encode() if isinstance(piece, str) else piece
            digest.update(data)
            size += len(data)
            file.write(data)
    return {
        "name": Path(name).name,
        "path": name,
        "hash": f"sha256:{digest.hexdigest()}",
        "bytes": size,
    }

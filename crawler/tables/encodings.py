"""In which encoding a file of text is written, decided from its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import IO

from db.errors import BadInput

SAMPLE = 1 << 16
CHUNK = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Office document (save it as .xlsx or CSV)",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
}
HIGH_RUN = re.compile(rb"[\x80-\xff]{4,}")
CP1252_HOLES = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
ESCAPED = re.compile("[\udc80-\udcff]")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec name, and whether the file breaks it in places (those rows are rejected)."""

    name: str
    broken: bool = False


def sniff(stream: IO[bytes], name: str) -> Encoding:
    """The encoding of `stream`, read to its end in chunks; BadInput for an empty or binary file."""
    sample = stream.read(SAMPLE)
    if not sample:
        raise BadInput(f"{name} is empty; give a file with a header line and rows")
    for bom, codec in BOMS:
        if sample.startswith(bom):
            return Encoding(codec)
    for signature, kind in SIGNATURES.items():
        if sample.startswith(signature):
            raise BadInput(f"{name} is {kind}; give a CSV, JSONL or XLSX file")
    wide = _wide(sample)
    if wide:
        return Encoding(wide)
    if len(CONTROLS.findall(sample)) > len(sample) / 1000:
        raise BadInput(f"{name} is a binary file; give a CSV, JSONL or XLSX file")
    return _eight_bit(sample, stream)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: nearly all zeros on one side of the pairs."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.6 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _eight_bit(sample: bytes, stream: IO[bytes]) -> Encoding:
    """UTF-8 where all or nearly all of the file is, else cp1252 or what charset-normalizer says."""
    strict = codecs.getincrementaldecoder("utf-8")()
    chunk = sample
    try:
        while chunk:
            strict.decode(chunk)
            chunk = stream.read(CHUNK)
        strict.decode(b"", final=True)
    except UnicodeDecodeError:
        return _not_quite_utf8(chunk, stream)
    return Encoding("utf-8")


def _not_quite_utf8(chunk: bytes, stream: IO[bytes]) -> Encoding:
    """The encoding of a file that stops being UTF-8 in `chunk`."""
    lenient = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    stream.seek(0)
    valid = invalid = 0
    while data := stream.read(CHUNK):
        letters = lenient.decode(data)
        invalid += len(ESCAPED.findall(letters))
        valid += len(BEYOND_ASCII.findall(letters))
    invalid += len(lenient.decode(b"", final=True))
    if valid - invalid > 10 * invalid:
        return Encoding("utf-8", broken=True)
    return Encoding(_legacy(chunk))


def _legacy(chunk: bytes) -> str:
    """Western text has lone high bytes; anything else is a question for charset-normalizer."""
    if not CP1252_HOLES.search(chunk) and len(HIGH_RUN.findall(chunk)) < 3:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(chunk[:SAMPLE]).best()
    return best.encoding if best else "cp1252"

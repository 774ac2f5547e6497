"""Sitemaps as sitemaps.org describes them: lists of pages, and lists of such lists."""

from __future__ import annotations

import zlib
from io import BytesIO
from itertools import islice

GZIP = b"\x1f\x8b"
MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 5000
MOST_ELEMENTS = 20 * MOST_PAGES
"""No more of a sitemap is held, however many parts its entries have."""


def unpack(body: bytes) -> bytes:
    """The body, unpacked where it is gzipped; no more than 50 MB of it."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


def read_sitemap(body: bytes) -> tuple[list[str], list[str]]:
    """The pages and the further sitemaps that a sitemap lists; both empty where it is none."""
    from lxml import etree

    pages: list[str] = []
    more: list[str] = []
    data = unpack(body)
    if not data.lstrip().startswith(b"<"):
        lines = data.decode("utf-8", "replace").split()
        return [line for line in lines if line.startswith(("http://", "https://"))][:MOST_PAGES], []
    elements = etree.iterparse(
        BytesIO(data), resolve_entities=False, no_network=True, recover=True, load_dtd=False
    )
    try:
        for _, place in islice(elements, MOST_ELEMENTS):
            address = (place.text or "").strip()
            above = place.getparent()
            if etree.QName(place).localname != "loc" or not address or above is None:
                continue
            is_map = etree.QName(above).localname == "sitemap"
            (more if is_map else pages).append(address)
            if len(pages) + len(more) >= MOST_PAGES:
                break
    except etree.XMLSyntaxError:
        pass
    return pages, more

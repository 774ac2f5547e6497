"""Sitemaps as sitemaps.org describes them: lists of pages, and lists of such lists."""

from __future__ import annotations

import zlib

GZIP = b"\x1f\x8b"
MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 5000


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
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False
    )
    root = etree.fromstring(data, parser)
    if root is None:
        return [], []
    for place in root.iter("{*}loc"):
        address = (place.text or "").strip()
        above = place.getparent()
        if address and above is not None and len(pages) < MOST_PAGES:
            is_map = etree.QName(above).localname == "sitemap"
            (more if is_map else pages).append(address)
    return pages, more

"""Brands and the other names they go by, a row each; rows of one brand add to each other.

Several columns may hold aliases: --map alias=handle --map alias=former_name.  A brand that was
known under an alias until now is merged into the brand that claims it.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.imports._formats import Request
from crawler.items import Brand, Item, Rejected
from crawler.tables.fields import Field, Record, Records

FIELDS = (
    Field("name", "the brand's name", "Acme", required=True, also=("brand", "company")),
    Field("alias", "another name or handle; may be mapped to several columns", "acme_help",
          also=("handle", "aliases", "username")),
    Field("site", "its web site", "acme.example", also=("domain", "url", "website")),
    Field("group", "the group it is compared within", "kitchen", also=("industry", "sector")),
    Field("zone", "the time zone it answers from", "Europe/London", also=("timezone", "tz")),
)  # fmt: skip
SETTINGS: tuple[Field, ...] = ()


def names(record: Record) -> str:
    """The brand's name."""
    return record["name"]


def read(records: Records, request: Request) -> Iterator[Item]:
    """A brand for each row that names one."""

    def convert(record: Record) -> list[Item]:
        if not record["name"]:
            return [Rejected(record.line, "no name")]
        aliases = tuple(alias.lstrip("@") for alias in record.all("alias"))
        brand = Brand(
            record["name"],
            aliases,
            record["group"] or None,
            record["site"] or None,
            record["zone"] or None,
            record.line,
        )
        return [brand]

    return request.each(records, convert)

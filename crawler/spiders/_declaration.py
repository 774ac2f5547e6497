"""What a spider says of itself, without a crawl: which targets it takes, and what they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.addresses import site_address
from crawler.spiders._target import address_of, option_of, read_options, with_options


class Declaration:
    """What is known of a source before it is crawled, and goes into the documentation.

    `sides` names the sides it serves and the channel of each.  `example` is a target as a user
    writes it, and `options` what may be said behind it, by name (see `_target`).  `shows_all` says
    whether every message that the brand gets there is shown to everybody, so that who was not
    answered is known; None where each crawl finds out.  `shows_because` says why.
    """

    sides: ClassVar[Mapping[str, str]] = {}
    example: ClassVar[str] = ""
    options: ClassVar[Mapping[str, str]] = {}
    shows_all: ClassVar[bool | None] = None
    shows_because: ClassVar[str] = ""
    target: str

    @classmethod
    def read_target(cls, text: str) -> str:
        """The target as it is kept; raises BadInput for one that cannot be used."""
        address, chosen = read_options(text, cls.options)
        return with_options(site_address(address), chosen)

    @classmethod
    def channels(cls, target: str) -> Mapping[str, str]:
        """The sides that this target serves, and the channel of each; by default `sides`."""
        del target
        return cls.sides

    @classmethod
    def home(cls, target: str) -> str:
        """The address that the target lives at."""
        return address_of(target)

    def option(self, name: str) -> frozenset[str]:
        """What was said behind the target under that name, in small letters."""
        return option_of(self.target, name)

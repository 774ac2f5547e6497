"""Spiders: one file each, its name the spider's."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from typing import TYPE_CHECKING

from db.errors import BadInput, NotFound

if TYPE_CHECKING:
    from crawler.spiders._source import SourceSpider


def list_spiders() -> list[str]:
    """The names of all spiders."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name[0] != "_")


def load_spider(name: str) -> type[SourceSpider]:
    """The spider of that name.  Raises NotFound, offering the nearest name."""
    from crawler.spiders._source import SourceSpider

    spiders = list_spiders()
    if name not in spiders:
        near = difflib.get_close_matches(name, spiders, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise NotFound(f"no spider '{name}'; {hint}there are {', '.join(spiders)}")
    module = importlib.import_module(f"crawler.spiders.{name}")
    for found in vars(module).values():
        if (
            isinstance(found, type)
            and issubclass(found, SourceSpider)
            and vars(found).get("name") == name
        ):
            return found
    raise NotFound(f"crawler/spiders/{name}.py has no spider named '{name}'; name it like its file")


def parse_source(text: str) -> tuple[str, str]:
    """Spider and target of a source written `SPIDER:TARGET`, the target as the spider writes it.

    Raises BadInput for another form or a target the spider cannot use, NotFound for no such spider.
    """
    name, sign, target = text.strip().partition(":")
    if not sign or not target.strip():
        raise BadInput(f"'{text}' is not SPIDER:TARGET; write for example website:https://acme.com")
    return name, load_spider(name).read_target(target.strip())

"""Targets with options behind them: `https://forum.acme.com/#brand=acme-help,acme-care`.

They stand where an address has its fragment, which no server is ever told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote

from db.errors import BadInput


def read_options(text: str, known: Mapping[str, str]) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The address and the options behind it, values in small letters and in order.

    A spider without options drops a fragment.  Raises BadInput for an option it does not know.
    """
    address, _, behind = text.partition("#")
    chosen: dict[str, set[str]] = {}
    if not known:
        return address, {}
    for part in filter(None, behind.split("&")):
        pairs = parse_qsl(part)
        if len(pairs) != 1 or pairs[0][0] not in known:
            raise BadInput(
                f"'{part}' is no option of this source; after # there may be "
                + ", ".join(f"{name}=..." for name in sorted(known))
            )
        name, values = pairs[0]
        found = (value.strip().lower() for value in values.split(","))
        chosen.setdefault(name, set()).update(filter(None, found))
    return address, {name: tuple(sorted(chosen[name])) for name in sorted(chosen) if chosen[name]}


def with_options(address: str, chosen: Mapping[str, Iterable[str]]) -> str:
    """The target as it is kept."""
    parts = [
        f"{name}={','.join(quote(value, safe='@:/._-') for value in values)}"
        for name, values in chosen.items()
    ]
    return f"{address}#{'&'.join(parts)}" if parts else address


def address_of(target: str) -> str:
    """The target without its options."""
    return target.partition("#")[0]


def option_of(target: str, name: str) -> frozenset[str]:
    """The values of one option of a target that is kept."""
    found = [value for key, value in parse_qsl(target.partition("#")[2]) if key == name]
    return frozenset(value for values in found for value in values.split(",") if value)

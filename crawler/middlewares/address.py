"""Which addresses may be reached: those of everybody, and loopback where it is allowed.

Checked where a name becomes an address, and the same answer is used to connect, so that no second
look-up can slip another one in between.  Whatever way a number is written, it comes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from twisted.internet.address import IPv4Address as TwistedIPv4
from twisted.internet.address import IPv6Address as TwistedIPv6

from db.errors import BadSetting

HOLDS_IPV4 = tuple(
    IPv6Network(text) for text in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/96")
)
"""IPv4-compatible, IPv4-translated and NAT64 (RFC 4291, 2765, 6052, 8215): the last four bytes."""

ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""What stands before the IPv4 address in the last eight bytes (RFC 5214)."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
NOT_PUBLIC = (
    IPv4Network("168.63.129.16/32"),  # a cloud's metadata at an address that looks public
    IPv4Network("192.0.0.0/24"),  # another's, and protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays
    IPv6Network("3fff::/20"),  # documentation
)


HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


def unwrap(text: str) -> IPv4Address | IPv6Address:
    """The address a text stands for; an IPv4 address inside an IPv6 one is taken out."""
    found = ip_address(text.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found
    inside = found.ipv4_mapped or found.sixtofour
    low = int(found) & 0xFFFF_FFFF
    # The two lowest of ::/96 are IPv6's own: nowhere, and this machine.
    if not inside and low > 1 and any(found in network for network in HOLDS_IPV4):
        inside = IPv4Address(low)
    if not inside and (int(found) >> 32) & 0xFFFF_FFFF in ISATAP:
        inside = IPv4Address(low)
    return inside or found


def may_reach(text: str, *, loopback: bool, public: bool) -> bool:
    """Whether the address may be connected to: a public one, or a loopback one."""
    address = unwrap(text)
    if address.is_loopback:
        return loopback
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    if any(address in network for network in NOT_PUBLIC):
        return False
    return public and address.is_global and not address.is_multicast


class _Sieve:
    """Passes on the addresses that may be reached."""

    def __init__(self, receiver: Any, guard: GuardedResolver, host: str) -> None:
        self._receiver, self._guard, self._host = receiver, guard, host
        self._passed, self._refused = False, ""

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - the interface's name
        """Look-up has begun."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - the interface's name
        """An address was found."""
        ours = isinstance(address, TwistedIPv4 | TwistedIPv6)
        if ours and may_reach(
            address.host, loopback=self._guard.loopback, public=self._guard.public
        ):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._refused = str(getattr(address, "host", address))

    def resolutionComplete(self) -> None:  # noqa: N802 - the interface's name
        """That was all; a host of which nothing passed is refused."""
        if self._refused and not self._passed:
            self._guard.refused[self._host] = self._refused
        self._receiver.resolutionComplete()


class GuardedResolver:
    """The system's resolver behind the guard; `refused` has the hosts whose address was private."""

    def __init__(self, reactor: Any, *, loopback: bool, public: bool) -> None:
        self._reactor, self._inner = reactor, reactor.nameResolver
        self.loopback, self.public = loopback, public
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """The resolver of this run."""
        settings = crawler.settings
        return cls(
            reactor,
            loopback=settings.getbool("ALLOW_LOOPBACK"),
            public=settings.getbool("ALLOW_PUBLIC"),
        )

    def install_on_reactor(self) -> None:
        """Let every connection ask here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - the interface's name
        hostName: str,  # noqa: N803 - the interface's name
        portNumber: int = 0,  # noqa: N803 - the interface's name
        addressTypes: Sequence[Any] | None = None,  # noqa: N803 - the interface's name
        transportSemantics: str = "TCP",  # noqa: N803 - the interface's name
    ) -> Any:
        """Look the name up; only what may be reached is passed on."""
        sieve = _Sieve(resolutionReceiver, self, hostName)
        return self._inner.resolveHostName(
            sieve, hostName, portNumber, addressTypes, transportSemantics
        )


def refused_address(host: str) -> str | None:
    """The private address that the running resolver refused for a host, or None."""
    from twisted.internet import reactor

    refused: dict[str, str] = getattr(reactor.nameResolver, "refused", {})
    return refused.get(host)


def refuse_ways_around(settings: Any) -> None:
    """Raise BadSetting where a setting would let requests past the guard.

    Only the HTTP/1.1 handler asks our resolver: an httpx or aiohttp one has its own, a proxy looks
    names up far away, and files and buckets are no web sites.
    """
    for scheme, handler in settings.getwithbase("DOWNLOAD_HANDLERS").items():
        if handler and (scheme not in {"http", "https"} or handler != HANDLER):
            raise BadSetting(
                f"DOWNLOAD_HANDLERS: {handler} for {scheme} goes around the guard of addresses; "
                f"only {HANDLER} for http and https may be set"
            )
    if settings.getbool("HTTPPROXY_ENABLED"):
        raise BadSetting("HTTPPROXY_ENABLED goes around the guard of addresses; leave it off")

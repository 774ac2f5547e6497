"""Which addresses may be reached: those of everybody, and loopback where it is allowed.

Checked where a name becomes an address, and the same answer is used to connect, so that no second
look-up can slip another one in between.  Whatever way a number is written, it comes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from twisted.internet.address import IPv4Address as TwistedIPv4
from twisted.internet.address import IPv6Address as TwistedIPv6


def unwrap(text: str) -> IPv4Address | IPv6Address:
    """The address a text stands for; an IPv4 address inside an IPv6 one is taken out."""
    found = ip_address(text.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return inside or found


def may_reach(text: str, *, loopback: bool, public: bool) -> bool:
    """Whether the address may be connected to: a public one, or a loopback one."""
    address = unwrap(text)
    if address.is_loopback:
        return loopback
    return public and address.is_global and not address.is_multicast


class _Sieve:
    """Passes on the addresses that may be reached."""

    def __init__(self, receiver: Any, guard: GuardedResolver, host: str) -> None:
        self._receiver, self._guard, self._host = receiver, guard, host

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - the interface's name
        """Look-up has begun."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - the interface's name
        """An address was found."""
        ours = isinstance(address, TwistedIPv4 | TwistedIPv6)
        if ours and may_reach(
            address.host, loopback=self._guard.loopback, public=self._guard.public
        ):
            self._receiver.addressResolved(address)
        else:
            self._guard.refused[self._host] = str(getattr(address, "host", address))

    def resolutionComplete(self) -> None:  # noqa: N802 - the interface's name
        """That was all."""
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

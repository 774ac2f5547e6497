"""A name server on loopback that says what a test wants, and may say something else next time."""

from __future__ import annotations

import contextlib
import socketserver
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from twisted.names import dns


@dataclass
class NameServer:
    """The addresses of each name, one after the other, the last for good; what was asked."""

    names: dict[str, list[str]]
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, query: bytes) -> bytes:
        """The answer to a DNS query: one address, not to be kept."""
        message = dns.Message()
        message.fromStr(query)
        message.answer = 1
        for one in message.queries:
            name = one.name.name.decode().lower().rstrip(".")
            self.asked.append(name)
            addresses = self.names.get(name, [])
            if not addresses:
                message.rCode = dns.ENAME
                continue
            address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
            six = ":" in address
            kind = dns.AAAA if six else dns.A
            record: Any = (dns.Record_AAAA if six else dns.Record_A)(address, 0)
            message.answers.append(dns.RRHeader(one.name.name, kind, ttl=0, payload=record))
        found: bytes = message.toStr()
        return found


@contextlib.contextmanager
def serve_names(names: dict[str, list[str]]) -> Iterator[NameServer]:
    """A name server for the length of a block."""
    known = NameServer(names)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            query, answers = self.request
            answers.sendto(known.answer(query), self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
        known.port = server.server_address[1]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield known
        server.shutdown()

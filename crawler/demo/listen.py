"""HTTP on loopback: one thread that waits at several ports, one for each conversation."""

from __future__ import annotations

import os
import selectors
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import Any

from crawler.demo.answers import Answer
from db.errors import BadSetting

LOOPBACK = "127.0.0.1"
IDLE = 30.0

Respond = Callable[[str, str, Mapping[str, str]], Answer]
"""From a host's name, a request's target and headers (names in small letters) to the answer."""


class Listener(ThreadingMixIn, TCPServer):
    """A port, the name of the host behind it, and the connections that are open."""

    allow_reuse_address = os.name == "posix"  # on Windows it would let two share a port
    request_queue_size = 64
    timeout = 0

    def __init__(self, name: str, port: int, respond: Respond) -> None:
        self.name, self.respond = name, respond
        self.open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _Handler)
        self.socket.setblocking(False)

    @property
    def base(self) -> str:
        """The host's address, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Let a thread of its own answer a connection."""
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that is done."""
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        for connection in self.open.copy():
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the caller was quicker
                continue
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, sends what the host answers."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "street", ""
    timeout = IDLE
    wbufsize = -1  # head and body leave together

    def do_GET(self) -> None:
        """Answer with head and body."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the head of what GET would bring."""
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.respond(self.server.name, self.path, headers)
        self.send_response(answer.status)
        for name, value in answer.lines().items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Nothing: what was asked is counted instead."""


def open_ports(names: list[str], port: int, respond: Respond) -> list[Listener]:
    """A listener for each name: at consecutive ports from `port`, or wherever is free for 0."""
    listeners: list[Listener] = []
    for place, name in enumerate(names):
        wanted = port + place if port else 0
        try:
            listeners.append(Listener(name, wanted, respond))
        except (OSError, OverflowError) as error:
            for listener in listeners:
                listener.server_close()
            raise BadSetting(
                f"port {wanted} on {LOOPBACK} cannot be had ({error}); "
                "choose another, or 0 for any that is free"
            ) from None
    return listeners


@contextmanager
def serving(listeners: list[Listener]) -> Iterator[None]:
    """Answer at all ports until the end of the block."""
    wake, woken = socket.socketpair()
    thread = Thread(target=_wait, args=(listeners, woken), name="street", daemon=True)
    thread.start()
    try:
        yield
    finally:
        wake.send(b"x")
        thread.join()
        for listener in listeners:
            listener.hang_up()
        wake.close()
        woken.close()


def _wait(listeners: list[Listener], woken: socket.socket) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(woken, selectors.EVENT_READ)
        for listener in listeners:
            selector.register(listener, selectors.EVENT_READ, listener)
        while True:
            for key, _ in selector.select():
                if key.data is None:
                    return
                key.data.handle_request()

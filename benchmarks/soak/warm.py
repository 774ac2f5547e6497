"""Nights begun from a warm process, for machines on which a Python takes long to start.

The server has imported what a night imports, and forks for each; a small stand-in for the
interpreter hands it arguments, environment, folder and streams, and ends as the night does.  All
that a unit says is still done by sh, word for word.

    python warm.py SOCKET MODULES.json
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MOST = 1 << 20
NOT_BEFORE = {"twisted.internet.reactor", "__main__", "sitecustomize"}
"""What a process chooses or is for itself."""

CLIENT = """#!{python} -IS
import json, os, socket, sys
place = socket.socket(socket.AF_UNIX)
place.connect({path!r})
told = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
socket.send_fds(place, [len(told).to_bytes(4, "big")], [0, 1, 2])
place.sendall(told)
sys.exit(place.recv(1)[0])
"""


@contextmanager
def warm(folder: Path, modules: Path, environment: dict[str, str]) -> Iterator[Path]:
    """A server for the length of a block; the path of what stands in for the interpreter."""
    path, client = folder / "warm", folder / "python"
    client.write_text(CLIENT.format(python=sys.executable, path=str(path)), encoding="utf-8")
    client.chmod(0o755)
    server = subprocess.Popen(
        [sys.executable, __file__, str(path), str(modules)], env=os.environ | environment
    )
    try:
        while not path.exists():
            assert server.poll() is None, "the warm process did not start"
            time.sleep(0.05)
        yield client
    finally:
        server.terminate()
        server.wait()


def serve(path: str, modules: str) -> None:
    """Import what is listed, then fork for each night."""
    from soak.program import of_the_year

    of_the_year()
    for name in json.loads(Path(modules).read_text(encoding="utf-8")):
        if name not in NOT_BEFORE:
            with suppress(Exception):
                importlib.import_module(name)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    while True:
        night, _ = listener.accept()
        child = os.fork()
        if not child:
            listener.close()
            _night(night)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with suppress(OSError):
            night.sendall(bytes([code % 256]))
        night.close()


def _night(place: socket.socket) -> None:
    """Become the process that was asked for; never returns."""
    size, streams, _, _ = socket.recv_fds(place, 4, 3)
    told = b""
    while len(told) < int.from_bytes(size, "big"):
        told += place.recv(MOST)
    arguments, environment, folder = json.loads(told)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = arguments[arguments.index("-m") + 1 :]
    code = 0
    try:
        if os.environ.get("SOAK_UPGRADE") == "1":
            from soak.program import upgrade

            upgrade()
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does it
        traceback.print_exc()
        code = 1
    for out in (sys.stdout, sys.stderr):
        with suppress(ValueError, OSError):
            out.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(*sys.argv[1:])

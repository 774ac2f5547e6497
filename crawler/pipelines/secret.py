"""The key under which customers' names are hidden, outside the database and every export."""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from db.errors import BadSetting

NAME_BYTES = 16
KEY_BYTES = 32
SHORTEST_KEY = 16


def load_key() -> bytes:
    """The key of this user: AUDIT_KEY where it is set, else the key file, made on first use.

    The file is `walk-the-talk-audit/key` in the user's configuration folder, readable by its owner
    alone.  Raises BadSetting for a key that is too short or a file that cannot be made or read.
    """
    given = os.environ.get("AUDIT_KEY")
    if given is not None:
        return _long_enough(given.encode(), "AUDIT_KEY")
    path = key_path()
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise BadSetting(
            f"cannot use the key file {path}: {error.strerror}; set AUDIT_KEY or make it readable"
        ) from error
    return _long_enough(key, str(path))


def key_path() -> Path:
    """Where the key file lies: the user's configuration folder on this system."""
    base = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    folder = Path(base) if base else Path.home() / ".config"
    return folder / "walk-the-talk-audit" / "key"


def hide(name: str, key: bytes) -> str:
    """The HMAC-SHA256 of `name` in any case, its first 16 bytes in hexadecimal."""
    digest = hmac.new(key, name.strip().casefold().encode(), sha256).digest()
    return digest[:NAME_BYTES].hex()


def _make(path: Path) -> None:
    """Write a new key in whole or not at all; another run may have been quicker."""
    part = path.with_name(f"key.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        if not path.exists():
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _long_enough(key: bytes, where: str) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise BadSetting(f"the key in {where} has {len(key)} bytes; give at least {SHORTEST_KEY}")
    return key

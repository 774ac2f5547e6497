"""Which instrument is in use: its folder, its card, and the identity readings are kept under."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from audit.dimensions import dimensions
from db.errors import InstrumentError

BUNDLED = Path(__file__).resolve().parent.parent / "fitted"
SCHEMA = 2
_SOURCES = (
    "normalise",
    "first_names",
    "patterns",
    "sentences_of_reply",
    "features",
    "projection",
    "tokens",
    "attention",
    "inputs",
    "columns",
    "folds",
    "heads",
    "instrument",
    "identity",
)


def instrument_folder(folder: Path | None = None) -> Path:
    """The folder given, else AUDIT_INSTRUMENT, else the bundled one."""
    return folder or Path(os.environ.get("AUDIT_INSTRUMENT") or BUNDLED)


def instrument_id(folder: Path | None = None) -> str:
    """Twelve hexadecimal digits that change whenever a reading might; loads no weights.

    A digest of the model's digest, the fitted files, the code that reads, the dimensions'
    exemplars, backend and precision.
    """
    folder = instrument_folder(folder)
    digest = hashlib.sha256(b"torch cpu float32\n")
    for path in [folder / "instrument.json", *sorted(folder.glob("*.npz"))]:
        if not path.is_file():
            raise InstrumentError(f"no instrument at {folder}: {path.name} is missing")
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    for name in _SOURCES:
        source = (Path(__file__).parent / f"{name}.py").read_bytes()
        digest.update(source.replace(b"\r\n", b"\n"))
    for dimension in dimensions():
        digest.update(repr((dimension.name, dimension.exemplars)).encode())
    return digest.hexdigest()[:12]


def read_card(folder: Path | None = None) -> dict[str, Any]:
    """What `instrument.json` says: model, folds, labels, figures, residuals."""
    path = instrument_folder(folder) / "instrument.json"
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise InstrumentError(
            f"no instrument at {path.parent}: {error}; unset AUDIT_INSTRUMENT to use the "
            f"bundled one, or fit one with 'python -m audit.fit'"
        ) from error
    if card.get("schema") != SCHEMA:
        raise InstrumentError(
            f"{path} is of schema {card.get('schema')!r}, this program reads {SCHEMA}; fit it anew"
        )
    return card

"""The tests' small instrument in a folder, with the errors of the one that is shipped."""

from __future__ import annotations

import json
from pathlib import Path

from small_instrument import write_instrument

from audit.reading.identity import BUNDLED, read_card


def small_instrument(folder: Path) -> Path:
    """Write it, and return its folder."""
    card = write_instrument(folder) / "instrument.json"
    values = json.loads(card.read_text(encoding="utf-8"))
    values["residuals"] = read_card(BUNDLED)["residuals"]
    card.write_text(json.dumps(values), encoding="utf-8")
    return folder

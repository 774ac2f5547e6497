"""What findings need to know of the instrument, without loading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.dimensions import dimensions
from audit.formulas.instrument_error import spread
from audit.reading.identity import instrument_id, read_card


@dataclass(frozen=True, slots=True)
class Facts:
    """What findings need to know of the instrument without loading it.

    `errors` is its own error by dimension on the mean delivery of a brand (root mean square).
    """

    instrument_id: str
    dimensions: tuple[str, ...]
    errors: Mapping[str, float]


def facts() -> Facts:
    """The facts of the instrument in use, from its card; no weights are loaded.

    A dimension that was never held against raters is taken to be as far off as the worst of those
    that were.
    """
    residuals = read_card()["residuals"]
    names = tuple(dimension.name for dimension in dimensions())
    known = {name: spread(residual) for name, residual in residuals.items()}
    errors = {name: known.get(name, max(known.values())) for name in names}
    return Facts(instrument_id(), names, errors)


def encoder_identity() -> tuple[str, str]:
    """Model id and revision that the embeddings of the instrument in use are kept under."""
    model = read_card()["model"]
    return str(model["id"]), str(model["revision"])

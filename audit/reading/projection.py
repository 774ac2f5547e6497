"""A linear map that shortens the encoder's token states before anything else sees them.

Principal components (Pearson 1901) of the token states of the fitting texts, each component scaled
to variance one.  No label enters, and none of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audit.reading.encoder import States
from audit.reading.features import Matrix
from db.errors import InstrumentError

COMPONENTS = 192


@dataclass(frozen=True)
class Projection:
    """`mean` (width,) is taken off, then `components` (width, k) applied."""

    mean: Matrix
    components: Matrix

    def project(self, states: States) -> States:
        """States (tokens, width) to (tokens, k), half precision."""
        moved = (states.astype(np.float32) - self.mean) @ self.components
        return np.asarray(moved, dtype=np.float16)


def fit_projection(states: Sequence[States], components: int = COMPONENTS) -> Projection:
    """The leading components of these token states."""
    joined = np.concatenate([np.asarray(some, dtype=np.float32) for some in states])
    mean = joined.mean(axis=0)
    joined -= mean
    spread, directions = np.linalg.eigh(joined.T @ joined / max(1, len(joined)))
    kept = min(components, joined.shape[1])
    spread, directions = spread[::-1][:kept], directions[:, ::-1][:, :kept]
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), range(kept)])
    scaled = directions * signs / np.sqrt(np.maximum(spread, 1e-6))
    return Projection(mean.astype(np.float32), scaled.astype(np.float16).astype(np.float32))


def save_projection(path: Path, projection: Projection) -> None:
    """Write it, components in half precision."""
    np.savez_compressed(
        path,
        allow_pickle=False,
        mean=projection.mean,
        components=projection.components.astype(np.float16),
    )


def load_projection(path: Path) -> Projection:
    """Read it; InstrumentError if the file is absent or damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return Projection(file["mean"], file["components"].astype(np.float32))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise InstrumentError(f"cannot read the projection at {path}: {error}") from error

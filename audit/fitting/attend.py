"""Fitting the attention over token states: several nets side by side, each on rows of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.reading.attention import HEADS, Attention, padded
from audit.reading.columns import outputs
from audit.reading.features import Matrix
from audit.reading.tokens import Tokens

SEED = 7
WIDTH, RAISED, SEEN = 96, 192, 64
DROPOUT = 0.25
RATE, DECAY, CLIP = 2e-3, 0.05, 1.0
BATCH, POOL = 48, 12
EPOCHS = {"walk": 8, "talk": 8}


@dataclass(frozen=True)
class Lesson:
    """Rows to fit on: tokens, targets (n, outputs) in 0..1 or NaN, weights (n,)."""

    columns: Mapping[str, int]
    tokens: Tokens
    targets: Matrix
    weights: Matrix
    epochs: int


def fit_attentions(
    lesson: Lesson, parts: Sequence[npt.NDArray[np.intp]], workers: int | None = None
) -> list[Attention]:
    """One net for each set of rows, fitted in as many processes as there are processors."""
    workers = workers or min(len(parts), os.cpu_count() or 1)
    if workers == 1:
        return [fit_attention(lesson, rows) for rows in parts]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lesson.npz"
        _save(path, lesson)
        with ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(path,)
        ) as pool:
            return list(pool.map(_fit, parts))


def fit_attention(lesson: Lesson, rows: npt.NDArray[np.intp]) -> Attention:
    """A net fitted on these rows alone; the same rows give the same net."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    net = _net(lesson)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, RATE, total_steps=lesson.epochs * (-(-len(rows) // BATCH) + POOL), pct_start=0.15
    )
    wanted = torch.tensor(np.nan_to_num(lesson.targets))
    importance = torch.tensor(~np.isnan(lesson.targets) * lesson.weights[:, None])
    edition = torch.tensor(lesson.tokens.edition)
    for _ in range(lesson.epochs):
        net.train()
        for batch in _batches(lesson.tokens, rows, random):
            some = torch.as_tensor(np.asarray(batch))
            given = [torch.from_numpy(part) for part in padded(lesson.tokens, batch)]
            each = binary_cross_entropy_with_logits(
                net(*given, edition[some]), wanted[some], reduction="none"
            )
            optimiser.zero_grad()
            (each * importance[some]).sum(dim=1).mean().backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            optimiser.step()
            schedule.step()
    return Attention(lesson.columns, net.arrays())


def _batches(
    tokens: Tokens, rows: npt.NDArray[np.intp], random: np.random.Generator
) -> list[list[int]]:
    """Rows at random, those of like length together."""
    mixed = random.permutation(rows).tolist()
    found: list[list[int]] = []
    for start in range(0, len(mixed), BATCH * POOL):
        some = sorted(mixed[start : start + BATCH * POOL], key=lambda r: len(tokens.states[r]))
        found += [some[place : place + BATCH] for place in range(0, len(some), BATCH)]
    return [found[place] for place in random.permutation(len(found))]


def _net(lesson: Lesson) -> Any:
    import torch
    from torch import nn

    asked = outputs(dict(lesson.columns))
    of_column = [list(lesson.columns).index(column) for column, _ in asked]
    inputs = lesson.tokens.states[0].shape[1]

    class Net(nn.Module):
        """The network of audit/reading/attention.py with dropout, as torch fits it."""

        def __init__(self) -> None:
            super().__init__()
            self.project = nn.Linear(inputs, WIDTH)
            self.project_norm = nn.LayerNorm(WIDTH)
            self.segment = nn.Embedding(2, WIDTH)
            self.layer = nn.TransformerEncoderLayer(
                WIDTH, HEADS, RAISED, DROPOUT, batch_first=True, norm_first=True
            )
            self.query = nn.Linear(WIDTH, len(lesson.columns))
            self.seen = nn.Linear(2 * WIDTH, SEEN)
            self.column = nn.Parameter(0.3 * torch.randn(len(lesson.columns), SEEN))
            self.first = nn.Parameter(0.05 * torch.randn(len(asked), SEEN))
            self.first_bias = nn.Parameter(torch.zeros(len(asked)))
            self.second = nn.Parameter(torch.zeros(len(asked), SEEN))
            self.second_bias = nn.Parameter(torch.zeros(len(asked)))
            self.drop_states, self.drop = nn.Dropout(0.1), nn.Dropout(DROPOUT)

        def forward(self, states: Any, kept: Any, segment: Any, edition: Any) -> Any:
            hidden = self.project_norm(self.project(self.drop_states(states)))
            hidden = self.layer(hidden + self.segment(segment), src_key_padding_mask=~kept)
            shares = torch.softmax(self.query(hidden).masked_fill(~kept[:, :, None], -1e9), dim=1)
            gathered = torch.einsum("btq,btd->bqd", shares, hidden)
            mean = (hidden * kept[:, :, None]).sum(1) / kept.sum(1, keepdim=True)
            both = torch.cat([gathered, mean[:, None].expand_as(gathered)], dim=2)
            seen = nn.functional.gelu(self.seen(self.drop(both)) + self.column, approximate="tanh")
            seen = self.drop(seen)[:, of_column]
            second = (seen * self.second).sum(2) + self.second_bias
            return (seen * self.first).sum(2) + self.first_bias + edition[:, None] * second

        def arrays(self) -> dict[str, Matrix]:
            layer = self.layer
            parts = {
                "project": self.project, "project_norm": self.project_norm, "query": self.query,
                "seen": self.seen, "norm1": layer.norm1, "norm2": layer.norm2,
                "rise": layer.linear1, "fall": layer.linear2, "attended": layer.self_attn.out_proj,
            }  # fmt: skip
            found = {
                f"{name}/{kind}": getattr(part, kind)
                for name, part in parts.items()
                for kind in ("weight", "bias")
            } | {
                "attend/weight": layer.self_attn.in_proj_weight,
                "attend/bias": layer.self_attn.in_proj_bias,
                "segment": self.segment.weight,
                **{name: getattr(self, name) for name in ("column", "first", "second")},
                **{f"{name}_bias": getattr(self, f"{name}_bias") for name in ("first", "second")},
            }
            made = {
                name: value.detach().numpy().astype(np.float16).astype(np.float32)
                for name, value in found.items()
            }
            return {**made, "of_column": np.asarray(of_column, dtype=np.float32)}

    return Net()


def _save(path: Path, lesson: Lesson) -> None:
    tokens = lesson.tokens
    np.savez(
        path,
        states=np.concatenate(list(tokens.states)),
        lengths=np.array([len(states) for states in tokens.states]),
        asked=np.asarray(tokens.asked),
        edition=tokens.edition,
        targets=lesson.targets,
        weights=lesson.weights,
        names=np.array(list(lesson.columns)),
        levels=np.array(list(lesson.columns.values())),
        epochs=np.array(lesson.epochs),
    )


_HELD: list[Lesson] = []


def _begin(path: Path) -> None:
    with np.load(path, allow_pickle=False) as file:
        ends = np.cumsum(file["lengths"])[:-1]
        tokens = Tokens(np.split(file["states"], ends), file["asked"].tolist(), file["edition"])
        columns = dict(zip(file["names"].tolist(), file["levels"].tolist(), strict=True))
        _HELD[:] = [Lesson(columns, tokens, file["targets"], file["weights"], int(file["epochs"]))]


def _fit(rows: npt.NDArray[np.intp]) -> Attention:
    return fit_attention(_HELD[0], rows)

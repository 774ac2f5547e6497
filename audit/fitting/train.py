"""Fitting the weights of one head on some rows: a linear layer, and a small hidden layer beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.fitting.vocabulary import choose_terms
from audit.reading.features import Matrix
from audit.reading.heads import Head, standardise, weigh_terms
from audit.reading.inputs import Inputs

SEED = 20


@dataclass(frozen=True)
class Recipe:
    """How one group of heads is fitted.

    `networks` hidden layers are fitted from different starts and averaged into one wide layer.
    """

    most_terms: tuple[int, ...]
    penalty: float
    embedded_scale: float = 0.6
    counted_scale: float = 1.0
    hidden: int = 0
    networks: int = 1
    epochs: int = 30


@dataclass(frozen=True)
class Material:
    """Rows to fit on: inputs, targets (n, outputs) in 0..1 or NaN, row weights, brands."""

    inputs: Inputs
    targets: Matrix
    weights: Matrix
    brands: Sequence[str]

    def take(self, rows: npt.NDArray[np.intp]) -> Material:
        """The material of some rows."""
        return Material(
            self.inputs.take(rows),
            self.targets[rows],
            self.weights[rows],
            [self.brands[row] for row in rows],
        )

    def with_more(self, more: Material | None) -> Material:
        """These rows and some more after them."""
        if more is None:
            return self
        return Material(
            self.inputs.with_more(more.inputs),
            np.vstack([self.targets, more.targets]),
            np.concatenate([self.weights, more.weights]),
            [*self.brands, *more.brands],
        )


def fit_head(material: Material, columns: Mapping[str, int], recipe: Recipe) -> Head:
    """A head without calibration, everything in it fitted on these rows alone."""
    counted = material.inputs.counted
    mean = counted.mean(axis=0)
    scale = np.maximum(counted.std(axis=0), 0.05).astype(np.float32)
    chosen = [
        choose_terms(terms, material.brands, most)
        for terms, most in zip(material.inputs.terms, recipe.most_terms, strict=True)
    ]
    blocks = [
        weigh_terms(terms, words, idf)
        for terms, (words, idf) in zip(material.inputs.terms, chosen, strict=True)
    ]
    embedded = recipe.embedded_scale * material.inputs.embedded
    counts = standardise(counted, mean, scale)
    known = ~np.isnan(material.targets)
    targets = np.nan_to_num(material.targets)
    importance = known * material.weights[:, None]
    weights, bias = fit_linear(
        np.hstack([*blocks, embedded, recipe.counted_scale * counts]),
        targets,
        importance,
        recipe.penalty,
    )
    terms = sum(block.shape[1] for block in blocks)
    dense_from = terms + embedded.shape[1]
    weights[terms:dense_from] *= recipe.embedded_scale
    weights[dense_from:] *= recipe.counted_scale
    empty = np.zeros((0, 0), dtype=np.float32)
    hidden, hidden_bias, top, top_bias = empty, empty, empty, empty
    if recipe.hidden:
        dense = np.hstack([material.inputs.embedded, counts])
        parts = [
            fit_hidden(dense, targets, importance, recipe, SEED + number)
            for number in range(recipe.networks)
        ]
        hidden = np.hstack([part[0] for part in parts])
        hidden_bias = np.concatenate([part[1] for part in parts])
        top = np.vstack([part[2] for part in parts]) / np.float32(len(parts))
        top_bias = np.mean([part[3] for part in parts], axis=0).astype(np.float32)
    return Head(
        columns=columns,
        vocabulary=tuple(words for words, _ in chosen),
        idf=tuple(idf for _, idf in chosen),
        mean=mean,
        scale=scale,
        weights=weights,
        bias=bias,
        hidden=hidden,
        hidden_bias=hidden_bias,
        top=top,
        top_bias=top_bias,
        calibrations={},
    )


def fit_linear(
    design: Matrix, targets: Matrix, importance: Matrix, penalty: float
) -> tuple[Matrix, Matrix]:
    """Logistic regressions of all outputs at once, squared weights penalised, bias free."""
    import torch

    x, y, w = (
        torch.as_tensor(np.asarray(a, dtype=np.float32)) for a in (design, targets, importance)
    )
    share = ((w * y).sum(0) + 0.5) / (w.sum(0) + 1)
    weights = torch.zeros(x.shape[1], y.shape[1], requires_grad=True)
    bias = torch.log(share / (1 - share)).clone().requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [weights, bias],
        max_iter=120,
        history_size=12,
        tolerance_grad=1e-3,
        tolerance_change=1e-7,
        line_search_fn="strong_wolfe",
    )

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = x @ weights + bias
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, reduction="none")
        total = (each * w).sum() + penalty * (weights * weights).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach().numpy(), bias.detach().numpy()


def fit_hidden(
    dense: Matrix, targets: Matrix, importance: Matrix, recipe: Recipe, seed: int
) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """One hidden layer shared by all outputs, with dropout and weight decay."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    x, y, w = (
        torch.as_tensor(np.asarray(a, dtype=np.float32)) for a in (dense, targets, importance)
    )
    first, second = nn.Linear(x.shape[1], recipe.hidden), nn.Linear(recipe.hidden, y.shape[1])
    network = nn.Sequential(nn.Dropout(0.5), first, nn.ReLU(), nn.Dropout(0.3), second)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.1)
    size = 128
    steps = recipe.epochs * -(-len(x) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for _ in range(recipe.epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x), size):
            some = order[start : start + size]
            each = nn.functional.binary_cross_entropy_with_logits(
                network(x[some]), y[some], reduction="none"
            )
            optimiser.zero_grad()
            (each * w[some]).sum(dim=1).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return (
        first.weight.detach().numpy().T.copy(),
        first.bias.detach().numpy(),
        second.weight.detach().numpy().T.copy(),
        second.bias.detach().numpy(),
    )

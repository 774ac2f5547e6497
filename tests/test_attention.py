"""The attention over tokens: fitted by torch, read by numpy, and its projection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_instrument import WIDTH, small_head

from audit.fitting import attend
from audit.fitting.attend import Lesson, fit_attention, fit_attentions
from audit.reading.attention import Attention, padded
from audit.reading.columns import CUSTOMER_COLUMNS, GROUPS
from audit.reading.features import plain
from audit.reading.headfile import load_heads, save_heads
from audit.reading.inputs import customer_inputs
from audit.reading.projection import fit_projection, load_projection, save_projection
from audit.reading.tokens import MOST_ASKED, MOST_SAID, Encoded, Tokens, token_rows
from db.errors import InstrumentError

COLUMNS = {"need": 2, "care": 3}
STATES = 8


def lesson(rows: int = 120, epochs: int = 12) -> Lesson:
    """Rows whose customer's tokens decide `need`; nobody rated `care` in the first half."""
    random = np.random.default_rng(3)
    states, asked = [], []
    targets = np.full((rows, 3), np.nan, dtype=np.float32)
    for row in range(rows):
        said = random.standard_normal((random.integers(2, 9), STATES))
        mine = int(random.integers(1, len(said)))
        needed = bool(random.random() < 0.5)
        said[0, 0] = 4.0 if needed else -4.0
        states.append(said.astype(np.float16))
        asked.append(mine)
        targets[row, 0] = float(needed)
        if row >= rows / 2:
            targets[row, 1:] = (1.0, 0.0)
    tokens = Tokens(states, asked, np.ones(rows, dtype=np.float32))
    return Lesson(COLUMNS, tokens, targets, np.ones(rows, dtype=np.float32), epochs)


@pytest.fixture(scope="module")
def fitted() -> Attention:
    """A net fitted on the first hundred rows."""
    return fit_attention(lesson(), np.arange(100))


def test_it_learns_from_one_token(fitted: Attention) -> None:
    """Rows it never saw are read by the token that decides, wherever the others point."""
    held = lesson()

    found = fitted.logits(held.tokens, COLUMNS)[100:, 0]

    right = (found > 0) == (held.targets[100:, 0] == 1)
    assert right.mean() >= 0.9


def test_numpy_reads_what_torch_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forward pass in numpy gives what torch's own modules give with the same weights."""
    torch = pytest.importorskip("torch")
    made = attend._net
    nets: list[object] = []

    def spy(given: Lesson) -> object:
        nets.append(made(given))
        return nets[-1]

    monkeypatch.setattr(attend, "_net", spy)
    held = lesson(rows=40, epochs=2)
    attention = fit_attention(held, np.arange(40))
    net = nets[0].eval()  # type: ignore[attr-defined]
    for weights in net.parameters():
        weights.data = weights.data.half().float()

    with torch.no_grad():
        given = [torch.from_numpy(part) for part in padded(held.tokens, list(range(40)))]
        expected = net(*given, torch.tensor(held.tokens.edition)).numpy()

    np.testing.assert_allclose(attention.logits(held.tokens, COLUMNS), expected, atol=1e-5)


def test_a_row_is_read_alike_alone_and_among_others(fitted: Attention) -> None:
    """Padding and company change nothing; neither does asking for some columns only."""
    tokens = lesson().tokens

    together = fitted.logits(tokens, COLUMNS)
    alone = np.vstack([fitted.logits(tokens.take(np.array([row])), COLUMNS) for row in range(9)])

    np.testing.assert_allclose(alone, together[:9], atol=1e-5)
    np.testing.assert_array_equal(fitted.logits(tokens, {"care": 3}), together[:, 1:])


def test_who_said_it_matters(fitted: Attention) -> None:
    """The same tokens are read otherwise when they are the brand's and not the customer's."""
    tokens = lesson().tokens
    turned = Tokens(tokens.states, [0] * len(tokens), tokens.edition)

    assert np.abs(fitted.logits(turned, COLUMNS) - fitted.logits(tokens, COLUMNS)).max() > 0


@pytest.mark.slow
def test_the_same_rows_give_the_same_net_in_any_process(fitted: Attention) -> None:
    """Fitting is deterministic, also in processes of its own."""
    again = fit_attentions(lesson(), [np.arange(100), np.arange(50)], workers=2)

    for name, weights in fitted.weights.items():
        np.testing.assert_array_equal(again[0].weights[name], weights)


def test_a_head_mixes_in_its_share(fitted: Attention) -> None:
    """Log-odds are .55 of the head's own and .45 of the attention's."""
    attention = Attention(
        CUSTOMER_COLUMNS,
        fit_attention(
            replace(lesson(), columns=CUSTOMER_COLUMNS, targets=lesson().targets[:, :2]),
            np.arange(20),
        ).weights,
    )
    head = replace(small_head("customer"), attention=attention)
    encoded = {"zebra": Encoded(np.zeros(WIDTH, np.float32), np.ones((2, STATES), np.float16))}
    inputs = customer_inputs(["zebra"], encoded, WIDTH)

    found = head.logits(inputs)

    own = replace(head, attention=None).logits(inputs)
    expected = 0.55 * own + 0.45 * attention.logits(inputs.tokens, CUSTOMER_COLUMNS)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_attention_is_kept_with_the_heads(tmp_path: Path, fitted: Attention) -> None:
    """One network a side comes back, weight for weight, with every group that uses it."""
    heads = {group: replace(small_head(group), attention=fitted) for group in GROUPS}

    save_heads(tmp_path / "fold-0.npz", heads)
    back = load_heads(tmp_path / "fold-0.npz")

    for group in GROUPS:
        attention = back[group].attention
        assert attention is not None
        assert attention.weights.keys() == fitted.weights.keys()
        np.testing.assert_array_equal(
            attention.weights["project/weight"], fitted.weights["project/weight"]
        )


def test_tokens_of_both_stand_side_by_side_and_are_cut() -> None:
    """The customer's tokens come first; very long texts are cut; nothing at all is one zero."""
    long = np.ones((400, 3), dtype=np.float16)
    encoded = {
        plain("Why?"): Encoded(np.zeros(1, np.float32), long[:2]),
        "long": Encoded(np.zeros(1, np.float32), long),
    }

    made = token_rows(["Why?", "long", ""], ["long", "", ""], [1.0, 0.0, 1.0], encoded)

    assert made.asked == [2, MOST_ASKED, 0]
    assert [len(states) for states in made.states] == [2 + MOST_SAID, MOST_ASKED, 1]
    assert not made.states[2].any()
    assert made.edition.tolist() == [1.0, 0.0, 1.0]


def test_projection_gives_uncorrelated_parts_of_spread_one(tmp_path: Path) -> None:
    """Components have mean 0, variance 1 and no correlation, and survive their file."""
    random = np.random.default_rng(0)
    states = [(random.standard_normal((50, 3)) @ random.standard_normal((3, 5))) for _ in range(20)]
    save_projection(tmp_path / "p.npz", fit_projection([s.astype(np.float16) for s in states], 3))

    found = load_projection(tmp_path / "p.npz")

    moved = np.concatenate([found.project(s.astype(np.float16)) for s in states]).astype(float)
    np.testing.assert_allclose(np.cov(moved.T), np.eye(3), atol=0.02)
    np.testing.assert_allclose(moved.mean(axis=0), 0, atol=0.02)


def test_a_missing_projection_is_named(tmp_path: Path) -> None:
    """The error says which file."""
    with pytest.raises(InstrumentError, match=r"projection at .*nowhere"):
        load_projection(tmp_path / "nowhere.npz")

"""Texts as the attention takes them: one state a token, the customer's first, then the brand's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.reading.encoder import States
from audit.reading.features import Matrix, plain

MOST_ASKED, MOST_SAID = 110, 140


@dataclass(frozen=True)
class Encoded:
    """One text as the encoder sees it: `vector` (width,) of length one, `states` (tokens, k)."""

    vector: Matrix
    states: States


@dataclass(frozen=True)
class Tokens:
    """Rows of token states; of each row the first `asked` are the customer's words.

    `states` has one array (tokens, k) a row, `edition` (n,) the codebook's edition, 1 the second.
    """

    states: Sequence[States]
    asked: Sequence[int]
    edition: Matrix

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.states)

    def take(self, rows: npt.NDArray[np.intp]) -> Tokens:
        """The tokens of some rows."""
        return Tokens(
            [self.states[row] for row in rows],
            [self.asked[row] for row in rows],
            self.edition[rows],
        )

    def with_more(self, more: Tokens) -> Tokens:
        """These rows and some more after them."""
        return Tokens(
            [*self.states, *more.states],
            [*self.asked, *more.asked],
            np.concatenate([self.edition, more.edition]),
        )


def token_rows(
    messages: Sequence[str],
    replies: Sequence[str],
    editions: Sequence[float],
    encoded: Mapping[str, Encoded],
) -> Tokens:
    """The tokens of normalised messages and replies, either of which may be empty."""
    width = next((found.states.shape[1] for found in encoded.values()), 1)
    nothing = np.zeros((0, width), dtype=np.float16)

    def states(text: str, most: int) -> States:
        said = plain(text)
        return encoded[said].states[:most] if said else nothing

    rows, asked = [], []
    for message, reply in zip(messages, replies, strict=True):
        mine = states(message, MOST_ASKED)
        both = np.concatenate([mine, states(reply, MOST_SAID)])
        rows.append(both if len(both) else np.zeros((1, width), dtype=np.float16))
        asked.append(len(mine))
    return Tokens(rows, asked, np.asarray(editions, dtype=np.float32))

"""From texts and their vectors to what the heads of a group take in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.reading import features
from audit.reading.features import Matrix
from audit.reading.tokens import Encoded, Tokens, token_rows

Terms = list[list[str]]
SECOND_EDITION, FIRST_EDITION = 1.0, 0.0


@dataclass(frozen=True)
class Inputs:
    """Texts as the heads take them: `embedded` (n, e), `counted` (n, s), terms by block, tokens."""

    embedded: Matrix
    counted: Matrix
    terms: tuple[Terms, ...]
    tokens: Tokens

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.embedded)

    def take(self, rows: npt.NDArray[np.intp]) -> Inputs:
        """The inputs of some rows."""
        return Inputs(
            self.embedded[rows],
            self.counted[rows],
            tuple([block[row] for row in rows] for block in self.terms),
            self.tokens.take(rows),
        )

    def with_more(self, more: Inputs) -> Inputs:
        """These texts and some more after them."""
        both = zip(self.terms, more.terms, strict=True)
        return Inputs(
            np.vstack([self.embedded, more.embedded]),
            np.vstack([self.counted, more.counted]),
            tuple([*mine, *theirs] for mine, theirs in both),
            self.tokens.with_more(more.tokens),
        )


def look_up(texts: Sequence[str], encoded: Mapping[str, Encoded], dimensions: int) -> Matrix:
    """The vectors of normalised texts, zeros for a text with nothing to encode."""
    zeros = np.zeros(dimensions, dtype=np.float32)
    found = [encoded[said].vector if (said := features.plain(text)) else zeros for text in texts]
    return np.asarray(found, dtype=np.float32).reshape(len(texts), dimensions)


def customer_inputs(
    texts: Sequence[str], encoded: Mapping[str, Encoded], dimensions: int
) -> Inputs:
    """Inputs for need and emotion, from normalised customer messages alone."""
    terms = [[*features.terms(text), *features.emoji_terms(text)] for text in texts]
    return Inputs(
        4 * look_up(texts, encoded, dimensions),
        features.stack([features.customer_features(text) for text in texts]),
        (terms,),
        _token_rows(texts, [""] * len(texts), SECOND_EDITION, encoded),
    )


def alone_inputs(replies: Sequence[str], encoded: Mapping[str, Encoded], dimensions: int) -> Inputs:
    """Inputs for need and emotion as far as a normalised reply shows them."""
    return Inputs(
        4 * look_up(replies, encoded, dimensions),
        features.stack([features.reply_features(reply, "") for reply in replies]),
        ([list(features.terms(reply)) for reply in replies],),
        _token_rows([""] * len(replies), replies, FIRST_EDITION, encoded),
    )


def turn_inputs(
    pairs: Sequence[tuple[str, str]],
    editions: Sequence[float],
    encoded: Mapping[str, Encoded],
    dimensions: int,
) -> Inputs:
    """Inputs for what a reply delivers, from normalised (reply, message) pairs.

    `message` may be empty; `editions` says under which codebook each pair is (to be) rated.
    """
    replies, messages = [reply for reply, _ in pairs], [message for _, message in pairs]
    said, asked = (look_up(texts, encoded, dimensions) for texts in (replies, messages))
    counted = [
        [
            *features.reply_features(reply, message),
            *features.customer_features(message),
            edition,
        ]
        for (reply, message), edition in zip(pairs, editions, strict=True)
    ]
    return Inputs(
        np.hstack([4 * said, 4 * asked, 30 * said * asked, 4 * np.abs(said - asked)]),
        features.stack(counted),
        (
            [list(features.terms(reply)) for reply in replies],
            [[*features.terms(m), *features.emoji_terms(m)] for m in messages],
        ),
        token_rows(messages, replies, editions, encoded),
    )


def claim_inputs(texts: Sequence[str], encoded: Mapping[str, Encoded], dimensions: int) -> Inputs:
    """Inputs for what a normalised marketing statement promises."""
    return Inputs(
        4 * look_up(texts, encoded, dimensions),
        features.stack([features.claim_features(text) for text in texts]),
        ([list(features.terms(text)) for text in texts],),
        _token_rows([""] * len(texts), texts, SECOND_EDITION, encoded),
    )


def _token_rows(
    messages: Sequence[str], replies: Sequence[str], edition: float, encoded: Mapping[str, Encoded]
) -> Tokens:
    return token_rows(messages, replies, [edition] * len(messages), encoded)

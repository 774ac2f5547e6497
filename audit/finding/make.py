"""From readings to a finding: the formulas of `audit.formulas.score`, one brand and channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.finding.finding import DimensionFinding, Finding
from audit.finding.limitations import limitations
from audit.finding.people import validation
from audit.finding.rules import rules
from audit.formulas import estimate, score
from audit.formulas.estimate import Estimate
from audit.formulas.minimum import (
    EXPLORATORY,
    PUBLISHED,
    RESAMPLED_DOCUMENTS,
    Bar,
    Evidence,
    missing_claims,
    missing_customers,
    promises_nothing,
    span,
)
from audit.talk.claims import Claim, by_dimension, documents
from audit.talk.promise import Promise
from audit.walk.behaviour import acknowledged_rate, answered_share, share_of_turns
from audit.walk.delivery import Turn, counted, delivery_draws, mean_as_read, per_customer

Array = NDArray[np.float64]

TALK = 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """All a finding is made from: the turns and the promise of one brand on one channel.

    `errors` is the instrument's own error by dimension: how far a brand's mean delivery lies from
    that of its raters (root mean square).  `set_aside` counts replies in other languages,
    `hand_labelled` drawn turns of this brand and channel with labels, and `checked_by_people` those
    of all brands that two people each have labelled.
    """

    brand: str
    channel: str
    turns: Sequence[Turn]
    promise: Promise
    names: Sequence[str]
    errors: Mapping[str, float]
    instrument_id: str
    set_aside: int
    hand_labelled: int = 0
    checked_by_people: int = 0


def find(inputs: Inputs, *, exploratory: bool = False) -> Finding:
    """The finding at the published bar, or, if `exploratory`, at the lower one where that fails."""
    published = _at(PUBLISHED, inputs)
    if not exploratory:
        return published
    if published.status in ("scored", "no-promise"):
        return replace(published, exploratory=True)
    return replace(_at(EXPLORATORY, inputs), exploratory=True)


def _at(bar: Bar, inputs: Inputs) -> Finding:
    names, promise = inputs.names, inputs.promise
    turns = counted(inputs.turns, bar.held_only)
    in_need = [turn for turn in turns if turn.need]
    rows = per_customer(turns, names)
    claims = promise.claims
    walk_span = span([turn.row.at or "" for turn in turns])
    evidence = Evidence(
        len(rows), promise.statements, len(claims), len(documents(claims)), promise.span, walk_span
    )
    lacks_customers = missing_customers(bar, evidence)
    lacks_claims = missing_claims(bar, evidence)
    counts = by_dimension(claims, names)
    weights = score.promise_weights(counts)
    draws: dict[str, Array] = {}
    deliveries: list[Estimate | None] = [None] * len(names)
    walk = total = None
    if not lacks_customers:
        delivered = score.delivery(rows)
        by_draw = delivery_draws(rows, mean_as_read(turns, names), names, inputs.errors)
        deliveries = [
            estimate.interval(float(delivered[i]), by_draw[:, i], len(rows))
            for i in range(len(names))
        ]
        draws["walk"] = np.asarray(score.walk(by_draw))
        walk = estimate.interval(float(score.walk(delivered)), draws["walk"], len(rows))
        if not lacks_claims and claims:
            draws["score"] = _score_draws(by_draw, claims, names)
            point = score.walk_the_talk([weights[name] for name in names], delivered)
            total = estimate.interval(float(point), draws["score"], len(rows))
    talk = None
    if promise.statements >= bar.statements:
        draws["talk"] = promise.talk_draws(estimate.generator(TALK), estimate.DRAWS)
        talk = estimate.interval(
            score.talk(len(claims), promise.statements), draws["talk"], promise.statements
        )
    return Finding(
        brand=inputs.brand,
        channel=inputs.channel,
        status=_status(bar, evidence, lacks_customers, lacks_claims),
        reasons=(*lacks_customers, *lacks_claims),
        exploratory=bar is EXPLORATORY,
        score=total,
        talk=talk,
        walk=walk,
        acknowledged_rate=acknowledged_rate(turns),
        canned_share=share_of_turns(turns, [float(t.row.sent_alike) for t in turns]),
        formulaic_share=share_of_turns(in_need, [float(t.formulaic(names)) for t in in_need]),
        deflection_share=share_of_turns(turns, [float(t.row.deflects) for t in turns]),
        dismissive_share=share_of_turns(
            turns, [t.reply.expected("dismissive") if t.reply else 0.0 for t in turns]
        ),
        answered_share=answered_share(turns),
        dimensions=tuple(
            DimensionFinding(name, weights[name], found, counts[name])
            for name, found in zip(names, deliveries, strict=True)
        ),
        weakest=_weakest(names, weights, deliveries) if total else None,
        corner=None,
        n_need=len(rows),
        n_replies=sum(turn.reply is not None for turn in turns),
        n_claims=len(claims),
        n_statements=promise.statements,
        n_documents=len(documents(claims)),
        talk_span=promise.span,
        walk_span=walk_span,
        instrument_id=inputs.instrument_id,
        rules=rules(),
        panel=None,
        limitations=(
            *validation(inputs.checked_by_people, inputs.hand_labelled),
            *limitations(inputs.turns, inputs.set_aside, bar, evidence, promise.uncertain),
        ),
        draws=draws,
    )


def _status(bar: Bar, evidence: Evidence, customers: list[str], claims: list[str]) -> str:
    if not customers and promises_nothing(evidence):
        return "no-promise"
    if customers or claims:
        return "insufficient"
    return "exploratory" if bar is EXPLORATORY else "scored"


def _score_draws(by_draw: Array, claims: Sequence[Claim], names: Sequence[str]) -> Array:
    """Draws of the score.  The promise is a census below ten documents, else they are resampled."""
    found = sorted(documents(claims))
    if len(found) < RESAMPLED_DOCUMENTS:
        weights = score.promise_weights(by_dimension(claims, names))
        return np.asarray(score.walk_the_talk([weights[name] for name in names], by_draw))
    stands = np.array([[document in claim.documents for document in found] for claim in claims])
    promises = np.array([[name in claim.dimensions for name in names] for claim in claims], float)
    random = estimate.generator(TALK)
    result = np.empty(len(by_draw))
    for i, delivered in enumerate(by_draw):
        drawn = np.unique(random.integers(len(found), size=len(found)))
        counts = promises[stands[:, drawn].any(axis=1)].sum(axis=0)
        weights = score.promise_weights(dict(zip(names, counts.tolist(), strict=True)))
        result[i] = score.walk_the_talk(list(weights.values()), delivered)
    return result


def _weakest(
    names: Sequence[str], weights: Mapping[str, float], found: Sequence[Estimate | None]
) -> str | None:
    promised = [
        (item.value, name)
        for name, item in zip(names, found, strict=True)
        if weights[name] and item is not None
    ]
    return min(promised)[1] if promised else None

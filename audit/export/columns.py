"""The columns of every exported table, each with its type, its unit and what it says."""

from __future__ import annotations

from audit.export.sheet import Column, figure
from audit.report.tables import COLUMNS

_RANKING = (
    Column("brand", "string", "the brand's name"),
    Column("status", "string", "scored, exploratory, insufficient or no-promise"),
    Column("reason", "string", "why there is no score, or what is exploratory about it"),
    Column("channel", "string", "the channel the replies are from; ranks hold within it"),
    *figure("score", "of 100 customers in need, how many got what is promised"),
    Column("rank", "integer", "place within the channel by score"),
    Column("rank_lo", "integer", "best place it may hold, 95 % over all pairs at once"),
    Column("rank_hi", "integer", "worst place it may hold, 95 % over all pairs at once"),
    *figure("talk", "claims per 100 distinct marketing statements"),
    *figure("walk", "delivery over all six dimensions, promised or not, 0 to 100"),
    *figure("acknowledged_rate", "share of turns to upset customers that take it in, 0 to 1"),
    Column("n_need", "integer", "customers in need that the figures rest on"),
    Column("n_replies", "integer", "replies read"),
    Column("n_claims", "integer", "distinct claims"),
    Column("n_statements", "integer", "distinct marketing statements read"),
    Column("since", "date", "day of the first reply"),
    Column("until", "date", "day of the last reply"),
    Column("corner", "string", "corner of the talk and walk plane, where it is certain"),
    Column("instrument_id", "string", "the instrument that read the texts"),
)
_BY_NAME = {column.name: column for column in _RANKING}
RANKING = tuple(_BY_NAME[name] for name in COLUMNS)

DIMENSIONS = (
    Column("brand", "string", "the brand's name"),
    Column("channel", "string", "the channel the replies are from"),
    Column("status", "string", "status of the brand's finding"),
    Column("exploratory", "boolean", "whether the lower bar of evidence was asked for"),
    Column("dimension", "string", "one of the six dimensions"),
    Column("claims", "integer", "distinct claims of this dimension"),
    Column("promise_weight", "number", "its weight in the score, 0 to 1"),
    *figure("delivery", "mean delivery to customers in need, 0 to 1"),
    Column("n", "integer", "customers in need that it rests on"),
)

EVIDENCE = (
    Column("brand", "string", "the brand's name"),
    Column("channel", "string", "the channel the replies are from"),
    Column("claim", "string", "the claim; empty for replies drawn at random"),
    Column("dimensions", "string", "what the claim promises, by name"),
    Column("claim_url", "string", "a page the claim stands on"),
    Column("claim_first_seen", "datetime", "when it was first read there"),
    Column("claim_last_seen", "datetime", "when it was last read there"),
    Column("claim_capture_hash", "string", "digest of the captured page"),
    Column("claim_archived", "boolean", "whether the captured page is archived"),
    Column("places", "integer", "how many places repeat the claim"),
    Column("speaks", "string", "for or against the claim, or random"),
    Column("reply", "string", "the brand's public reply"),
    Column("delivered", "number", "how much of what the claim promises the reply delivers, 0 to 1"),
    Column("sent_alike", "boolean", "whether it went out alike to several customers"),
    Column("reply_url", "string", "where the reply is"),
    Column("reply_date", "datetime", "when it was given"),
    Column("reply_capture_hash", "string", "digest of the captured reply"),
    Column("reply_archived", "boolean", "whether the captured reply is archived"),
)

COVERAGE = (
    Column("brand", "string", "the brand's name"),
    Column("side", "string", "talk (marketing) or walk (replies)"),
    Column("channel", "string", "the channel"),
    Column("spider", "string", "how it was read: a spider or an import format"),
    Column("target", "string", "what was read"),
    Column("complete", "boolean", "whether the source shows every message the brand got"),
    Column("statements", "integer", "marketing statements held"),
    Column("customer_messages", "integer", "messages of customers held"),
    Column("brand_messages", "integer", "messages of the brand held"),
    Column("first", "datetime", "time of the first message, or first reading of a statement"),
    Column("last", "datetime", "time of the last message, or last reading of a statement"),
    Column("crawled_at", "datetime", "when it was last crawled or imported"),
    Column("crawl_ended", "string", "how that ended"),
)

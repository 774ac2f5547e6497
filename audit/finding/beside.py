"""What is said of a brand beside its finding: times of replies, checks, wording, then and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from audit.checks.borne_out import Check, checks
from audit.checks.in_time import record
from audit.corpus.exchanges import statements
from audit.corpus.keys import LANGUAGES
from audit.corpus.period import Period
from audit.finding.make import Inputs
from audit.finding.then_and_now import ThenAndNow, then_and_now
from audit.finding.years import last_two_years
from audit.formulas.estimate import Estimate
from audit.reading.facts import Facts
from audit.talk.phrases import Interchangeable, Wording, wording
from audit.talk.presence import presences
from audit.walk.reply_times import Coverage, coverage, first_messages, time_to_reply
from db.queries import BrandRow
from db.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Beside:
    """Figures beside a finding; a text in place of a figure says why it is not known.

    `reply_time` is in hours.  Without periods asked for, `then_and_now` is of the last two years.
    """

    reply_time: Estimate | str
    coverage: Coverage | str
    checks: tuple[Check, ...]
    alike: Interchangeable
    then_and_now: ThenAndNow | None

    def to_dict(self) -> dict[str, Any]:
        """For JSON: null where it is not known, and why under `not_known`."""
        time, when = self.reply_time, self.coverage
        values: dict[str, Any] = {
            "reply_time_hours": time.to_dict() if isinstance(time, Estimate) else None,
            "reply_hours": list(when.hours) if isinstance(when, Coverage) else None,
            "reply_weekdays": list(when.weekdays) if isinstance(when, Coverage) else None,
            "reply_zone": when.zone if isinstance(when, Coverage) else None,
            "interchangeable": self.alike.to_dict(),
            "not_known": {
                name: why
                for name, why in (
                    ("reply_time_hours", time),
                    ("reply_hours", when),
                    ("reply_weekdays", when),
                )
                if isinstance(why, str)
            },
        }
        if self.then_and_now is not None:
            values["then_and_now"] = self.then_and_now.to_dict()
        return values


def look_beside(
    database: Database,
    store: VectorStore,
    brand: BrandRow,
    facts: Facts,
    inputs: Inputs,
    period: Period,
    then: Period | None = None,
    *,
    exploratory: bool = False,
    said: Wording | None = None,
) -> Beside:
    """All of it, for the turns and claims of `inputs`; with `then`, against `period` as now.

    `said` is how alike all brands word their claims, where that is at hand.
    """
    presence = presences(database, brand.id)
    shown = [
        row for row in statements(database, brand.id) if row.lang in LANGUAGES and period.near(row)
    ]
    found = record(inputs.channel, inputs.turns, brand.zone)
    changed, whole = None, period == Period()
    periods = (then, period) if then else last_two_years(inputs.turns) if whole else None
    if periods and inputs.channel:
        changed = then_and_now(
            database, store, brand, inputs.channel, facts, *periods, exploratory=exploratory,
            turns=inputs.turns if whole else None,
        )  # fmt: skip
    return Beside(
        time_to_reply(first_messages(inputs.turns)),
        coverage(inputs.turns, brand.zone),
        tuple(checks(inputs.promise.claims, shown, presence, found)),
        (said or wording(database, store, facts)).of(brand.name),
        changed,
    )

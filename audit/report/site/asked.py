"""What a report was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.corpus.period import Period
from audit.finding.panel import Panel


@dataclass(frozen=True, slots=True)
class Asked:
    """The replies of `period`, at the published bar unless `exploratory`.

    `then` is the earlier period to hold it against; None leaves it to the report.  `draft` is for
    right of reply, `with_customers` shows what customers wrote.
    """

    period: Period = field(default_factory=Period)
    then: Period | None = None
    exploratory: bool = False
    draft: bool = False
    with_customers: bool = False
    panel: Panel | None = None

    @property
    def is_history(self) -> bool:
        """Whether it shows what is kept as history: the published bar, over all that is held."""
        return not self.exploratory and self.period == Period()

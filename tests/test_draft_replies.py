"""The file beside a draft: from it a brand can make the figures of what is delivered again."""

from __future__ import annotations

import csv
from pathlib import Path
from statistics import fmean

import pytest
from fakes import FACTS
from reported import filled

from audit.rank import rank
from audit.report.site.asked import Asked
from audit.report.site.audits import Source
from audit.report.site.replies import COLUMNS, replies_name
from audit.report.site.write import write_brand
from audit.talk.phrases import wording
from db.queries import require_brand


@pytest.mark.parametrize("with_customers", [False, True])
def test_the_figures_can_be_made_again_from_the_file(tmp_path: Path, with_customers: bool) -> None:
    """The mean over customers of each customer's mean, by dimension; customers only if asked."""
    stored = filled(tmp_path)
    database, store = stored.database, stored.store
    source = Source(database, store, FACTS, wording(database, store, FACTS))
    finding = next(
        item.finding for item in rank(database, store, FACTS) if item.finding.brand == "Brightwater"
    )
    asked = Asked(draft=True, with_customers=with_customers)

    place = write_brand(tmp_path / "draft", source, require_brand(database, "brightwater"), asked)

    path = place.with_name(replies_name(finding.channel))
    assert path.name in place.read_text(encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    more = ["message"] if with_customers else []
    assert list(rows[0]) == [*COLUMNS, *more, *FACTS.dimensions]
    of: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        of.setdefault(row["customer"], []).append(row)
    assert len(of) == finding.n_need
    for dimension in finding.dimensions:
        assert dimension.delivery is not None
        means = [fmean(float(row[dimension.name]) for row in own) for own in of.values()]
        assert fmean(means) == pytest.approx(dimension.delivery.value, abs=1e-4)

"""The pages of brands, made a few at a time, so that their number does not fill the memory."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from audit.brand import BrandAudit
from audit.corpus.channels import channel_words
from audit.finding.finding import Finding
from audit.finding.history import Snapshot, snapshots
from audit.finding.panel import Panel
from audit.rank import Ranked
from audit.report.site.audits import Source
from audit.report.site.brand_page import BrandPage, Tab, by_brand
from audit.report.site.charts.behaviour import behaviour_charts
from audit.report.site.charts.changes import ChangeCharts
from audit.report.site.charts.dimensions import dimension_charts, top_of
from audit.report.site.usual_here import Quartiles
from db.notes import notes
from db.queries import BrandRow

AT_ONCE = 50
"""Audits held in memory at a time."""

Key = tuple[str, str]
"""A brand and a channel."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where pages lie and what stands beside a finding.

    `hrefs` are the pages of brands, `starts` those of channels, from the root of the report;
    `ranked` the lines of the ranking; `usual` what is delivered on a channel; `history` whether
    the findings kept so far are shown.
    """

    brands: Mapping[str, BrandRow]
    hrefs: Mapping[Key, str]
    usual: Mapping[str, Quartiles]
    panel: Panel | None
    history: bool
    starts: Mapping[str, str] = field(default_factory=dict)
    ranked: Mapping[Key, Ranked] = field(default_factory=dict)


def brand_pages(
    source: Source, findings: Sequence[Finding], audits: Iterator[BrandAudit], setting: Setting
) -> Iterator[BrandPage]:
    """The page of each finding, in order; `audits` gives their audits in the same order."""
    among = Counter(key[1] for key, item in setting.ranked.items() if item.rank is not None)
    channels: dict[str, list[Finding]] = {}
    for finding in findings:
        channels.setdefault(finding.brand, []).append(finding)
    phrases = by_brand(source.wording.phrases)
    near = [setting.panel.figures(f.channel) if setting.panel else {} for f in findings]
    dimensions = dimension_charts(findings, [setting.usual.get(f.channel) for f in findings])
    behaviour = behaviour_charts(findings, near)
    changes = ChangeCharts([d.name for d in findings[0].dimensions], top_of(findings))
    while batch := list(itertools.islice(audits, AT_ONCE)):
        told = [audit.beside.then_and_now if audit.beside else None for audit in batch]
        for audit, chart in zip(batch, changes.drawn(told), strict=True):
            brand, channel = key = audit.finding.brand, audit.finding.channel
            item = setting.ranked.get(key)
            yield BrandPage(
                audit=audit,
                slug=PurePosixPath(setting.hrefs[key]).stem,
                start=f"../{setting.starts[channel]}" if setting.starts else None,
                place=item if item is not None and item.rank is not None else None,
                among=among[channel],
                channels=tuple(_tab(each, setting) for each in channels[brand]),
                dimensions=next(dimensions),
                behaviour=next(behaviour),
                changes_chart=chart,
                usual_here=setting.usual.get(channel, {}),
                phrases=tuple(phrases.get(brand, ())),
                notes=tuple(notes(source.database, setting.brands[brand].id)),
                history=_history(source, setting, key),
            )


def _tab(finding: Finding, setting: Setting) -> Tab:
    href = PurePosixPath(setting.hrefs[finding.brand, finding.channel]).name
    return Tab(channel_words(finding.channel), href)


def _history(source: Source, setting: Setting, key: Key) -> tuple[Snapshot, ...]:
    """The findings kept of a brand on a channel, once there are two."""
    if not setting.history:
        return ()
    kept = snapshots(source.database, setting.brands[key[0]].id, key[1])
    return tuple(kept) if len(kept) > 1 else ()

"""The page of a channel: its ranking, talk against walk, and who has no score and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from audit.corpus.channels import channel_words
from audit.finding.panel import Panel
from audit.rank import Ranked, medians
from audit.report.site.charts.palette import CORNERS
from audit.report.site.charts.plane import Point, plane
from audit.report.site.charts.ranking import SHOWN, ranking_chart
from audit.report.site.charts.strips import place_strips, score_strips, top_of
from audit.report.site.places import slug
from audit.report.site.words import some, spans_words, why_none

UNCLEAR = "corner unclear"


@dataclass(frozen=True, slots=True)
class Row:
    """A brand's line: where its page is, and its score and places drawn."""

    item: Ranked
    href: str
    why: str
    strip: Markup = field(default_factory=Markup)
    places: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class Tab:
    """Another channel's page."""

    name: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of the plane and how many brands earned it."""

    name: str
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class StartPage:
    """All that the page of a channel shows."""

    channel: str
    slug: str
    channels: tuple[Tab, ...]
    lede: str
    span: str
    together: str
    scale: str
    ranked: tuple[Row, ...]
    chart: Markup
    plane: Markup
    plane_said: str
    points: tuple[Row, ...]
    corners: tuple[Corner, ...]
    middle: str
    rest: tuple[Row, ...]
    rest_said: str
    shown: int = SHOWN


def start_page(
    within: Sequence[Ranked],
    hrefs: Mapping[tuple[str, str], str],
    tabs: Sequence[Tab],
    panel: Panel | None,
) -> StartPage:
    """The page of one channel, whose lines are `within`, best first."""
    name = channel_words(within[0].finding.channel)
    ranked = [item for item in within if item.rank is not None]
    drawn = zip(ranked, score_strips(ranked), place_strips(ranked), strict=True)
    rows = tuple(Row(item, _href(item, hrefs), "", *strips) for item, *strips in drawn)
    points = [item for item in within if item.finding.talk and item.finding.walk]
    middle = _middle(within, panel)
    rest = [item for item in within if item.rank is None]
    return StartPage(
        channel=name,
        slug=slug(name),
        channels=tuple(tabs),
        lede=_lede(name, within, ranked),
        span=spans_words([item.finding for item in within]),
        together=_together(ranked),
        scale=f"0 to {top_of(ranked):.0f}",
        ranked=rows,
        chart=ranking_chart(ranked, f"Ranking on {name}") if ranked else Markup(),
        plane=_plane(name, points, hrefs, middle),
        plane_said=_plane_said(points, middle),
        points=tuple(Row(item, _href(item, hrefs), "") for item in points),
        corners=_corners(points) if middle else (),
        middle=(middle and next((i.finding.panel for i in points if i.finding.panel), "")) or "",
        rest=tuple(Row(item, _href(item, hrefs), why_none(item.finding)) for item in rest),
        rest_said=_rest_said(rest),
    )


def _href(item: Ranked, hrefs: Mapping[tuple[str, str], str]) -> str:
    return hrefs[item.finding.brand, item.finding.channel]


def _lede(name: str, within: Sequence[Ranked], ranked: Sequence[Ranked]) -> str:
    have = f"{len(ranked):,} {'has' if len(ranked) == 1 else 'have'}" if ranked else "none has"
    text = f"Of {some(len(within), 'brand')} read on {name}, {have} enough evidence for a score."
    values = [f"{item.finding.score.value:.0f}" for item in ranked if item.finding.score]
    if not values:
        return text
    low, high = values[-1], values[0]
    span = low if low == high else f"{low} to {high}"
    return (
        f"{text} Of a hundred customers in need, {span} got what the marketing promises, said for"
        " real."
    )


def _together(ranked: Sequence[Ranked]) -> str:
    """How far the order is known at all."""
    if len(ranked) < 2:
        return "With one brand scored there is no order."
    first = sum((item.rank_lo or 1) == 1 for item in ranked)
    alone = sum(item.rank_lo == item.rank_hi for item in ranked)
    text = f"{first:,} of {len(ranked):,} may hold the first place."
    if first == 1:
        text = "The first place is certain."
    places = "place is" if alone == 1 else "places are"
    certain = f"{alone:,} {places} certain" if alone else "No place is certain"
    return f"{text} {certain}; “May hold” shows which each brand may have."


def _middle(within: Sequence[Ranked], panel: Panel | None) -> tuple[float, float] | None:
    """The medians that corners were told by; as in `audit.rank.in_corners`."""
    channel = within[0].finding.channel
    if panel is not None and panel.figures(channel):
        return panel.medians(channel)
    return medians([item.finding for item in within])


def _plane(
    name: str,
    points: Sequence[Ranked],
    hrefs: Mapping[tuple[str, str], str],
    middle: tuple[float, float] | None,
) -> Markup:
    if not points:
        return Markup()
    shown = [Point(item.finding, _href(item, hrefs)) for item in points]
    return plane(shown, middle, f"Talk and walk on {name}: one point a brand")


def _plane_said(points: Sequence[Ranked], middle: tuple[float, float] | None) -> str:
    text = f"What {some(len(points), 'brand')} {'says' if len(points) == 1 else 'say'} against what"
    text += f" {'it does' if len(points) == 1 else 'they do'}."
    if middle is None:
        return f"{text} No corner is told: too few brands promise anything to say what is usual."
    earned = sum(item.finding.corner in CORNERS for item in points)
    if not earned:
        rest = "None stands clearly in one corner: the intervals leave it open."
    else:
        stands = "stands" if earned == 1 else "stand"
        rest = (
            f"{earned:,} {stands} clearly in one corner; of the others the intervals leave it open."
        )
    return f"{text} {rest}"


def _corners(points: Sequence[Ranked]) -> tuple[Corner, ...]:
    counts = [(name, sum(i.finding.corner == name for i in points)) for name in CORNERS]
    found = [Corner(name, slug(name), count) for name, count in counts if count]
    rest = len(points) - sum(corner.count for corner in found)
    return (*found, *((Corner(UNCLEAR, "unclear", rest),) if rest else ()))


def _rest_said(rest: Sequence[Ranked]) -> str:
    nothing = sum(item.finding.status == "no-promise" for item in rest)
    few = len(rest) - nothing
    parts = [f"{few:,} {'has' if few == 1 else 'have'} too little evidence"] if few else []
    parts += [f"{nothing:,} {'promises' if nothing == 1 else 'promise'} nothing"] if nothing else []
    return (
        f"{'; '.join(parts)}. Beside what is missing stands how much is held of how much it takes;"
        " the order is no ranking."
    )

"""Write the report: a page a channel, a page a brand and channel, put in place in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audit.corpus.channels import channel_words
from audit.finding.kept import kept_deliveries
from audit.rank import Ranked
from audit.report.site.about import About, about
from audit.report.site.asked import Asked
from audit.report.site.audits import Source, brand_audits, ranked_audits
from audit.report.site.brand_page import BrandPage
from audit.report.site.environment import environment
from audit.report.site.folder import put_in_place
from audit.report.site.pages import Setting, brand_pages
from audit.report.site.places import channel_places, places
from audit.report.site.replies import replies_name, write_replies
from audit.report.site.start_page import StartPage, Tab, start_page
from audit.report.site.usual_here import usual_deliveries
from db.errors import NotFound
from db.queries import BrandRow

if TYPE_CHECKING:
    from jinja2 import Environment

Progress = Callable[[int, int], None]


def write_site(
    folder: Path,
    source: Source,
    ranking: Sequence[Ranked],
    brands: Mapping[str, BrandRow],
    asked: Asked,
    progress: Progress | None = None,
) -> Path:
    """The report of all brands of a ranking; return its start page.

    Raises NotFound where there is no brand, NotWritable where the folder cannot be used.
    """
    if not ranking:
        raise NotFound("no brand to report on; 'audit add' or 'audit import' brings some")
    findings = [item.finding for item in ranking]
    hrefs, starts = places((f.brand, f.channel) for f in findings), channel_places(_order(ranking))
    within = {name: [i for i in ranking if i.finding.channel == name] for name in starts}
    setting = Setting(
        brands=brands,
        hrefs=hrefs,
        usual={name: usual_deliveries(map(_delivered, own)) for name, own in within.items()},
        panel=asked.panel,
        history=asked.is_history,
        starts=starts,
        ranked={(item.finding.brand, item.finding.channel): item for item in ranking},
    )
    tabs = [Tab(channel_words(name), starts[name], len(within[name])) for name in starts]
    templates, site = environment(), about(findings, asked)
    with put_in_place(folder) as beside:
        for channel, path in starts.items():
            page = start_page(within[channel], hrefs, tabs, asked.panel)
            _write(beside / path, templates, "channel.html", site, page)
        audits = ranked_audits(source, ranking, brands, asked)
        for done, one in enumerate(brand_pages(source, findings, audits, setting)):
            key = one.audit.finding.brand, one.audit.finding.channel
            _write(beside / hrefs[key], templates, "brand.html", site, one)
            if progress is not None:
                progress(done + 1, len(ranking))
    return folder / "index.html"


def write_brand(folder: Path, source: Source, brand: BrandRow, asked: Asked) -> Path:
    """The report of one brand alone, without its place among others; return its start page."""
    audits = list(brand_audits(source, brand, asked))
    findings = [audit.finding for audit in audits]
    starts = channel_places(f.channel for f in findings)
    setting = Setting(
        brands={brand.name: brand},
        hrefs={(brand.name, channel): path for channel, path in starts.items()},
        usual={
            f.channel: usual_deliveries(
                kept_deliveries(source.database, f.channel, f.instrument_id)
            )
            for f in findings
        },
        panel=asked.panel,
        history=asked.is_history,
    )
    templates, site = environment(), about(findings, asked)
    with put_in_place(folder) as beside:
        for one in brand_pages(source, findings, iter(audits), setting):
            path = beside / starts[one.audit.finding.channel]
            _write(path, templates, "brand.html", site, one)
            if asked.draft:
                channel = one.audit.finding.channel
                write_replies(beside / replies_name(channel), source, brand, channel, asked)
    return folder / "index.html"


def _order(ranking: Sequence[Ranked]) -> list[str]:
    """The channels, the one with most scores first, what is on none last."""
    scored: dict[str, int] = {}
    for item in ranking:
        name = item.finding.channel
        scored[name] = scored.get(name, 0) + (item.rank is not None)
    return sorted(scored, key=lambda name: (not name, -scored[name], name))


def _delivered(item: Ranked) -> dict[str, float | None]:
    return {d.name: d.delivery.value if d.delivery else None for d in item.finding.dimensions}


def _write(
    path: Path, templates: Environment, name: str, site: About, page: StartPage | BrandPage
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = templates.get_template(name).render(site=site, page=page)
    path.write_text(text, encoding="utf-8", newline="\n")

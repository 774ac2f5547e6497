"""Every spider on its saved pages: tests/pages/SPIDER/NAME.html and what is expected of it beside.

NAME.expected.json has the `target`, the page's `url`, the `note` it is asked with, and the `items`
and further addresses (`asks`) that the spider finds on it, sources and times of reading left out.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from crawler.engine.crawl_run import Run
from crawler.engine.job import Job
from crawler.engine.pace import Pace
from crawler.engine.sink import Sink
from crawler.items import Capture, Message, Source, Statement
from crawler.pipelines.privacy import Redactor
from crawler.spiders import list_spiders, load_spider, parse_source
from db import open_database

PAGES = Path(__file__).resolve().parent / "pages"
KINDS = {".html": "text/html", ".json": "application/json", ".xml": "application/xml"}
LEFT_OUT = {"source", "line", "lang", "content_hash", "validators", "whole"}


def saved_pages() -> list[Path]:
    """Every saved page of every spider."""
    found = [path for path in PAGES.glob("*/*") if path.suffix in KINDS]
    return sorted(path for path in found if not path.name.endswith(".expected.json"))


def plain(value: Any) -> Any:
    """A value as JSON has it; None for a time that is now."""
    if isinstance(value, datetime) and datetime.now(UTC) - value < timedelta(hours=1):
        return None
    return value.isoformat() if isinstance(value, date | datetime) else value


def read(page: Path, expected: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the spider finds on a saved page."""
    spider_class = load_spider(page.parent.name)
    target = spider_class.read_target(expected["target"])
    sides = spider_class.channels(target).items()
    sources = {
        side: Source("Acme", side, channel, spider_class.name, target)  # type: ignore[arg-type]
        for side, channel in sides
    }
    job = Job("Acme", spider_class.name, target, sources, dict.fromkeys(sources, 1))
    job.state = {"memory": expected.get("memory", {})}
    sink = Sink(open_database(folder / "audit.db", "create"), Redactor(["Acme"], b"k" * 32))
    spider = spider_class(Run(sink, Pace(), False), job, 300)
    spider.first = False
    kind = HtmlResponse if page.suffix == ".html" else TextResponse
    url = expected["url"]
    response = kind(
        url,
        body=page.read_bytes(),
        encoding="utf-8",
        headers={"Content-Type": KINDS[page.suffix]},
        request=Request(url),
    )
    note = {"url": url, **expected.get("note", {})}
    items = []
    for item in spider.read(response, note):
        assert isinstance(item, Statement | Message | Capture)
        fields = {name: plain(value) for name, value in asdict(item).items()}
        kept = {
            name: value
            for name, value in fields.items()
            if name not in LEFT_OUT and value is not None
        }
        items.append({type(item).__name__: kept})
    asks = [step["url"] for step in spider.steps]
    waiting = getattr(spider, "pages", None)
    if waiting is not None:
        asks += sorted(waiting.waiting)
    return {"items": items, "asks": asks}


@pytest.mark.parametrize("page", saved_pages(), ids=lambda page: f"{page.parent.name}/{page.name}")
def test_saved_page(page: Path, tmp_path: Path) -> None:
    """A spider finds on a saved page what is written beside it."""
    beside = page.with_name(f"{page.stem}.expected.json")
    assert beside.exists(), f"write {beside.name}: what the spider should find on {page.name}"
    expected = json.loads(beside.read_text(encoding="utf-8"))

    found = read(page, expected, tmp_path)

    assert found == {"items": expected["items"], "asks": expected["asks"]}


@pytest.mark.parametrize("spider", list_spiders())
def test_every_spider_has_a_page(spider: str) -> None:
    """A spider without a saved page is not finished; its name is that of its file."""
    assert load_spider(spider).name == spider
    assert any(page.parent.name == spider for page in saved_pages())


@pytest.mark.parametrize("spider", list_spiders())
def test_every_spider_says_what_it_shows(spider: str) -> None:
    """A spider's example is a target it takes, and what it shows of a brand's mail is said."""
    found = load_spider(spider)

    assert parse_source(f"{spider}:{found.example}")[0] == spider
    assert found.shows_because or "walk" not in found.sides

"""What about a source is not as it should be, judged by how its own crawls went before.

A sudden nothing is an alarm, not an empty result.  Every rule looks at crawls alone, oldest first,
so that it can be asked about any night that was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

LOST = (
    "led away", "closed by robots.txt", "private address", "too large", "asked to wait",
    "left alone", "over budget", "requests failed",
)  # fmt: skip
"""Why a request gave no answer that could be looked at, as it is counted."""

ODD = (
    "no text", "made by script", "bot wall", "consent wall", "login", "closed", "not a page",
    "not there", "not understood", *LOST,
)  # fmt: skip
"""What can be the matter with a page, as it is counted."""

LATE = 2.5
"""A source that was not read for so many times its span raises an alarm: one night that was missed
raises none, whatever the hour, and two do."""

BEFORE = 20
"""How many crawls before tell what is usual.  What stays low becomes usual after half of them."""

FEWEST = 3
"""Fewer crawls than this tell nothing; fewer statements missing than this are no alarm."""

QUIET = 3
"""A brand that has not answered for so many times its longest silence so far has gone quiet."""

SILENCES = 5
"""So many silences have to have been broken to know how long they usually are."""

NEW = ("statements new", "replies new", "messages new")


@dataclass(frozen=True, slots=True)
class Crawled:
    """One crawl of a source that came to an end; `counts` by kind."""

    started: datetime
    ended: datetime
    reason: str
    counts: Mapping[str, int]

    @classmethod
    def from_row(cls, started: str, ended: str, reason: str, counts: str) -> Crawled:
        """As the table of crawls has it."""
        moments = (datetime.fromisoformat(started), datetime.fromisoformat(ended))
        return cls(*moments, reason or "", json.loads(counts))

    @property
    def good(self) -> bool:
        """Whether it ended as it should."""
        return self.reason.startswith("finished")

    @property
    def shown(self) -> int:
        """Statements that were there to be read, new or not."""
        return self.counts.get("statements shown", 0)

    @property
    def odd(self) -> int:
        """Pages with which something was the matter."""
        return sum(self.counts.get(label, 0) for label in ODD if label not in LOST)

    @property
    def fetched(self) -> int:
        """Answers with a content of their own."""
        return self.counts.get("requests", 0) - self.counts.get("not modified", 0)


Alarm = tuple[str, str]
"""What kind of alarm it is, and what it says."""


def alarms(
    crawls: Sequence[Crawled], every: timedelta, now: datetime, *, known_since: datetime
) -> tuple[Alarm, ...]:
    """What is the matter with a source at a moment; `crawls` are those until then.

    `every` is how often it is due, `known_since` when its brand was declared.
    """
    return tuple(_late(crawls, every, now, known_since)) + tuple(_of_last(crawls, every))


def _late(
    crawls: Sequence[Crawled], every: timedelta, now: datetime, known_since: datetime
) -> Iterator[Alarm]:
    good = [crawl.ended for crawl in crawls if crawl.good]
    since = good[-1] if good else known_since
    if now - since > LATE * every:
        yield "late", f"not read since {since:%Y-%m-%d}" if good else "never read"


def _of_last(crawls: Sequence[Crawled], every: timedelta) -> Iterator[Alarm]:
    """What is the matter with the last crawl, held against those before."""
    if not crawls:
        return
    last, before = crawls[-1], [crawl for crawl in crawls[:-1] if crawl.good][-BEFORE:]
    if not last.good:
        yield "failed", last.reason
        return
    if not any(crawl.shown or any(map(crawl.counts.get, NEW)) for crawl in crawls):
        yield "nothing", "gives nothing"
        return
    yield from _shape(last, before)
    yield from _less(crawls)
    yield from _quiet(crawls, every)


def _shape(last: Crawled, before: Sequence[Crawled]) -> Iterator[Alarm]:
    """Half of what was fetched cannot be made out, which is not so as a rule."""
    usual = median([crawl.odd for crawl in before]) if before else 0
    unclear = last.counts.get("not understood", 0)
    many = last.odd >= FEWEST and last.odd > 2 * usual + 2
    if (many or unclear > usual) and 2 * last.odd >= last.fetched:
        parts = [f"{n:,} {label}" for label in ODD if (n := last.counts.get(label, 0))]
        yield "shape", f"changed in shape: {', '.join(parts)}; usually {usual:.0f}"


def _less(crawls: Sequence[Crawled]) -> Iterator[Alarm]:
    """It shows less than half of what is usual, as sources do that show everything each time."""
    last = crawls[-1]
    shown = [crawl.shown for crawl in crawls[:-1] if crawl.good]
    while not last.shown and shown and not shown[-1]:
        shown.pop()  # It has been showing nothing for some time, which never becomes usual.
    shown = shown[-BEFORE:]
    something = [number for number in shown if number]
    if len(shown) < FEWEST or 2 * len(something) < len(shown):
        return
    usual = median(something)
    if usual - last.shown >= FEWEST and 2 * last.shown < usual:
        given = f"{last.shown:,}" if last.shown else "nothing"
        yield "less", f"shows {given} where {usual:,.0f} statements are usual"


def _quiet(crawls: Sequence[Crawled], every: timedelta) -> Iterator[Alarm]:
    """It brought replies as a rule, and has not for much longer than ever before."""
    times = [crawl.ended for crawl in crawls if crawl.counts.get("replies new")]
    silences = [later - earlier for earlier, later in pairwise(times)]
    if len(silences) < SILENCES:
        return
    longest, silent = max(silences), crawls[-1].ended - times[-1]
    if silent > QUIET * max(longest, every) + every / 2:
        days = max(1, round(longest / timedelta(days=1)))
        told = f"gone quiet: no new reply since {times[-1]:%Y-%m-%d}"
        yield "quiet", f"{told}; the longest silence before was {days} days"


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm over the crawls that raised it, one after another; `text` is how it began."""

    kind: str
    text: str
    first: datetime
    last: datetime


def raised(
    crawls: Sequence[Crawled], every: timedelta, since: datetime, *, known_since: datetime
) -> list[Raised]:
    """The alarms that crawls since a moment raised, in the order in which they began."""
    found: list[Raised] = []
    standing: dict[str, int] = {}
    for place, crawl in enumerate(crawls):
        if crawl.ended < since:
            continue
        late = _late(crawls[:place], every, crawl.started, known_since)
        own = {**dict(late), **dict(_of_last(crawls[: place + 1], every))}
        standing = {kind: at for kind, at in standing.items() if kind in own}
        for kind, text in own.items():
            at = standing.setdefault(kind, len(found))
            if at == len(found):
                found.append(Raised(kind, text, crawl.ended, crawl.ended))
            else:
                found[at] = replace(found[at], last=crawl.ended)
    return found

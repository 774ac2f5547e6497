"""The audit of one brand, for a terminal: each number with the line that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audit.brand import BrandAudit
from audit.finding.evidence import BrandEvidence, ClaimEvidence, Quote
from audit.finding.finding import Finding
from audit.formulas.estimate import Estimate
from audit.report.beside_text import parts
from audit.report.plain import plain
from audit.report.usual import usual_lines

METHODOLOGY = "docs/methodology.md"
CLAIMS_SHOWN = 5
QUOTES_SHOWN = 2
STAMP = "EXPLORATORY, NOT FOR PUBLICATION"
PIPE_WIDTH = 100


def console() -> Console:
    """A console on stdout: colour and width of the terminal, plain and 100 wide in a pipe."""
    probe = Console(highlight=False)
    if probe.is_terminal:
        return Console(highlight=False, width=min(probe.width, 110))
    return Console(highlight=False, width=PIPE_WIDTH, no_color=True, force_terminal=False)


def print_finding(
    out: Console,
    audit: BrandAudit,
) -> None:
    """Print the audit of one brand on one channel."""
    emit(out, _parts(audit))


def emit(out: Console, parts: Iterable[RenderableType]) -> None:
    """Print the parts one below the other, no line with spaces at its end."""
    with out.capture() as captured:
        for part in parts:
            out.print(part)
    for line in captured.get().splitlines():
        out.file.write(line.rstrip() + "\n")
    out.file.flush()


def _parts(audit: BrandAudit) -> Iterator[RenderableType]:
    finding, others = audit.finding, audit.others
    if finding.exploratory:
        yield Text(STAMP, style="bold red")
    yield Text.assemble(
        (plain(finding.brand), "bold"),
        f"  on {finding.channel or 'no channel'}, ",
        _period(finding),
    )
    yield ""
    yield from _headline(finding)
    yield ""
    yield from _dimensions(finding)
    yield ""
    yield from _figures(finding)
    yield from ("", *usual_lines(finding.panel, audit.usual)) if audit.usual else ()
    yield from _evidence(audit.evidence)
    if audit.beside is not None:
        yield from parts(audit.beside)
    yield ""
    yield Text("What limits this finding", style="bold")
    for text in audit.limits:
        yield Padding(f"- {text}", (0, 0, 0, 2))
    if others:
        yield Padding(f"- other channels: {', '.join(others)} (--channel)", (0, 0, 0, 2))
    yield Text(
        f"Every figure is explained in {METHODOLOGY}. Instrument {finding.instrument_id[:12]}."
    )


def _period(finding: Finding) -> str:
    walk, talk = finding.walk_span, finding.talk_span
    text = f"replies {walk.first} to {walk.last}" if walk.first else "no replies"
    return text + (f", marketing {talk.first} to {talk.last}" if talk.first else "")


def _headline(finding: Finding) -> Iterator[RenderableType]:
    if finding.score is not None:
        yield Text.assemble(
            ("Walk-the-talk score  ", "bold"),
            (f"{finding.score.value:.0f} of 100", "bold cyan"),
            f"   95 % interval {_range(finding.score)}",
        )
        yield Padding(
            f"Of a hundred customers in need, about {finding.score.value:.0f} got what the"
            f" marketing promises, said for real. Rests on {finding.n_need} customers in need and"
            f" {finding.n_claims} claims from {finding.n_documents} documents.",
            (0, 0, 0, 2),
        )
        if finding.weakest:
            weakest = next(d for d in finding.dimensions if d.name == finding.weakest)
            if weakest.delivery is not None:
                value = weakest.delivery.scaled(100)
                yield Padding(
                    f"Weakest promised dimension: {weakest.name}, delivered to {value.value:.0f} of"
                    f" a hundred ({_range(value)}).",
                    (0, 0, 0, 2),
                )
    elif finding.status == "no-promise":
        yield Text.assemble(("No score: it promises nothing. ", "bold"))
        yield Padding(
            f"None of {finding.n_statements} marketing statements promises how people are treated,"
            " so there is nothing to hold the replies against.",
            (0, 0, 0, 2),
        )
    else:
        held = f"Held so far: {'; '.join(finding.reasons)}."
        more = " 'audit crawl' or 'audit import' brings more."
        yield Text.assemble(("No score: too little evidence. ", "bold"), held, more)
    if finding.corner:
        yield Padding(f"Corner: {finding.corner} ({finding.panel}).", (0, 0, 0, 2))


def _dimensions(finding: Finding) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("dimension", style="bold")
    table.add_column("claims", justify="right")
    table.add_column("weight", justify="right")
    table.add_column("delivered, of 100", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("")
    for dimension in finding.dimensions:
        found = dimension.delivery.scaled(100) if dimension.delivery else None
        table.add_row(
            dimension.name,
            str(dimension.claims),
            f"{dimension.promise_weight:.2f}" if dimension.promise_weight else "-",
            f"{found.value:.1f}" if found else "-",
            _range(found, 1) if found else "-",
            Text("▇" * round(found.value / 4) if found else "", style="cyan"),
        )
    yield table
    yield Padding(
        "claims: distinct promises. delivered: customers in need who got it, each as far as the"
        " reply was read to give it (0 to 1): a formulaic turn counts a quarter, a dismissive one"
        " nothing.",
        (0, 0, 0, 2),
    )


def _figures(finding: Finding) -> Iterator[RenderableType]:
    rows: tuple[tuple[str, Estimate | None, int, str], ...] = (
        ("walk", finding.walk, 0, "delivery over all six dimensions, of 100 (n customers in need)"),
        ("talk", finding.talk, 0, "distinct claims per 100 marketing statements (n statements)"),
        (
            "acknowledged",
            finding.acknowledged_rate,
            1,
            "of customers who show a feeling, had it taken in",
        ),
        ("answered", finding.answered_share, 1, "of customers, got any answer"),
        ("canned", finding.canned_share, 1, "of turns, sent alike to several customers"),
        ("formulaic", finding.formulaic_share, 1, "of turns in need, rest on formulas alone"),
        ("deflecting", finding.deflection_share, 1, 'of turns, only a link or "DM us"'),
        ("dismissive", finding.dismissive_share, 1, "of turns, blame, contradict or brush off"),
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column()
    for name, found, percent, meaning in rows:
        if found is None:
            table.add_row(name, "-", "not known", "", meaning)
            continue
        shown = found.scaled(100) if percent else found
        unit = " %" if percent else ""
        table.add_row(name, f"{shown.value:.0f}{unit}", _range(shown), f"n {found.n}", meaning)
    yield table


def _evidence(found: BrandEvidence) -> Iterator[RenderableType]:
    if found.claims:
        yield ""
        yield Text("What it says, and the replies nearest to it", style="bold")
    for item in found.claims[:CLAIMS_SHOWN]:
        yield from _claim(item)
    if len(found.claims) > CLAIMS_SHOWN:
        left = len(found.claims) - CLAIMS_SHOWN
        yield Padding(f"and {left} more claims: --json has them all", (0, 0, 0, 2))
    if found.random_replies:
        yield ""
        yield Text("Replies to customers in need, drawn at random", style="bold")
        for quote in found.random_replies:
            yield from _quote("", quote)


def _claim(item: ClaimEvidence) -> Iterator[RenderableType]:
    claim = item.claim
    first = claim.statements[0]
    place = first.url or first.document
    repeated = f", said {len(claim.statements)} times" if len(claim.statements) > 1 else ""
    yield Padding(Text(f"“{plain(claim.text)}”", style="cyan"), (0, 0, 0, 2))
    yield Padding(
        f"{', '.join(sorted(claim.dimensions))}{repeated}; {plain(place)}, {first.first_seen[:10]}",
        (0, 0, 0, 4),
    )
    for quote in item.replies_for[:QUOTES_SHOWN]:
        yield from _quote("for", quote)
    for quote in item.replies_against[:QUOTES_SHOWN]:
        yield from _quote("against", quote)


def _quote(label: str, quote: Quote) -> Iterator[RenderableType]:
    if quote.message:
        yield Padding(Text(f"customer: {plain(quote.message, 200)}", style="dim"), (0, 0, 0, 6))
    tail = f"{(quote.date or 'undated')[:10]}, delivered {quote.delivered:.2f}"
    tail += ", sent alike" if quote.sent_alike else ""
    tail += f", {plain(quote.url)}" if quote.url else ""
    mark = f"{label}: " if label else "reply: "
    yield Padding(Text(f"{mark}{plain(quote.reply or 'no answer', 400)} ({tail})"), (0, 0, 0, 6))


def _range(found: Estimate, digits: int = 0) -> str:
    return f"{found.lo:.{digits}f} to {found.hi:.{digits}f}"

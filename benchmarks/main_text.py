"""Main text of real company pages: word F1 of ours, of its two parts, and of the better of them.

Run from the checkout: `python benchmarks/main_text.py [FOLDER]`, where FOLDER holds
`html/*.html.gz` and `truth/*.json` as in the WCXB benchmark (CC BY 4.0).  Rules were chosen on the
half of the pages whose name hashes to an even number; the other half is reported beside it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from w3lib.encoding import html_to_unicode

from crawler.extract.blocks import join, read_blocks
from crawler.extract.main_text import article_text, combine, parse, without_unseen

WORD = re.compile(r"\w+")
ROOT = Path(__file__).resolve().parent.parent
NAMES = ("trafilatura alone", "walker alone", "ours", "better of the two")


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of a bag of words against another."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(found: str, truth: str) -> Score:
    """Words of `found` against those of `truth`, each as often as it occurs, case aside."""
    left, right = (Counter(WORD.findall(text.lower())) for text in (found, truth))
    shared = (left & right).total()
    return Score(shared / max(1, left.total()), shared / max(1, right.total()))


def pages(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Name, address, HTML and true main text of each page."""
    for path in sorted((folder / "truth").glob("*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        raw = gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes())
        yield (
            path.stem,
            known["url"],
            html_to_unicode(None, raw)[1],
            known["ground_truth"]["main_content"],
        )


def is_development(name: str) -> bool:
    """Whether the rules were chosen with this page in sight."""
    return hashlib.sha256(name.encode()).digest()[-1] % 2 == 0


def why(scores: Score, truth: str, found: str) -> str:
    """What is wrong with the worst, in words."""
    if not truth.strip():
        return "the truth is empty: any text scores 0"
    if not found.strip():
        return "no text in the HTML (made by script)"
    if scores.precision < scores.recall:
        extra = len(WORD.findall(found)) / len(WORD.findall(truth))
        return f"{extra:.1f} times the true words: sections the raters left out"
    return f"only {scores.recall:.0%} of the true words"


def main(folder: Path) -> None:
    """Print the table and the ten worst."""
    table: dict[str, list[float]] = {name: [] for name in NAMES}
    half: list[bool] = []
    worst: list[tuple[float, str, str, str]] = []
    for name, url, html, truth in pages(folder):
        body = parse(html)
        blocks = [] if body is None else read_blocks(body)
        article = "" if body is None else article_text(without_unseen(body, html), url)
        text = combine(blocks, article)
        scores = [score(found, truth) for found in (article_text(html, url), join(blocks), text)]
        for label, found in zip(NAMES, scores, strict=False):
            table[label].append(found.f1)
        table[NAMES[-1]].append(max(scores[0].f1, scores[1].f1))
        half.append(is_development(name))
        worst.append((scores[2].f1, name, url, why(scores[2], truth, text)))
    print(f"{len(half)} pages, mean word F1 (development half, other half)")
    for label, values in table.items():
        parts = [
            fmean(v for v, mine in zip(values, half, strict=True) if mine is w)
            for w in (True, False)
        ]
        print(f"  {label:<18} {fmean(values):.3f}  ({parts[0]:.3f}, {parts[1]:.3f})")
    print("the ten worst")
    for f1, name, url, reason in sorted(worst)[:10]:
        print(f"  {f1:.2f} {name} {url[:60]}: {reason}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "wcxb")

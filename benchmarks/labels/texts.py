"""Join our own labels to the public texts they are of.

    python benchmarks/labels/texts.py DATA OUT

The labels beside this file carry no text, only a digest of it.  DATA holds the public files the
texts come from; OUT gets turns.csv, customers.csv and statements.csv, the texts by digest, which
`python -m audit.fit` takes beside the labels.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from db.text.sentences import sentences

HERE = Path(__file__).resolve().parent
FALSE = ("False", "FALSE", "0")
Row = tuple[str, ...]


def key(*texts: str) -> str:
    """The digest that a text, or a message and its reply, goes by."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def statements(data: Path) -> Iterator[Row]:
    """Digest, company and text of each sentence of the descriptions and of the marketing pages."""
    for row in rows(data / "marketing" / "descriptions.csv"):
        for text in [row["slogan"], *sentences(row["description"])]:
            yield key(text.strip()), row["company"] or row["url"], text.strip()
    for path in sorted((data / "wcxb" / "truth").glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        address = page["url"] or ""
        host = address.split("/")[2] if "//" in address else address.split("/")[0]
        company = re.sub(r"^www\.", "", host) or page["file_id"]
        for line in page["ground_truth"]["main_content"].split("\n"):
            for text in sentences(line):
                yield key(text.strip()), company, text.strip()


def turns(data: Path) -> Iterator[Row]:
    """Digest, brand, customer's message and the brand's whole turn."""
    yield from _tweets(data / "twcs" / "twcs.csv")
    yield from _threads(data / "ibm" / "threads.csv")
    for row in rows(data / "tripadvisor" / "reviews.csv"):
        if row["response"]:
            yield _turn(row["hotel"], row["review"], row["response"])


def _tweets(path: Path) -> Iterator[Row]:
    tweets = {row["tweet_id"]: row for row in rows(path)}
    parts = defaultdict(list)
    for tweet in tweets.values():
        if tweet["inbound"] in FALSE and tweet["in_response_to_tweet_id"] in tweets:
            parts[tweet["author_id"], tweet["in_response_to_tweet_id"]].append(tweet["text"])
    for (brand, parent), said in parts.items():
        yield _turn(brand, tweets[parent]["text"], " ".join(said))


def _threads(path: Path) -> Iterator[Row]:
    threads = defaultdict(list)
    for row in rows(path):
        threads[row["thread_id"]].append(row)
    for thread in threads.values():
        message, said = "", []
        for row in [*thread, {"role": "customer", "text": "", "brand": ""}]:
            if row["role"] != "customer":
                said.append(row)
                continue
            if said and message:
                yield _turn(said[0]["brand"], message, " ".join(part["text"] for part in said))
            message, said = row["text"], []


def _turn(brand: str, message: str, reply: str) -> Row:
    message, reply = message.strip(), reply.strip()
    return key(message, reply), brand, message, reply


def customers(data: Path) -> Iterator[Row]:
    """Digest, brand addressed, message and no reply, of tweets by customers."""
    for row in rows(data / "twcs" / "twcs.csv"):
        if row["inbound"] not in FALSE:
            text = row["text"].strip()
            named = re.findall(r"@([A-Za-z]\w+)", text)
            yield key(text), named[0] if named else "", text, ""


def main(data: Path, out: Path) -> int:
    """Write the three files; say how many labels found their text."""
    out.mkdir(parents=True, exist_ok=True)
    for name, found, header in (
        ("turns", turns(data), ("id", "brand", "customer", "reply")),
        ("customers", customers(data), ("id", "brand", "customer", "reply")),
        ("statements", statements(data), ("id", "company", "text")),
    ):
        wanted = {row["id"] for row in rows(HERE / f"{name}.csv")}
        kept = {row[0]: row for row in found if row[0] in wanted}
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(kept[row] for row in sorted(kept))
        sys.stdout.write(f"{name}: {len(kept)} of {len(wanted)} labels have their text\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

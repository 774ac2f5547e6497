"""Identifiers planted in real texts: none is left on disk, in logs or in archives."""

from __future__ import annotations

import csv
import gzip
import logging
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_host import run_crawl
from test_crawl import declare

from crawler.demo.server import serve_street
from crawler.imports import Options, import_file, pairs
from db import open_database

EACH = 8
"""So many of each kind are planted in each file."""

Plant = Callable[[str, str], str]


def _start(word: str) -> Plant:
    """Behind the handles that a tweet opens with."""

    def plant(text: str, secret: str) -> str:
        handles = [part for part in text.split(" ") if part.startswith("@")]
        opening = " ".join(text.split(" ")[: len(handles)])
        if not handles or not text.startswith(opening):
            return f"{word.format(secret)} {text}"
        rest = text[len(opening) :].strip()
        return f"{opening} {word.format(secret)} {rest}"

    return plant


def _end(words: str) -> Plant:
    return lambda text, secret: f"{text.rstrip()}{words.format(secret)}"


def _within(words: str) -> Plant:
    """After the first sentence, or at the end of a text of one."""

    def plant(text: str, secret: str) -> str:
        first, stop, rest = text.partition(". ")
        return (
            f"{first}. {words.format(secret)}. {rest}" if stop else f"{text} {words.format(secret)}"
        )

    return plant


SYLLABLES = ("bri", "vel", "kor", "zan", "mur", "tol", "fen", "dra", "gul", "hesp", "jor", "wim")


def name(chance: random.Random) -> str:
    """A name that nobody has."""
    return "".join(chance.choice(SYLLABLES) for _ in range(4)).capitalize()


def digits(chance: random.Random, pattern: str) -> str:
    """A number of that pattern, # for a digit."""
    return "".join(str(chance.randint(2, 9)) if sign == "#" else sign for sign in pattern)


def made(pattern: str) -> Callable[[random.Random], str]:
    """Numbers of that pattern."""
    return lambda chance: digits(chance, pattern)


KINDS: dict[str, tuple[Callable[[random.Random], str], Plant]] = {
    "hi": (name, _start("Hi {0},")),
    "hello": (name, _start("Hello {0}!")),
    "dear": (name, _start("Dear {0},")),
    "dear mr": (name, _start("Dear Mr. {0},")),
    "good morning": (name, _start("Good morning {0}.")),
    "thanks": (name, _start("Thanks, {0}!")),
    "sorry": (name, _start("So sorry about this, {0}.")),
    "my name is": (name, _within("My name is {0}")),
    "titled": (name, _within("Mrs {0} said so")),
    "regards": (name, _end("\n\nKind regards,\n{0}")),
    "hat": (name, _end(" ^{0}")),
    "dash": (name, _end(" - {0}")),
    "star": (name, _end(" *{0}")),
    "e-mail": (lambda c: f"{name(c).lower()}.doe@mail.example", _within("Write to {0}")),
    "e-mail, spelled": (lambda c: f"{name(c).lower()} (at) mail (dot) com", _within("I am {0}")),
    "phone, uk": (made("020 7946 0###"), _within("Call {0}")),
    "phone, us": (made("(212) 555-01##"), _within("Call {0}")),
    "phone, india": (made("+91 98### #####"), _within("Mob. {0}")),
    "card": (made("4111 11## #### ####"), _within("My card is {0}")),
    "iban": (made("GB29 NWBK 60## #### #### ##"), _within("IBAN {0}")),
    "order": (made("112-#######-#######"), _within("Order {0}")),
    "booking": (made("X#H#ZQ##"), _within("Booking ref {0}")),
    "account": (made("AB##CD##"), _within("Account number {0}")),
    "address": (lambda c: f"{c.randint(11, 99)} {name(c)} Lane, BS1 4DJ", _within("I live at {0}")),
    "handle": (lambda c: f"@{name(c).lower()}_{name(c).lower()}", _within("Ask {0}")),
    "link": (lambda c: f"https://a.example/x?user={name(c).lower()}", _within("See {0}")),
    "profile": (lambda c: f"https://twitter.com/{name(c).lower()}", _within("See {0}")),
}  # fmt: skip


def traces(kind: str, secret: str) -> Iterator[str]:
    """What must be nowhere: the identifier, and of one with a common frame what is its own."""
    if kind == "address":
        yield secret.split(",", maxsplit=1)[0]
    elif kind == "link":
        yield secret.partition("=")[2]
    elif kind == "profile":
        yield secret.rpartition("/")[2]
    else:
        yield secret


IN_POSTS = {"sorry"}
"""Names called in the middle of a post; in longer texts only common given names are known there."""


def plant(
    texts: list[str], without: frozenset[str] = frozenset()
) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts with identifiers in some of them, one each; which, by kind."""
    chance = random.Random(20)
    planted: list[tuple[str, str]] = []
    usable = [i for i, text in enumerate(texts) if len(text) > 60 and text.isascii()]
    places = iter(chance.sample(usable, EACH * len(KINDS)))
    for kind, (make, put) in KINDS.items():
        if kind in without:
            continue
        for _ in range(EACH):
            secret, place = make(chance), next(places)
            texts[place] = put(texts[place], secret)
            planted.append((kind, secret))
    return texts, planted


def left(folder: Path, planted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the identifiers that any file under a folder holds, archives unpacked."""
    held = b"\n".join(content(path) for path in sorted(folder.rglob("*")) if path.is_file())
    return [
        (kind, secret)
        for kind, secret in planted
        for trace in traces(kind, secret)
        if trace.encode() in held
    ]


def content(path: Path) -> bytes:
    """The bytes of a file; of a web archive those of the files in it."""
    if path.suffix != ".wacz":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(
            gzip.decompress(packed.read(name)) if name.endswith(".gz") else packed.read(name)
            for name in packed.namelist()
        )


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for what is written, with a log of everything in it."""
    monkeypatch.setenv("AUDIT_KEY", "k" * 32)
    folder = tmp_path / "written"
    folder.mkdir()
    handler = logging.FileHandler(folder / "log.txt")
    logging.getLogger().addHandler(handler)
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield folder
    logging.getLogger().setLevel(before)
    logging.getLogger().removeHandler(handler)
    handler.close()


def read(path: Path, rows: int) -> tuple[list[str], list[dict[str, str]]]:
    """The header and the first rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = [row for row, _ in zip(reader, range(rows), strict=False)]
        return list(reader.fieldnames or ()), found


def write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    """Rows as a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("source", "column", "form"),
    [("twcs/twcs.csv", "text", "twcs"), ("tripadvisor/reviews.csv", "response", "reviews")],
)
def test_nothing_planted_in_real_texts_is_left_on_disk_or_in_logs(
    shared_data: Path, tmp_path: Path, log: Path, source: str, column: str, form: str
) -> None:
    """Over 200 identifiers of 26 kinds in each: none in the database or a log of everything."""
    header, rows = read(shared_data / source, 4000)
    texts, planted = plant(
        [row[column] for row in rows], frozenset() if form == "twcs" else frozenset(IN_POSTS)
    )
    for row, text in zip(rows, texts, strict=True):
        row[column] = text
    given = tmp_path / "given"
    given.mkdir()
    write(given / "planted.csv", header, rows)
    columns = () if form == "twcs" else ("brand=hotel", "text=review")
    options = Options(mapping=pairs(columns, "--map"))
    database = open_database(log / "audit.db", "create")
    report = import_file(database, given / "planted.csv", form, options)
    database.close()

    assert report.new > 1000
    assert len(planted) >= 208
    assert {secret for _, secret in planted} == {secret for _, secret in left(given, planted)}
    assert left(log, planted) == []


def test_nothing_planted_in_conversations_is_left_in_an_archive(
    shared_data: Path, log: Path
) -> None:
    """Real replies, an identifier in each, read from a server on loopback into an archive."""
    _, rows = read(shared_data / "twcs/twcs.csv", 9000)
    texts, planted = plant([row["text"] for row in rows if row["inbound"] == "False"])
    traced = [trace for kind, secret in planted for trace in traces(kind, secret)]
    wanted = [text for text in texts if any(trace in text for trace in traced)]
    with serve_street() as street:
        database = open_database(log / "audit.db", "create")
        declare(database, street, "acme")
        database.close()
        talks = [talk.id for talk in street.street.brands["acme"].conversations if talk.turns]
        said = wanted[: len(talks)]
        for talk, text in zip(talks, said, strict=False):
            street.edit_reply("acme", talk, text)
        run_crawl(log / "audit.db", archive=str(log / "kept"))
    told = [(kind, s) for kind, s in planted if any(t in x for t in traces(kind, s) for x in said)]

    held = open_database(log / "audit.db").execute(
        "SELECT count(*) FROM messages WHERE archive > ''"
    )
    assert held.fetchone()[0] > len(told) > 60
    assert left(log, told) == []

"""Files into the database: what is stored, what is refused, and every row accounted for."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.imports import (
    Options,
    check,
    import_file,
    is_table,
    list_formats,
    load_format,
    pairs,
    template,
)
from crawler.imports._report import ImportReport, lines, record
from db import Database, open_database
from db.errors import BadInput, MissingColumn

pytestmark = pytest.mark.usefixtures("key")

TWEETS = (
    ("1", "4711", "True", "@acme_help my kettle leaks & drips", ""),
    ("2", "acme_help", "False", "@4711 That is no fun. 1/2", "1"),
    ("3", "acme_help", "False", "@4711 A new one is coming. 2/2 ^AB", "2"),
    ("4", "4711", "True", "@acme_help thanks, you two", "3"),
    ("5", "4712", "True", "@someone_else this is for nobody here", ""),
    ("6", "4713", "True", "@Acme_Help is anybody there?", ""),
    ("7", "4714", "True", "@acme_help @brightly both of you are late", ""),
    ("8", "acme_help", "False", "@4714 We are looking into it", "7"),
    ("9", "brightly", "False", "@4714 So are we", "7"),
)
HEADER = "tweet_id,author_id,inbound,created_at,text,in_response_to_tweet_id".split(",")
WHEN = "Tue Oct 31 22:10:47 +0000 2017"


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """A CSV file of these rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def tweets(folder: Path, rows: Sequence[Sequence[str]] = TWEETS) -> Path:
    """A file of tweets, all at one time."""
    full = [[*row[:3], WHEN, *row[3:]] for row in rows]
    return table(folder / "tweets.csv", HEADER, full)


def options(*said: str, **more: Any) -> Options:
    """Options as they are typed: field=column, and field:=value for a setting."""
    settings = [one.replace(":=", "=") for one in said if ":=" in one]
    mapping = [one for one in said if ":=" not in one]
    return Options(mapping=pairs(mapping, "--map"), settings=pairs(settings, "--set"), **more)


def messages(database: Database, columns: str) -> list[tuple[Any, ...]]:
    """Columns of all messages, by brand and id."""
    return database.execute(
        f"SELECT {columns} FROM messages m JOIN sources s ON s.id = m.source_id "
        "JOIN brands b ON b.id = s.brand_id ORDER BY b.name, item_id"
    ).fetchall()


def balanced(report: ImportReport) -> bool:
    """Whether each row has exactly one outcome."""
    return report.rows == report.new + report.changed + report.held + report.rejected_rows


def test_tweets_go_to_the_brands_they_belong_to(tmp_path: Path, database: Database) -> None:
    """Answered by two brands: once for each; for no brand: counted under a reason."""
    report = import_file(database, tweets(tmp_path), "twcs")

    assert messages(database, "b.name, item_id, role, thread_id, turn_id") == [
        ("acme_help", "1", "customer", "1", None),
        ("acme_help", "2", "brand", "1", "1"),
        ("acme_help", "3", "brand", "1", "1"),
        ("acme_help", "4", "customer", "1", None),
        ("acme_help", "6", "customer", "6", None),
        ("acme_help", "7", "customer", "7", None),
        ("acme_help", "8", "brand", "7", "7"),
        ("brightly", "7", "customer", "7", None),
        ("brightly", "9", "brand", "7", "7"),
    ]
    assert report.rejected == {"customer message to no known brand": 1}
    assert (report.rows, report.new, report.brand_replies) == (9, 8, 4)
    assert balanced(report)


def test_nothing_personal_reaches_the_file_on_disk(tmp_path: Path, database: Database) -> None:
    """Neither ids of customers nor what they were called."""
    rows = [("1", "mary_doe_77", "True", "@acme_help I am at jo@mail.example", ""),
            ("2", "acme_help", "False", "@mary_doe_77 Hi Mary, noted", "1")]  # fmt: skip

    import_file(database, tweets(tmp_path, rows), "twcs")
    database.close()

    kept = b"".join(path.read_bytes() for path in tmp_path.glob("audit.db*"))
    assert b"[email]" in kept
    assert not [word for word in (b"mary", b"Mary", b"jo@mail") if word in kept]


def test_a_second_run_adds_nothing_and_a_corrected_text_is_changed(
    tmp_path: Path, database: Database
) -> None:
    """Rows are known by their id within the source."""
    import_file(database, tweets(tmp_path), "twcs")
    before = messages(database, "m.id, text")

    again = import_file(database, tweets(tmp_path), "twcs")

    assert (again.new, again.changed, again.held) == (0, 0, 8)
    assert messages(database, "m.id, text") == before

    mended = [(*row[:3], "@4714 Found it", row[4]) if row[0] == "8" else row for row in TWEETS]
    report = import_file(database, tweets(tmp_path, mended), "twcs")

    assert (report.new, report.changed, report.held) == (0, 1, 7)
    assert messages(database, "text")[6] == ("@[user] Found it",)


def test_an_id_that_is_another_messages_is_refused(tmp_path: Path, database: Database) -> None:
    """Neither twice in one file, nor for another text of another time."""
    path = tweets(tmp_path, [TWEETS[1], ("2.0", "acme_help", "False", "something else", "")])
    twice = import_file(database, path, "twcs")
    other = [["2", "acme_help", "False", "2020-01-01T00:00:00Z", "something else", ""]]
    report = import_file(database, table(tmp_path / "later.csv", HEADER, other), "twcs")

    assert twice.rejected == {"id twice in the file": 1}
    assert report.rejected == {"id of another message": 1}
    assert balanced(twice)


@pytest.mark.parametrize(
    ("codec", "end", "yes", "no"),
    [
        ("utf-8", "\n", "True", "False"),
        ("utf-8-sig", "\r", "TRUE", "FALSE"),
        ("utf-16", "\r\n", "1", "0"),
        ("cp1252", "\r", "1.0", "0.0"),
    ],
)
def test_the_variants_of_tweets_in_the_wild(
    tmp_path: Path, database: Database, codec: str, end: str, yes: str, no: str
) -> None:
    """Ids with a point, three ways to say true, line ends, quoted newlines, encodings."""
    rows = [
        ",".join(HEADER),
        f'3.0,4711,{yes},{WHEN},"@acme_help it’s cold{end}and ""wet"" – café &amp; bar",',
        f"4.0,acme_help,{no},2017-10-31 22:15:00+00:00,@4711 Sorry,3.0",
        "",
    ]
    path = tmp_path / "wild.csv"
    path.write_bytes(end.join(rows).encode(codec))

    report = import_file(database, path, "twcs")

    assert messages(database, "item_id, parent_id, role, created_at, text") == [
        ("3", None, "customer", "2017-10-31T22:10:47Z",
         '@acme_help it’s cold\nand "wet" – café & bar'),
        ("4", "3", "brand", "2017-10-31T22:15:00Z", "@[user] Sorry"),
    ]  # fmt: skip
    assert (report.rows, report.new) == (2, 2)


def test_two_handles_of_one_brand_are_one_brand(tmp_path: Path, database: Database) -> None:
    """Declared before or after: the messages are the brand's, and a customer counts once."""
    declared = table(
        tmp_path / "brands.csv", ["name", "a", "b"], [["Acme", "acme_help", "brightly"]]
    )
    mapped = options("alias=a", "alias=b")
    import_file(database, declared, "brands", mapped)
    import_file(database, tweets(tmp_path), "twcs")
    later = open_database(tmp_path / "later.db", "create")
    import_file(later, tweets(tmp_path), "twcs")
    merged = import_file(later, declared, "brands", mapped)

    assert {name for (name,) in messages(database, "b.name")} == {"Acme"}
    assert {name for (name,) in messages(later, "b.name")} == {"Acme"}
    assert messages(database, "item_id").count(("7",)) == 1
    assert import_file(later, declared, "brands", mapped).held == 1
    assert merged.new == 1


THREADS = ["thread_id", "message_id", "role", "brand", "text", "created_at"]


def test_threads_without_parents_are_tied_by_order(tmp_path: Path, database: Database) -> None:
    """Ids that start anew in each thread are told apart, and the brand is the thread's."""
    rows = [
        ["a", "1", "customer", "", "My kettle leaks", "2026-03-01T10:00:00Z"],
        ["a", "2", "agent", "Acme", "Oh no.", "2026-03-01T11:00:00Z"],
        ["b", "1", "customer", "", "Mine too", ""],
        ["a", "3", "agent", "Acme", "A new one is coming.", ""],
        ["b", "", "agent", "Acme", "Sorry.", ""],
        ["b", "2", "robot", "Acme", "Beep.", ""],
        ["c", "1", "customer", "", "No brand here", ""],
    ]
    path = table(tmp_path / "threads.csv", THREADS, rows)

    report = import_file(database, path, "threads", options(channel="forum"))

    assert messages(database, "item_id, parent_id, turn_id, channel") == [
        ("a/1", None, None, "forum"),
        ("a/2", "a/1", "a/1", "forum"),
        ("a/3", "a/1", "a/1", "forum"),
        ("b/1", None, None, "forum"),
        ("b/2", "b/1", "b/1", "forum"),
    ]
    assert report.rejected == {
        "role is neither customer nor brand": 1, "no brand in the row or its thread": 1,
    }  # fmt: skip
    assert balanced(report)


def test_threads_want_a_channel_and_say_how(tmp_path: Path, database: Database) -> None:
    """No default stands in for it."""
    path = table(tmp_path / "threads.csv", THREADS, [["a", "1", "brand", "Acme", "Hello", ""]])

    with pytest.raises(MissingColumn, match="--channel NAME"):
        import_file(database, path, "threads")


REVIEWS = ["hotel", "review", "stars", "published", "answer", "answered"]
MAPPED = (
    "brand=hotel", "text=review", "rating=stars", "created_at=published", "response=answer",
    "response_at=answered",
)  # fmt: skip


def test_a_review_and_its_response_are_two_messages_of_one_row(
    tmp_path: Path, database: Database
) -> None:
    """Ids are made from the row; days of two ways of writing are days; the source is complete."""
    rows = [
        ["Acme Rooms", "Cold soup", "2", "31-12-2025", "Dear Guest, sorry.", "2026-01-02"],
        ["Acme Rooms", "Warm bed", "five", "2026-01-03", "", ""],
        ["Acme Rooms", "Warm bed", "5", "2026-01-03", "", ""],
        ["Acme Rooms", "Warm bed", "5", "2026-01-03", "", ""],
        ["Acme Rooms", "", "5", "2026-01-03", "", ""],
    ]
    path = table(tmp_path / "reviews.csv", REVIEWS, rows)

    report = import_file(database, path, "reviews", options(*MAPPED))
    again = import_file(database, path, "reviews", options(*MAPPED))

    found = messages(database, "role, created_at, rating, complete, item_id, parent_id, turn_id")
    review = next(row[4] for row in found if row[2] == 2)
    assert ("customer", "2025-12-31", 2.0, 1, review, None, None) in found
    assert ("brand", "2026-01-02", None, 1, f"{review}/response", review, review) in found
    assert len(found) == 3
    assert report.rejected == {
        "rating is no number": 1, "review twice in the file": 1, "no text": 1,
    }  # fmt: skip
    assert report.rejections[0].line == 3
    assert (report.new, again.new, again.held) == (2, 0, 2)
    assert balanced(report)


def test_days_and_months_are_never_guessed(tmp_path: Path, database: Database) -> None:
    """The column shows it, or --dayfirst says it, or the row is refused."""
    rows = [
        ["Acme", f"text {n}", "", day, "", ""] for n, day in enumerate(["03/04/2026", "05/05/2026"])
    ]
    unclear = table(tmp_path / "unclear.csv", REVIEWS, rows)
    shown = table(
        tmp_path / "shown.csv", REVIEWS, [*rows, ["Acme", "more", "", "25/04/2026", "", ""]]
    )
    american = table(
        tmp_path / "us.csv", REVIEWS, [*rows, ["Acme", "more", "", "04/25/2026", "", ""]]
    )
    said = options(*MAPPED)

    def first_day(path: Path, how: Options) -> tuple[int, str | None]:
        fresh = open_database(path.with_suffix(f".{how.dayfirst}.db"), "create")
        report = import_file(fresh, path, "reviews", how)
        days = dict(messages(fresh, "text, created_at"))
        return report.rejected_rows, days.get("text 0")

    assert first_day(unclear, said) == (1, None)
    assert first_day(shown, said) == (0, "2026-04-03")
    assert first_day(american, said) == (0, "2026-03-04")
    assert first_day(unclear, options(*MAPPED, dayfirst=True)) == (0, "2026-04-03")


def test_times_without_a_zone_are_refused_before_anything_is_written(
    tmp_path: Path, database: Database
) -> None:
    """One line with an example of each; --timezone is for those that name none."""
    rows = [["a", "1", "customer", "Acme", "Hello", "2026-07-01T10:00:00Z"],
            ["a", "2", "brand", "Acme", "Hello", "2026-07-01 12:30"]]  # fmt: skip
    path = table(tmp_path / "threads.csv", THREADS, rows)

    with pytest.raises(BadInput, match="--timezone") as caught:
        import_file(database, path, "threads", options(channel="forum"))
    assert "2026-07-01 12:30" in str(caught.value)
    assert "2026-07-01T10:00:00Z" in str(caught.value)
    assert database.execute("SELECT count(*) FROM brands").fetchone() == (0,)

    import_file(database, path, "threads", options(channel="forum", timezone="Europe/Berlin"))

    assert messages(database, "created_at") == [
        ("2026-07-01T10:00:00Z",),
        ("2026-07-01T10:30:00Z",),
    ]
    with pytest.raises(BadInput, match="no time zone 'Mars'"):
        import_file(database, path, "threads", options(channel="forum", timezone="Mars"))


def statements(database: Database) -> list[tuple[Any, ...]]:
    """All statements."""
    return database.execute(
        "SELECT b.name, document, place, text, first_seen, last_seen FROM statements t "
        "JOIN sources s ON s.id = t.source_id JOIN brands b ON b.id = s.brand_id ORDER BY t.id"
    ).fetchall()


def test_marketing_copy_is_split_and_seen_again(tmp_path: Path, database: Database) -> None:
    """A sentence seen twice is held once, over the time it was seen."""
    path = table(
        tmp_path / "copy.csv", ["who", "words"], [["Acme", "We care. We are here for you."]]
    )
    seen = [
        options("brand=who", "text=words", f"seen:={day}") for day in ("2026-03-01", "2026-01-01")
    ]

    first = import_file(database, path, "statements", seen[0])
    second = import_file(database, path, "statements", seen[1])

    assert statements(database) == [
        ("Acme", "copy.csv:Acme", 0, "We care.", "2026-01-01", "2026-03-01"),
        ("Acme", "copy.csv:Acme", 1, "We are here for you.", "2026-01-01", "2026-03-01"),
    ]
    assert (first.rows, first.new, first.items_new) == (1, 1, {"statements": 2})
    assert (second.new, second.held) == (0, 1)


def test_brands_not_declared_are_skipped_on_request(tmp_path: Path, database: Database) -> None:
    """And listed; without the request they are added."""
    import_file(
        database, table(tmp_path / "b.csv", ["name", "alias"], [["Acme", "acme_uk"]]), "brands"
    )
    rows = [["ACME_UK", "We care."], ["Other", "We care too."]]
    path = table(tmp_path / "copy.csv", ["brand", "text"], rows)

    report = import_file(
        database, path, "statements", options("undeclared:=skip", "seen:=2026-01-01")
    )

    assert [row[0] for row in statements(database)] == ["Acme"]
    assert report.rejected == {"brand not declared": 1}
    assert report.rejections[0].line == 3


def test_a_missing_column_names_those_there_and_what_to_type(
    tmp_path: Path, database: Database
) -> None:
    """The likely column is in the line, ready to paste."""
    path = table(tmp_path / "reviews.csv", REVIEWS, [["Acme", "Fine", "5", "", "", ""]])

    with pytest.raises(MissingColumn) as caught:
        import_file(database, path, "reviews")

    assert "columns: hotel, review, stars, published, answer, answered" in str(caught.value)
    assert "--map brand=hotel --map text=review" in str(caught.value)
    with pytest.raises(MissingColumn, match="no column 'inn'"):
        import_file(database, path, "reviews", options("brand=inn", "text=review"))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("mood=hotel",), "no field 'mood'"),
        (("mood:=good",), "no field or setting 'mood'"),
        (("undeclared:=maybe",), "say add or skip"),
        (("channel:=a", "channel:=b"), "given twice"),
        (("complete:=perhaps",), "neither yes nor no"),
    ],
)
def test_an_unknown_option_is_one_clear_line(
    tmp_path: Path, database: Database, said: tuple[str, ...], message: str
) -> None:
    """Nothing a user types is silently ignored."""
    path = table(tmp_path / "reviews.csv", ["brand", "text"], [["Acme", "Fine"]])

    with pytest.raises(BadInput, match=message):
        import_file(database, path, "reviews", options(*said))


def test_formats_are_found_and_nearly_right_names_are_answered(tmp_path: Path) -> None:
    """Each file in the folder is a format."""
    known = {"brands", "reviews", "statements", "threads", "trustpilot", "twcs", "warc"}
    assert set(list_formats()) >= known
    with pytest.raises(BadInput, match="did you mean 'reviews'"):
        check(tmp_path, "review")
    with pytest.raises(BadInput, match="not FIELD=VALUE"):
        pairs(["brand"], "--map")


@pytest.mark.parametrize("name", [name for name in list_formats() if is_table(load_format(name))])
def test_a_format_explains_itself_and_reads_its_own_template(
    tmp_path: Path, database: Database, name: str
) -> None:
    """Every field says what it is; the template's invented row is accepted."""
    form = load_format(name)
    path = tmp_path / "template.csv"
    path.write_text(template(name), encoding="utf-8")

    report = import_file(database, path, name)

    assert form.__doc__
    assert all(known.about for known in (*form.FIELDS, *form.SETTINGS))
    assert (report.rows, report.new) == (1, 1)


def test_the_report_lists_what_was_refused(tmp_path: Path, database: Database) -> None:
    """For people and for machines."""
    rows = [["Acme", "Fine", "x", "", "", ""]] * 3
    path = table(tmp_path / "reviews.csv", REVIEWS, rows)
    report = import_file(database, path, "reviews", options(*MAPPED))

    found: Mapping[str, Any] = record(report)

    assert [one["line"] for one in found["rejected"]] == [2, 3, 4]
    assert "not usable: 3, rating is no number" in lines(report)


def test_a_run_that_dies_leaves_whole_batches_and_the_next_completes_them(
    tmp_path: Path, database: Database
) -> None:
    """As a kill between two batches would: nothing is stored twice, nothing is missing."""
    rows = [(str(n), "acme_help", "False", f"Answer {n}", "") for n in range(1, 5001)]
    path = tweets(tmp_path, rows)

    class StoppedError(Exception):
        """Stands for the kill."""

    def stop(done: int, total: int) -> None:
        if done > 0.9 * total:
            raise StoppedError

    with pytest.raises(StoppedError):
        import_file(database, path, "twcs", progress=stop)
    (part,) = database.execute("SELECT count(*) FROM messages").fetchone()
    report = import_file(database, path, "twcs")

    assert 0 < part < 5000
    assert part % 2000 == 0
    assert (report.new, report.held) == (5000 - part, part)
    assert database.execute("SELECT count(*) FROM messages").fetchone() == (5000,)
    ends = database.execute("SELECT reason FROM crawls ORDER BY id").fetchall()
    assert ends == [(None,), ("finished",)]

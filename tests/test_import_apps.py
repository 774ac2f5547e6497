"""Files of app stores and of X: what becomes of each row, and of files that are not whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.imports import Options, import_file, list_formats, load_format
from crawler.imports._report import ImportReport
from crawler.tables import Row
from crawler.tables.jsonlists import CHUNK, flatten, open_list
from db import Database
from db.errors import BadInput, MissingColumn

pytestmark = pytest.mark.usefixtures("key")

PLAY = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,"
    "Review Submit Date and Time,Review Submit Millis Since Epoch,"
    "Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,"
    "Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,"
    "Developer Reply Text,Review Link"
)
LINK = "http://play.google.com/console/developers/5/app/4/review-details?reviewId={}&corpus=PUBLIC"
WHEN = "Wed Oct 10 20:19:24 +0000 2018"


def messages(database: Database) -> list[tuple[Any, ...]]:
    """What is held of every message, by id."""
    return database.execute(
        "SELECT item_id, role, text, created_at, rating, turn_id FROM messages ORDER BY item_id"
    ).fetchall()


def play_file(folder: Path, *rows: str, encoding: str = "utf-16-le") -> Path:
    """A month of reviews as the console exports them: UTF-16, here without its mark."""
    path = folder / "reviews_example.oven_202511.csv"
    path.write_bytes("\n".join([PLAY, *rows, ""]).encode(encoding))
    return path


REVIEW = (
    "example.oven,9,1.3.1,en,a06,2025-11-05T14:40:32Z,1762353632542,2025-11-06T10:00:00Z,"
    f'1762423200000,2,Sad,"It burns, and\nnobody says why.",2025-11-13T13:02:47Z,1763038967867,'
    f"Burnt bread is our fault. It is mended.,{LINK.format('d2b0-1')}"
)
UNANSWERED = (
    "example.oven,,,en,a07,2025-11-07T08:00:00Z,1762502400000,2025-11-07T08:00:00Z,"
    f"1762502400000,1,,It never opens.,,,,{LINK.format('d2b0-2')}"
)
STARS = (
    "example.oven,,,en,a08,2025-11-08T08:00:00Z,1762588800000,2025-11-08T08:00:00Z,"
    "1762588800000,5,,,,,,"
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16", "utf-8-sig"])
def test_a_month_of_the_play_console(tmp_path: Path, database: Database, encoding: str) -> None:
    """Reviews with their replies, in any of its encodings; stars without words are counted."""
    path = play_file(tmp_path, REVIEW, UNANSWERED, STARS, encoding=encoding)

    report = import_file(database, path, "play-console", Options(brand="The Oven"))

    assert messages(database) == [
        (
            "d2b0-1", "customer", "Sad\n\nIt burns, and\nnobody says why.", "2025-11-05T14:40:32Z",
            2.0, None,
        ),
        (
            "d2b0-1/response", "brand", "Burnt bread is our fault. It is mended.",
            "2025-11-13T13:02:47Z", None, "d2b0-1",
        ),
        ("d2b0-2", "customer", "It never opens.", "2025-11-07T08:00:00Z", 1.0, None),
    ]  # fmt: skip
    assert (report.rows, report.new, report.rejected) == (3, 2, {"no text": 1})
    assert database.execute("SELECT spider, target, complete FROM sources").fetchall() == [
        ("play-console", "example.oven", 1)
    ]


def test_the_next_month_with_the_same_review_adds_only_what_is_new(
    tmp_path: Path, database: Database
) -> None:
    """A review that is answered later is the same review, and its reply is new."""
    import_file(database, play_file(tmp_path, UNANSWERED), "play-console", Options(brand="Oven"))
    answered = UNANSWERED.replace(
        ",,,,http", ",2025-12-01T08:00:00Z,1764576000000,We mend it.,http"
    )

    report = import_file(
        database, play_file(tmp_path, answered), "play-console", Options(brand="Oven")
    )

    assert (report.items_new, len(messages(database))) == ({"brand replies": 1}, 2)


SCRAPED = {
    "reviewId": "g1", "userName": "Rosa Ember", "userImage": "https://x.example/1", "score": 1,
    "content": "It burns.", "thumbsUpCount": 0, "at": "2025-11-05 14:40:32",
    "replyContent": "Burnt bread is our fault.", "repliedAt": "2025-11-06 10:00:00",
    "appVersion": "1.3", "appId": "example.oven",
}  # fmt: skip
STORE = {
    "id": "g1", "type": "user-reviews",
    "attributes": {
        "title": "Sad", "review": "It burns.", "rating": 1, "date": "2025-11-05T14:40:32Z",
        "userName": "Rosa Ember", "isEdited": False,
        "developerResponse": {
            "id": 7, "body": "Burnt bread is our fault.", "modified": "2025-11-06T10:00:00Z",
        },
    },
}  # fmt: skip
ROW = {
    "userReviewId": "g1", "title": "Sad", "body": "It burns.", "rating": 1, "name": "Rosa Ember",
    "date": "2025-11-05T14:40:32Z",
    "developerResponse": {
        "id": 7, "body": "Burnt bread is our fault.", "modified": "2025-11-06T10:00:00Z",
    },
}  # fmt: skip
GOOGLE = {
    "reviewId": "g1", "authorName": "Rosa Ember",
    "comments": [
        {
            "userComment": {
                "text": "It burns.", "starRating": 1, "reviewerLanguage": "en",
                "lastModified": {"seconds": "1762353632", "nanos": 542000000},
            }
        },
        {
            "developerComment": {
                "text": "Burnt bread is our fault.", "lastModified": {"seconds": "1762423200"},
            }
        },
    ],
}  # fmt: skip


@pytest.mark.parametrize("row", [SCRAPED, STORE, ROW, GOOGLE], ids=["rows", "amp", "row", "google"])
@pytest.mark.parametrize("layout", ["list", "lines", "wrapped"])
def test_dumps_in_every_dialect(
    tmp_path: Path, database: Database, row: dict[str, Any], layout: str
) -> None:
    """A list, lines or a wrapped list of any of the four is one review with its reply."""
    unanswered = {key: value for key, value in row.items() if key not in REPLIES} | {
        key: "g2" for key in ("reviewId", "id", "userReviewId") if key in row
    }
    rows = [unanswered] * (row is not GOOGLE) + [row]
    path = tmp_path / "reviews.json"
    texts = {
        "list": json.dumps(rows, indent=1),
        "lines": "\n".join(map(json.dumps, rows)),
        "wrapped": json.dumps({"reviews": rows, "next": None}),
    }
    path.write_text(texts[layout], encoding="utf-8")

    report = import_file(database, path, "app-reviews", Options(brand="The Oven", timezone="UTC"))

    title = "Sad\n\n" if row is STORE else ""
    held = {found[0]: found[1:] for found in messages(database)}
    assert held["g1"] == ("customer", f"{title}It burns.", "2025-11-05T14:40:32Z", 1.0, None) or (
        row is ROW and held["g1"][1] == "Sad\n\nIt burns."
    )
    assert held["g1/response"][1:3] == ("Burnt bread is our fault.", "2025-11-06T10:00:00Z")
    assert report.rejected == {}
    assert b"Rosa" not in b"".join(one.read_bytes() for one in tmp_path.glob("audit.db*"))


REPLIES = {"replyContent", "repliedAt", "developerResponse"}


def test_times_without_a_zone_are_asked_about(tmp_path: Path, database: Database) -> None:
    """The tool writes local times: whose they are, only the user knows."""
    path = tmp_path / "reviews.json"
    path.write_text(json.dumps([SCRAPED]), encoding="utf-8")

    with pytest.raises(BadInput, match="--timezone"):
        import_file(database, path, "app-reviews", Options(brand="The Oven"))


def test_csv_dumps_too(tmp_path: Path, database: Database) -> None:
    """A data frame that was saved as CSV has the same columns."""
    path = tmp_path / "reviews.csv"
    path.write_text(
        ",".join(SCRAPED) + "\n" + ",".join(str(value) for value in SCRAPED.values()) + "\n",
        encoding="utf-8",
    )

    import_file(database, path, "app-reviews", Options(brand="Oven", timezone="UTC"))

    assert [row[0] for row in messages(database)] == ["g1", "g1/response"]


def tweet(number: int, text: str, answers: int = 0, whom: str = "", **more: Any) -> dict[str, Any]:
    """A tweet as the archive has it."""
    return {
        "tweet": {
            "id_str": str(number), "id": str(number), "full_text": text, "created_at": WHEN,
            "favorite_count": "0", "lang": "en", "entities": {"urls": []},
            **({"in_reply_to_status_id_str": str(answers)} if answers else {}),
            **({"in_reply_to_screen_name": whom} if whom else {}), **more,
        }
    }  # fmt: skip


def archive(folder: Path, tweets: Sequence[dict[str, Any]], part: int = 0) -> Path:
    """The file of an archive: JSON assigned to a name."""
    path = folder / "tweets.js"
    text = f"window.YTD.tweets.part{part} = {json.dumps(list(tweets), indent=2)}"
    path.write_text(text, encoding="utf-8")
    return path


TWEETS = (
    tweet(9, "@rosa (2/2) A new one is on its way.", 8, "theoven"),
    tweet(8, "@rosa A plaster in your bread &amp; it was ours. (1/2)", 7, "rosa"),
    tweet(6, "RT @street: a fair on Saturday"),
    tweet(5, "Every loaf is weighed by hand.", 4, "TheOven"),
    tweet(
        4, "We bake day and night. https://t.co/x",
        entities={"urls": [{"url": "https://t.co/x", "expanded_url": "https://oven.example/a"}]},
    ),
    tweet(3, "And that is all for today.", 2, "theoven"),
)  # fmt: skip


def test_an_archive_is_talk_and_walk(tmp_path: Path, database: Database) -> None:
    """Answers are turns, threads of the brand's own are documents, retweets are counted."""
    (tmp_path / "brands.csv").write_text("name,alias\nOven,theoven\n", encoding="utf-8")
    import_file(database, tmp_path / "brands.csv", "brands")

    report = import_file(database, archive(tmp_path, TWEETS), "x-archive", Options(brand="Oven"))

    assert database.execute(
        "SELECT item_id, thread_id, parent_id, turn_id, text FROM messages ORDER BY item_id"
    ).fetchall() == [
        ("8", "7", "7", "7", "@[user] A plaster in your bread & it was ours. (1/2)"),
        ("9", "7", "8", "7", "@[user] (2/2) A new one is on its way."),
    ]
    assert database.execute(
        "SELECT document, place, text FROM statements ORDER BY document, place"
    ).fetchall() == [
        ("3", 0, "And that is all for today."),
        ("4", 0, "We bake day and night. https://oven.example/a"),
        ("4", 40, "Every loaf is weighed by hand."),
    ]
    assert report.rejected == {"a retweet": 1}
    assert _balanced(report)


def _balanced(report: ImportReport) -> bool:
    return report.rows == report.new + report.changed + report.held + report.rejected_rows


def test_an_archive_needs_to_know_the_brand(tmp_path: Path, database: Database) -> None:
    """The file does not say whose it is."""
    with pytest.raises(MissingColumn, match="--brand NAME"):
        import_file(database, archive(tmp_path, TWEETS), "x-archive")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ('[{"a": 1}, {"a": 2', {2: "not JSON"}),
        ('[{"a": 1},', {1: "the list breaks off"}),
        ('[{"a": 1}, 7, {"a": 2}]', {1: "not a JSON object"}),
        ('[{"a": 1},\n oops, {"a": 2}]', {2: "not JSON"}),
    ],
)
def test_lists_that_are_not_whole_say_so(
    tmp_path: Path, text: str, reasons: dict[int, str]
) -> None:
    """What was read before counts; what is wrong is told with its line, and nothing is made up."""
    path = tmp_path / "list.json"
    path.write_text(text, encoding="utf-8")

    rows = list(open_list(path, flatten).rows())

    assert isinstance(rows[0], Row)
    assert {row.reason for row in rows if not isinstance(row, Row)} == set(reasons.values())


def test_long_lists_are_read_in_parts(tmp_path: Path) -> None:
    """An object that lies across two parts, and its line, are as if the file were read at once."""
    path = tmp_path / "list.json"
    objects = [{"number": number, "text": "ü" * (number % 997)} for number in range(3000)]
    path.write_text("x = [\n" + ",\n".join(map(json.dumps, objects)) + "\n]\n", encoding="utf-8")

    rows = [row for row in open_list(path, flatten).rows() if isinstance(row, Row)]

    assert path.stat().st_size > 5 * CHUNK
    assert [(row.line, row.values["number"]) for row in rows] == [
        (number + 2, str(number)) for number in range(3000)
    ]


@pytest.mark.parametrize("text", ["[]", "just words", "window.YTD.tweets.part0 = {}"])
def test_files_without_a_list_are_refused(tmp_path: Path, text: str) -> None:
    """A file of another kind is refused in one line."""
    path = tmp_path / "list.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match="no list of JSON objects"):
        open_list(path, flatten)


def test_formats_are_named_as_they_are_typed() -> None:
    """A hyphen in a name is an underscore in the name of its file."""
    assert {"app-reviews", "play-console", "x-archive"} <= set(list_formats())
    assert load_format("x-archive").FIELDS[0].required

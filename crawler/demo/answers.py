"""What a host of the street answers: a body with validators, or that nothing has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
CSS = "text/css; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A body and what is said about it; `modified` is a moment in UTC to the second."""

    body: bytes
    kind: str
    modified: datetime | None = None
    status: HTTPStatus = HTTPStatus.OK
    weak: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """The validator: a digest of the body."""
        tag = f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'
        return f"W/{tag}" if self.weak else tag

    def lines(self) -> dict[str, str]:
        """All headers but those of the connection."""
        found = {"Content-Type": self.kind, "Content-Length": str(len(self.body)), **self.headers}
        if self.status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            found["Cache-Control"] = "max-age=0, must-revalidate"
            found.setdefault("ETag", self.etag)
            if self.modified:
                found["Last-Modified"] = format_datetime(self.modified, usegmt=True)
        if self.status == HTTPStatus.NOT_MODIFIED:
            del found["Content-Type"], found["Content-Length"]
        return found


def text(body: str, kind: str = TEXT, modified: datetime | None = None) -> Answer:
    """An answer of text."""
    return Answer(body.encode(), kind, modified)


def as_json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """An answer of JSON."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), JSON, status=status, weak=True)


def moved(path: str) -> Answer:
    """A lasting redirect."""
    return Answer(b"", TEXT, status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": path})


def absent() -> Answer:
    """A page that is not there, and says so."""
    body = b"<!doctype html><title>404 Not Found</title><h1>Not Found</h1>"
    return Answer(body, HTML, status=HTTPStatus.NOT_FOUND)


def unless_known(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """The answer, or 304 where a validator in the request still holds (RFC 9110, 13.1).

    `asked` has the names of the request's headers in small letters.
    """
    if answer.status != HTTPStatus.OK:
        return answer
    tags = asked.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        same = not known.isdisjoint({"*", answer.etag.removeprefix("W/")})
    else:
        same = _not_since(answer.modified, asked.get("if-modified-since", ""))
    if not same:
        return answer
    headers = {**answer.headers, "ETag": answer.etag}
    return replace(answer, body=b"", status=HTTPStatus.NOT_MODIFIED, headers=headers)


def _not_since(modified: datetime | None, since: str) -> bool:
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:  # a date that cannot be read counts as none
        return False
    return modified is not None and modified <= moment.replace(tzinfo=moment.tzinfo or UTC)

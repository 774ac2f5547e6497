"""Posts of the AT protocol as an AppView gives them (lexicon app.bsky.feed.defs)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.conversations import Post, moment
from crawler.tables.dates import iso
from db.errors import BadInput

View = dict[str, Any]

DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[\w.%:-]+)")
HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
PROFILE = re.compile(r"https?://(?:www\.)?bsky\.app/profile/([^/?#]+)(?:[/?#].*)?")
PRIVATE = "!no-unauthenticated"
"""The label of those who ask not to be shown to people who are not signed in."""


def read_actor(text: str) -> str:
    """A handle or DID, from that or from the address of the profile.  Raises BadInput."""
    found = PROFILE.fullmatch(text.strip())
    name = (found[1] if found else text.strip()).removeprefix("@")
    if DID.fullmatch(name):
        return name
    if HANDLE.fullmatch(name.lower()):
        return name.lower()
    raise BadInput(f"'{text}' is no Bluesky account; write it as acme.bsky.social or did:plc:...")


def has_label(view: View, value: str) -> bool:
    """Whether an account or post carries a label."""
    return any(label.get("val") == value for label in view.get("labels") or ())


def is_shown(post: View | None) -> bool:
    """Whether there is a post that everybody may be shown."""
    return bool(
        post
        and post.get("record")
        and not has_label(post["author"], PRIVATE)
        and not has_label(post, PRIVATE)
    )


def key_of(uri: str) -> str:
    """The record key at the end of an address: it says when, and not who."""
    return uri.rpartition("/")[2]


def did_of(uri: str) -> str:
    """Whose post an address is of."""
    return uri.removeprefix("at://").partition("/")[0]


def root_of(post: View) -> str:
    """The key of the post that the conversation began with."""
    reply = post["record"].get("reply")
    return key_of(reply["root"]["uri"] if reply else post["uri"])


def to_post(post: View) -> Post:
    """A post view as a post; its time is the earlier of what its writer and the network say."""
    record, did = post["record"], post["author"]["did"]
    above = (record.get("reply") or {}).get("parent", {}).get("uri", "")
    written = min(moment(record["createdAt"]), moment(post["indexedAt"]))
    key = key_of(post["uri"])
    return Post(
        id=key,
        parent=key_of(above),
        to=did_of(above),
        by=did,
        acct=did,
        bot=has_label(post["author"], "bot"),
        at=iso(written) or "",
        edited="",
        text=whole_text(record),
        url=f"https://bsky.app/profile/{did}/post/{key}",
        uri=post["uri"],
        answers=int(post.get("replyCount") or 0),
    )


def whole_text(record: View) -> str:
    """The text of a post, links by their whole address; places of facets are bytes of UTF-8."""
    text = str(record.get("text") or "").encode()
    links = [
        (facet["index"]["byteStart"], facet["index"]["byteEnd"], feature["uri"])
        for facet in record.get("facets") or ()
        for feature in facet.get("features") or ()
        if feature.get("$type") == "app.bsky.richtext.facet#link"
    ]
    for start, end, uri in sorted(links, reverse=True):
        if 0 <= start < end <= len(text):
            text = text[:start] + str(uri).encode() + text[end:]
    return text.decode("utf-8", "replace")


def posts_of(thread: View) -> Iterator[View]:
    """The posts of a thread: those above, itself, and all answers; what is gone is left out."""
    above, below = thread, [thread]
    while above := above.get("parent") or {}:
        if is_shown(above.get("post")):
            yield above["post"]
    while below:
        view = below.pop()
        if is_shown(view.get("post")):
            yield view["post"]
        below += view.get("replies") or ()

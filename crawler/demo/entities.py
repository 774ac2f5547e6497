"""Mastodon's entities, as https://docs.joinmastodon.org/entities/ describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from zlib import crc32

from crawler.demo.brands import Brand
from crawler.demo.statuses import Board, Status, as_html, mentioned, snowflake

OPENED = datetime(2023, 5, 2, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on the network; `site` is the address of a brand's site, empty for a person."""

    handle: str
    name: str
    note: str = ""
    site: str = ""

    @property
    def since(self) -> datetime:
        """When it was opened, to the second."""
        return OPENED + timedelta(seconds=crc32(self.handle.encode()) % (400 * 86400))

    @property
    def id(self) -> int:
        """Its id, the same in every run."""
        return snowflake(self.since, self.handle)

    def mention(self, base: str) -> dict[str, object]:
        """What stands in a status that mentions it, as Mastodon's Status::Mention."""
        url = f"{base}/@{self.handle}"
        return {"id": str(self.id), "username": self.handle, "acct": self.handle, "url": url}

    def shown(self, base: str) -> dict[str, object]:
        """What stands in every status of the account, as Mastodon's Account.

        No count that changes with what others write: an account's own answer has those.
        """
        fields = [
            {
                "name": "Website",
                "value": f'<a href="{self.site}/" target="_blank" rel="me nofollow noopener">'
                f"{self.site}/</a>",
                "verified_at": instant(self.since),
            }
        ]
        picture = f"{base}/avatars/original/missing.png"
        return {
            "id": str(self.id),
            "username": self.handle,
            "acct": self.handle,
            "display_name": self.name,
            "locked": False,
            "bot": False,
            "discoverable": True,
            "group": False,
            "created_at": instant(self.since.replace(hour=0, minute=0, second=0)),
            "note": "".join(f"<p>{escape(line)}</p>" for line in self.note.split("\n\n") if line),
            "url": f"{base}/@{self.handle}",
            "uri": f"{base}/users/{self.handle}",
            "avatar": picture,
            "avatar_static": picture,
            "header": picture,
            "header_static": picture,
            "followers_count": crc32(self.name.encode()) % 900,
            "following_count": crc32(self.name.encode()) % 90,
            "emojis": [],
            "fields": fields if self.site else [],
        }


def of_brand(brand: Brand, site: str) -> Account:
    """The account of a brand."""
    return Account(brand.handle, brand.name, f"{brand.slogan}\n\n{brand.name}: {brand.sells}", site)


def of_status(
    status: Status, board: Board, accounts: Mapping[str, Account], base: str
) -> dict[str, object]:
    """A status with its author, as Mastodon's Status; `accounts` are by handle."""
    parent = board.statuses.get(status.parent or 0)
    named = [accounts[one] for one in mentioned(status.text, accounts.__contains__)]
    return {
        "id": str(status.id),
        "created_at": instant(status.at),
        "in_reply_to_id": str(parent.id) if parent else None,
        "in_reply_to_account_id": str(accounts[parent.author].id) if parent else None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"{base}/users/{status.author}/statuses/{status.id}",
        "url": f"{base}/@{status.author}/{status.id}",
        "replies_count": len(board.children.get(status.id, ())),
        "reblogs_count": 0,
        "favourites_count": status.id % 4,
        "edited_at": instant(status.edited_at) if status.edited_at else None,
        "content": as_html(status.text, base, accounts.__contains__),
        "reblog": None,
        "account": accounts[status.author].shown(base),
        "media_attachments": [],
        "mentions": [one.mention(base) for one in named],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def instant(moment: datetime) -> str:
    """A moment in UTC as Mastodon writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"

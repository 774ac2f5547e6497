"""What a reader calls a channel."""

from __future__ import annotations

_WORDS = {
    "short-post": "short posts",
    "review": "reviews",
    "forum": "forums",
    "": "no channel",
}


def channel_words(channel: str) -> str:
    """A channel as a reader calls it."""
    return _WORDS.get(channel, channel.replace("-", " "))

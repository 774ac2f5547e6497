"""How many requests the network's API still answers, and the headers that say so."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

from crawler.demo.entities import instant

WINDOW = timedelta(minutes=5)


class Allowance:
    """At most `rate` requests in any five minutes."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._spent: deque[datetime] = deque()

    def spend(self) -> tuple[bool, dict[str, str]]:
        """Whether one more may be answered, and the headers of the answer either way.

        The reset is an ISO moment, as Mastodon has it, and not seconds.
        """
        now = datetime.now(UTC)
        while self._spent and self._spent[0] <= now - WINDOW:
            self._spent.popleft()
        allowed = len(self._spent) < self.rate
        if allowed:
            self._spent.append(now)
        reset = (self._spent[0] if self._spent else now) + WINDOW
        headers = {
            "X-RateLimit-Limit": str(self.rate),
            "X-RateLimit-Remaining": str(self.rate - len(self._spent)),
            "X-RateLimit-Reset": instant(reset),
        }
        if not allowed:
            headers["Retry-After"] = str(max(1, round((reset - now).total_seconds())))
        return allowed, headers

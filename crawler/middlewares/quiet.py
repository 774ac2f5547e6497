"""No item in any log: what people wrote is nobody's business there."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Scrapy's log lines, those that would quote an item left out."""

    def scraped(self, *_: Any, **__: Any) -> Any:
        """Nothing is said of an item."""

    def dropped(self, *_: Any, **__: Any) -> Any:
        """Nothing is said of an item."""

    def item_error(self, *_: Any, **__: Any) -> Any:
        """Nothing is said of an item."""

"""What the findings kept say of other brands, where those are not looked at anew."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlite_utils import Database


def kept_deliveries(
    database: Database, channel: str, instrument_id: str
) -> Iterator[dict[str, float | None]]:
    """The delivery by dimension (0 to 1) of the newest finding kept of each brand on a channel."""
    rows = database.execute(
        """
        SELECT json_extract(finding, '$.dimensions') FROM findings WHERE id IN (
            SELECT max(id) FROM findings WHERE channel = ? AND instrument_id = ? GROUP BY brand_id
        )
        """,
        [channel, instrument_id],
    )
    for (dimensions,) in rows:
        yield {
            each["name"]: each["delivery"] and each["delivery"]["value"]
            for each in json.loads(dimensions)
        }

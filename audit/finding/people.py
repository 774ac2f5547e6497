"""Whether the readings were held against people's labels, and what every report says of it.

They count as held against people's once 200 turns drawn at random are labelled in full by two
people each, who worked apart and saw no reading.  That they are people is what whoever hands in the
labels declares (`audit agreement --apply --people`); that the turns were drawn at random, and how
many have two raters of different names, is looked up.
"""

from __future__ import annotations

from sqlite_utils import Database

from audit.reading.columns import REPLY_COLUMNS
from db.draws import labelled_by_people

TURNS = 200
PEOPLE_EACH = 2


def turns_checked_by_people(database: Database) -> int:
    """How many drawn turns two people each have labelled in every column, of all brands."""
    return labelled_by_people(database, list(REPLY_COLUMNS), PEOPLE_EACH)


def validation(checked_by_people: int, hand_labelled: int) -> list[tuple[str, str]]:
    """What the readings were held against, as (code, sentence).

    `checked_by_people` counts drawn turns, of all brands, that two people each have labelled;
    `hand_labelled` those of the brand and channel at hand with labels by anyone.
    """
    if checked_by_people < TURNS:
        labels = (
            "language-model-labels",
            "the instrument is validated against language-model labels only, not yet people's",
        )
    else:
        labels = (
            "people-labels",
            f"labels by two people each are held of {checked_by_people} randomly drawn turns;"
            " 'audit agreement' says how well the readings agree with them",
        )
    if not hand_labelled:
        return [labels]
    by_hand = f"drawn turns of it labelled by hand: {hand_labelled}; 'audit agreement --apply'"
    return [labels, ("hand-labels", f"{by_hand} gives the figures corrected by them")]

"""Claims that speak of times."""

from __future__ import annotations

from builders import claim

from audit.checks import checks


def test_claims_that_speak_of_times_are_named_and_not_judged() -> None:
    """Until the times of replies are held against them they are not checkable, never false."""
    found = checks(
        [
            claim("Our people answer you 24 hours a day, 7 days a week.", ["presence"]),
            claim("We reply to every message within an hour.", ["presence"], ["/a", "/b"]),
            claim("We care about you.", ["care"]),
        ]
    )

    assert [check["claim"][:8] for check in found] == ["Our peop", "We reply"]
    assert all(check["result"].startswith("not checkable yet") for check in found)

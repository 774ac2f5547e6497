"""How long reading takes: `python benchmarks/read_replies.py [PAIRS]`.

Made-up messages and replies of everyday length; says the seconds of each step and texts a second.
"""

from __future__ import annotations

import random
import sys
import time

from audit.reading.instrument import load_instrument

TROUBLES = ("the lamp arrived broken", "my card was charged twice", "nobody answers the phone")
ENDS = ("and I need it by Friday", "this is the third time", "what am I supposed to do now?")
OPENINGS = (
    "Hi Ann, sorry to hear that.",
    "Thanks for telling us!",
    "That is not how it should be.",
)
OFFERS = (
    "Please send us your order number by DM so we can have a look.",
    "I have asked the depot and a new one leaves today, you will have it tomorrow before noon.",
    "Switch it off, wait ten seconds and hold the power key; the light should turn green.",
)


def pairs(count: int) -> list[tuple[str, str | None]]:
    """That many different pairs, the same every time."""
    draw = random.Random(1)
    return [
        (
            f"{draw.choice(OPENINGS)} {draw.choice(OFFERS)} ({number} of {count})",
            f"@shop {draw.choice(TROUBLES)} {draw.choice(ENDS)} (order {number})",
        )
        for number in range(count)
    ]


def main(count: int) -> None:
    """Time loading, encoding and reading."""
    instrument = load_instrument()
    made = pairs(count)
    started = time.perf_counter()
    strings = instrument.texts_to_encode([text for pair in made for text in pair])
    normalised = time.perf_counter()
    instrument.encode(strings[:1])
    loaded = time.perf_counter()
    vectors = dict(zip(strings, instrument.encode(strings), strict=True))
    encoded = time.perf_counter()
    instrument.read_replies(made, vectors)
    read = time.perf_counter()
    print(f"normalise {normalised - started:.1f} s, load {loaded - normalised:.1f} s")
    print(f"encode {encoded - loaded:.1f} s: {len(strings) / (encoded - loaded):.0f} texts/s")
    print(f"heads {read - encoded:.1f} s: {count / (read - encoded):.0f} pairs/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)

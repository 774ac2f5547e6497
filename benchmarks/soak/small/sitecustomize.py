"""Read at the start of every Python of the simulated year: makes the program that of the year."""

from __future__ import annotations

import sys

if "cli" in sys.orig_argv:
    from soak.program import of_the_year

    of_the_year()

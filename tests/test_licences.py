"""What is installed with the program may be installed with it: licences that Apache-2.0 allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "walk-the-talk-audit"
EXTRAS = ("", "labels", "parquet")

ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause",
    "BSL-1.0", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-1.1",
    "MPL-2.0", "NCSA", "PSF-2.0", "Python-2.0", "Unlicense", "ZPL-2.1", "Zlib",
}  # fmt: skip
"""SPDX names. The MPL binds changes to its own files only."""

NAMES = {
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
    "zope public license": "ZPL-2.1",
}
"""What older packages write for an SPDX name."""

EXCEPTIONS = {
    "click-default-group": "given to the public domain, which is no licence and sets no terms",
    "ppi-python": "under the MIT licence, by the LICENSE file it brings; its metadata names none",
}
"""Packages whose licence is no name on the list, each with the reason it may be here."""


def closure(name: str, extras: tuple[str, ...]) -> Iterator[Distribution]:
    """A distribution and all it needs here; what an extra needs, only where it is installed."""
    waiting, seen = [(name, extras)], set()
    while waiting:
        wanted, wanted_extras = waiting.pop()
        if (wanted, wanted_extras) in seen:
            continue
        seen.add((wanted, wanted_extras))
        found = distribution(wanted)
        yield found
        for line in found.requires or []:
            requirement = Requirement(line)
            for extra in ("", *wanted_extras):
                if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                    continue
                if not extra or is_installed(requirement.name):
                    key = canonicalize_name(requirement.name), tuple(sorted(requirement.extras))
                    waiting.append(key)


def is_installed(name: str) -> bool:
    """Whether a distribution of that name is here."""
    from importlib.metadata import PackageNotFoundError

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def stated(found: Distribution) -> list[str]:
    """The licence a distribution states: its SPDX expression, else classifiers, else the field."""
    metadata = found.metadata
    if expression := metadata.get_all("License-Expression"):
        return expression
    classifiers = [
        line.rsplit("::", 1)[1].strip()
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    fields = metadata.get_all("License") or [""]
    return classifiers or [field.strip().split("\n")[0] for field in fields]


def allowed(expression: str) -> bool:
    """Whether an SPDX expression, or an older name, allows use beside Apache-2.0."""
    if expression in ALLOWED or NAMES.get(expression.lower()) in ALLOWED:
        return True
    inner = expression.strip()
    if inner.startswith("(") and inner.endswith(")"):
        return allowed(inner[1:-1])
    for word, test in ((r"\s+OR\s+|\s*/\s*", any), (r"\s+AND\s+", all)):
        parts = re.split(word, inner)
        if len(parts) > 1:
            return test(allowed(part) for part in parts)
    return False


def test_every_dependency_may_be_shipped_with() -> None:
    """Each package installed with ours states a licence that Apache-2.0 can live beside."""
    packages = {
        canonicalize_name(found.metadata["Name"]): stated(found) for found in closure(OURS, EXTRAS)
    }

    refused = {
        name: licences
        for name, licences in packages.items()
        if name not in EXCEPTIONS and not all(allowed(licence) for licence in licences)
    }

    assert len(packages) > 50
    assert refused == {}


def test_exceptions_are_still_needed() -> None:
    """No exception outlives the package or the gap it was made for."""
    needed = {
        canonicalize_name(found.metadata["Name"])
        for found in closure(OURS, EXTRAS)
        if not all(allowed(licence) for licence in stated(found))
    }

    assert {name for name in EXCEPTIONS if is_installed(name)} <= needed


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("(GPL-3.0-only OR MIT) AND GPL-2.0-only", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("LGPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_expressions_are_read_as_spdx_means_them(expression: str, verdict: bool) -> None:
    """OR leaves the choice, AND binds to both, and a licence not stated is no licence."""
    assert allowed(expression) is verdict

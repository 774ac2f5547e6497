"""Which links of a site lead to places of its own that are crawled, beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from crawler.addresses import base, belongs

BLUESKY = re.compile(r"https?://(?:www\.)?bsky\.app/profile/([^/?#]+)/?")
GITHUB = re.compile(r"https?://(?:www\.)?github\.com/(?:orgs/)?([A-Za-z0-9][A-Za-z0-9-]*)/?")
ZENDESK = re.compile(r"https?://[^/]+/hc(?:/[\w-]+)?/community(?:[/?#].*)?")
HOSTED = (".zendesk.com", ".discourse.group")
FORUM_NAMES = {"community", "communities", "forum", "forums", "discuss", "discourse", "talk"}
NOBODY = {"about", "features", "login", "pricing", "search", "security", "sponsors", "topics"}


def surely_its_own(declared: Sequence[str], linked: Sequence[str], site: str) -> list[str]:
    """Sources that the links of a home page lead to, written `SPIDER:TARGET`.

    An account counts that the site declares its own (`sameAs`, `rel=me`), or that is the only one
    of its kind that it links to; a community, on a host of the site's or one that is let to it.
    """
    found = [f"bluesky:{name}" for name in _one(BLUESKY, declared, linked)]
    found += [f"github:{name}" for name in _one(GITHUB, declared, linked) if name not in NOBODY]
    for url in [*declared, *linked]:
        if ZENDESK.fullmatch(url) and is_its_own(url, site):
            found.append(f"zendesk:{base(url)}")
    return list(dict.fromkeys(found))


def _one(kind: re.Pattern[str], declared: Iterable[str], linked: Iterable[str]) -> list[str]:
    """The accounts declared, else the one that is linked to, where there is one."""
    for addresses, most in ((declared, None), (linked, 1)):
        names = [found[1].lower() for url in addresses if (found := kind.fullmatch(url))]
        names = list(dict.fromkeys(names))
        if names:
            return names if most is None or len(names) <= most else []
    return []


def forums(linked: Iterable[str], site: str) -> list[str]:
    """The addresses of the site's own forums, as far as their names tell: still to be asked."""
    found = []
    for url in linked:
        parts = urlsplit(url)
        first = parts.path.strip("/").partition("/")[0]
        if ZENDESK.fullmatch(url) or not is_its_own(url, site):
            continue
        if (parts.hostname or "").partition(".")[0] in FORUM_NAMES or _is_let(url):
            found.append(f"{base(url)}/")
        elif first in FORUM_NAMES:
            found.append(f"{base(url)}/{first}")
    return list(dict.fromkeys(found))


def is_its_own(url: str, site: str) -> bool:
    """Whether an address is on the site, or on a host that is let to a brand of that name."""
    name = (urlsplit(site).hostname or "").removeprefix("www.").partition(".")[0]
    let = (urlsplit(url).hostname or "").partition(".")[0]
    return belongs(url, site) or (_is_let(url) and bool(name) and name in let)


def _is_let(url: str) -> bool:
    return (urlsplit(url).hostname or "").endswith(HOSTED)

"""Web addresses: what they consist of, which are the same, which belong to one site."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from db.errors import BadInput

USUAL_PORTS = {"http": 80, "https": 443}
LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain"})
TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|source|_ga|yclid|msclkid)$", re.IGNORECASE
)
HOST = re.compile(r"^(?:[\w-]+\.)*[\w-]+\.?$|^[0-9a-f:.]+$", re.IGNORECASE)


def split(url: str) -> tuple[str, str, int]:
    """Scheme, host in small letters and port; the port is 0 where it makes no sense."""
    parts = urlsplit(url)
    try:
        port = parts.port or USUAL_PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    return parts.scheme, (parts.hostname or "").lower(), port


def is_loopback_host(host: str) -> bool:
    """Whether a host is written as this machine itself."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_number(host: str) -> bool:
    """Whether a host is written as an address and not as a name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def canonical(url: str) -> str:
    """The address without fragment, user, tracking or usual port, its host in small letters."""
    parts = urlsplit(url.strip())
    scheme, host, port = split(url.strip())
    host = f"[{host}]" if ":" in host else host
    place = host if port == USUAL_PORTS.get(scheme) else f"{host}:{port}"
    query = [pair for pair in parse_qsl(parts.query, True) if not TRACKING.match(pair[0])]
    return urlunsplit((scheme, place, parts.path or "/", urlencode(query), ""))


def site_address(text: str) -> str:
    """The address of a site as a user writes it, https where no scheme is given.

    Raises BadInput for what is no web address.
    """
    text = text.strip()
    if "://" not in text and not re.match(r"^[a-z]+:(?!\d)", text, re.IGNORECASE):
        text = f"https://{text}"
    try:
        scheme, host, port = split(text)
    except ValueError as error:
        raise BadInput(
            f"'{text}' is no web address ({error}); give one such as https://acme.com"
        ) from error
    if scheme not in USUAL_PORTS:
        raise BadInput(f"'{text}' is not http or https; give the address of a web site")
    if not host or not HOST.match(host) or not port:
        raise BadInput(f"'{text}' names no host; give an address such as https://acme.com")
    if is_private(host):
        raise BadInput(f"'{text}' is at a private address, which is not crawled; give a public one")
    return canonical(text)


def is_private(host: str) -> bool:
    """Whether a host is written as an address that is neither public nor this machine's own."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return not address.is_global and not address.is_loopback


def belongs(url: str, site: str) -> bool:
    """Whether `url` is on the site: the same host or one below it, `www` aside.

    Hosts written as numbers and this machine's own names are a site for each port.
    """
    scheme, host, port = split(url)
    _, home, home_port = split(site)
    if scheme not in USUAL_PORTS:
        return False
    if is_number(home) or is_loopback_host(home):
        return (host, port) == (home, home_port)
    root = home.removeprefix("www.")
    return host == root or host.endswith(f".{root}")


def base(url: str) -> str:
    """Scheme, host and port of an address, without a slash at the end."""
    parts = urlsplit(canonical(url))
    return f"{parts.scheme}://{parts.netloc}"


def path_of(url: str) -> str:
    """The path of an address, `/` where it has none."""
    return urlsplit(url).path or "/"


def without_query(url: str | None) -> str:
    """An address without its query; nothing for none."""
    return (url or "").partition("?")[0]

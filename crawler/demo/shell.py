"""What stands around the text of every page: head, cookie bar, navigation, footer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from zlib import crc32

from crawler.demo.brands import Brand, Page

STREETS = ("Saddler's Row", "Lamb Lane", "Cooper Street", "Old Wharf", "Mill Bridge", "Chapel Hill")


@dataclass(frozen=True, slots=True)
class Site:
    """A brand with the addresses of its site and its account, neither ending in a slash."""

    brand: Brand
    base: str
    account: str

    @property
    def company(self) -> str:
        """The company's name at law."""
        return f"{self.brand.name} Ltd"

    @property
    def phone(self) -> str:
        """A number of the range kept for drama."""
        return f"0808 157 0{crc32(self.brand.slug.encode()) % 1000:03}"

    @property
    def email(self) -> str:
        """An address at a domain that never exists."""
        return f"hello@{self.brand.slug}.example"

    @property
    def street(self) -> str:
        """Where the company sits."""
        number = crc32(self.brand.name.encode())
        return f"{number % 90 + 2} {STREETS[number % len(STREETS)]}"


def shell(site: Site, path: str, title: str, main: str, *, more: tuple[object, ...] = ()) -> str:
    """A whole page: `main` is HTML, `more` is JSON-LD besides the organisation's."""
    linked = "".join(_json_ld(value) for value in (organization(site), *more))
    name, url = escape(site.brand.name), escape(site.base + path)
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="canonical" href="{url}">
<link rel="stylesheet" href="/assets/site.css">
<link rel="alternate" type="application/rss+xml" title="{name} news" href="/news/feed.xml">
<link rel="me" href="{escape(site.account)}">
<meta property="og:site_name" content="{name}">
<meta property="og:title" content="{escape(title)}">
<meta property="og:url" content="{url}">
{linked}</head>
<body class="page">
<a class="skip-link" href="#main">Skip to content</a>
<div id="cookie-bar" class="cookie-bar" role="dialog" aria-label="Cookies">
<p>We value your privacy. We use cookies to give you the best experience and to learn what you
love. You can change your mind at any time.</p>
<button type="button" class="btn">Accept all</button>
<button type="button" class="btn btn--plain">Only what is needed</button>
</div>
{_header(site)}
<main id="main" class="site-main">
{main}
</main>
<div class="modal" aria-hidden="true" style="display:none"><h2>Going so soon?</h2>
<p>We miss you already! Stay a little and have a tenth off your next order.</p></div>
{_footer(site)}
<script>window.dataLayer = window.dataLayer || [];
window.dataLayer.push({{"event": "page seen"}});</script>
</body>
</html>
"""


def label(page: Page) -> str:
    """What the navigation calls a page."""
    return "Home" if page.kind == "landing" else page.title


def organization(site: Site) -> dict[str, object]:
    """The brand as JSON-LD: schema.org Organization."""
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{site.base}/#organization",
        "name": site.brand.name,
        "legalName": site.company,
        "url": f"{site.base}/",
        "slogan": site.brand.slogan,
        "description": site.brand.sells,
        "sameAs": [site.account],
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": "customer service",
                "telephone": site.phone,
                "email": site.email,
            }
        ],
    }


def _json_ld(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{written}\n</script>\n'


def _links(site: Site) -> str:
    pages = [page for page in site.brand.pages if page.kind != "post"]
    return "\n".join(
        f'<li class="nav-item"><a href="{escape(page.path)}">{escape(label(page))}</a></li>'
        for page in pages
    )


def _header(site: Site) -> str:
    return f"""<header class="site-header"><div class="site-header__inner">
<a class="logo" href="/">{escape(site.brand.name)}</a>
<nav class="primary-nav" aria-label="Main"><ul>
{_links(site)}
</ul></nav>
<a class="basket-link" href="/basket">Basket (0)</a>
</div></header>"""


def _footer(site: Site) -> str:
    brand, number = site.brand, crc32(site.company.encode())
    return f"""<footer class="site-footer"><div class="site-footer__inner">
<nav class="footer-nav" aria-label="Footer"><ul>
{_links(site)}
<li class="nav-item"><a href="/events">Events</a></li>
<li class="nav-item"><a href="/offers">Offers</a></li>
<li class="nav-item"><a href="/news/feed.xml">News feed</a></li>
</ul></nav>
<address class="contact">{escape(site.company)}<br>{escape(site.street)}<br>
<a href="tel:{site.phone.replace(" ", "")}">{site.phone}</a><br>
<a href="mailto:{site.email}">{site.email}</a></address>
<p class="social">Follow us: <a class="social__link" rel="me" href="{escape(site.account)}"
>@{escape(brand.handle)}</a></p>
<p class="legal">© {escape(site.company)}. Registered in England and Wales,
no. 0{number % 10**7:07}. Registered office: {escape(site.street)}. All rights reserved.</p>
</div></footer>"""

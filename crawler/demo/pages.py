"""The pages of a site as HTML, by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

from crawler.demo.brands import Page, Section
from crawler.demo.shell import Site, organization, shell

BUTTONS = ("Find out more", "See details", "Read more", "Show me")


def render(site: Site, page: Page) -> str:
    """A page of the brand, whole."""
    more: tuple[object, ...] = ()
    match page.kind:
        case "landing":
            main = _landing(site, page)
        case "news":
            main = _news(site, page)
        case "post":
            main, more = _post(page), (_news_article(site, page),)
        case _:
            main = (
                f'<article class="prose">\n<h1>{escape(page.title)}</h1>\n{_body(page)}\n</article>'
            )
    return shell(site, page.path, page.title, main, more=more)


def basket(site: Site) -> str:
    """The page that robots.txt keeps crawlers from."""
    main = """<section class="basket"><h1>Your basket</h1>
<p>Your basket is empty, and we care about every single thing you nearly put in it.</p>
<button type="button" class="btn">Check out</button></section>"""
    return shell(site, "/basket", "Your basket", main)


def lost(site: Site, path: str) -> str:
    """The page for what is not there, which does not say so in its status."""
    main = """<section class="not-found"><h1>Sorry, we can't find that page</h1>
<p>It may have moved, or it may never have been. We are always happy to help you look.</p>
<a class="btn" href="/">Back to the home page</a></section>"""
    return shell(site, path, f"Page not found | {site.brand.name}", main)


def calendar(site: Site, year: int, month: int) -> str:
    """A month without events, which links to the next, for ever."""
    name, path = f"{date(year, month, 1):%B} {year}", f"/events/{year}/{month:02}"
    after = f"/events/{year + month // 12}/{month % 12 + 1:02}"
    days = "".join(f"<td>{day}</td>" for day in range(1, 29))
    main = f"""<section class="calendar"><h1>Events in {name}</h1>
<table class="calendar__days"><tr>{days}</tr></table>
<p>Nothing in the diary for {name}.</p>
<a class="calendar__next" rel="next" href="{after}">Next month</a></section>"""
    return shell(site, path, f"Events | {site.brand.name}", main)


def day_line(day: date) -> str:
    """A day for people and machines."""
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B %Y}</time>'


def _paragraphs(section: Section) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in section.text)


def _body(page: Page) -> str:
    return "\n".join(
        f'<h2 class="prose__heading">{escape(section.heading)}</h2>\n{_paragraphs(section)}'
        for section in page.sections
    )


def _post(page: Page) -> str:
    day = f'<p class="post__date">{day_line(page.day)}</p>' if page.day else ""
    return f"""<article class="prose post">
<nav class="breadcrumb" aria-label="Breadcrumb"><a href="/news">News</a></nav>
<h1>{escape(page.title)}</h1>
{day}
{_body(page)}
<div class="share"><button type="button" class="btn">Share</button>
<button type="button" class="btn">Print</button></div>
</article>"""


def _news_article(site: Site, page: Page) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "datePublished": page.day.isoformat() if page.day else None,
        "dateModified": page.modified.isoformat(),
        "url": site.base + page.path,
        "publisher": {"@id": organization(site)["@id"]},
    }


def _news(site: Site, page: Page) -> str:
    listed = "\n".join(
        f"""<li class="listing__item">
<h2><a href="{escape(post.path)}">{escape(post.title)}</a></h2>
{day_line(post.day)} <a class="more" href="{escape(post.path)}">Read more</a></li>"""
        for post in site.brand.posts
        if post.day
    )
    intro = "\n".join(
        f'<p class="listing__intro">{escape(text)}</p>'
        for section in page.sections
        for text in section.text
    )
    return f"""<div class="listing"><h1>{escape(page.title)}</h1>
{intro}
<ul class="listing__items">
{listed}
</ul></div>"""


def _landing(site: Site, page: Page) -> str:
    onward = [other.path for other in site.brand.pages if other.kind == "article"] or ["/news"]
    shapes: tuple[Callable[[Section, str, str], str], ...] = (_split, _cards, _banner)
    blocks = []
    for place, section in enumerate(page.sections):
        target, button = onward[place % len(onward)], BUTTONS[place % len(BUTTONS)]
        shape = shapes[place % len(shapes)] if place else _hero
        blocks.append(shape(section, target, button))
    return "\n".join([*blocks, _latest(site), NEWSLETTER])


def _button(target: str, words: str, look: str = "btn") -> str:
    return f'<a class="{look}" href="{escape(target)}">{escape(words)}</a>'


def _hero(section: Section, target: str, button: str) -> str:
    lead = "\n".join(f'<p class="lead">{escape(text)}</p>' for text in section.text)
    return f"""<section class="hero"><div class="hero__inner">
<h1 class="hero__title">{escape(section.heading)}</h1>
{lead}
{_button(target, button, "btn btn--primary")}
</div></section>"""


def _split(section: Section, target: str, button: str) -> str:
    return f"""<section class="split"><div class="split__media" role="img" aria-label=""></div>
<div class="split__body"><h2>{escape(section.heading)}</h2>
{_paragraphs(section)}
{_button(target, button)}</div></section>"""


def _cards(section: Section, target: str, button: str) -> str:
    cards = "\n".join(
        f'<div class="card"><div class="card__body">{escape(text)}</div></div>'
        for text in section.text
    )
    return f"""<section class="cards"><div><h2>{escape(section.heading)}</h2>
<div class="cards__grid">
{cards}
</div>
{_button(target, button)}</div></section>"""


def _banner(section: Section, target: str, button: str) -> str:
    texts = "<br>\n".join(f"<span>{escape(text)}</span>" for text in section.text)
    return f"""<section class="banner"><div class="banner__inner">
<h3 class="banner__title">{escape(section.heading)}</h3>
<div class="banner__text">{texts}</div>
{_button(target, button)}</div></section>"""


def _latest(site: Site) -> str:
    cards = "\n".join(
        f"""<a class="card" href="{escape(post.path)}"><h3>{escape(post.title)}</h3>
{day_line(post.day)}</a>"""
        for post in site.brand.posts[:3]
        if post.day
    )
    return f"""<section class="cards cards--news"><div><h2>Latest news</h2>
<div class="cards__grid">
{cards}
</div></div></section>"""


NEWSLETTER = """<section class="newsletter"><div><h2>Stay in touch</h2>
<form class="newsletter__form" action="/search"><label>News and offers by email
<input type="email" name="email"></label><button type="submit" class="btn">Sign up</button></form>
</div></section>"""

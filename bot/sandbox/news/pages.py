"""The pages of the local news site: articles in each publisher's look, and a front page."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from zoneinfo import ZoneInfo

from bot.sandbox.news.articles import Site
from bot.sandbox.news.bodies import article_html, picture_path
from bot.sandbox.news.schedule import Standing
from bot.sandbox.news.seed_article import SEED_PATH, SEED_PUBLISHED, SEED_TITLE

BAGHDAD = ZoneInfo("Asia/Baghdad")
MONTHS = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
RELATED = 3


@cache
def _look(name: str) -> Template:
    return Template(files("bot.sandbox.news").joinpath("looks", f"{name}.html").read_text(encoding="utf-8"))


def article_page(site: Site, shown: Standing, others: Sequence[Standing], base: str) -> tuple[str, bytes]:
    """The Content-Type and the bytes of an article's page."""
    article, version = shown.article, shown.version
    picture = picture_path(site, shown)
    published = shown.published.astimezone(BAGHDAD)
    english = article.language == "en"
    text = _look(site.look).substitute(
        title=escape(version.title),
        site=escape(site.name),
        base=base,
        path=escape(article.path),
        place=escape(article.place),
        section=escape(article.section),
        author=escape(article.author),
        views=version.views,
        language=article.language,
        direction="ltr" if english else "rtl",
        date=_date(site.look, published),
        year=published.year,
        iso=published.isoformat(),
        iso_changed=shown.changed.astimezone(BAGHDAD).isoformat(),
        image=f'<img src="{picture}" alt="">' if picture else "",
        caption="الصورة: أرشيف" if picture else "",
        og_image=f'<meta property="og:image" content="{base}{picture}">' if picture else "",
        ld_json=_ld_json(site, shown, base),
        related=_links([each for each in others if each is not shown][:RELATED]),
        body=article_html(site, shown),
    )
    return _typed(site, text)


def front_page(site: Site, shown: Sequence[Standing]) -> tuple[str, bytes]:
    """The Content-Type and the bytes of the front page: every headline, newest first."""
    lines = [(each.published, each.article.path, each.version.title) for each in shown]
    if site.look == "datalife":
        lines.append((SEED_PUBLISHED, SEED_PATH, SEED_TITLE))
    lines.sort(reverse=True)
    items = "\n".join(
        f'<li><a href="{escape(path)}">{escape(title)}</a> '
        f"<small>{_date(site.look, at.astimezone(BAGHDAD))}</small></li>"
        for at, path, title in lines
    )
    text = _look("home").substitute(
        site=escape(site.name),
        encoding=site.encoding,
        feed=site.feed,
        feed_type="application/atom+xml" if site.format == "atom" else "application/rss+xml",
        items=items,
    )
    return _typed(site, text)


def _typed(site: Site, text: str) -> tuple[str, bytes]:
    """An old encoding is declared by HTTP alone: the page itself does not say it."""
    return f"text/html; charset={site.encoding}", text.encode(site.encoding, errors="xmlcharrefreplace")


def _date(look: str, at: datetime) -> str:
    match look:
        case "datalife":
            return f"{at.day}-{at:%m-%Y}, {at:%H:%M}"
        case "agency":
            return f"{at.day} {MONTHS[at.month - 1]} {at.year} - {at:%H:%M}"
        case "gazette":
            return f"{at:%d/%m/%Y %H:%M}"
        case "channel":
            return f"{at.day}/{at.month}/{at.year}"
        case _:
            return f"{at:%Y/%m/%d %H:%M}"


def _links(shown: Sequence[Standing]) -> str:
    return "".join(
        f'<li><a href="{escape(each.article.path)}">{escape(each.version.title)}</a></li>' for each in shown
    )


def _ld_json(site: Site, shown: Standing, base: str) -> str:
    body = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": shown.version.title,
        "datePublished": shown.published.isoformat(),
        "dateModified": shown.changed.isoformat(),
        "author": {"@type": "Organization", "name": site.name},
        "mainEntityOfPage": base + shown.article.path,
    }
    return json.dumps(body, ensure_ascii=False).replace("<", "\\u003c")

"""The feeds of the local news site, each in its publisher's own manner."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files

from bot.sandbox.news.articles import Site
from bot.sandbox.news.bodies import article_html, feed_html, picture_path
from bot.sandbox.news.schedule import Standing
from bot.sandbox.news.seed_article import SEED_HOST, SEED_PUBLISHED

MOST = 20
RSS_TYPE = "application/rss+xml"
ATOM_TYPE = "application/atom+xml"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    f"{MEDIA}"
)


def feed(site: Site, shown: Sequence[Standing], base: str, zone_time: datetime) -> tuple[str, bytes]:
    """The Content-Type and the bytes of *site*'s feed; *zone_time* is the newest change, in local time."""
    newest = shown[:MOST]
    if site.format == "atom":
        text = _atom(site, newest, base, zone_time)
        return f"{ATOM_TYPE}; charset=utf-8", text.encode()
    text = _rss(site, newest, base, zone_time)
    # A browser would need a charset here; windows-1256 is declared in the XML prolog only, as on such sites.
    kind = RSS_TYPE if site.encoding != "utf-8" else f"{RSS_TYPE}; charset=utf-8"
    return kind, text.encode(site.encoding, errors="xmlcharrefreplace")


def _rss(site: Site, shown: Sequence[Standing], base: str, changed: datetime) -> str:
    items = [(each.published, _item(site, each, base)) for each in shown]
    if site.look == "datalife":
        items.append((SEED_PUBLISHED, seed_item(base)))
    items.sort(key=lambda item: item[0], reverse=True)
    return "\n".join(
        [
            f'<?xml version="1.0" encoding="{site.encoding}"?>',
            f'<rss version="2.0" {NAMESPACES}>',
            "<channel>",
            f"<title>{escape(site.name)}</title>",
            f"<link>{base}/</link>",
            f"<description>{escape(site.name)}</description>",
            "<language>ar</language>",
            f"<lastBuildDate>{format_datetime(changed)}</lastBuildDate>",
            *(text for _, text in items),
            "</channel>",
            "</rss>",
            "",
        ]
    )


def _item(site: Site, shown: Standing, base: str) -> str:
    article = shown.article
    link = escape(base + article.path)
    lines = [f"<title>{escape(shown.version.title, quote=False)}</title>", f"<link>{link}</link>"]
    match site.format:
        case "rss-full":
            lines += _full(site, shown, base)
        case "rss-bare":
            lines.append(f"<description>{escape(shown.version.paragraphs[0], quote=False)}</description>")
            if picture := picture_path(site, shown):
                lines.append(f'<enclosure url="{base}{picture}" length="4000" type="image/png"/>')
        case _:
            lines.append(f'<guid isPermaLink="true">{link}</guid>')
            lines.append(f"<description><![CDATA[{_teaser(site, shown, base)}]]></description>")
    lines.append(f"<category>{escape(article.section)}</category>")
    lines.append(f"<pubDate>{format_datetime(shown.published)}</pubDate>")
    return "<item>\n" + "\n".join(lines) + "\n</item>"


def _full(site: Site, shown: Standing, base: str) -> list[str]:
    """As WordPress does it: an excerpt, the whole text, and a line about where it came from."""
    link = base + shown.article.path
    picture = picture_path(site, shown)
    image = f'<img src="{base}{picture}" alt="" width="800" height="450">\n' if picture else ""
    origin = (
        f'<p>ظهرت المقالة <a href="{link}">{escape(shown.version.title)}</a> أولاً على '
        f'<a href="{base}/">{escape(site.name)}</a>.</p>'
    )
    excerpt = " ".join(shown.version.paragraphs[0].split()[:22])
    lines = [
        f"<dc:creator><![CDATA[{shown.article.author}]]></dc:creator>",
        f'<guid isPermaLink="false">{base}/?p={_number(shown)}</guid>',
        f"<description><![CDATA[<p>{excerpt} [&#8230;]</p>\n{origin}]]></description>",
        f"<content:encoded><![CDATA[{image}{article_html(site, shown)}\n{origin}]]></content:encoded>",
    ]
    if picture:
        lines.append(f'<media:content url="{base}{picture}" medium="image" width="800" height="450"/>')
    return lines


def _number(shown: Standing) -> int:
    """A post's number: the same for the same article, whatever its version."""
    return sum(shown.article.path.encode()) * 7


def _teaser(site: Site, shown: Standing, base: str) -> str:
    if shown.article.inner_html:
        return feed_html(site, shown, base)
    picture = picture_path(site, shown)
    image = f'<img src="{picture}" alt="">' if picture else ""
    dateline = f"{site.name} - {escape(shown.article.place)}<br>" if site.look == "datalife" else ""
    return image + dateline + escape(shown.version.paragraphs[0])


def _atom(site: Site, shown: Sequence[Standing], base: str, changed: datetime) -> str:
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" {MEDIA} xml:lang="ar">',
            f"<title>{escape(site.name)}</title>",
            f'<link rel="alternate" type="text/html" href="{base}/"/>',
            f'<link rel="self" href="{base}{site.feed}"/>',
            f"<id>{base}/</id>",
            f"<updated>{changed.isoformat()}</updated>",
            *(_entry(site, each, base) for each in shown),
            "</feed>",
            "",
        ]
    )


def _entry(site: Site, shown: Standing, base: str) -> str:
    article = shown.article
    picture = picture_path(site, shown)
    lines = [
        f'<title type="text">{escape(shown.version.title, quote=False)}</title>',
        f'<link rel="alternate" type="text/html" href="{escape(base + article.path)}"/>',
        f"<id>tag:mashriq.example,2026:{article.path}</id>",
        f"<published>{shown.published.isoformat()}</published>",
        f"<updated>{shown.changed.isoformat()}</updated>",
        f"<author><name>{escape(article.author)}</name></author>",
        f'<category term="{escape(article.section)}"/>',
        f'<summary type="html">{escape("<p>" + shown.version.paragraphs[0] + "</p>")}</summary>',
    ]
    if picture:
        lines.append(f'<media:thumbnail url="{base}{picture}" width="800" height="450"/>')
    return "<entry>\n" + "\n".join(lines) + "\n</entry>"


@cache
def _seed_feed() -> str:
    return files("bot.sandbox.news").joinpath("seed", "feed.xml").read_text(encoding="utf-8")


def seed_item(base: str) -> str:
    """The seed article's item, word for word, at this site's address."""
    text = _seed_feed()
    item = text[text.index("<item>") : text.index("</item>") + len("</item>")]
    return item.replace(SEED_HOST, base)

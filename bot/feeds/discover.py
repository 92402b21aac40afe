"""A page's address → the feeds of its site: those it links to, then those at the usual addresses."""

import re
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

_HEAD: Final = 300_000
_LINK: Final = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)
_ANCHOR: Final = re.compile(r"""<a\b[^>]{0,600}?\bhref\s*=\s*["']([^"'<>]{1,500})["']""", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""([a-zA-Z-]{1,20})\s*=\s*(?:"([^"]{0,600})"|'([^']{0,600})'|([^\s"'>]{1,600}))"""
)
_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)
_LOOKS_LIKE: Final = re.compile(
    r"(?:/(?:rss|feeds?|atom)(?:/|$|[.?])|[./](?:rss|rdf|atom)(?:\.xml)?$|feed\.xml$)", re.IGNORECASE
)
_COMMENTS: Final = re.compile(
    r"comments?[-_/ ]?(?:feed|rss|atom)|feed=comments|/comments\b|تعليقات|التعليقات", re.IGNORECASE
)
_BASE: Final = re.compile(r"""<base\b[^>]{0,300}?\bhref\s*=\s*["']?([^"'<>\s]{1,500})""", re.IGNORECASE)
_USUAL: Final = (
    "/feed",
    "/rss.xml",
    "/rss",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/engine/rss.php",  # DataLife Engine, on which many Iraqi agencies run
    "/feeds/posts/default",  # Blogger
    "/?feed=rss2",  # WordPress with plain addresses
    "/index.php?format=feed&type=rss",  # Joomla
    "/rss.php",
    "/news-sitemap.xml",  # Google News sitemaps, as WordPress' extensions name them
    "/sitemap-news.xml",
)
_MOST: Final = 10


def feed_links(page: str, base_url: str) -> list[str]:
    """The addresses of feeds that *page* (HTML) links to, the likeliest first; feeds of comments are none."""
    page = page[:_HEAD]
    base = _BASE.search(page)
    if base is not None:
        base_url = _joined(base_url, unescape(base[1])) or base_url
    found: dict[str, int] = {}
    for link in _LINK.findall(page):
        attributes = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(link)
        }
        if (
            "alternate" in attributes.get("rel", "").lower()
            and attributes.get("type", "").lower() in _FEED_TYPES
        ):
            named = f"{attributes.get('href', '')} {attributes.get('title', '')}"
            if not _COMMENTS.search(named):
                _add(found, attributes.get("href", ""), base_url, 0)
    for anchor in _ANCHOR.findall(page):
        address = unescape(anchor)
        if _LOOKS_LIKE.search(address) and not _COMMENTS.search(address):
            _add(found, address, base_url, 1)
    return sorted(found, key=found.__getitem__)[:_MOST]


def usual_addresses(url: str) -> list[str]:
    """Where feeds usually are on the site of *url*: in its folder («/ar/feed») first, then at the root."""
    folder = urlsplit(url).path.split("/")[1:2]
    own = [urljoin(url, f"/{folder[0]}/feed")] if folder and folder[0] and "." not in folder[0] else []
    return [*own, *(urljoin(url, path) for path in _USUAL)]


def _joined(base_url: str, href: str) -> str | None:
    """The absolute web address of *href*, or None."""
    try:
        address = urljoin(base_url, href.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if href and parts.scheme in {"http", "https"} and parts.netloc else None


def _add(found: dict[str, int], href: str, base_url: str, rank: int) -> None:
    address = _joined(base_url, href)
    if address is not None:
        found.setdefault(address, rank)

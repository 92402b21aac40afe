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
_COMMENTS: Final = re.compile(r"comments?/feed|/comments\b|تعليقات", re.IGNORECASE)
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
)
_MOST: Final = 10


def feed_links(page: str, base_url: str) -> list[str]:
    """The addresses of feeds that *page* (HTML) links to, the likeliest first, comments last."""
    page = page[:_HEAD]
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
            comments = _COMMENTS.search(attributes.get("href", "") + " " + attributes.get("title", ""))
            _add(found, attributes.get("href", ""), base_url, 2 if comments else 0)
    for anchor in _ANCHOR.findall(page):
        address = unescape(anchor)
        if _LOOKS_LIKE.search(address) and not _COMMENTS.search(address):
            _add(found, address, base_url, 1)
    return sorted(found, key=found.__getitem__)[:_MOST]


def usual_addresses(url: str) -> list[str]:
    """Where feeds usually are on the site of *url*."""
    return [urljoin(url, path) for path in _USUAL]


def _add(found: dict[str, int], href: str, base_url: str, rank: int) -> None:
    try:
        address = urljoin(base_url, href.strip())
        parts = urlsplit(address)
    except ValueError:
        return
    if href and parts.scheme in {"http", "https"} and parts.netloc:
        found.setdefault(address, rank)

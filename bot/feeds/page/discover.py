"""The feeds of a site, from the address of any of its pages: those it names, then those it probably has."""

from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.feeds.page.article import FeedLink
from bot.feeds.page.document import Document, parse_page, text_of, words_of
from bot.text.urls import canonical_url

_FEED_TYPES: Final = frozenset(
    (
        *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"),
        *("text/xml", "application/xml", "application/json", "text/rss+xml", "application/x-rss+xml"),
    )
)
_NO_FEEDS: Final = ("/wp-json/", "oembed", "opensearch", "/comments/feed", "manifest.json", "sitemap")
# Best first: WordPress, DataLife Engine, Blogger, Drupal, Joomla, hand-made.
_USUAL_PATHS: Final = (
    *("/feed/", "/rss.xml", "/engine/rss.php", "/feeds/posts/default", "/rss", "/feed.xml", "/atom.xml"),
    *("/index.xml", "/feed.json", "/?format=feed&type=rss", "/ar/rss.xml", "/news-sitemap.xml"),
)
_MAX_LINKS: Final = 20


def discover(html: bytes | str, url: str) -> list[FeedLink]:
    """The feeds named by the page *html* of address *url*, then candidates at the usual addresses.

    Declared: `link rel=alternate` first, then anchors that lead to what looks like a feed. The candidates
    (`declared=False`) must be fetched to be believed. Comment feeds are left out.
    """
    document = parse_page(html, url=url)
    found: dict[str, FeedLink] = {}
    if document is not None:
        _take_links(document, found)
        _take_anchors(document, found)
    for path in _USUAL_PATHS:
        _add(found, canonical_url(path, base=url), title=None, content_type=None, declared=False)
    return list(found.values())


def _take_links(document: Document, found: dict[str, FeedLink]) -> None:
    base = _base(document)
    for element in document.root.iter("link"):
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        relation = words_of(element, "rel")
        if ("alternate" in relation and kind in _FEED_TYPES) or "feed" in relation:
            url = canonical_url(element.get("href") or "", base=base)
            if url is not None and not any(mark in url for mark in _NO_FEEDS):
                _add(found, url, title=element.get("title"), content_type=kind or None, declared=True)


def _take_anchors(document: Document, found: dict[str, FeedLink]) -> None:
    base = _base(document)
    for element in document.root.iter("a"):
        if len(found) >= _MAX_LINKS:
            return
        href = element.get("href") or ""
        path = urlsplit(href).path.lower() if "//" not in href[8:] else ""
        looks = path.endswith(
            (".rss", "/rss", "/rss.xml", "/feed", "/feed/", "/feed.xml", "/atom.xml", "/rss.php")
        )
        url = canonical_url(href, base=base) if looks else None
        if url is not None and not any(mark in url for mark in _NO_FEEDS):
            _add(found, url, title=text_of(element) or None, content_type=None, declared=True)


def _base(document: Document) -> str:
    element = next(document.root.iter("base"), None)
    return document.url if element is None else urljoin(document.url, element.get("href") or "")


def _add(
    found: dict[str, FeedLink],
    url: str | None,
    *,
    title: str | None,
    content_type: str | None,
    declared: bool,
) -> None:
    if url is not None and url not in found:
        found[url] = FeedLink(url=url, title=title, content_type=content_type, declared=declared)

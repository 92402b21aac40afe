"""Google News sitemaps (sitemaps.org 0.9, sitemap-news 0.9): a list of addresses with titles and dates."""

import re
from itertools import islice
from typing import Final

from bot.feeds.entry import MAX_ENTRIES, Entry, NotAFeed, ParsedFeed, Sketch, added
from bot.feeds.strict_xml import Element, strict_tree
from bot.feeds.vocabulary import plain_name
from storage.records.feed import FeedError

_NEWS: Final = "http://www.google.com/schemas/sitemap-news/0.9"
_IMAGE: Final = "http://www.google.com/schemas/sitemap-image/1.1"
_NEWS_BOUND: Final = re.compile(rb"<(?:[a-zA-Z]+:)?urlset\s[^<>]*sitemap-news", re.IGNORECASE)
_COMMAS: Final = re.compile("[,،;؛]")


def parse_sitemap(body: bytes) -> ParsedFeed | NotAFeed:
    """The news in *body* (UTF-8); of an index, the sitemaps that it lists.

    A news sitemap holds two days; one that holds nothing, after two quiet days, is a feed without entries.

    Raises:
        StrictnessError: no well-formed XML.
    """
    body = _bound(body)
    root = strict_tree(body)
    if plain_name(root.tag) == "sitemap:sitemapindex":
        return _index(root)
    entries = []
    for address in islice(root, MAX_ENTRIES):
        entry = _entry(address)
        if entry.url is not None and entry.title:
            entries.append(entry)
    if not entries and (len(root) or not _NEWS_BOUND.search(body)):
        return NotAFeed(error=FeedError.NOT_A_FEED, detail="a sitemap without news")
    return ParsedFeed(entries=tuple(entries), fast=True)


def _bound(body: bytes) -> bytes:
    """*body* with the prefixes declared that generators forget to declare."""
    for prefix, namespace in (("news", _NEWS), ("image", _IMAGE)):
        if f"<{prefix}:".encode() in body and f"xmlns:{prefix}".encode() not in body:
            body = body.replace(b"<urlset", f'<urlset xmlns:{prefix}="{namespace}"'.encode(), 1)
    return body


def _index(root: Element) -> NotAFeed:
    """News sitemaps first: the others list pages without titles."""
    listed = [
        text
        for element in root.iter()
        if plain_name(element.tag) == "sitemap:loc" and (text := (element.text or "").strip())
    ]
    listed.sort(key=lambda address: "news" not in address)
    return NotAFeed(error=FeedError.NOT_A_FEED, detail="an index of sitemaps", feeds=tuple(listed[:10]))


def _entry(address: Element) -> Entry:
    sketch = Sketch(permalink=True)
    for element in address.iter():
        text = (element.text or "").strip()
        if not text:
            continue
        match plain_name(element.tag):
            case "sitemap:loc":
                sketch.url = sketch.entry_id = text
            case "news:title":
                sketch.title = text
            case "news:publication_date":
                sketch.published = text
            case "sitemap:lastmod":
                sketch.updated = text
            case "news:keywords":
                sketch.categories = added(
                    sketch.categories, *(word.strip() for word in _COMMAS.split(text) if word.strip())
                )
            case "news:language":
                sketch.language = text
            case "image:loc":
                sketch.thumbnails = added(sketch.thumbnails, text)
    return sketch.finish()

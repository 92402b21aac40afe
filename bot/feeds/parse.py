"""A document → ParsedFeed of Entries, or why it is none: what it is decides which parser reads it.

    a feed in UTF-8 by its face | settle the encoding | JSON | web page | strict XML, mended | feedparser

`read_quickly` never costs much and runs in the event loop; what it gives back as None is for `read_whole`,
which is to be run in a worker that can be killed.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.feeds.discover import feed_links
from bot.feeds.encoding import presumed_utf8, settle
from bot.feeds.entry import NotAFeed, ParsedFeed, joined
from bot.feeds.mending import mend, without_c1_references
from bot.feeds.parse_json import parse_json
from bot.feeds.parse_sitemap import parse_sitemap
from bot.feeds.parse_strict import parse_strict
from bot.feeds.strict_xml import StrictnessError
from storage.records.feed import FeedError

QUICK_BYTES: Final = 400_000
QUICK_TAGS: Final = 8_000
"""A body up to this size is parsed in the loop: well under 20 ms; larger ones go to a worker."""

_FEED_ROOT: Final = re.compile(
    rb"<(?:[a-zA-Z]+:)?(?:rss|feed|rdf|urlset|sitemapindex|channel|entry)(?=[\s>/])", re.IGNORECASE
)
_PAGE: Final = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_SITEMAP: Final = re.compile(rb"<(?:[a-zA-Z]+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_SNIFF: Final = 20_000


def read_quickly(
    body: bytes, *, url: str, content_type: str = "", encoding: str | None = None
) -> ParsedFeed | NotAFeed | None:
    """What *body* holds where that is cheap to say; None for what `read_whole` must look at."""
    if len(body) > QUICK_BYTES or body.count(b"<") > QUICK_TAGS:
        return None
    presumed = presumed_utf8(body, content_type=content_type) if encoding is None else None
    if presumed is not None and _FEED_ROOT.match(presumed):
        found = _read_by(without_c1_references(presumed), parse_strict)
        if isinstance(found, ParsedFeed):
            return _placed(found, url)
    return _read(settle(body, content_type=content_type, override=encoding).body, url)


def read_whole(
    body: bytes, url: str, content_type: str = "", encoding: str | None = None
) -> ParsedFeed | NotAFeed:
    """What *body* holds, whatever it costs. Positional, for workers."""
    settled = settle(body, content_type=content_type, override=encoding).body
    found = _read(settled, url)
    if found is not None:
        return found
    from bot.feeds.parse_lenient import parse_lenient  # noqa: PLC0415 - feedparser is loaded only where it is needed

    lenient = parse_lenient(settled)
    if lenient.entries or lenient.title or lenient.url:
        return _placed(lenient, url)
    return NotAFeed(error=FeedError.BAD_XML, detail=lenient.complaint or "no entry could be read")


def _read(settled: bytes, url: str) -> ParsedFeed | NotAFeed | None:
    settled = without_c1_references(settled)
    head = settled[:_SNIFF].lstrip()
    if head[:1] in {b"{", b"["}:
        return parse_json(settled) or NotAFeed(error=FeedError.NOT_A_FEED, detail="JSON, but no JSON Feed")
    root = _FEED_ROOT.search(head)
    page = _PAGE.search(head, 0, len(head) if root is None else root.start())
    if root is None or (page is not None and _is_page(head, page, root)):
        if page is not None:
            links = tuple(feed_links(settled.decode("utf-8", "replace"), url))
            return NotAFeed(error=FeedError.WEB_PAGE, detail="a web page, not a feed", feeds=links)
        return _nothing(head)
    if _SITEMAP.match(head, root.start()):
        return _read_by(mend(settled), parse_sitemap)
    found = _read_by(settled, parse_strict) or _read_by(mend(settled), parse_strict)
    return _placed(found, url) if isinstance(found, ParsedFeed) else found


def _placed(feed: ParsedFeed, url: str) -> ParsedFeed:
    """*feed* with the absolute address of its site, and its language as a tag."""
    site, language = feed.url, feed.language
    if site is not None and not site.startswith(("http://", "https://")):
        site = joined(url, site)
    if language is not None and "_" in language:
        language = language.replace("_", "-")
    if site == feed.url and language == feed.language:
        return feed
    return replace(feed, url=site, language=language)


def _read_by(body: bytes, parser: Callable[[bytes], ParsedFeed | NotAFeed]) -> ParsedFeed | NotAFeed | None:
    try:
        return parser(body)
    except StrictnessError:
        return None


def _is_page(head: bytes, page: re.Match[bytes], root: re.Match[bytes]) -> bool:
    """A feed may follow the HTML of a warning, but not a whole head or doctype."""
    return not head[root.start() :].lower().startswith((b"<rss", b"<rdf")) or page[0].lower().startswith(
        b"<!"
    )


def _nothing(head: bytes) -> NotAFeed:
    detail = "an empty answer" if not head else f"begins with {head[:40]!r}"
    return NotAFeed(error=FeedError.NOT_A_FEED, detail=detail)

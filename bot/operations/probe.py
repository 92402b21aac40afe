"""``khabar probe``: what a source gives: a feed, a listing page, an article page, a Telegram channel.

    read as a feed | as an article | the feed of the site, linked or at the usual addresses | as a list

As the bot does with a source: a site's address is read by the feed that it has.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.clock import SystemClock
from bot.feeds.discover import usual_addresses
from bot.feeds.entry import Entry, NotAFeed, ParsedFeed
from bot.feeds.page.article import ExtractedArticle, PageEntry
from bot.feeds.page.extract import extract
from bot.feeds.page.listing import read_listing
from bot.feeds.page.telegram import is_channel_page, read_channel
from bot.feeds.parse import read_whole
from bot.operations.opened_page import (
    OpenedPage,
    PageUnavailableError,
    add_arguments,
    open_page,
    seems_address,
)
from bot.text.clean import clean
from bot.text.dates import parse_date
from bot.text.html import images, paragraphs, plain
from bot.text.urls import canonical_url
from storage.records.feed import FeedError

_EX_DATA = 65
_CANDIDATES = 5
Row = dict[str, object]


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one line per article; 65 when the source gives none, 69 when the address gives nothing."""
    page = open_page(arguments)
    now = SystemClock().now()
    feed = None if is_channel_page(page.url) else read_whole(page.body, page.url, page.content_type or "")
    if isinstance(feed, ParsedFeed):
        kind, rows = "feed", [_from_feed(entry, page, now) for entry in feed.entries]
    else:
        kind, rows = _from_page(page, now, arguments, feed)
    write = _write_json if arguments.json else _write_text
    if rows:
        print(f"khabar: {kind}, {len(rows)} articles", file=sys.stderr)
        write(rows)
        return 0
    return _refuse(feed, as_json=arguments.json)


def _from_page(
    page: OpenedPage, now: datetime, arguments: argparse.Namespace, feed: NotAFeed | None
) -> tuple[str, list[Row]]:
    if is_channel_page(page.url):
        channel = read_channel(page.body, url=page.url, zone=page.zone, now=now)
        return "Telegram channel", [
            _from_entry(entry, page) for entry in (channel.entries if channel else ())
        ]
    found = extract(
        page.body, url=page.url, content_type=page.content_type, zone=page.zone, now=now, rules=page.rules
    )
    if isinstance(found, ExtractedArticle) and page.rules.entry_link is None:
        return "article page", [_from_article(found, page)]
    if feed is not None and page.rules.entry_link is None and seems_address(arguments.target):
        behind = _feed_behind(page, now, arguments, feed)
        if behind is not None:
            return behind
    entries = read_listing(
        page.body, url=page.url, zone=page.zone, now=now, content_type=page.content_type, rules=page.rules
    )
    return "listing page", [_from_entry(entry, page) for entry in entries]


def _feed_behind(
    page: OpenedPage, now: datetime, arguments: argparse.Namespace, feed: NotAFeed
) -> tuple[str, list[Row]] | None:
    """The first feed with entries among those that the page links to and the usual addresses of its site."""
    if feed.error is not FeedError.WEB_PAGE and not feed.feeds:
        return None
    for address in (*feed.feeds[:_CANDIDATES], *usual_addresses(page.url)):
        try:
            opened = open_page(argparse.Namespace(**{**vars(arguments), "target": address}))
        except PageUnavailableError:
            continue
        found = read_whole(opened.body, opened.url, opened.content_type or "")
        if isinstance(found, ParsedFeed) and found.entries:
            return f"feed {opened.url}", [_from_feed(entry, opened, now) for entry in found.entries]
    return None


def _from_article(article: ExtractedArticle, page: OpenedPage) -> Row:
    return _row(
        link=article.canonical_url or page.url,
        title=article.title,
        published=article.published,
        image=article.image_url,
        author=article.author,
        section=article.section,
        summary=article.paragraphs[0],
        views=article.views,
        place=article.place,
        page=page,
    )


def _from_entry(entry: PageEntry, page: OpenedPage) -> Row:
    return _row(
        link=entry.url,
        title=entry.title,
        published=entry.published,
        image=entry.image_url,
        author=entry.author,
        section=entry.section,
        summary=entry.summary,
        views=entry.views,
        place=None,
        page=page,
    )


def _from_feed(entry: Entry, page: OpenedPage, now: datetime) -> Row:
    base = entry.base or page.url or None
    title = plain(entry.title)
    markup = entry.content or entry.teaser
    text = clean("\n\n".join(paragraphs(markup)), title=title)
    candidates = (canonical_url(one, base=base) for one in (*entry.images, *images(markup, base or "")))
    stated = (parse_date(text, zone=page.zone, now=now) for text in (entry.published, entry.updated) if text)
    return _row(
        link=entry.url or "",
        title=title,
        published=next(filter(None, stated), None),
        image=next(filter(None, candidates), None),
        author=entry.author,
        section=next(iter(entry.categories), None),
        summary=text.paragraphs[0] if text.paragraphs else None,
        views=text.views,
        place=text.place,
        page=page,
        base=base,
    )


def _row(*, link: str, page: OpenedPage, base: str | None = None, **fields: object) -> Row:
    """One line of output: *url* is the canonical address, *link* the address as the source gives it."""
    published = fields.pop("published")
    shown = (
        published.astimezone(page.zone).isoformat(timespec="seconds")
        if isinstance(published, datetime)
        else None
    )
    return {
        "url": canonical_url(link, base=base),
        "title": fields.pop("title"),
        "link": link or None,
        "published": shown,
        **fields,
    }


def _write_json(rows: Iterable[Row]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def _write_text(rows: Sequence[Row]) -> None:
    for row in rows:
        print(f"{row['published'] or 'no date':<25}  {row['title']}\n{'':27}{row['link'] or 'no link'}")


def _refuse(feed: ParsedFeed | NotAFeed | None, *, as_json: bool) -> int:
    detail = feed.detail if isinstance(feed, NotAFeed) else "nothing in it announces an article"
    feeds = list(feed.feeds) if isinstance(feed, NotAFeed) else []
    if as_json:
        print(json.dumps({"error": "no_articles", "detail": detail, "feeds": feeds}, ensure_ascii=False))
    else:
        print(
            f"khabar: no articles: {detail}",
            *(f"  it names the feed {url}" for url in feeds),
            sep="\n",
            file=sys.stderr,
        )
    return _EX_DATA

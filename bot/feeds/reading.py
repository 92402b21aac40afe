"""Read what was fetched: a feed in the loop or in a worker, a Telegram channel's page, a listing page.

channel page | feed, quickly | feed, in a worker | listing page, in a worker
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.feeds.entry import Entry, NotAFeed, ParsedFeed
from bot.feeds.fetch import Fetched
from bot.feeds.options import SourceOptions
from bot.feeds.page.article import PageEntry, PageRules
from bot.feeds.page.listing import read_listing
from bot.feeds.page.telegram import is_channel_page, read_channel
from bot.feeds.parse import read_quickly, read_whole
from bot.web.turn import Turn
from bot.workers import WorkerDiedError, Workers, WorkerTaskError, WorkerTimeoutError
from storage.records.feed import Feed, FeedError

LISTING: Final = "listing"
CHANNEL: Final = "channel"
FEED: Final = "feed"
PARSING_BYTES: Final = 64 * 1_048_576
"""What the parsing of one document may take beyond what the worker holds."""
PARSING_S: Final = 2
"""Seconds of processor time that it may take; five megabytes of broken XML take one and a half."""
_BYTES_A_BYTE: Final = 12  # where the configuration allows bodies of more than five megabytes
_TIMEOUT_S: Final = 6.0
_LEAST_LISTED: Final = 3  # fewer links that look alike are a menu, not a list of news


class Reader:
    """Turns bodies into entries; what is slow or hostile goes to *workers*."""

    def __init__(
        self, workers: Workers, *, clock: Clock, newsroom: ZoneInfo, turn: Turn | None = None
    ) -> None:
        self._workers = workers
        self._clock = clock
        self._newsroom = newsroom
        self._turn = turn or Turn()

    async def read(
        self, feed: Feed, fetched: Fetched, options: SourceOptions, *, form: str
    ) -> tuple[ParsedFeed | NotAFeed, str]:
        """The entries of *fetched*, and the form that they came in; *form* is what the feed used to be.

        A web page is read as a listing where the rules of the source say so, or where it always was one: a
        feed that shows an error page for once is not to be misread.
        """
        page = _Page(
            body=fetched.body,
            url=fetched.url,
            content_type=fetched.content_type,
            zone=options.zone(self._newsroom),
            now=self._clock.now(),
            rules=options.page_rules(),
        )
        if is_channel_page(fetched.url):
            entries = await self._page_entries(_channel_entries, page)
            if isinstance(entries, NotAFeed):
                return entries, CHANNEL
            return ParsedFeed(url=fetched.url, entries=entries), CHANNEL
        found = await self._feed(fetched, options)
        if isinstance(found, ParsedFeed) or found.error is not FeedError.WEB_PAGE:
            return found, FEED
        if (
            form == LISTING
            or options.rules.link is not None
            or (feed.last_success_at is None and not found.feeds)
        ):
            entries = await self._page_entries(_listed_entries, page)
            if not isinstance(entries, NotAFeed) and len(entries) >= _LEAST_LISTED:
                return ParsedFeed(url=fetched.url, entries=entries), LISTING
        return found, FEED

    async def _feed(self, fetched: Fetched, options: SourceOptions) -> ParsedFeed | NotAFeed:
        async with self._turn:
            quick = read_quickly(
                fetched.body, url=fetched.url, content_type=fetched.content_type, encoding=options.encoding
            )
        if quick is not None:
            return quick
        try:
            return await self._workers.run(
                read_whole,
                fetched.body,
                fetched.url,
                fetched.content_type,
                options.encoding,
                timeout_s=_TIMEOUT_S,
                cpu_s=PARSING_S,
                memory_bytes=max(PARSING_BYTES, _BYTES_A_BYTE * len(fetched.body)),
            )
        except (WorkerTimeoutError, WorkerDiedError) as error:
            return NotAFeed(error=FeedError.TOO_COSTLY, detail=str(error))
        except WorkerTaskError as error:
            return NotAFeed(error=FeedError.BAD_XML, detail=str(error)[-300:])

    async def _page_entries(
        self, read: Callable[["_Page"], tuple[Entry, ...]], page: "_Page"
    ) -> tuple[Entry, ...] | NotAFeed:
        try:
            return await self._workers.run(read, page, timeout_s=_TIMEOUT_S)
        except (WorkerTimeoutError, WorkerDiedError) as error:
            return NotAFeed(error=FeedError.TOO_COSTLY, detail=str(error))
        except WorkerTaskError as error:
            return NotAFeed(error=FeedError.NOT_A_FEED, detail=str(error)[-300:])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    body: bytes
    url: str
    content_type: str
    zone: ZoneInfo
    now: datetime
    rules: PageRules


def _channel_entries(page: _Page) -> tuple[Entry, ...]:
    channel = read_channel(page.body, url=page.url, zone=page.zone, now=page.now)
    return _newest_first(channel.entries) if channel is not None else ()


def _listed_entries(page: _Page) -> tuple[Entry, ...]:
    listed = read_listing(
        page.body,
        url=page.url,
        zone=page.zone,
        now=page.now,
        content_type=page.content_type,
        rules=page.rules,
    )
    return tuple(_entry_of(entry) for entry in listed)


def _newest_first(entries: Sequence[PageEntry]) -> tuple[Entry, ...]:
    return tuple(_entry_of(entry) for entry in reversed(entries))


def _entry_of(entry: PageEntry) -> Entry:
    return Entry(
        entry_id=entry.url,
        url=entry.url,
        title=entry.title,
        teaser=entry.summary or "",
        content=entry.summary or "",
        published=entry.published.isoformat() if entry.published is not None else None,
        images=(entry.image_url,) if entry.image_url else (),
        gallery=entry.pictures,
        author=entry.author,
        categories=(entry.section,) if entry.section else (),
    )


def with_url(feed: Feed, url: str) -> Feed:
    """*feed* at another address, without the validators of the old one."""
    return replace(feed, url=url, etag=None, last_modified=None, body_hash=None, moved_to=None, moved_seen=0)

"""One poll of one feed, up to the archive: fetch, follow to the feed behind a page, read.

fetch | read | a page that links to feeds: fetch and read those → Visit
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.clock import Clock
from bot.feeds.discover import usual_addresses
from bot.feeds.entry import NotAFeed, ParsedFeed
from bot.feeds.fetch import Fetched, Fetcher, FetchFailed, FetchResult, NotModified
from bot.feeds.options import SourceOptions, read_options
from bot.feeds.reading import FEED, LISTING, Reader, with_url
from bot.feeds.timing import read_habit
from storage.records.feed import Feed, FeedError

_CANDIDATES: Final = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of a poll: *fetched* and *parsed*, or the failure in *result*.

    *adopted_url* is set when the feed was found behind the address that it was configured with. *by_hub*: a
    hub brought it, perhaps only the latest entries; it says nothing of how the feed answers polls.
    """

    feed: Feed
    options: SourceOptions
    result: FetchResult
    parsed: ParsedFeed | None = None
    form: str = FEED
    adopted_url: str | None = None
    wire_bytes: int = 0
    elapsed_ms: float = 0.0
    by_hub: bool = False

    @property
    def entries(self) -> int:
        """How many entries there are to look at."""
        return len(self.parsed.entries) if self.parsed is not None else 0


class Visitor:
    """Polls feeds by way of *fetcher* and *reader*."""

    def __init__(self, *, fetcher: Fetcher, reader: Reader, clock: Clock) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock

    async def visit(self, feed: Feed) -> Visit:
        """Poll *feed*; whatever happens becomes a Visit, a bug of ours too: no feed may stop the others."""
        options = read_options(feed.options)
        began = self._clock.monotonic()
        try:
            found = await self._visit(feed, options)
        except Exception as error:  # noqa: BLE001 - see above; it is logged, and shown with the source
            _log.error("feed.bug feed_id=%d url=%s", feed.feed_id, feed.url, exc_info=error)
            failure = FetchFailed(error=FeedError.BUG, detail=f"{type(error).__name__}: {error}"[:300])
            found = Visit(feed=feed, options=options, result=failure)
        return replace(found, elapsed_ms=(self._clock.monotonic() - began) * 1000)

    async def _visit(self, feed: Feed, options: SourceOptions) -> Visit:
        result = await self._fetcher.fetch(feed, options)
        if isinstance(result, FetchFailed):
            return Visit(feed=feed, options=options, result=result)
        if isinstance(result, NotModified):
            return Visit(feed=feed, options=options, result=result, wire_bytes=result.wire_bytes)
        parsed, form = await self._reader.read(feed, result, options, form=read_habit(feed.timing).form)
        plain_feed = isinstance(parsed, ParsedFeed) and form != LISTING
        if not plain_feed and feed.last_success_at is None and options.rules.link is None:
            found = await self._find(feed, options, result, parsed)
            if found is not None:
                return found
        if isinstance(parsed, ParsedFeed):
            return _read(feed, options, result, parsed, form)
        failure = FetchFailed(error=parsed.error, detail=parsed.detail, wishes=result.wishes)
        return Visit(feed=feed, options=options, result=failure, wire_bytes=result.wire_bytes)

    async def _find(
        self, feed: Feed, options: SourceOptions, page: Fetched, parsed: ParsedFeed | NotAFeed
    ) -> Visit | None:
        """The feed of the site whose page was configured: linked ones first, then the usual addresses."""
        linked: Sequence[str] = parsed.feeds if isinstance(parsed, NotAFeed) else ()
        if isinstance(parsed, NotAFeed) and parsed.error is not FeedError.WEB_PAGE and not linked:
            return None
        wire_bytes = page.wire_bytes
        for address in [*linked[:_CANDIDATES], *usual_addresses(page.url)]:
            candidate = with_url(feed, address)
            result = await self._fetcher.fetch(candidate, options)
            if not isinstance(result, Fetched):
                continue
            wire_bytes += result.wire_bytes
            inside, form = await self._reader.read(candidate, result, options, form=FEED)
            if isinstance(inside, ParsedFeed) and form == FEED and inside.entries:
                found = _read(candidate, options, result, inside, form)
                return replace(found, adopted_url=address, wire_bytes=wire_bytes)
        return None


def _read(feed: Feed, options: SourceOptions, result: Fetched, parsed: ParsedFeed, form: str) -> Visit:
    return Visit(
        feed=feed, options=options, result=result, parsed=parsed, form=form, wire_bytes=result.wire_bytes
    )

"""Look at an address as the poller would, before it becomes a source."""

from typing import Final
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.commands.sources import SAMPLE, SourceFound, SourceRefused
from bot.feeds.fetch import FetchFailed
from bot.feeds.visit import Visitor
from bot.text import html
from storage.records.feed import Feed, FeedError
from storage.records.identity import FeedId, SourceId

_NOBODY: Final = 0
_LONGEST_NAME: Final = 60


class Scout:
    """The SourceFinder: one visit, by the very code that polls; nothing is kept of it."""

    def __init__(self, visitor: Visitor, clock: Clock) -> None:
        self._visitor = visitor
        self._clock = clock

    async def find(self, url: str) -> SourceFound | SourceRefused:
        """See SourceFinder."""
        feed = Feed(
            feed_id=FeedId(_NOBODY),
            source_id=SourceId(_NOBODY),
            source_name="",
            kind="auto",
            options="{}",
            url=url,
            next_poll_at=self._clock.now(),
        )
        visit = await self._visitor.visit(feed)
        if isinstance(visit.result, FetchFailed):
            return SourceRefused(error=visit.result.error)
        if visit.parsed is None or not visit.parsed.entries:
            return SourceRefused(error=FeedError.WEB_PAGE)
        titles = [html.plain(entry.title) for entry in visit.parsed.entries]
        name = html.plain(visit.parsed.title)[:_LONGEST_NAME].strip()
        return SourceFound(
            url=visit.adopted_url or url,
            name=name or urlsplit(url).hostname or url,
            titles=tuple(title for title in titles if title)[:SAMPLE],
        )

"""Look at an address for /addsource just as the poller would: by its own Visitor, with nothing stored."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.commands.sources import SourceFound, SourceRefused
from bot.feeds.fetch import FetchFailed
from bot.feeds.visit import Visitor
from storage.records.feed import Feed, FeedError
from storage.records.identity import FeedId, SourceId

_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class VisitingFinder:
    """A SourceFinder over the Visitor that polls."""

    visitor: Visitor
    clock: Clock

    async def find(self, url: str) -> SourceFound | SourceRefused:
        """See SourceFinder."""
        host = urlsplit(url).hostname or url
        visit = await self.visitor.visit(
            Feed(
                feed_id=FeedId(0),
                source_id=SourceId(0),
                source_name=host,
                kind="auto",
                options="{}",
                url=url,
                next_poll_at=self.clock.now(),
            )
        )
        if isinstance(visit.result, FetchFailed):
            return SourceRefused(error=visit.result.error)
        if visit.parsed is None or not visit.parsed.entries:
            return SourceRefused(error=FeedError.NOT_A_FEED)
        titles = tuple(entry.title for entry in visit.parsed.entries if entry.title)
        return SourceFound(
            url=visit.adopted_url or url,
            name=visit.parsed.title.strip() or host.removeprefix("www."),
            titles=titles[:_SAMPLE],
        )

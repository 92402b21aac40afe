"""What hubs find at our callbacks: GET, the verification of a lease; POST, what is new in a feed.

GET: known? wanted? → the challenge | POST: known? signed? → parse as a poll would, take in | else poll soon
"""

import logging
from typing import Final

from bot.clock import Clock
from bot.feeds.entry import ParsedFeed
from bot.feeds.fetch import Fetched
from bot.feeds.intake import IntakeStation
from bot.feeds.options import read_options
from bot.feeds.reading import FEED, Reader
from bot.feeds.sameness import hash_body
from bot.feeds.timing import Wishes
from bot.feeds.visit import Visit
from bot.feeds.websub import judge
from bot.web.door import Answer, Knock
from bot.web.signature import is_signed_by_hub
from storage.errors import StorageError
from storage.records.feed import Feed
from storage.records.hub import HubLease, LeaseState
from storage.store import Store

_UNKNOWN: Final = Answer(status=404)
_HEARD: Final = Answer(status=202)
_AGAIN: Final = Answer(status=503, headers={"Retry-After": "5"})
_TOKEN_MOST: Final = 100
_log = logging.getLogger(__name__)


class HubDoor:
    """The handler of callbacks; the tail of a knock is the token of its lease."""

    def __init__(self, store: Store, *, reader: Reader, intake: IntakeStation, clock: Clock) -> None:
        self._store = store
        self._reader = reader
        self._intake = intake
        self._clock = clock

    async def __call__(self, knock: Knock) -> Answer:
        """See the head of this file."""
        if knock.method not in {"GET", "POST"} or len(knock.tail) > _TOKEN_MOST:
            return _UNKNOWN
        try:
            async with self._store.read() as tx:
                lease = await tx.hubs.by_token(knock.tail)
            if lease is None:
                return _UNKNOWN
            return await (self._verify(lease, knock) if knock.method == "GET" else self._hear(lease, knock))
        except StorageError as error:
            _log.error("hub.unheard peer=%s error=%s", knock.peer, error)
            return _AGAIN

    async def _verify(self, lease: HubLease, knock: Knock) -> Answer:
        said = judge(lease, knock.query, self._clock.now())
        async with self._store.write() as tx:
            if said.denied is not None:
                await tx.hubs.close(lease.lease_id, LeaseState.DENIED, reason=said.denied)
                _log.warning(
                    "hub.denied feed_id=%d hub=%s reason=%r", lease.feed_id, lease.hub_url, said.denied
                )
                return Answer(status=200)
            if said.challenge is None:
                return _UNKNOWN
            if said.until is not None and said.renew_at is not None:
                await tx.hubs.activate(lease.lease_id, until=said.until, renew_at=said.renew_at)
                await tx.hubs.replaced(lease, now=self._clock.now())
                _log.info("hub.active feed_id=%d until=%s", lease.feed_id, said.until.isoformat())
            else:
                await tx.hubs.close(lease.lease_id, LeaseState.OVER)
        return Answer(status=200, body=said.challenge.encode(), headers={"X-Content-Type-Options": "nosniff"})

    async def _hear(self, lease: HubLease, knock: Knock) -> Answer:
        """A ping without a good signature is answered like any other, and not believed (Recommendation)."""
        if lease.state not in {LeaseState.ASKED, LeaseState.ACTIVE, LeaseState.LEAVING}:
            return Answer(status=410)
        signature = knock.headers.get("X-Hub-Signature")
        if not is_signed_by_hub(knock.body, signature=signature, secret=lease.secret):
            _log.warning("hub.unsigned feed_id=%d peer=%s", lease.feed_id, knock.peer)
            return _HEARD
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.hubs.heard(lease.lease_id, now=now)
            feed = await tx.feeds.get(lease.feed_id)
        if feed is None or feed.paused_reason is not None:
            return _HEARD
        visit = await self._visit(feed, knock) if feed.settled else None
        if visit is None:
            async with self._store.write() as tx:
                await tx.feeds.hurry(feed.source_id, now=now)
            return _HEARD
        [taken] = await self._intake.take_in([visit], now=now)
        if taken.error is not None:
            async with self._store.write() as tx:
                await tx.feeds.hurry(feed.source_id, now=now)
        _log.info("hub.heard source=%s new=%d changed=%d", feed.source_name, taken.new, taken.changed)
        return _HEARD

    async def _visit(self, feed: Feed, knock: Knock) -> Visit | None:
        """The feed as the hub brought it; None where there is nothing in it to read."""
        content_type = knock.headers.get("Content-Type", "")
        options = read_options(feed.options)
        fetched = Fetched(
            body=knock.body,
            url=feed.url,
            content_type=content_type,
            etag=None,
            last_modified=None,
            body_hash=hash_body(knock.body, content_type),
            wishes=Wishes(),
            wire_bytes=len(knock.body),
        )
        parsed, form = await self._reader.read(feed, fetched, options, form=FEED)
        if not isinstance(parsed, ParsedFeed) or not parsed.entries:
            return None
        return Visit(
            feed=feed,
            options=options,
            result=fetched,
            parsed=parsed,
            form=form,
            wire_bytes=len(knock.body),
            by_hub=True,
        )

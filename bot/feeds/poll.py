"""The polling station: due feeds → new articles.

    claim what is due | lanes: fetch and read, 32 at a time | batches: recognise, commit, settle

A slow feed stays in flight across calls of the station, so that it never delays another.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.feeds.intake import IntakeStation, Polled
from bot.feeds.lanes import Lanes
from bot.feeds.visit import Visit, Visitor
from bot.instance import is_dead, this_process
from storage.records.feed import Feed
from storage.records.identity import FeedId
from storage.store import Store

LEASE: Final = timedelta(minutes=5)
"""How long a claim holds: longer than the longest fetch; who died on another machine loses it then."""

_PATIENCE_S: Final = 2.0
_ROUND_S: Final = 1.0
_BATCH_FEEDS: Final = 64
_BATCH_ENTRIES: Final = 600
_READ_AHEAD: Final = (
    12  # visits with entries that wait to be taken in: what bounds the memory of a cold start
)
_GATHER_S: Final = 0.1
_CROWD: Final = 4  # requests begun at one go: each costs the loop most of a millisecond
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class PollReport:
    """What a round of polls came to."""

    polled: list[Polled] = field(default_factory=list)

    @property
    def new(self) -> int:
        """Articles stored, held ones included."""
        return sum(one.new for one in self.polled)

    @property
    def changed(self) -> int:
        """Articles that now read differently."""
        return sum(one.changed for one in self.polled)

    @property
    def errors(self) -> int:
        """Feeds that gave nothing."""
        return sum(one.error is not None for one in self.polled)

    @property
    def wire_bytes(self) -> int:
        """Bytes of bodies as they were sent."""
        return sum(one.wire_bytes for one in self.polled)


class PollStation:
    """Polls the feeds of *store*. Call `work` again and again, or `once`; then `close`."""

    def __init__(
        self,
        store: Store,
        *,
        visitor: Visitor,
        intake: IntakeStation,
        clock: Clock,
        slots: int = 32,
        per_host: int = 4,
        process: str | None = None,
    ) -> None:
        self._store = store
        self._process = process or this_process()
        self._visitor = visitor
        self._intake = intake
        self._clock = clock
        self._lanes = Lanes(slots=slots, per_host=per_host)
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsettled: set[FeedId] = set()
        self._visits: deque[Visit] = deque()
        self._arrived = asyncio.Event()
        self._going_on: asyncio.Handle | None = None
        self._ahead = asyncio.Semaphore(_READ_AHEAD)

    async def recover(self, *, alone: bool = False) -> None:
        """Make free what processes that died were polling, so that it is not silent until their leases end.

        *alone*: no other process works on this archive, so whoever holds a lease is dead, wherever it ran.
        """
        async with self._store.write() as tx:
            for holder in await tx.feeds.holders(now=self._clock.now()):
                if holder != self._process and (alone or is_dead(holder)):
                    await tx.feeds.release_of(holder)
                    _log.info("feed.leases_freed holder=%s", holder)

    async def work(self) -> int:
        """One round: claim, fetch, take in what came within a second; how many feeds were settled."""
        if self._lanes.room:
            await self._claim_due()
        self._start()
        if self._lanes.empty and not self._visits:
            return 0
        return len(await self._take_in(_ROUND_S))

    async def once(self) -> PollReport:
        """Poll every feed now, due or not, and wait for all of them."""
        await self.recover()
        now = self._clock.now()
        async with self._store.write() as tx:
            feeds = await tx.feeds.claim_all(now=now, until=now + LEASE, holder=self._process)
        self._add(feeds)
        report = PollReport()
        while self._unsettled:
            report.polled.extend(await self._take_in(None))
        return report

    async def close(self) -> None:
        """Stop fetching, and let go of what was claimed: it is as due as before."""
        self._lanes.waiting()
        if self._going_on is not None:
            self._going_on.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._unsettled:
            async with self._store.write() as tx:
                await tx.feeds.release(sorted(self._unsettled))
            self._unsettled.clear()

    async def _claim_due(self) -> None:
        now = self._clock.now()
        async with self._store.read() as tx:
            due = await tx.feeds.next_due()
        if due is None or due > now:
            return
        async with self._store.write() as tx:
            feeds = await tx.feeds.claim_due(
                self._lanes.room, now=now, until=now + LEASE, holder=self._process
            )
        self._add(feeds)

    def _add(self, feeds: Sequence[Feed]) -> None:
        self._lanes.add(feeds)
        self._unsettled.update(feed.feed_id for feed in feeds)
        self._start()

    def _start(self) -> None:
        """Begin with a few of the feeds that may be fetched; with more when the loop has been round."""
        for _ in range(_CROWD):
            feed = self._lanes.start()
            if feed is None:
                return
            task = asyncio.create_task(self._visit(feed), name=f"visit-{feed.feed_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._going_on is None:
            self._going_on = asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        self._going_on = None
        self._start()

    async def _visit(self, feed: Feed) -> None:
        """Fetch and read *feed*; its slot is freed when it lasts, its place in the lane when it is over."""
        slow = False

        def lose_patience() -> None:
            nonlocal slow
            slow = True
            self._lanes.slow()
            self._start()

        impatience = asyncio.get_running_loop().call_later(_PATIENCE_S, lose_patience)
        try:
            found = await self._visitor.visit(feed)
            impatience.cancel()
            if found.entries:
                await self._ahead.acquire()
            self._visits.append(found)
            self._arrived.set()
        finally:
            impatience.cancel()
            self._lanes.done(feed, was_slow=slow)
            self._start()

    async def _take_in(self, wait_s: float | None) -> Sequence[Polled]:
        visits = await self._next_batch(wait_s)
        if not visits:
            return []
        polled = await self._intake.take_in(visits, now=self._clock.now())
        self._unsettled.difference_update(one.feed.feed_id for one in visits)
        for one in polled:
            if one.error is not None:
                _log.info("feed.failed source=%s error=%s", one.source_name, one.error)
            elif one.new or one.changed:
                _log.info("feed.polled source=%s new=%d changed=%d", one.source_name, one.new, one.changed)
        return polled

    async def _next_batch(self, wait_s: float | None) -> list[Visit]:
        """Every visit that is ready, up to a batch; the first one is waited for.

        While none brought entries there is no hurry: a few more make the commit worth its price.
        """
        if not await self._arrival(wait_s):
            return []
        batch: list[Visit] = []
        entries = 0
        until = self._clock.monotonic() + _GATHER_S
        while len(batch) < _BATCH_FEEDS and entries < _BATCH_ENTRIES:
            if self._visits:
                batch.append(self._visits.popleft())
                entries += batch[-1].entries
                if batch[-1].entries:
                    self._ahead.release()
            elif entries or not self._tasks or not await self._arrival(until - self._clock.monotonic()):
                break
        return batch

    async def _arrival(self, wait_s: float | None) -> bool:
        """Whether a visit is there, or comes within *wait_s*."""
        if self._visits:
            return True
        self._arrived.clear()
        try:
            async with asyncio.timeout(wait_s):
                await self._arrived.wait()
        except TimeoutError:
            return False
        return True

"""The hub station: feeds that name a hub → leases asked for, renewed in time, and left when not wanted.

    hubs.tidy | hubs.unasked → hubs.add | hubs.claim_due | POST to the hub | hubs.postpone

A lease is renewed under a new callback, as the Recommendation advises; the old one is left when the new one
is active, so that no announcement falls between two leases. Polling goes on beside: it is the net.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.feeds.links import web_address
from bot.feeds.websub import MOST_FAILURES, ask_again_at, new_secret, new_token, request_of
from bot.web.answer import WebFailure, WebResponse
from storage.records.hub import Announced, HubLease, LeaseState
from storage.store import Store

Post = Callable[[str, Mapping[str, str]], Awaitable[WebResponse | WebFailure]]
_BATCH: Final = 8
_LEASE: Final = timedelta(minutes=2)
_KEPT: Final = timedelta(days=7)
_TIDIED_EVERY: Final = timedelta(minutes=1)
_ELSEWHERE: Final = frozenset({307, 308})
_log = logging.getLogger(__name__)


class HubStation:
    """Asks hubs to announce what they have of our feeds."""

    def __init__(self, store: Store, *, post: Post, clock: Clock, public_url: str) -> None:
        self._store = store
        self._post = post
        self._clock = clock
        self._public_url = public_url
        self._tidied_at: datetime | None = None

    async def work(self) -> int:
        """Ask at most a handful of hubs; how many were asked."""
        now = self._clock.now()
        tidying = self._tidied_at is None or now - self._tidied_at >= _TIDIED_EVERY
        async with self._store.read() as tx:
            nothing = not await tx.hubs.is_due(now=now) and not await tx.hubs.unasked(most=1)
        if nothing and not tidying:
            return 0
        self._tidied_at = now
        async with self._store.write() as tx:
            await tx.hubs.tidy(now=now, before=now - _KEPT)
            for wanted in await tx.hubs.unasked(most=_BATCH):
                await tx.hubs.add(wanted, token=new_token(), secret=new_secret(), now=now)
            due = await tx.hubs.claim_due(_BATCH, now=now, until=now + _LEASE)
        await asyncio.gather(*(self._see_to(lease) for lease in due))
        return len(due)

    async def _see_to(self, lease: HubLease) -> None:
        if lease.state is LeaseState.ACTIVE:
            await self._renew(lease)
            return
        refusal = await self._ask(lease)
        now, failures = self._clock.now(), lease.failures + 1
        async with self._store.write() as tx:
            if failures >= MOST_FAILURES:
                ended = LeaseState.OVER if lease.state is LeaseState.LEAVING else LeaseState.DENIED
                await tx.hubs.close(lease.lease_id, ended, reason=refusal or "the hub never came to verify")
                _log.warning(
                    "hub.given_up feed_id=%d hub=%s reason=%s", lease.feed_id, lease.hub_url, refusal
                )
            else:
                again = ask_again_at(lease.failures, now)
                await tx.hubs.postpone(lease, ask_at=again, failures=failures, reason=refusal)
        if refusal is None:
            _log.info("hub.asked feed_id=%d hub=%s state=%s", lease.feed_id, lease.hub_url, lease.state)
        else:
            _log.info("hub.failed feed_id=%d hub=%s reason=%s", lease.feed_id, lease.hub_url, refusal)

    async def _renew(self, lease: HubLease) -> None:
        now = self._clock.now()
        wanted = Announced(feed_id=lease.feed_id, hub_url=lease.hub_url, topic_url=lease.topic_url)
        async with self._store.write() as tx:
            await tx.hubs.rest(lease.lease_id)
            await tx.hubs.add(wanted, token=new_token(), secret=new_secret(), now=now)

    async def _ask(self, lease: HubLease) -> str | None:
        """Why the hub does not take the request; None where it does, and will come to verify it."""
        form = request_of(lease, public_url=self._public_url)
        answer = await self._post(lease.hub_url, form)
        if isinstance(answer, WebResponse) and answer.status in _ELSEWHERE:
            other = web_address(answer.headers.get("Location"), base=lease.hub_url)
            if other is not None:
                answer = await self._post(other, form)
        if isinstance(answer, WebFailure):
            return answer.detail
        return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"

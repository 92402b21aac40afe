"""Pages of lately posted articles → noticed where they are gone, and where they are back.

    checks.enrol | checks.claim | HEAD, then GET unless it is there | judge_look ◇ | checks.settle

Attention: a publisher's own retraction (a push) is its word; a page that is still there does not undo it.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.feeds.gone import LOOKS, Neighbours, Sight, judge_look, sight_of
from bot.feeds.options import read_options
from bot.web.answer import Limits, WebFailure
from bot.web.client import WebClient
from storage.records.page_check import PageCheck
from storage.store import Store

BATCH: Final = 8
LEASE: Final = timedelta(minutes=2)
ENROLLED_FOR: Final = timedelta(days=2)
_NEIGHBOURS_FOR: Final = timedelta(days=1)
_LIMITS: Final = Limits(timeout_s=12.0)
_log = logging.getLogger(__name__)


class PageCheckStation:
    """Looks at pages again."""

    def __init__(self, store: Store, *, client: WebClient, clock: Clock) -> None:
        self._store = store
        self._client = client
        self._clock = clock

    async def work(self) -> int:
        """Look at most at BATCH pages; how many were looked at, 0 when none is due."""
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.checks.enrol(since=now - ENROLLED_FOR, due=now + LOOKS[0])
            due = await tx.checks.claim(BATCH, now=now, until=now + LEASE)
        await asyncio.gather(*(self._look(check) for check in due))
        return len(due)

    async def _look(self, check: PageCheck) -> None:
        sight = await self._sight(check)
        now = self._clock.now()
        async with self._store.write() as tx:
            seen, missing = await tx.checks.neighbours(check, since=now - _NEIGHBOURS_FOR)
            verdict = judge_look(
                sight,
                looks=check.looks,
                missing=check.missing,
                is_gone=check.gone_at is not None,
                neighbours=Neighbours(seen=seen, missing=missing),
                now=now,
            )
            await tx.checks.settle(
                check.article_id,
                looks=verdict.looks,
                missing=verdict.missing,
                due=verdict.due_at,
                now=now,
            )
            if verdict.gone is True:
                await tx.intake.mark_gone(check.article_id, now=now)
            elif verdict.gone is False and check.pushed_at is None:
                await tx.intake.mark_back(check.article_id)
        if verdict.gone is not None:
            _log.info(
                "page.%s article_id=%d url=%s",
                "gone" if verdict.gone else "back",
                check.article_id,
                check.url,
            )

    async def _sight(self, check: PageCheck) -> Sight:
        headers = read_options(check.options).headers
        seen = Sight.UNCLEAR
        for ask in (self._client.head, self._client.get):
            answer = await ask(check.url, headers=headers, limits=_LIMITS)
            if isinstance(answer, WebFailure):
                return Sight.UNCLEAR
            seen = sight_of(answer.status, asked=check.url, reached=answer.url)
            if seen is Sight.THERE:
                break
        return seen

"""Tell the owners, each once: a failing source, a stopped channel, a post in doubt, news held or set aside.

    feeds.untold, stopped lanes, stuck deliveries | what was not told yet | say | note that it is told

It is noted before it is said: a notice that is lost in a crash is better than one at every start.
"""

import asyncio
import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from bot.clock import Clock
from bot.commands import outside
from bot.commands.approving import Approving
from bot.commands.request import Reply
from bot.commands.retracting import Retracting
from bot.commands.sources import SourceCommands
from bot.delivery.retract import LOOK_BACK
from bot.locale.phrases import Phrases
from bot.telegram.replier import Address, Replier
from bot.text.richtext import RichText
from storage.errors import StorageError
from storage.records.delivery import DeliveryState
from storage.records.identity import ChatId
from storage.records.oversight import BY_HAND
from storage.store import Store, Transaction

EVERY_S = 20.0
FAILURES = 3
"""So many failures in a row are no passing fault."""
IN_DOUBT = timedelta(minutes=5)
"""A look at the chat settles most doubts sooner."""
_MOST = 20
_log = logging.getLogger(__name__)


class Notices:
    """Watches the archive for what its keepers should know."""

    def __init__(
        self,
        *,
        store: Store,
        phrases: Phrases,
        clock: Clock,
        sources: SourceCommands,
        retracting: Retracting,
        approving: Approving,
        replier: Replier,
        owner_ids: AbstractSet[int],
    ) -> None:
        self._store = store
        self._phrases = phrases
        self._clock = clock
        self._sources = sources
        self._retracting = retracting
        self._approving = approving
        self._replier = replier
        self._owner_ids = owner_ids

    async def run(self, stop: asyncio.Event) -> None:
        """Look every EVERY_S seconds until *stop* is set."""
        while not stop.is_set():
            try:
                await self.work()
            except StorageError:
                _log.exception("notice.failed")
            try:
                async with asyncio.timeout(EVERY_S):
                    await stop.wait()
            except TimeoutError:
                continue

    async def work(self) -> int:
        """Say what was not said yet; how many things that were."""
        async with self._store.write() as tx:
            news = [
                *await self._of_sources(tx),
                *await self._of_lanes(tx),
                *await self._of_posts(tx),
                *await self._of_held(tx),
                *await self._of_aside(tx),
            ]
            replies = [
                *(Reply(text=text) for text in news),
                *await self._of_gone(tx),
                *await self._of_approvals(tx),
            ]
        for owner_id in sorted(self._owner_ids):
            for reply in replies:
                self._replier.say(Address(chat_id=ChatId(owner_id), user_id=owner_id), reply)
        return len(replies)

    async def _of_sources(self, tx: Transaction) -> Sequence[RichText]:
        news = []
        for feed in await tx.feeds.untold(failures=FAILURES):
            news.append(self._sources.trouble_told(feed))
            await tx.feeds.told(feed.feed_id, feed.error)
        return news[:_MOST]

    async def _of_lanes(self, tx: Transaction) -> Sequence[RichText]:
        """Channels and groups; a reader who blocks the bot is nobody's business."""
        now = self._clock.now()
        told = await tx.oversight.notices()
        news = []
        for lane in await tx.oversight.lanes(now=now):
            subject = f"target:{lane.target_id}"
            name = outside.name(lane.chat_name)
            stopped = lane.paused_reason is not None and lane.paused_reason != BY_HAND
            if lane.chat_id is not None and lane.chat_id > 0:
                continue
            if stopped and subject not in told:
                reason = outside.one_line(lane.paused_reason or "", 160)
                news.append(self._phrases.rich("notices.stopped", channel=name, reason=reason))
                await tx.oversight.note(subject, now=now)
            elif not stopped and subject in told:
                await tx.oversight.unnote(subject)
                if lane.paused_reason is None:
                    news.append(self._phrases.rich("notices.goes_on", channel=name))
        return news

    async def _of_gone(self, tx: Transaction) -> Sequence[Reply]:
        """Stories that their publishers took down and we have not, each once, with what may be done."""
        now = self._clock.now()
        told = await tx.oversight.notices()
        asked = []
        for story in await tx.retractions.gone(since=now - LOOK_BACK, most=_MOST):
            subject = f"gone:{story.story_id}"
            if subject not in told:
                await tx.oversight.note(subject, now=now)
                asked.append(self._retracting.gone(story))
        return asked

    async def _of_approvals(self, tx: Transaction) -> Sequence[Reply]:
        """Posts that wait for an editor's word, each once; the rest is found by /approve."""
        now = self._clock.now()
        told = {subject for subject in await tx.oversight.notices() if subject.startswith("approval:")}
        pending = {
            f"approval:{post.delivery_id}": post for post in await tx.approvals.pending(most=_MOST, now=now)
        }
        for subject in pending.keys() - told:
            await tx.oversight.note(subject, now=now)
        if len(pending) < _MOST:  # beyond the limit absence says nothing
            for subject in told - pending.keys():
                await tx.oversight.unnote(subject)
        return [self._approving.asked(post) for subject, post in pending.items() if subject not in told]

    async def _of_held(self, tx: Transaction) -> Sequence[RichText]:
        return await self._of_pile(tx, "held", (await tx.oversight.backlog()).held)

    async def _of_aside(self, tx: Transaction) -> Sequence[RichText]:
        return await self._of_pile(tx, "aside", await tx.stranded.count())

    async def _of_pile(self, tx: Transaction, subject: str, count: int) -> Sequence[RichText]:
        """Once when something lies there, and again only after all of it was decided on."""
        told = subject in await tx.oversight.notices()
        if count and not told:
            await tx.oversight.note(subject, now=self._clock.now())
            news = self._phrases.counted("count.news", count)
            return [self._phrases.rich(f"notices.{subject}", news=news)]
        if told and not count:
            await tx.oversight.unnote(subject)
        return []

    async def _of_posts(self, tx: Transaction) -> Sequence[RichText]:
        now = self._clock.now()
        told = await tx.oversight.notices()
        stuck = [
            each
            for each in await tx.oversight.stuck(most=_MOST)
            if each.state is not DeliveryState.UNKNOWN or now - each.since_at > IN_DOUBT
        ]
        new = [each for each in stuck if f"delivery:{each.delivery_id}" not in told]
        for each in new:
            await tx.oversight.note(f"delivery:{each.delivery_id}", now=now)
        over = {subject for subject in told if subject.startswith("delivery:")}
        over -= {f"delivery:{each.delivery_id}" for each in stuck}
        if len(stuck) < _MOST:  # beyond the limit absence says nothing
            for subject in over:
                await tx.oversight.unnote(subject)
        if not new:
            return []
        return [self._phrases.rich("notices.stuck", posts=self._phrases.counted("count.posts", len(new)))]

"""What visits bring into the archive: decide what is new or changed, and commit it with the feeds' state.

    look keys up | recognise | guard against bursts | clean | under one lock: store articles, keys, feeds

A feed that breaks something does not cost the others of its batch their commit: the batch is halved until it
is alone; then its articles are tried one by one, and those that the archive refuses are set aside.

Attention: the network is never awaited here, and the cleaning is done before the transaction opens.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.feeds.admission import admit
from bot.feeds.burst import is_burst
from bot.feeds.drafting import (
    LABEL,
    Draft,
    aside_of,
    draft_entries,
    not_taken,
    prepare,
    reading_of,
    strong_keys,
)
from bot.feeds.entry import sound
from bot.feeds.fetch import FetchFailed
from bot.feeds.identity import letters, recognise, to_look_at
from bot.feeds.settling import has_moved, pause_reason, settle
from bot.feeds.timing import Bounds
from bot.feeds.visit import Visit
from bot.web.turn import Turn
from storage.errors import StoreBusyError
from storage.records.article import Intake
from storage.records.feed import ChangedArticle, Feed, FeedError, NewArticle
from storage.records.identity import ArticleId
from storage.store import Store, Transaction

_REMEMBERED: Final = timedelta(days=14)  # titles that a burst is compared with
_NO_MORE: Final = object()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a poll came to, for logs and the command line."""

    source_name: str
    error: FeedError | None
    unchanged: bool
    new: int
    held: int
    changed: int
    wire_bytes: int
    elapsed_ms: float


@dataclass(slots=True, kw_only=True)
class _Catch:
    """A visit and what came of it."""

    visit: Visit
    draft: Draft

    def spoil(self, error: Exception) -> None:
        """Khabar's own fault: nothing of the visit is taken in, and the feed shows why."""
        feed = self.visit.feed
        _log.error("feed.bug feed_id=%d url=%s", feed.feed_id, feed.url, exc_info=error)
        detail = sound(f"{type(error).__name__}: {error}")[:LABEL]
        failure = FetchFailed(error=FeedError.BUG, detail=detail, wishes=self.visit.result.wishes)
        self.visit = replace(self.visit, result=failure, parsed=None, adopted_url=None)
        self.draft = Draft(
            source_id=feed.source_id,
            feed_id=feed.feed_id,
            options=self.visit.options,
            aside=self.draft.aside,
        )


class IntakeStation:
    """Takes visits in, several feeds in one transaction."""

    def __init__(self, store: Store, *, bounds: Bounds, newsroom: ZoneInfo, turn: Turn | None = None) -> None:
        self._store = store
        self._turn = turn or Turn()
        self._bounds = bounds
        self._newsroom = newsroom

    async def take_in(self, visits: Sequence[Visit], *, now: datetime) -> Sequence[Polled]:
        """Store what *visits* brought; one Polled each, in their order."""
        catches = [_catch(visit) for visit in visits]
        await self._each(catches, lambda catch: self._draft(catch, now))
        if any(catch.draft.sightings for catch in catches):
            await self._recognise(catches, now)
            await self._each(catches, lambda catch: prepare(catch.draft, now))
        await self._commit(catches, now)
        return [_polled(catch) for catch in catches]

    async def _each(self, catches: Sequence[_Catch], work: Callable[[_Catch], Iterator[None]]) -> None:
        """Do the steps of *work* on each, a step a turn."""
        for catch in catches:
            steps, more = None, True
            while more:
                async with self._turn:
                    try:
                        steps = work(catch) if steps is None else steps
                        more = next(steps, _NO_MORE) is None
                    except Exception as error:  # noqa: BLE001 - a feed that breaks us must cost no other its poll
                        catch.spoil(error)
                        more = False

    def _draft(self, catch: _Catch, now: datetime) -> Iterator[None]:
        visit = catch.visit
        if visit.parsed is not None:
            reading = reading_of(
                visit.parsed, visit.options, fetched_from=visit.feed.url, now=now, newsroom=self._newsroom
            )
            yield from draft_entries(catch.draft, visit.parsed, reading)

    async def _recognise(self, catches: Sequence[_Catch], now: datetime) -> None:
        keys = {key for catch in catches for sighting in catch.draft.sightings for key in sighting.keys}
        async with self._store.read() as tx:
            known, marks = await tx.intake.marks(keys)
            doubtful = set[ArticleId]()
            for catch in catches if known else ():
                doubtful |= to_look_at(catch.draft.sightings, known, marks, catch.draft.feed_id)
            articles = await tx.intake.known_articles(doubtful) if doubtful else {}
        for catch in catches:
            try:
                draft = catch.draft
                async with self._turn:
                    draft.recognised = recognise(draft.sightings, known, marks, articles)
                draft.admissions = admit(
                    catch.visit.feed,
                    draft.recognised.new,
                    total=len(draft.sightings),
                    now=now,
                    titles=await self._titles(catch, now),
                    seen=draft.recognised.again,
                )
            except Exception as error:  # noqa: BLE001 - see _each
                catch.spoil(error)

    async def _titles(self, catch: _Catch, now: datetime) -> frozenset[str]:
        """What the source has said lately, asked only where the burst guard will want to know."""
        feed, draft = catch.visit.feed, catch.draft
        if not feed.settled or not is_burst(len(draft.recognised.new), len(draft.sightings)):
            return frozenset()
        async with self._store.read() as tx:
            headlines = await tx.intake.titles_since(feed.source_id, since=now - _REMEMBERED)
        return frozenset(letters(headline.title) for headline in headlines)

    async def _commit(self, catches: Sequence[_Catch], now: datetime) -> None:
        """One transaction for all, or, where that fails, one for each half."""
        try:
            await self._store_all(catches, now)
        except StoreBusyError:
            raise
        except Exception as error:  # noqa: BLE001 - see the head of this file
            if len(catches) == 1:
                _log.warning("intake.alone source=%s", catches[0].visit.feed.source_name, exc_info=error)
                await self._commit_alone(catches[0], now)
                return
            _log.warning("intake.halved feeds=%d error=%s", len(catches), type(error).__name__)
            half = len(catches) // 2
            await self._commit(catches[:half], now)
            await self._commit(catches[half:], now)

    async def _store_all(self, catches: Sequence[_Catch], now: datetime) -> None:
        drafts = [catch.draft for catch in catches]
        async with self._store.write() as tx:
            stored = await store_drafts(tx, drafts, now)
            polled = [catch for catch in catches if not catch.visit.by_hub]
            feeds = [self._settled(catch, now) for catch in polled]
            await tx.feeds.settle(feeds)
            await _follow_moves(tx, polled, feeds)
            brought = [catch.draft for catch in catches if catch.visit.by_hub and catch.draft.new]
            if brought:
                await tx.feeds.heard([draft.feed_id for draft in brought], now=now)
        for draft, articles in zip(drafts, stored, strict=True):  # not before: what failed is tried again
            draft.new = articles

    async def _commit_alone(self, catch: _Catch, now: datetime) -> None:
        """Set aside the articles that the archive refuses; where it is not they, the feed itself fails."""
        draft = catch.draft
        draft.new = [one for one in draft.new if await self._would_go_in(draft, one, now)]
        draft.changed = [one for one in draft.changed if await self._would_go_in(draft, one, now)]
        try:
            await self._store_all([catch], now)
        except StoreBusyError:
            raise
        except Exception as last:  # noqa: BLE001 - if the feed's bare state fails too, it is the archive
            catch.spoil(last)
            await self._store_all([catch], now)

    async def _would_go_in(self, draft: Draft, article: NewArticle | ChangedArticle, now: datetime) -> bool:
        """Whether the archive takes an article, tried in a transaction that is rolled back."""
        try:
            async with self._store.write() as tx:
                await store_drafts(tx, [_only(draft, article)], now)
                raise _OnlyTried  # noqa: TRY301 - only an exception rolls a transaction back
        except _OnlyTried:
            return True
        except StoreBusyError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it costs this article and no other
            reason = f"{type(error).__name__}: {error}"
            label = article.content.title
            draft.aside.append(
                aside_of(draft.feed_id, article.entry_hash, label=label, reason=reason, now=now)
            )
            return False

    def _settled(self, catch: _Catch, now: datetime) -> Feed:
        dates = [one.published_at for one in catch.draft.sightings if one.published_at is not None]
        return settle(catch.visit, now=now, bounds=self._bounds, dates=dates, new=len(catch.draft.new))


def _catch(visit: Visit) -> _Catch:
    feed = visit.feed
    return _Catch(
        visit=visit,
        draft=Draft(source_id=feed.source_id, feed_id=feed.feed_id, options=visit.options),
    )


class _OnlyTried(Exception):  # noqa: N818 - no error: it ends a trial
    """Rolls a transaction back that went well."""


def _only(draft: Draft, article: NewArticle | ChangedArticle) -> Draft:
    """One article of *draft* by itself."""
    single = Draft(source_id=draft.source_id, feed_id=draft.feed_id, options=draft.options)
    if isinstance(article, NewArticle):
        single.new.append(article)
    else:
        single.changed.append(article)
    return single


async def store_drafts(tx: Transaction, drafts: Sequence[Draft], now: datetime) -> list[list[NewArticle]]:
    """Store under the lock what is still new, and what changed; the new articles of each draft."""
    stored: list[list[NewArticle]] = [[] for _ in drafts]
    if any(draft.new for draft in drafts):
        await tx.intake.lock()
        taken = await tx.intake.known_keys(
            {key for draft in drafts for one in draft.new for key in strong_keys(one)}
        )
        stored = not_taken(drafts, taken)
        await tx.intake.add([article for articles in stored for article in articles])
    keys = [key for draft in drafts for key in draft.recognised.keys]
    if keys:
        await tx.intake.add_keys(keys)
    await tx.intake.revise([change for draft in drafts for change in draft.changed], now=now)
    await tx.intake.touch([touched for draft in drafts for touched in draft.touched])
    aside = [entry for draft in drafts for entry in draft.aside]
    if aside:
        await tx.feeds.set_aside(aside)
    return stored


async def _follow_moves(tx: Transaction, catches: Sequence[_Catch], feeds: Sequence[Feed]) -> None:
    """Adopt new addresses, and stop polling what its publisher has ended."""
    for catch, feed in zip(catches, feeds, strict=True):
        address = catch.visit.adopted_url or has_moved(feed)
        if address is not None and not await tx.feeds.move(feed.feed_id, address):
            _log.warning("feed.moved_to_known feed_id=%d url=%s", feed.feed_id, address)
            await tx.sources.pause(feed.source_id, FeedError.MOVED_AWAY)
        if (reason := pause_reason(feed)) is not None:
            await tx.sources.pause(feed.source_id, reason)


def _polled(catch: _Catch) -> Polled:
    visit, draft = catch.visit, catch.draft
    error = getattr(visit.result, "error", None)
    return Polled(
        source_name=visit.feed.source_name,
        error=error,
        unchanged=error is None and visit.parsed is None,
        new=len(draft.new),
        held=sum(article.intake is Intake.HELD for article in draft.new),
        changed=len(draft.changed),
        wire_bytes=visit.wire_bytes,
        elapsed_ms=visit.elapsed_ms,
    )

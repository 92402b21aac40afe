"""What visits bring into the archive: decide what is new or changed, and commit it with the feeds' state.

    look keys up | recognise | guard against bursts | clean | under one lock: store articles, keys, feeds

Attention: the network is never awaited here, and the cleaning is done before the transaction opens.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.feeds.admission import Admission, admit, in_its_language, page_state
from bot.feeds.burst import is_burst
from bot.feeds.canonical import EntryError, Reading, address_of, canonical, content_hash, date_of
from bot.feeds.entry import ParsedFeed
from bot.feeds.identity import Recognised, Sighting, letters, recognise, sight
from bot.feeds.settling import has_moved, pause_reason, settle
from bot.feeds.timing import Bounds
from bot.feeds.visit import Visit
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import ChangedArticle, Feed, FeedError, KnownArticle, NewArticle, SetAside
from storage.records.identity import ArticleId
from storage.store import Store, Transaction

_REMEMBERED: Final = timedelta(days=14)  # titles that a burst is compared with
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
class _Draft:
    """A visit on its way into the archive."""

    visit: Visit
    reading: Reading | None = None
    sightings: tuple[Sighting, ...] = ()
    recognised: Recognised = field(default_factory=lambda: Recognised(new=(), seen=(), keys=()))
    admissions: tuple[Admission, ...] = ()
    new: list[NewArticle] = field(default_factory=list)
    changed: list[ChangedArticle] = field(default_factory=list)
    touched: list[tuple[ArticleId, int]] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)


class IntakeStation:
    """Takes visits in, several feeds in one transaction."""

    def __init__(self, store: Store, *, bounds: Bounds, newsroom: ZoneInfo) -> None:
        self._store = store
        self._bounds = bounds
        self._newsroom = newsroom

    async def take_in(self, visits: Sequence[Visit], *, now: datetime) -> Sequence[Polled]:
        """Store what *visits* brought; one Polled each, in their order."""
        drafts = []
        for visit in visits:
            drafts.append(self._draft(visit, now))
            await asyncio.sleep(
                0
            )  # a batch is many feeds' work: whoever chats with the bot is let in between
        if any(draft.sightings for draft in drafts):
            await self._recognise(drafts, now)
            for draft in drafts:
                _prepare(draft, now)
                await asyncio.sleep(0)
        async with self._store.write() as tx:
            await _store_articles(tx, drafts, now)
            feeds = [self._settled(draft, now) for draft in drafts]
            await tx.feeds.settle(feeds)
            await _follow_moves(tx, drafts, feeds)
        return [_polled(draft) for draft in drafts]

    def _draft(self, visit: Visit, now: datetime) -> _Draft:
        """The entries of *visit* with their addresses, dates and keys."""
        parsed = visit.parsed
        if parsed is None:
            return _Draft(visit=visit)
        reading = _reading(visit, parsed, now, self._newsroom)
        dated = ((entry, address_of(entry, reading), date_of(entry, reading)) for entry in parsed.entries)
        return _Draft(visit=visit, reading=reading, sightings=sight(visit.feed.source_id, dated))

    async def _recognise(self, drafts: Sequence[_Draft], now: datetime) -> None:
        keys = {key for draft in drafts for sighting in draft.sightings for key in sighting.keys}
        async with self._store.read() as tx:
            known = await tx.intake.known_keys(keys)
            articles = await tx.intake.known_articles(set(known.values())) if known else {}
        for draft in drafts:
            draft.recognised = recognise(draft.sightings, known, articles)
            titles = await self._titles(draft, now)
            draft.admissions = admit(
                draft.visit.feed,
                draft.recognised.new,
                total=len(draft.sightings),
                now=now,
                titles=titles,
                seen=len(draft.recognised.seen),
            )

    async def _titles(self, draft: _Draft, now: datetime) -> frozenset[str]:
        """What the source has said lately, asked only where the burst guard will want to know."""
        feed = draft.visit.feed
        if not feed.settled or not is_burst(len(draft.recognised.new), len(draft.sightings)):
            return frozenset()
        async with self._store.read() as tx:
            headlines = await tx.intake.titles_since(feed.source_id, since=now - _REMEMBERED)
        return frozenset(letters(headline.title) for headline in headlines)

    def _settled(self, draft: _Draft, now: datetime) -> Feed:
        dates = [one.published_at for one in draft.sightings if one.published_at is not None]
        return settle(draft.visit, now=now, bounds=self._bounds, dates=dates, new=len(draft.new))


def _reading(visit: Visit, parsed: ParsedFeed, now: datetime, newsroom: ZoneInfo) -> Reading:
    fetched_from = visit.feed.url
    base = parsed.url if parsed.url and parsed.url.startswith(("http://", "https://")) else fetched_from
    return Reading(
        base_url=base,
        zone=visit.options.zone(newsroom),
        now=now,
        language=visit.options.language or parsed.language,
        section=visit.options.section,
    )


def _prepare(draft: _Draft, now: datetime) -> None:
    """Clean what is new or may have changed; an entry that breaks something is set aside, others go on."""
    if draft.reading is None:
        return
    for admission in draft.admissions:
        content = _content(draft, admission.sighting, now, thorough=admission.thorough)
        if content is not None:
            draft.new.append(_new_article(draft, admission, content, now))
    feed_id = draft.visit.feed.feed_id
    for sighting, article in draft.recognised.seen:
        if article.feed_id != feed_id or article.entry_hash == sighting.entry_hash:
            continue  # another feed that carries the article does not speak for it
        content = _content(draft, sighting, now)
        if content is not None and not _was_read_lightly(draft, sighting, article):
            _compare(draft, sighting, article, content)


def _content(
    draft: _Draft, sighting: Sighting, now: datetime, *, thorough: bool = True
) -> ArticleContent | None:
    if draft.reading is None:
        return None
    try:
        return canonical(sighting, draft.reading, thorough=thorough)
    except EntryError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - hostile input must cost its entry, not its feed
        _log.error("entry.bug feed_id=%d", draft.visit.feed.feed_id, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
    label = sighting.entry.title or sighting.url or sighting.entry.entry_id or ""
    draft.aside.append(
        SetAside(
            feed_id=draft.visit.feed.feed_id,
            entry_hash=sighting.entry_hash,
            label=label.replace("\x00", "").encode("utf-8", "replace").decode()[:300],
            error=reason.replace("\x00", "")[:300],
            seen_at=now,
        )
    )
    return None


def _new_article(draft: _Draft, admission: Admission, content: ArticleContent, now: datetime) -> NewArticle:
    feed, sighting, options = draft.visit.feed, admission.sighting, draft.visit.options
    intake = in_its_language(admission.intake, content, foreign=options.foreign)
    return NewArticle(
        source_id=feed.source_id,
        feed_id=feed.feed_id,
        content=content,
        keys=sighting.keys,
        entry_hash=sighting.entry_hash,
        content_hash=content_hash(content),
        intake=intake,
        page_state=page_state(
            content,
            intake=intake,
            full_text=options.full_text,
            has_page=bool(sighting.url),
        ),
        seen_at=now,
    )


def _was_read_lightly(draft: _Draft, sighting: Sighting, article: KnownArticle) -> bool:
    """Whether the article is the depth of a first poll and, read as it was then, has not changed."""
    if article.intake is not Intake.SEED or draft.reading is None:
        return False
    if content_hash(canonical(sighting, draft.reading, thorough=False)) != article.content_hash:
        return False
    draft.touched.append((article.article_id, sighting.entry_hash))
    return True


def _compare(draft: _Draft, sighting: Sighting, article: KnownArticle, content: ArticleContent) -> None:
    new_hash = content_hash(content)
    if new_hash == article.content_hash:
        draft.touched.append((article.article_id, sighting.entry_hash))
        return
    draft.changed.append(
        ChangedArticle(
            article_id=article.article_id,
            content=content,
            entry_hash=sighting.entry_hash,
            content_hash=new_hash,
            reread=article.page_state in {PageState.READ, PageState.WAITING},
        )
    )


async def _store_articles(tx: Transaction, drafts: Sequence[_Draft], now: datetime) -> None:
    """Store what is still new under the lock, and what changed."""
    if any(draft.new for draft in drafts):
        await tx.intake.lock()
        taken = dict(
            await tx.intake.known_keys({key for draft in drafts for one in draft.new for key in one.keys})
        )
        _drop_taken(drafts, taken)
        await tx.intake.add([article for draft in drafts for article in draft.new])
    keys = [key for draft in drafts for key in draft.recognised.keys]
    if keys:
        await tx.intake.add_keys(keys)
    await tx.intake.revise([change for draft in drafts for change in draft.changed], now=now)
    await tx.intake.touch([touched for draft in drafts for touched in draft.touched])
    aside = [entry for draft in drafts for entry in draft.aside]
    if aside:
        await tx.feeds.set_aside(aside)


def _drop_taken(drafts: Sequence[_Draft], known: Mapping[int, ArticleId]) -> None:
    """Drop what another process, or another feed of this batch, was faster with: the first one keeps it.

    Attention: only the strong keys count, the title decides nothing here.
    """
    fresh: set[int] = set()
    for draft in drafts:
        kept = []
        for article in draft.new:
            own = set(_strong(article))
            if own.isdisjoint(fresh) and not any(key in known for key in own):
                kept.append(article)
                fresh |= own
        draft.new = kept


def _strong(article: NewArticle) -> tuple[int, ...]:
    return article.keys[:-1] if len(article.keys) > 1 else article.keys


async def _follow_moves(tx: Transaction, drafts: Sequence[_Draft], feeds: Sequence[Feed]) -> None:
    """Adopt new addresses, and stop polling what its publisher has ended."""
    for draft, feed in zip(drafts, feeds, strict=True):
        address = draft.visit.adopted_url or has_moved(feed)
        if address is not None and not await tx.feeds.move(feed.feed_id, address):
            _log.warning("feed.moved_to_known feed_id=%d url=%s", feed.feed_id, address)
            await tx.sources.pause(feed.source_id, FeedError.MOVED_AWAY)
        if (reason := pause_reason(feed)) is not None:
            await tx.sources.pause(feed.source_id, reason)


def _polled(draft: _Draft) -> Polled:
    visit = draft.visit
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

"""The push desk: an article from its publisher's own CMS → the archive, in one transaction, without a poll.

    source | entry → sighting → content ◇ | under the lock: known? → new, a revision, gone, or nothing to do

The same identities, cleaning and rules as for a poll. What a publisher has pushed, its feeds change no more:
the next poll of a cached feed must not undo a correction. A push that was signed before the newest one of its
article changes nothing: it is a replay, or has been overtaken.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.feeds.admission import in_its_language
from bot.feeds.canonical import EntryError, Reading, address_of, canonical, content_hash, date_of, reads_like
from bot.feeds.identity import Sighting, sight
from bot.feeds.options import SourceOptions, read_options
from bot.feeds.pushed_item import ItemError, PushedItem, entry_of
from bot.feeds.sources import PUSHED, REMOVED, STOPPED
from bot.feeds.timing import count_poll, read_habit, write_habit
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import ChangedArticle, KnownArticle, NewArticle
from storage.records.identity import ArticleId
from storage.records.source import Source
from storage.store import Store, Transaction

_log = logging.getLogger(__name__)


class PushStatus(StrEnum):
    """What a push came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RETRACTED = "retracted"
    RESTORED = "restored"
    """It had been retracted, or found gone, and is there again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push came to, and where the article stands."""

    status: PushStatus
    article_id: ArticleId
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A pushed item on its way into the archive; without *content* it is a retraction."""

    source: Source
    options: SourceOptions
    sighting: Sighting
    content: ArticleContent | None
    archive: bool
    signed_at: datetime
    now: datetime


class PushDesk:
    """Takes pushed items in."""

    def __init__(self, store: Store, *, clock: Clock, newsroom: ZoneInfo) -> None:
        self._store = store
        self._clock = clock
        self._newsroom = newsroom

    async def take(self, item: PushedItem, *, signed_at: datetime) -> Pushed:
        """Take *item* in, which its publisher signed at *signed_at*; once is as good as twice.

        Raises:
            ItemError: it cannot be taken in; the text says why.
            StorageError: the archive could not; the same push may be sent again.
        """
        draft = self._draft(await self._source(item.source), item, signed_at)
        async with self._store.write() as tx:
            await tx.intake.lock()
            pushed = await _settle(tx, draft)
            await _note(tx, draft, new=pushed.status is PushStatus.NEW)
        _log.info(
            "push.taken source=%s article_id=%d status=%s",
            draft.source.name,
            pushed.article_id,
            pushed.status,
        )
        return pushed

    async def _source(self, name: str | None) -> Source:
        async with self._store.read() as tx:
            sources = await tx.sources.all()
        open_ones = [source for source in sources if _is_open(source)]
        if name is None:
            if len(open_ones) != 1:
                raise ItemError(422, f"source is missing: {len(open_ones)} sources take pushes")
            return open_ones[0]
        named = [source for source in sources if source.name == name]
        if not named:
            raise ItemError(404, f"no source is named {name!r}")
        if named[0] not in open_ones:
            raise ItemError(403, f'the source {name!r} takes no pushes: it has no push = "also" or "only"')
        return named[0]

    def _draft(self, source: Source, item: PushedItem, signed_at: datetime) -> _Draft:
        """Everything that needs no archive, done before the transaction opens."""
        now, options = self._clock.now(), read_options(source.options)
        zone = options.zone(self._newsroom)
        reading = Reading(
            base_url=source.url, zone=zone, now=now, language=options.language, section=options.section
        )
        entry = entry_of(item, zone=zone, now=now)
        [sighting] = sight(source.source_id, [(entry, address_of(entry, reading), date_of(entry, reading))])
        if item.url is not None and sighting.url is None:
            raise ItemError(422, "url is no address that can be kept: check its host, and its length")
        if sighting.has_words_only:
            raise ItemError(422, "the url is no article's own address; give it, or a guid")
        content = None
        if not item.retracted:
            try:
                content = canonical(sighting, reading)
            except EntryError as error:
                raise ItemError(422, str(error)) from error
        return _Draft(
            source=source,
            options=options,
            sighting=sighting,
            content=content,
            archive=item.archive,
            signed_at=signed_at,
            now=now,
        )


def _is_open(source: Source) -> bool:
    return source.paused_reason not in {REMOVED, STOPPED} and read_options(source.options).push != "never"


async def _settle(tx: Transaction, draft: _Draft) -> Pushed:
    article = await _known(tx, draft.sighting)
    if article is None:
        if draft.content is None:
            raise ItemError(404, "no article with this guid or url is known, so none can be retracted")
        return await _add(tx, draft, draft.content)
    if article.source_id != draft.source.source_id:
        raise ItemError(409, "another source brought the article at this address; push as that source")
    if article.pushed_at is not None and draft.signed_at < article.pushed_at:
        raise ItemError(409, "a later push of this article has come before")
    await tx.intake.mark_pushed(article.article_id, signed_at=draft.signed_at)
    if draft.content is None:
        was_there = await tx.intake.mark_gone(article.article_id, now=draft.now)
        status = PushStatus.RETRACTED if was_there else PushStatus.UNCHANGED
    else:
        status = await _change(tx, draft, draft.content, article)
    return Pushed(status=status, article_id=article.article_id, url=article.url)


async def _known(tx: Transaction, sighting: Sighting) -> KnownArticle | None:
    """The article that a push is about: its guid counts before its address, its words only without one.

    Attention: an article that was purged is known by its keys alone; it is no news again.
    """
    known = await tx.intake.known_keys(sighting.keys)
    by_words = sighting.title_key if sighting.url_key is None else None
    wanted = (sighting.guid_key, sighting.url_key, by_words)
    found = next((known[key] for key in wanted if key is not None and key in known), None)
    if found is None:
        return None
    article = (await tx.intake.known_articles([found])).get(found)
    if article is None:
        raise ItemError(409, "this article was purged from the archive")
    return article


async def _add(tx: Transaction, draft: _Draft, content: ArticleContent) -> Pushed:
    intake = Intake.SEED if draft.archive else Intake.NEWS
    intake = in_its_language(intake, content, foreign=draft.options.foreign)
    has_page = draft.options.full_text == "always" and draft.sighting.url is not None
    article = NewArticle(
        source_id=draft.source.source_id,
        feed_id=None,
        content=content,
        keys=draft.sighting.keys,
        entry_hash=draft.sighting.entry_hash,
        content_hash=content_hash(content),
        intake=intake,
        page_state=PageState.WAITING if has_page and intake is Intake.NEWS else PageState.NONE,
        seen_at=draft.now,
        pushed_at=draft.signed_at,
    )
    [article_id] = await tx.intake.add([article])
    return Pushed(status=PushStatus.NEW, article_id=article_id, url=content.url)


async def _change(
    tx: Transaction, draft: _Draft, content: ArticleContent, article: KnownArticle
) -> PushStatus:
    """A later version, or the same again; an editor's doubts end with the publisher's word."""
    await tx.intake.add_keys([(key, article.article_id) for key in draft.sighting.keys])
    if article.intake is Intake.HELD and not draft.archive:
        await tx.intake.release(article.article_id, Intake.NEWS)
    told_otherwise = not reads_like(content, article.content_hash)
    if told_otherwise or await _looks_otherwise(tx, article.article_id, content):
        change = ChangedArticle(
            article_id=article.article_id,
            content=content,
            entry_hash=draft.sighting.entry_hash,
            content_hash=content_hash(content),
            reread=False,
        )
        await tx.intake.revise([change], now=draft.now)
        return PushStatus.CHANGED if article.gone_at is None else PushStatus.RESTORED
    if await tx.intake.mark_back(article.article_id):
        return PushStatus.RESTORED
    return PushStatus.UNCHANGED


async def _looks_otherwise(tx: Transaction, article_id: ArticleId, content: ArticleContent) -> bool:
    """Whether pictures, an author or a section are given that the archive has not."""
    article = await tx.articles.get(article_id)
    if article is None:
        return False
    pairs = (
        (content.image_url, article.content.image_url),
        (content.pictures or None, article.content.pictures),
        (content.author, article.content.author),
        (content.section, article.content.section),
    )
    return any(given is not None and given != kept for given, kept in pairs)


async def _note(tx: Transaction, draft: _Draft, *, new: bool) -> None:
    """A source that is only pushed has a feed row that shows how it fares; here is where it is kept."""
    if draft.source.kind != PUSHED:
        return
    for feed in await tx.feeds.of_source(draft.source.source_id):
        habit = count_poll(read_habit(feed.timing), draft.now, failed=False, articles=int(new))
        await tx.feeds.note_push(feed.feed_id, timing=write_habit(habit), now=draft.now, new=new)

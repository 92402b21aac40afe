"""What a document brings, on its way into the archive: drafted, compared with what is known, cleaned; no I/O.

    draft_entries | recognised and admitted by who asked the archive | prepare → new, changed, touched, aside

An entry that breaks something is set aside with its reason; the others go on.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.feeds.admission import Admission, in_its_language, page_state
from bot.feeds.canonical import EntryError, Reading, address_of, canonical, content_hash, date_of, reads_like
from bot.feeds.entry import Entry, ParsedFeed, sound
from bot.feeds.identity import Recognised, Sighting, entry_hash_before, first_sight, hash63, told_apart
from bot.feeds.options import SourceOptions
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import ChangedArticle, KnownArticle, NewArticle, SetAside
from storage.records.identity import ArticleId, FeedId, SourceId

LABEL: Final = 300
"""Characters of an entry, and of what was wrong with it, that are kept of what is set aside."""
_STEP: Final = 40_000
"""Characters of markup that are worked on before others have their turn: two or three milliseconds."""
_EACH: Final = 400
"""What an entry counts for beside its markup."""
_THOROUGH: Final = 4
"""What its markup counts for where it is cleaned thoroughly."""
_STEP_ENTRIES: Final = 100
"""Entries that are drafted before others have their turn."""
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Draft:
    """What came of a feed; without *reading* there was nothing to read."""

    source_id: SourceId
    feed_id: FeedId
    options: SourceOptions
    reading: Reading | None = None
    sightings: tuple[Sighting, ...] = ()
    recognised: Recognised = field(default_factory=lambda: Recognised(new=(), seen=(), keys=()))
    admissions: tuple[Admission, ...] = ()
    new: list[NewArticle] = field(default_factory=list)
    changed: list[ChangedArticle] = field(default_factory=list)
    touched: list[tuple[ArticleId, int]] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)


def draft_entries(draft: Draft, parsed: ParsedFeed, reading: Reading) -> Iterator[None]:
    """The entries of *parsed* with their addresses, dates and keys, a few milliseconds' work a step."""
    draft.reading = reading
    seen: list[Sighting] = []
    for number, entry in enumerate(parsed.entries, start=1):
        try:
            address, date = address_of(entry, reading), date_of(entry, reading)
            seen.append(first_sight(draft.source_id, entry, address, date))
        except Exception as error:  # noqa: BLE001 - hostile input must cost its entry, not its feed
            entry_hash = hash63(entry.title, entry.url or "", entry.entry_id or "")
            set_aside(draft, entry, entry_hash, error, reading.now)
        if number % _STEP_ENTRIES == 0:
            yield
    draft.sightings = told_apart(draft.source_id, seen)


def reading_of(
    parsed: ParsedFeed, options: SourceOptions, *, fetched_from: str, now: datetime, newsroom: ZoneInfo
) -> Reading:
    """How the entries of *parsed* are to be read."""
    base = parsed.url if parsed.url and parsed.url.startswith(("http://", "https://")) else fetched_from
    return Reading(
        base_url=base,
        zone=options.zone(newsroom),
        now=now,
        language=options.language or parsed.language,
        section=options.section,
    )


def prepare(draft: Draft, now: datetime) -> Iterator[None]:
    """Clean what is new or may have changed, a few milliseconds' work a step."""
    if draft.reading is None:
        return
    done = 0
    for admission in draft.admissions:
        if done >= _STEP:
            done = 0
            yield
        markup = len(admission.sighting.entry.content)
        done += _EACH + (_THOROUGH * markup if admission.thorough else markup)
        content = _content(draft, draft.reading, admission.sighting, now, thorough=admission.thorough)
        if content is not None:
            draft.new.append(_new_article(draft, admission, content, now))
    for sighting, article in draft.recognised.seen:
        if article.feed_id != draft.feed_id or article.entry_hash == sighting.entry_hash:
            continue  # another feed that carries the article does not speak for it
        if article.entry_hash == entry_hash_before(sighting.entry):
            draft.touched.append((article.article_id, sighting.entry_hash))
            continue
        content = _content(draft, draft.reading, sighting, now)
        yield
        if content is not None and not _was_read_lightly(draft, draft.reading, sighting, article, now):
            _compare(draft, sighting, article, content)


def set_aside(draft: Draft, entry: Entry, entry_hash: int, error: Exception | str, now: datetime) -> None:
    """Keep *entry* to be shown, with what was wrong with it; a fault of ours is logged whole."""
    reason = str(error)
    if isinstance(error, Exception) and not isinstance(error, EntryError):
        _log.error("entry.bug feed_id=%d", draft.feed_id, exc_info=error)
        reason = f"{type(error).__name__}: {error}"
    label = entry.title or entry.url or entry.entry_id or ""
    draft.aside.append(aside_of(draft.feed_id, entry_hash, label=label, reason=reason, now=now))


def aside_of(feed_id: FeedId, entry_hash: int, *, label: str, reason: str, now: datetime) -> SetAside:
    """What is kept of an entry that could not be taken in."""
    return SetAside(
        feed_id=feed_id,
        entry_hash=entry_hash,
        label=sound(label)[:LABEL],
        error=sound(reason)[:LABEL],
        seen_at=now,
    )


def not_taken(drafts: Sequence[Draft], known: Mapping[int, ArticleId]) -> list[list[NewArticle]]:
    """The new articles of each draft without what another process, or an earlier draft, was faster with.

    Attention: only the strong keys count, the title decides nothing here.
    """
    taken = set(known)
    kept = []
    for draft in drafts:
        own: list[NewArticle] = []
        for article in draft.new:
            keys = strong_keys(article)
            if taken.isdisjoint(keys):
                own.append(article)
                taken.update(keys)
        kept.append(own)
    return kept


def strong_keys(article: NewArticle) -> tuple[int, ...]:
    """The keys that are no words; where there are only words, they."""
    return article.keys[:-1] if article.worded and len(article.keys) > 1 else article.keys


def _content(
    draft: Draft, reading: Reading, sighting: Sighting, now: datetime, *, thorough: bool = True
) -> ArticleContent | None:
    try:
        return canonical(sighting, reading, thorough=thorough)
    except Exception as error:  # noqa: BLE001 - hostile input must cost its entry, not its feed
        set_aside(draft, sighting.entry, sighting.entry_hash, error, now)
    return None


def _new_article(draft: Draft, admission: Admission, content: ArticleContent, now: datetime) -> NewArticle:
    sighting, options = admission.sighting, draft.options
    intake = in_its_language(admission.intake, content, foreign=options.foreign)
    return NewArticle(
        source_id=draft.source_id,
        feed_id=draft.feed_id,
        content=content,
        keys=sighting.keys,
        worded=sighting.title_key is not None,
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


def _was_read_lightly(
    draft: Draft, reading: Reading, sighting: Sighting, article: KnownArticle, now: datetime
) -> bool:
    """Whether the article is the depth of a first poll and, read as it was then, has not changed."""
    if article.intake is not Intake.SEED:
        return False
    light = _content(draft, reading, sighting, now, thorough=False)
    if light is None or not reads_like(light, article.content_hash):
        return False
    draft.touched.append((article.article_id, sighting.entry_hash))
    return True


def _compare(draft: Draft, sighting: Sighting, article: KnownArticle, content: ArticleContent) -> None:
    if reads_like(content, article.content_hash):
        draft.touched.append((article.article_id, sighting.entry_hash))
        return
    draft.changed.append(
        ChangedArticle(
            article_id=article.article_id,
            content=content,
            entry_hash=sighting.entry_hash,
            content_hash=content_hash(content),
            reread=article.page_state in {PageState.READ, PageState.WAITING},
        )
    )

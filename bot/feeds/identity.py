"""Is this entry an article that the archive has? Keys, their repair inside a feed, and the match.

    guid → canonical URL → title, day and opening

A key is a 63-bit hash, so that it fits an integer column of either database. The URL's is the same for every
source: one canonical URL is one article. The others hold within a source: guids are often bare numbers.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import attrgetter
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from bot.feeds.entry import Entry
from bot.feeds.plainness import plain_identity
from bot.feeds.sameness import words_hash
from bot.text.urls import url_identity
from storage.records.feed import KnownArticle, Mark
from storage.records.identity import ArticleId, FeedId, SourceId

_NO_LETTERS: Final = re.compile(r"[\W_]+")
_TAG: Final = re.compile(r"<[^>]{0,1000}>")
_REFERENCE: Final = re.compile(r"&[a-zA-Z0-9#]{1,10};")
_OPENING: Final = 600  # characters of markup that hold the first words
_OPENING_TEXT: Final = 140
_OPENING_LETTERS: Final = 80
_LEAST_TITLE: Final = 12  # letters: «عاجل» and «صورة» are no identity
_SAME_TIME: Final = timedelta(minutes=5)


def hash63(*parts: str) -> int:
    """A number of 63 bits for *parts*, the same on every machine."""
    return _hash63("\x1f".join(parts))


def _hash63(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


class Sighting(Struct, frozen=True, kw_only=True, gc=False):
    """An entry in a feed with what it may be known by; a key that the feed itself disproves is None.

    *url* is canonical, or None where the entry has no address of its own. *entry_hash* is of its words.
    *keys* are those of the three that there are, the strongest first.
    """

    entry: Entry
    url: str | None
    published_at: datetime | None
    guid_key: int | None
    url_key: int | None
    title_key: int | None
    entry_hash: int
    keys: tuple[int, ...]

    @property
    def telling_keys(self) -> tuple[int, ...]:
        """The keys that tell entries of one document apart: the title only where there is nothing else."""
        if self.title_key is None or self.has_words_only:
            return self.keys
        return self.keys[:-1]

    @property
    def has_words_only(self) -> bool:
        """Whether neither an address nor a guid tells it from another entry with its title."""
        return self.url_key is None and self.guid_key is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a feed brought: the *new*, how many articles were there *again*, and *keys* to remember.

    *seen* are those of the articles that may have changed, with what is known of them.
    """

    new: tuple[Sighting, ...]
    seen: tuple[tuple[Sighting, KnownArticle], ...]
    keys: tuple[tuple[int, ArticleId], ...]
    again: int = 0


def sight(
    source_id: SourceId, entries: Iterable[tuple[Entry, str | None, datetime | None]]
) -> tuple[Sighting, ...]:
    """The sightings of one document's *entries*, each given with its canonical URL and its date."""
    return told_apart(source_id, [first_sight(source_id, *each) for each in entries])


def told_apart(source_id: SourceId, drafts: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """The sightings of one document, told apart by each other; *drafts* are what `first_sight` says of each.

    A guid or URL that several different entries share identifies none of them; an entry that is there twice
    counts once.
    """
    guids, urls = _disproved(drafts, _GUID_KEY, _URL_KEY), _disproved(drafts, _URL_KEY, _GUID_KEY)
    kept: dict[tuple[int | None, int | None, int], Sighting] = {}
    for draft in drafts:
        sighting = draft
        if draft.guid_key in guids or draft.url_key in urls:
            sighting = _known_by(
                draft,
                guid_key=None if draft.guid_key in guids else draft.guid_key,
                url_key=None if draft.url_key in urls else draft.url_key,
                title_key=draft.title_key,
            )
        if not sighting.keys:  # it would be new at every poll
            words = hash63("words", str(source_id), str(draft.entry_hash))
            sighting = _known_by(sighting, guid_key=None, url_key=None, title_key=words)
        kept.setdefault((sighting.guid_key, sighting.url_key, _title_hash(sighting)), sighting)
    return tuple(kept.values())


def to_look_at(
    sightings: Sequence[Sighting],
    known: Mapping[int, ArticleId],
    marks: Mapping[ArticleId, Mark],
    feed_id: FeedId,
) -> set[ArticleId]:
    """The articles of which `recognise` must know more than their *marks*.

    Those whose entry reads differently in the feed that speaks for them, and those that are not found by the
    strongest key.
    """
    wanted: set[ArticleId] = set()
    for sighting in sightings:
        first = known.get(sighting.keys[0])
        if first is None:
            wanted.update(known[key] for key in sighting.keys if key in known)
            continue
        mark = marks.get(first)
        if mark is not None and mark.feed_id == feed_id and mark.entry_hash != sighting.entry_hash:
            wanted.add(first)
    return wanted


def recognise(
    sightings: Sequence[Sighting],
    known: Mapping[int, ArticleId],
    marks: Mapping[ArticleId, Mark],
    articles: Mapping[ArticleId, KnownArticle],
) -> Recognised:
    """Match *sightings* with the archive: *known* are the articles under their keys.

    *marks* are of the articles that are still there, *articles* at least those of `to_look_at`.

    The canonical URL counts before the guid, and the title only for an article that is not in the feed
    itself: two entries side by side with one title are two articles.
    """
    strong = [_by_strong_key(sighting, known, articles) for sighting in sightings]
    present = {article_id for article_id in strong if article_id is not None}
    new: list[Sighting] = []
    seen: list[tuple[Sighting, KnownArticle]] = []
    keys: list[tuple[int, ArticleId]] = []
    fresh: set[int] = set()
    spoken: set[ArticleId] = set()
    for sighting, by_strong in zip(sightings, strong, strict=True):
        article_id = by_strong
        if article_id is None and sighting.title_key is not None:
            by_title = known.get(sighting.title_key)
            if by_title is not None and (by_title not in present or sighting.has_words_only):
                article_id = by_title
                present.add(by_title)
        if article_id is not None:
            if article_id not in marks:
                continue  # it was purged, and is known none the less: no news
            if article_id not in spoken:  # two entries of one article must not rewrite it in turns
                spoken.add(article_id)
                if article_id in articles:
                    seen.append((sighting, articles[article_id]))
            keys.extend((key, article_id) for key in sighting.keys if key not in known)
        elif fresh.isdisjoint(sighting.telling_keys):
            new.append(_without_disproved(sighting, known))
            fresh.update(sighting.keys)
    return Recognised(new=tuple(new), seen=tuple(seen), keys=tuple(keys), again=len(spoken))


def letters(text: str) -> str:
    """*text* without case, marks, spaces and punctuation, to compare titles by."""
    return _NO_LETTERS.sub("", text).casefold()


def first_sight(
    source_id: SourceId, entry: Entry, url: str | None, published_at: datetime | None
) -> Sighting:
    """An entry by itself, with its canonical URL and its date."""
    url_key = _url_key(url)
    guid_key = _hash63(f"guid\x1f{source_id}\x1f{entry.entry_id}") if entry.entry_id else None
    title_key = _title_key(source_id, entry, published_at)
    return Sighting(
        entry=entry,
        url=url,
        published_at=published_at,
        guid_key=guid_key,
        url_key=url_key,
        title_key=title_key,
        entry_hash=words_hash(*_words(entry)),
        keys=_those(url_key, guid_key, title_key),
    )


def entry_hash_before(entry: Entry) -> int:
    """The entry's hash as older archives have it: another way to hash is no reason to clean all anew."""
    return hash63(*_words(entry))


def _words(entry: Entry) -> tuple[str, str, str]:
    """What a change of the entry is told by; a text that is teaser and content counts once."""
    return entry.title, "" if entry.teaser is entry.content else entry.teaser, entry.content


def _known_by(
    sighting: Sighting, *, guid_key: int | None, url_key: int | None, title_key: int | None
) -> Sighting:
    """*sighting* with other keys."""
    return replace(
        sighting,
        guid_key=guid_key,
        url_key=url_key,
        title_key=title_key,
        keys=_those(url_key, guid_key, title_key),
    )


def _those(*keys: int | None) -> tuple[int, ...]:
    """The *keys* that there are."""
    return tuple([key for key in keys if key is not None]) if None in keys else keys  # type: ignore[return-value] # none is None


def _url_key(url: str | None) -> int | None:
    """No key for a site's front page: feeds that link every item to it say nothing of the item."""
    if url is None:
        return None
    identity = plain_identity(url)
    if identity is None:
        parts = urlsplit(url)
        if parts.path in {"", "/"} and not parts.query and not parts.fragment:
            return None
        identity = url_identity(url)
    return _hash63(f"url\x1f{identity}")


def _title_key(source_id: SourceId, entry: Entry, published_at: datetime | None) -> int | None:
    title = "".join(_bare(entry.title).split())
    if len(title) < _LEAST_TITLE:
        return None
    day = published_at.date().isoformat() if published_at is not None else ""
    markup = entry.teaser or entry.content
    opening = markup[:_OPENING_TEXT]
    if "<" in opening or "&" in opening:
        opening = _bare(markup[:_OPENING])[:_OPENING_TEXT]
    letters_only = "".join(opening.split())[:_OPENING_LETTERS]
    return _hash63(f"title\x1f{source_id}\x1f{title}\x1f{day}\x1f{letters_only}")


def _bare(markup: str) -> str:
    """*markup* without tags and references: two patterns that each begin with a letter are found quickly."""
    if "<" in markup:
        markup = _TAG.sub(" ", markup)
    return _REFERENCE.sub(" ", markup) if "&" in markup else markup


def _title_hash(sighting: Sighting) -> int:
    """Tells entries apart that neither guid nor URL can; the same for true repetitions."""
    if sighting.guid_key is not None or sighting.url_key is not None:
        return 0
    return sighting.title_key or sighting.entry_hash


_KeyOf = Callable[[Sighting], int | None]
_GUID_KEY: Final[_KeyOf] = attrgetter("guid_key")
_URL_KEY: Final[_KeyOf] = attrgetter("url_key")


def _disproved(drafts: Sequence[Sighting], key_of: _KeyOf, other_of: _KeyOf) -> frozenset[int]:
    """The keys that identify nothing: entries of several titles share them and differ in their other key."""
    if len(set(map(key_of, drafts))) == len(drafts):
        return frozenset()
    others: dict[int, set[int | None]] = {}
    titles: dict[int, set[str]] = {}
    for draft in drafts:
        key = key_of(draft)
        if key is not None:
            others.setdefault(key, set()).add(other_of(draft))
            titles.setdefault(key, set()).add(draft.entry.title)
    return frozenset(
        key for key, found in others.items() if len(titles[key]) > 1 and (len(found) > 1 or None in found)
    )


def _by_strong_key(
    sighting: Sighting, known: Mapping[int, ArticleId], articles: Mapping[ArticleId, KnownArticle]
) -> ArticleId | None:
    by_url = known.get(sighting.url_key) if sighting.url_key is not None else None
    if by_url is not None:
        return by_url
    by_guid = known.get(sighting.guid_key) if sighting.guid_key is not None else None
    if by_guid is None or (by_guid in articles and not _agrees(sighting, articles[by_guid])):
        return None
    return by_guid


def _without_disproved(sighting: Sighting, known: Mapping[int, ArticleId]) -> Sighting:
    """*sighting* as a new article: a guid that another one has, and that was not believed, is none of its."""
    if sighting.guid_key not in known:
        return sighting
    return _known_by(sighting, guid_key=None, url_key=sighting.url_key, title_key=sighting.title_key)


def _agrees(sighting: Sighting, article: KnownArticle) -> bool:
    """Whether a guid is to be believed although the URL is another: title or time must speak for it, too.

    A feed of one item whose guid never changes would else be one article for ever.
    """
    if sighting.url_key is None:
        return True
    if letters(sighting.entry.title) == letters(article.title):
        return True
    if sighting.published_at is None or article.published_at is None:
        return sighting.published_at is None and article.published_at is None
    return abs(sighting.published_at - article.published_at) <= _SAME_TIME

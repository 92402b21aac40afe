"""Search the archive: the one door for commands, the command line and whoever else looks for articles.

    parse | terms | postings | rank | nothing? guess, widen | phrases | snippets

All reads of a query come from one snapshot, so that an index that is being written or merged meanwhile shows
itself whole, before or after.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Final, TypeVar

from bot.search.board import Boards
from bot.search.page import Hit, Place, SearchPage, place_of
from bot.search.phrase import holds_phrase
from bot.search.postings.analysis import name_mark
from bot.search.postings.segment import minute_of
from bot.search.postings.view import Loaded, View
from bot.search.query.members import MOST_TYPO_WORDS, Asked, asked, guessed, naming_keys, with_prepositions
from bot.search.query.nearness import guessed_words, nearest_first, window
from bot.search.query.parse import Query, parse_query
from bot.search.query.sources import with_source
from bot.search.query.suggest import sought_terms, suggestion
from bot.search.reader import Reader
from bot.search.scoring import Bounds, Ranking, rank
from bot.search.snippet import highlight, snippet
from bot.text.normalize import normalize
from bot.text.places import names_for
from storage.records.identity import ArticleId
from storage.records.search import FoundArticle
from storage.store import Store, Transaction

T = TypeVar("T")

MOST_RESULTS: Final = 1_000
"""Nobody turns more pages; cursors beyond are the last page."""
INLINE_POSTINGS: Final = 60_000
"""More than these are scored in a thread: the event loop answers others meanwhile."""
_COVERED: Final = 0.999
_CHECKED_AT_ONCE: Final = 64
_MOST_CHECKED: Final = 1_024
_RANKED: Final = 200
"""So many are ranked for a first page, so that the next ones are there."""
_KEPT: Final = 64
"""Answers that somebody may still be turning the pages of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A ranking and the terms that it came from."""

    asked: Asked
    ranking: Ranking
    widened: bool = False


class SearchEngine:
    """Finds articles; *zone* is where «أمس» begins. One for a process: it keeps what it has read.

    It keeps the last answers, too: whoever turns pages turns those of the answer that was first given,
    whatever was indexed, changed or merged since. Where it is not kept any more (after a restart, in another
    process) a page is ranked anew among the articles that the first one was ranked among.
    """

    def __init__(self, store: Store, *, zone: tzinfo = UTC, reader: Reader | None = None) -> None:
        self._store = store
        self._zone = zone
        self._reader = reader or Reader()
        self._boards = Boards()
        self._kept: OrderedDict[tuple[str, int, int], _Answer] = OrderedDict()

    async def search(self, query: str, *, limit: int, cursor: str | None = None, now: datetime) -> SearchPage:
        """The best *limit* articles for *query*, any text; or those that follow on *cursor*'s page."""
        parsed = parse_query(query, now=now.astimezone(self._zone))
        if parsed.empty:
            return SearchPage()
        async with self._store.read() as tx:
            parsed = await _sourced(tx, parsed)
            place, answer = place_of(cursor), None
            if place is not None:
                answer = self._kept_answer(query, place, min(place.offset + limit + 1, MOST_RESULTS))
            if place is None or answer is None:
                view = await self._reader.view(tx)
                place = place or Place(offset=0, newest=view.newest, minute=minute_of(now))
                ranked = min(max(place.offset + limit + 1, _RANKED), MOST_RESULTS)
                answer = await self._answer(tx, view, parsed, place, ranked)
                self._keep(query, place, answer)
            depth = min(place.offset + limit + 1, MOST_RESULTS)
            found, checked_all = await self._found(tx, parsed, answer.ranking, depth)
        hits = found[place.offset : place.offset + limit]
        more = len(found) > place.offset + limit
        filtered = parsed.needs_texts
        return SearchPage(
            hits=self._hits(hits, answer, place.offset),
            total=len(found) if filtered else answer.ranking.total,
            more_than_total=filtered and not checked_all,
            suggestion=suggestion(query, answer.asked, [article for article, _ in hits]) if hits else None,
            cursor=str(replace(place, offset=place.offset + limit)) if more else None,
            widened=answer.widened,
        )

    def _kept_answer(self, query: str, place: Place, depth: int) -> _Answer | None:
        answer = self._kept.get((query, place.newest, place.minute))
        if answer is None or len(answer.ranking.articles) < min(depth, answer.ranking.total):
            return None
        return answer

    def _keep(self, query: str, place: Place, answer: _Answer) -> None:
        self._kept[query, place.newest, place.minute] = answer
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    async def ids(self, query: str, *, limit: int, now: datetime) -> Sequence[tuple[ArticleId, float]]:
        """Only the ids and scores of the best *limit* articles."""
        async with self._store.read() as tx:
            return await self._ids(tx, query, limit, now)

    async def addresses(
        self, query: str, *, limit: int, now: datetime
    ) -> Sequence[tuple[ArticleId, str, float]]:
        """The ids, addresses and scores of the best *limit* articles, but for those that are gone."""
        async with self._store.read() as tx:
            found = await self._ids(tx, query, limit, now)
            urls = await tx.search.addresses(article_id for article_id, _ in found) if found else {}
        return [(article_id, urls[article_id], score) for article_id, score in found if article_id in urls]

    async def _ids(
        self, tx: Transaction, query: str, limit: int, now: datetime
    ) -> Sequence[tuple[ArticleId, float]]:
        parsed = parse_query(query, now=now.astimezone(self._zone))
        if parsed.empty:
            return []
        parsed = await _sourced(tx, parsed)
        view = await self._reader.view(tx)
        place = Place(offset=0, newest=view.newest, minute=minute_of(now))
        answer = await self._answer(tx, view, parsed, place, limit)
        if parsed.needs_texts:
            held, _ = await self._found(tx, parsed, answer.ranking, limit)
            return [(article.article_id, score) for article, score in held]
        ranking = answer.ranking
        return [
            (ArticleId(article), score)
            for article, score in zip(ranking.articles, ranking.scores, strict=True)
        ]

    async def _answer(self, tx: Transaction, view: View, query: Query, place: Place, depth: int) -> _Answer:
        """Rank; where nothing is dated as wished, look beyond that; where words are missing, guess."""
        answer = await self._ranked(tx, view, query, place, depth)
        if answer.ranking.total == 0 and query.period is not None and not query.period.certain:
            told = tuple(replace(word, certain=True) for word in query.dated_words)
            wider = replace(query, period=None, words=tuple(dict.fromkeys((*query.words, *told))))
            answer = replace(await self._ranked(tx, view, wider, place, depth), widened=True)
        return answer

    async def _ranked(self, tx: Transaction, view: View, query: Query, place: Place, depth: int) -> _Answer:
        bounds = await _bounds(tx, query, place)
        if query.needs_texts:
            depth = max(depth, _MOST_CHECKED)
        plain = asked(query, view)
        sure = not 0 < len(plain.words) <= MOST_TYPO_WORDS
        loaded = await self._reader.load(tx, view, plain.keys)
        # Where a word stands nowhere no article can hold them all: there is nothing to be ranked for.
        if sure or all(loaded.holds(member.keys for member in group.members) for group in plain.groups):
            ranking = await self._rank(tx, view, plain, bounds, place, depth=depth)
            if sure or ranking.covered >= _COVERED:
                return _Answer(asked=plain, ranking=ranking)
        wide = guessed(plain, view)
        if not (unsure := guessed_words(wide)):
            return _Answer(asked=wide, ranking=await self._rank(tx, view, wide, bounds, place, depth=depth))
        most = window(wide)
        ranking = await self._rank(tx, view, wide, bounds, place, depth=max(depth, most))
        first = [ArticleId(article) for article in ranking.articles[:most]]
        said = await tx.search.titles(first)
        titles = [said.get(article, "") for article in first]
        return _Answer(asked=wide, ranking=nearest_first(ranking, titles, unsure).first(depth))

    async def _rank(
        self, tx: Transaction, view: View, wanted: Asked, bounds: Bounds, place: Place, *, depth: int
    ) -> Ranking:
        keys = dict.fromkeys(
            (*wanted.keys, *bounds.without, *(key for name in bounds.place_names for key in name))
        )
        loaded = await self._reader.load(tx, view, list(keys))

        def ranked() -> Ranking:
            return rank(
                view, loaded, wanted.groups, bounds, minute=place.minute, depth=depth, boards=self._boards
            )

        return await _offloaded(loaded, ranked)

    async def _found(
        self, tx: Transaction, query: Query, ranking: Ranking, depth: int
    ) -> tuple[list[tuple[FoundArticle, float]], bool]:
        """The articles of *ranking* that are there and hold the phrases; and whether all were looked at."""
        found: list[tuple[FoundArticle, float]] = []
        ranked = list(zip(map(ArticleId, ranking.articles), ranking.scores, strict=True))
        at_once = _CHECKED_AT_ONCE if query.needs_texts else depth
        for first in range(0, len(ranked), at_once):
            part = ranked[first : first + at_once]
            articles = await tx.search.found(article_id for article_id, _ in part)
            for article_id, score in part:
                article = articles.get(article_id)
                if article is not None and not article.gone and _holds(article, query):
                    found.append((article, score))
            if len(found) >= depth:
                return found[:depth], first + len(part) >= len(ranked)
            if query.needs_texts:
                await asyncio.sleep(0)
        return found, len(ranked) >= ranking.total

    def _hits(
        self, found: Sequence[tuple[FoundArticle, float]], answer: _Answer, offset: int
    ) -> tuple[Hit, ...]:
        sought = sought_terms(answer.asked)
        return tuple(
            _hit(article, score, sought, rank) for rank, (article, score) in enumerate(found, offset + 1)
        )


def _hit(article: FoundArticle, score: float, sought: Mapping[str, float], rank: int) -> Hit:
    text, highlights = snippet(article.text, sought)
    return Hit(
        rank=rank,
        article_id=article.article_id,
        url=article.url,
        title=article.title,
        score=score,
        snippet=text,
        highlights=highlights,
        title_highlights=highlight(article.title, sought),
        source_name=article.source_name,
        dated_at=article.dated_at,
    )


def _holds(article: FoundArticle, query: Query) -> bool:
    held = all(holds_phrase(article.title, article.text, phrase) for phrase in query.phrases)
    return held and not any(
        holds_phrase(article.title, article.text, phrase) for phrase in query.without if len(phrase) > 1
    )


async def _sourced(tx: Transaction, query: Query) -> Query:
    if query.source is None:
        return query
    return with_source(query, [source.name for source in await tx.sources.all()])


async def _bounds(tx: Transaction, query: Query, place: Place) -> Bounds:
    sources = None
    if query.source is not None:
        name = normalize(query.source)
        sources = frozenset(
            int(source.source_id) for source in await tx.sources.all() if name in normalize(source.name)
        )
    period = query.period
    names = () if query.place is None else names_for(query.place)
    return Bounds(
        newest=place.newest,
        sources=sources,
        section=None if query.section is None else name_mark(query.section),
        places=None if query.place is None else frozenset(name_mark(" ".join(name)) for name in names),
        place_names=tuple(way for name in names for way in naming_keys(name)),
        since=None if period is None or period.since is None else minute_of(period.since),
        until=None if period is None or period.until is None else minute_of(period.until),
        without=tuple(
            key for phrase in query.without if len(phrase) == 1 for key in with_prepositions(phrase[0])
        ),
    )


async def _offloaded(loaded: Loaded, work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work) if loaded.size > INLINE_POSTINGS else work()

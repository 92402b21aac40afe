"""Intake: new articles with their keys, later versions of old ones, pages that are still to be read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from storage.connection import Belt, Connection, Row, Value
from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.feed import (
    ChangedArticle,
    Headline,
    KnownArticle,
    Mark,
    NewArticle,
    PageToRead,
    Revision,
)
from storage.records.identity import ArticleId, FeedId, SourceId
from storage.repositories.articles import article_of

_INTAKES: Final = {intake.value: intake for intake in Intake}
_PAGE_STATES: Final = {state.value: state for state in PageState}
_AT_ONCE: Final = 256  # articles made ready for the database while the event loop waits


class IntakeDesk:
    """Taking articles in; whoever calls decides what is new, this keeps two callers from both being right."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        """Until this transaction ends nobody else decides what is new."""
        await self._connection.one("intake.lock")

    async def known_keys(self, keys: Iterable[int]) -> Mapping[int, ArticleId]:
        """Those of *keys* that an article is kept under."""
        return dict(await self._connection.tuples("intake.known_keys", keys=json.dumps(list(keys))))

    async def marks(self, keys: Iterable[int]) -> tuple[Mapping[int, ArticleId], Mapping[ArticleId, Mark]]:
        """Those of *keys* that an article is kept under, and the marks of those that are still there."""
        rows = await self._connection.tuples("intake.marks", keys=json.dumps(list(keys)))
        by_article = {row[1]: row for row in rows}
        marks = {
            article_id: Mark(feed_id, entry_hash)
            for _, article_id, feed_id, entry_hash in by_article.values()
            if entry_hash is not None
        }
        return {row[0]: row[1] for row in rows}, marks

    async def known_articles(self, article_ids: Iterable[ArticleId]) -> Mapping[ArticleId, KnownArticle]:
        """What a poll must know of articles that it sees again and that may have changed."""
        rows = await self._connection.all("intake.known_articles", article_ids=json.dumps(list(article_ids)))
        return {ArticleId(row["article_id"]): _known_of(row) for row in rows}

    async def add(self, articles: Sequence[NewArticle]) -> Sequence[ArticleId]:
        """Store *articles* under their keys; their ids come back in the same order.

        Attention: lock, and look their keys up in this very transaction before.
        """
        if not articles:
            return []
        ids = [row[0] for row in await self._connection.tuples("intake.reserve", count=len(articles))]
        for at in range(0, len(ids), _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            await self._connection.columns("intake.add", _columns(articles[part], ids[part]))
        await self.add_keys(
            [
                (key, article_id)
                for article, article_id in zip(articles, ids, strict=True)
                for key in article.keys
            ]
        )
        self._ring(article.page_state for article in articles)
        return ids

    async def add_keys(self, keys: Sequence[tuple[int, ArticleId]]) -> None:
        """Further identities of stored articles."""
        if keys:
            named, article_ids = zip(*keys, strict=True)
            await self._connection.columns("intake.add_key", {"key": named, "article_id": article_ids})

    async def revise(self, changes: Sequence[ChangedArticle], *, now: datetime) -> None:
        """Store later versions; what the articles said before is kept as revisions."""
        if not changes:
            return
        await self._connection.many(
            "intake.keep_revision", [{"article_id": change.article_id, "now": now} for change in changes]
        )
        await self._connection.many("intake.revise", [_revised(change, now) for change in changes])
        self._ring(PageState.WAITING if change.reread else PageState.NONE for change in changes)

    async def touch(self, hashes: Iterable[tuple[ArticleId, int]]) -> None:
        """Entries that read differently although nothing in the article changed."""
        rows = [{"article_id": article_id, "entry_hash": entry_hash} for article_id, entry_hash in hashes]
        if rows:
            await self._connection.many("intake.touch", rows)

    async def titles_since(
        self, source_id: SourceId, *, since: datetime, most: int = 1000
    ) -> Sequence[Headline]:
        """What a source has said lately, the newest first."""
        rows = await self._connection.all("intake.titles_since", source_id=source_id, since=since, most=most)
        return [
            Headline(
                article_id=ArticleId(row["article_id"]), title=row["title"], published_at=row["published_at"]
            )
            for row in rows
        ]

    async def claim_pages(self, most: int, *, now: datetime, until: datetime) -> Sequence[PageToRead]:
        """Lease up to *most* articles whose page is to be read."""
        claimed = await self._connection.all("intake.claim_pages", most=most, now=now, until=until)
        ids = json.dumps([row["article_id"] for row in claimed])
        rows = await self._connection.all("intake.pages", article_ids=ids) if claimed else []
        return [
            PageToRead(article=article_of(row), options=row["options"], attempts=row["page_attempts"])
            for row in rows
        ]

    async def complete_page(self, article_id: ArticleId, content: ArticleContent) -> None:
        """The article with what its page said; it goes on to the stations behind."""
        await self._connection.one(
            "intake.complete_page",
            article_id=article_id,
            title=content.title,
            text=content.text,
            image_url=content.image_url,
            pictures=_pictures(content),
            author=content.author,
            section=content.section,
            agency=content.agency,
            place=content.place,
            views=content.views,
            published_at=content.published_at,
        )
        self._ring([PageState.READ])

    async def postpone_page(self, article_id: ArticleId, *, due: datetime) -> None:
        """Try its page again at *due*."""
        await self._connection.one("intake.postpone_page", article_id=article_id, due=due)

    async def give_up_page(self, article_id: ArticleId) -> None:
        """Its page cannot be read: the article goes on with what the feed said."""
        await self._connection.one("intake.give_up_page", article_id=article_id)
        self._ring([PageState.FAILED])

    async def mark_gone(self, article_id: ArticleId, *, now: datetime) -> bool:
        """The publisher has taken it down; False where that was known."""
        found = await self._connection.one("intake.mark_gone", article_id=article_id, now=now)
        self._ring([PageState.FAILED])
        return found is not None

    async def mark_back(self, article_id: ArticleId) -> bool:
        """It is there again; False where it was not known to be gone."""
        found = await self._connection.one("intake.mark_back", article_id=article_id)
        self._ring([PageState.NONE])
        return found is not None

    async def mark_pushed(self, article_id: ArticleId, *, signed_at: datetime) -> None:
        """From now on its publisher speaks for it by pushing, as of *signed_at*: feeds change it no more."""
        await self._connection.one("intake.mark_pushed", article_id=article_id, pushed_at=signed_at)
        self._ring([PageState.NONE])

    async def held(self, *, most: int) -> Sequence[Article]:
        """What the burst guard has set aside, the newest first."""
        return [article_of(row) for row in await self._connection.all("intake.held", most=most)]

    async def release(self, article_id: ArticleId, intake: Intake) -> bool:
        """An editor's word on a held article: *intake* is NEWS or SEED. False where it is not held.

        News whose text is short has its page read first, as if it had never been held.
        """
        found = await self._connection.one("intake.release", article_id=article_id, intake=intake)
        self._ring([] if found is None else [PageState(found["page_state"])])
        return found is not None

    async def release_all(self, newest: ArticleId, intake: Intake) -> int:
        """An editor's word on every held article up to *newest*; how many there were."""
        found = await self._connection.all("intake.release_all", newest=newest, intake=intake)
        self._ring([PageState.NONE])
        return len(found)

    async def revisions(self, article_id: ArticleId) -> Sequence[Revision]:
        """The earlier versions of an article, the first one first."""
        rows = await self._connection.all("intake.revisions", article_id=article_id)
        return [
            Revision(
                article_id=article_id,
                revision=row["revision"],
                title=row["title"],
                text=row["text"],
                until_at=row["until_at"],
            )
            for row in rows
        ]

    async def new_by_source(self, *, since: datetime) -> Mapping[SourceId, int]:
        """How many articles each source brought since a moment; bulk imports do not count."""
        rows = await self._connection.all("intake.new_by_source", since=since)
        return {SourceId(row["source_id"]): int(row["articles"]) for row in rows}

    def _ring(self, states: Iterable[PageState]) -> None:
        """Wake the readers of pages for what waits for its page, and everyone behind them for the rest."""
        found = set(states)
        if PageState.WAITING in found:
            self._connection.ring(Belt.PAGES)
        if found - {PageState.WAITING}:
            self._connection.ring(Belt.ARTICLES)
        if found:
            self._connection.ring(Belt.INDEX)


def _known_of(row: Row) -> KnownArticle:
    return KnownArticle(
        article_id=ArticleId(row["article_id"]),
        source_id=SourceId(row["source_id"]),
        url=row["url"],
        entry_id=row["entry_id"],
        title=row["title"],
        entry_hash=row["entry_hash"],
        content_hash=row["content_hash"],
        published_at=row["published_at"],
        revision=row["revision"],
        intake=_INTAKES[row["intake"]],
        page_state=_PAGE_STATES[row["page_state"]],
        feed_id=None if row["feed_id"] is None else FeedId(row["feed_id"]),
        pushed_at=row["pushed_at"],
        gone_at=row["gone_at"],
    )


def _pictures(content: ArticleContent) -> str | None:
    return json.dumps(content.pictures) if content.pictures else None


def _columns(articles: Sequence[NewArticle], ids: Sequence[ArticleId]) -> dict[str, Sequence[Value]]:
    """The columns of "intake.add": a dict of each article would cost as much as binding it."""
    contents = [article.content for article in articles]
    return {
        "article_id": ids,
        "source_id": [article.source_id for article in articles],
        "feed_id": [article.feed_id for article in articles],
        "url": [content.url for content in contents],
        "entry_id": [content.entry_id for content in contents],
        "title": [content.title for content in contents],
        "text": [content.text for content in contents],
        "image_url": [content.image_url for content in contents],
        "pictures": [_pictures(content) for content in contents],
        "author": [content.author for content in contents],
        "section": [content.section for content in contents],
        "agency": [content.agency for content in contents],
        "place": [content.place for content in contents],
        "views": [content.views for content in contents],
        "language": [content.language for content in contents],
        "entry_hash": [article.entry_hash for article in articles],
        "content_hash": [article.content_hash for article in articles],
        "intake": [article.intake.value for article in articles],
        "page_state": [article.page_state.value for article in articles],
        "published_at": [content.published_at for content in contents],
        "seen_at": [article.seen_at for article in articles],
        "pushed_at": [article.pushed_at for article in articles],
    }


def _revised(change: ChangedArticle, now: datetime) -> dict[str, int | str | datetime | None]:
    content = change.content
    return {
        "article_id": change.article_id,
        "title": content.title,
        "text": content.text,
        "reread": int(change.reread),
        "image_url": content.image_url,
        "pictures": _pictures(content),
        "author": content.author,
        "section": content.section,
        "agency": content.agency,
        "place": content.place,
        "views": content.views,
        "published_at": content.published_at,
        "entry_hash": change.entry_hash,
        "content_hash": change.content_hash,
        "now": now,
    }

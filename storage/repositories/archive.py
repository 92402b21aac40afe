"""The archive in bulk: another one taken in, this one written out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.connection import Connection
from storage.records.archive import ExportedArticle, ImportedArticle
from storage.records.article import Intake
from storage.records.identity import ArticleId, SourceId


class Archive:
    """Whole archives in and out."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def source_ids(self, names: Iterable[str], *, now: datetime) -> Mapping[str, SourceId]:
        """The sources of *names*; those that are unknown are made, and are never polled."""
        asked = json.dumps(sorted(set(names)))
        await self._connection.all("archive.add_sources", names=asked, now=now)
        rows = await self._connection.all("archive.source_ids", names=asked)
        return {row["name"]: SourceId(row["source_id"]) for row in rows}

    async def add(
        self, articles: Sequence[ImportedArticle], sources: Mapping[str, SourceId], *, now: datetime
    ) -> Sequence[ArticleId]:
        """Store *articles* as already indexed and never to be posted; their ids in the same order.

        Attention: take the intake's lock and look their keys up in this very transaction before.
        """
        if not articles:
            return []
        rows = await self._connection.all("intake.reserve", count=len(articles))
        ids = sorted(ArticleId(row["article_id"]) for row in rows)
        await self._connection.many(
            "archive.add",
            [
                {
                    "article_id": article_id,
                    "source_id": sources[article.source_name],
                    "url": article.url,
                    "entry_id": article.entry_id,
                    "title": article.title,
                    "text": article.text,
                    "section": article.section,
                    "place": article.place,
                    "content_hash": article.content_hash,
                    "intake": Intake.IMPORT.value,
                    "published_at": article.published_at,
                    "seen_at": now,
                }
                for article, article_id in zip(articles, ids, strict=True)
            ],
        )
        await self._connection.many(
            "archive.add_key",
            [
                {"key": article.key, "article_id": article_id}
                for article, article_id in zip(articles, ids, strict=True)
            ],
        )
        return ids

    async def quieten(self, *, now: datetime) -> int:
        """Let nothing go out that may have gone out since this archive was saved; deliveries given up."""
        given_up = await self._connection.all("archive.quiet_deliveries", now=now)
        await self._connection.one("archive.quiet_stories")
        await self._connection.one("archive.quiet_articles")
        await self._connection.one("archive.quiet_feeds", now=now)
        return len(given_up)

    async def export(self, *, after: ArticleId, most: int) -> Sequence[ExportedArticle]:
        """Up to *most* articles whose id is greater than *after*, in ascending order."""
        rows = await self._connection.all("archive.export", after=after, most=most)
        return [
            ExportedArticle(
                article_id=ArticleId(row["article_id"]),
                url=row["url"],
                title=row["title"],
                text=row["text"],
                source_name=row["source_name"],
                published_at=row["published_at"],
                story_id=row["story_id"],
                sentences=tuple(json.loads(row["sentences"])) if row["sentences"] else (),
                duplicate_of=None if row["duplicate_of"] is None else ArticleId(row["duplicate_of"]),
            )
            for row in rows
        ]

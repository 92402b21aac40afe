"""Articles as stations and commands read them; the intake of new ones is in intake.py."""

import json
from collections.abc import Sequence

from storage.connection import Connection, Row
from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.identity import ArticleId, SourceId, StoryId


def article_of(row: Row) -> Article:
    """The article in *row*, which joins ``articles`` with its source's name as ``source_name``."""
    return Article(
        article_id=ArticleId(row["article_id"]),
        source_id=SourceId(row["source_id"]),
        source_name=row["source_name"],
        content=ArticleContent(
            url=row["url"],
            entry_id=row["entry_id"],
            title=row["title"],
            text=row["text"],
            published_at=row["published_at"],
            image_url=row["image_url"],
            pictures=() if row["pictures"] is None else tuple(json.loads(row["pictures"])),
            author=row["author"],
            section=row["section"],
            agency=row["agency"],
            place=row["place"],
            views=row["views"],
            language=row["language"],
        ),
        intake=Intake(row["intake"]),
        page_state=PageState(row["page_state"]),
        revision=row["revision"],
        story_id=None if row["story_id"] is None else StoryId(row["story_id"]),
        seen_at=row["seen_at"],
        gone_at=row["gone_at"],
    )


class Articles:
    """Reading articles one by one or by story."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, article_id: ArticleId) -> Article | None:
        """The article, or None where it is unknown."""
        row = await self._connection.one("articles.get", article_id=article_id)
        return None if row is None else article_of(row)

    async def by_url(self, url: str) -> Article | None:
        """The article whose canonical URL is *url*."""
        row = await self._connection.one("articles.by_url", url=url)
        return None if row is None else article_of(row)

    async def of_story(self, story_id: StoryId) -> Sequence[Article]:
        """The articles of a story, the earliest seen first."""
        rows = await self._connection.all("articles.of_story", story_id=story_id)
        return [article_of(row) for row in rows]

    async def count(self) -> int:
        """How many articles the archive holds."""
        row = await self._connection.one("articles.count")
        return int(row["articles"]) if row is not None else 0

    async def any(self) -> bool:
        """Whether the archive holds an article; cheap on any size."""
        return await self._connection.one("articles.any") is not None

"""Summaries: who may speak for a story, and what was drawn from them."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.connection import Belt, Connection
from storage.records.article import Article
from storage.records.identity import ArticleId, StoryId
from storage.records.story import Summary
from storage.repositories.articles import article_of


class Summaries:
    """What the summary station reads and commits; which stories wait, ``Stories`` knows."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def sources_of(self, story_ids: Sequence[StoryId]) -> Sequence[Article]:
        """The articles that may speak for these stories; of each the lead first, then the longest."""
        rows = await self._connection.all("summaries.sources_of", story_ids=json.dumps(list(story_ids)))
        return [article_of(row) for row in rows]

    async def save(self, summaries: Sequence[Summary], *, now: datetime) -> int:
        """Keep these, unless a newer one is kept already; how many were kept. Rings for the outbox.

        In the same transaction their stories count as summarised up to that version.
        """
        if not summaries:
            return 0
        given = [
            {
                "story_id": summary.story_id,
                "version": summary.version,
                "sentences": json.dumps(summary.sentences, ensure_ascii=False),
                "method": summary.method,
                "article_id": summary.article_id,
            }
            for summary in summaries
        ]
        kept = await self._connection.all(
            "summaries.save", summaries=json.dumps(given, ensure_ascii=False), now=now
        )
        done = [{"story_id": row["story_id"], "version": row["version"]} for row in kept]
        await self._connection.all("summaries.summarized", done=json.dumps(done))
        if done:
            self._connection.ring(Belt.SUMMARIES)
        return len(done)

    async def get(self, story_id: StoryId) -> Summary | None:
        """The newest summary of a story; None while it waits for its first."""
        row = await self._connection.one("summaries.get", story_id=story_id)
        if row is None:
            return None
        return Summary(
            story_id=StoryId(row["story_id"]),
            version=row["version"],
            sentences=tuple(json.loads(row["sentences"])),
            method=row["method"],
            article_id=ArticleId(row["article_id"]),
            created_at=row["created_at"],
        )

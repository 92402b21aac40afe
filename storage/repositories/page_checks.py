"""Page checks: which pages of posted articles are to be looked at again, and what was found."""

import json
from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.identity import ArticleId, SourceId
from storage.records.page_check import PageCheck


class PageChecks:
    """Enrolling, claiming and settling looks at pages."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def enrol(self, *, since: datetime, due: datetime) -> None:
        """Look at what was posted *since* then, first at *due*; each article is enrolled once."""
        await self._connection.all("page_checks.enrol", since=since, due=due)

    async def suspect(self, article_id: ArticleId, *, due: datetime) -> None:
        """The first reading of its page was told that there is none: look again at *due*."""
        await self._connection.one("page_checks.suspect", article_id=article_id, due=due)

    async def claim(self, most: int, *, now: datetime, until: datetime) -> Sequence[PageCheck]:
        """Lease up to *most* pages that are to be looked at."""
        claimed = await self._connection.all("page_checks.claim", most=most, now=now, until=until)
        if not claimed:
            return []
        ids = json.dumps([row["article_id"] for row in claimed])
        return [_check_of(row) for row in await self._connection.all("page_checks.some", article_ids=ids)]

    async def settle(
        self, article_id: ArticleId, *, looks: int, missing: int, due: datetime | None, now: datetime
    ) -> None:
        """What a look has found, and when the next one is due; None: never."""
        await self._connection.one(
            "page_checks.settle", article_id=article_id, looks=looks, missing=missing, due=due, now=now
        )

    async def neighbours(self, check: PageCheck, *, since: datetime) -> tuple[int, int]:
        """How many other pages of the source were looked at *since* then; how many of them were missing."""
        row = await self._connection.one(
            "page_checks.neighbours",
            article_id=check.article_id,
            source_id=check.source_id,
            since=since,
        )
        return (0, 0) if row is None else (int(row["seen"]), int(row["missing"]))

    async def of_article(self, article_id: ArticleId) -> PageCheck | None:
        """What is known of an article's page; None where nobody looks at it."""
        rows = await self._connection.all("page_checks.some", article_ids=json.dumps([article_id]))
        return _check_of(rows[0]) if rows else None


def _check_of(row: Row) -> PageCheck:
    return PageCheck(
        article_id=ArticleId(row["article_id"]),
        source_id=SourceId(row["source_id"]),
        url=row["url"],
        options=row["options"],
        looks=row["looks"],
        missing=row["missing"],
        gone_at=row["gone_at"],
        pushed_at=row["pushed_at"],
        checked_at=row["checked_at"],
        due_at=row["due_at"],
    )

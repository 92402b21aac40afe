"""Work that broke a station: set aside so that the rest goes on, and kept to be told."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.identity import ArticleId, StoryId
from storage.records.stranded import StationName, Stranded

_LONGEST_ERROR = 500


def _stranded_of(row: Row) -> Stranded:
    return Stranded(
        station=StationName(row["station"]),
        subject_id=row["subject_id"],
        version=row["version"],
        error=row["error"],
        failed_at=row["failed_at"],
    )


class StrandedWork:
    """Setting work aside, and reading what was."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def set_aside(
        self, station: StationName, subject_id: int, *, version: int, error: BaseException, now: datetime
    ) -> None:
        """The subject waits at *station* no more, until it has a later version than this."""
        await self._connection.all(
            "stranded.set_aside",
            station=station,
            subject_id=subject_id,
            version=version,
            error=f"{type(error).__name__}: {error}"[:_LONGEST_ERROR],
            now=now,
        )

    async def of(self, article_id: ArticleId, story_id: StoryId | None) -> Sequence[Stranded]:
        """What is set aside of an article and of its story, the earliest first."""
        rows = await self._connection.all("stranded.of", article_id=article_id, story_id=story_id)
        return [_stranded_of(row) for row in rows]

    async def newest(self, most: int) -> Sequence[Stranded]:
        """What was set aside, the newest first."""
        return [_stranded_of(row) for row in await self._connection.all("stranded.newest", most=most)]

    async def count(self) -> int:
        """How much is set aside."""
        row = await self._connection.one("stranded.count")
        return 0 if row is None else int(row["pieces"])

    async def retry(self) -> int:
        """Let everything wait at its station again; how much that is."""
        return len(await self._connection.all("stranded.retry"))

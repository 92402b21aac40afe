"""Retractions: taking a story back once, the log of it, and what publishers have taken down."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection
from storage.records.delivery import DeliveryState, TargetId
from storage.records.identity import DeliveryId, StoryId
from storage.records.retraction import GoneStory, Manner, Retraction, ShownPost


class Retractions:
    """Which stories were taken back."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, story_id: StoryId, manner: Manner, *, user_id: int | None, now: datetime) -> bool:
        """Take it back; False where it was before: then nothing may follow from it."""
        row = await self._connection.one(
            "retractions.add", story_id=story_id, manner=manner, user_id=user_id, now=now
        )
        return row is not None

    async def is_retracted(self, story_id: StoryId) -> bool:
        """Whether it was taken back."""
        return await self._connection.one("retractions.is_retracted", story_id=story_id) is not None

    async def latest(self, *, most: int) -> Sequence[Retraction]:
        """What was taken back, the latest first."""
        return [
            Retraction(
                story_id=StoryId(row["story_id"]),
                manner=Manner(row["manner"]),
                user_id=row["user_id"],
                retracted_at=row["retracted_at"],
                title=row["title"],
                url=row["url"],
            )
            for row in await self._connection.all("retractions.latest", most=most)
        ]

    async def shown(self, story_id: StoryId) -> Sequence[ShownPost]:
        """The posts of a story as readers see them, whatever their state."""
        return [
            ShownPost(
                delivery_id=DeliveryId(row["delivery_id"]),
                target_id=TargetId(row["target_id"]),
                thread_id=row["thread_id"],
                state=DeliveryState(row["state"]),
                degraded=row["degraded"],
                posted=row["posted"],
                payload=row["payload"],
            )
            for row in await self._connection.all("retractions.shown", story_id=story_id)
        ]

    async def withdraw(self, delivery_id: DeliveryId, *, now: datetime) -> bool:
        """It never goes; False where it has gone, or is about to."""
        row = await self._connection.one("retractions.withdraw", delivery_id=delivery_id, now=now)
        return row is not None

    async def gone(self, *, since: datetime, most: int) -> Sequence[GoneStory]:
        """Stories that all their publishers have taken down, the last of them after *since*."""
        return [
            GoneStory(
                story_id=StoryId(row["story_id"]),
                title=row["title"],
                url=row["url"],
                source_name=row["source_name"],
            )
            for row in await self._connection.all("retractions.gone", since=since, most=most)
        ]

"""Attention: how many breaking posts a lane was given lately, and which of its posts are pinned."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection
from storage.records.attention import BreakingPost, Pin
from storage.records.delivery import TargetId
from storage.records.identity import DeliveryId, StoryId


def _story(value: int | None) -> StoryId | None:
    return None if value is None else StoryId(value)


class Attention:
    """Counting what rings, and looking through pins; nothing here writes."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rang(self, target_id: TargetId, thread_id: int, *, since: datetime) -> int:
        """How many breaking posts the lane was given after *since*, sent or still owed."""
        row = await self._connection.one(
            "attention.rang", target_id=target_id, thread_id=thread_id, since=since
        )
        return 0 if row is None else int(row["posts"])

    async def newest_breaking(
        self, target_id: TargetId, thread_id: int, *, since: datetime
    ) -> BreakingPost | None:
        """The breaking post that the lane got last, if that was after *since*."""
        row = await self._connection.one(
            "attention.newest_breaking", target_id=target_id, thread_id=thread_id, since=since
        )
        if row is None:
            return None
        return BreakingPost(
            delivery_id=DeliveryId(row["delivery_id"]),
            subject=row["subject"],
            story_id=_story(row["story_id"]),
            sent_at=row["settled_at"],
            was_pinned=bool(row["pinned"]),
        )

    async def pinned(self) -> Sequence[Pin]:
        """What is pinned in all lanes, the earliest first."""
        return [
            Pin(
                target_id=TargetId(row["target_id"]),
                thread_id=row["thread_id"],
                of_id=DeliveryId(row["of_id"]),
                subject=row["subject"],
                story_id=_story(row["story_id"]),
                since_at=row["created_at"],
            )
            for row in await self._connection.all("attention.pinned")
        ]

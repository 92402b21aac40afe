"""Digests: which slots are decided, and the stories that a lane got between two of them."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.delivery import TargetId
from storage.records.digest import DigestStory
from storage.records.identity import ChatId, DeliveryId, MessageId, StoryId


def digest_story_of(row: Row) -> DigestStory:
    """The story in *row*."""
    return DigestStory(
        delivery_id=DeliveryId(row["delivery_id"]),
        story_id=StoryId(row["story_id"]),
        published_at=row["published_at"],
        breaking=bool(row["breaking"]),
        carriers=row["carriers"] or 0,
        views=row["views"] or 0,
        chat_id=None if row["chat_id"] is None else ChatId(row["chat_id"]),
        message_id=None if row["message_id"] is None else MessageId(row["message_id"]),
    )


class Digests:
    """The digests of lanes: a lane is a chat and its topic, 0 for none."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_slot(
        self, target_id: TargetId, thread_id: int, *, slot: str, slot_at: datetime, now: datetime
    ) -> bool:
        """Decide this slot in this transaction; False: it is decided already."""
        row = await self._connection.one(
            "digests.take_slot", target_id=target_id, thread_id=thread_id, slot=slot, slot_at=slot_at, now=now
        )
        return row is not None

    async def fill_slot(
        self, target_id: TargetId, thread_id: int, *, slot: str, delivery_id: DeliveryId
    ) -> None:
        """The slot became this delivery."""
        await self._connection.one(
            "digests.fill_slot",
            target_id=target_id,
            thread_id=thread_id,
            slot=slot,
            delivery_id=delivery_id,
        )

    async def last_slot(
        self, target_id: TargetId, thread_id: int, *, edition: str, before: datetime
    ) -> datetime | None:
        """When an edition's latest digest was due, by how its slot's name begins; None: it had none."""
        row = await self._connection.one(
            "digests.last_slot", target_id=target_id, thread_id=thread_id, edition=edition, before=before
        )
        moment: datetime | None = None if row is None else row["slot_at"]
        return moment

    async def was_told(self, target_id: TargetId, thread_id: int, *, edition: str, since: datetime) -> bool:
        """Whether the lane was given a digest after *since*, by how its slot's name begins."""
        row = await self._connection.one(
            "digests.told", target_id=target_id, thread_id=thread_id, edition=edition, since=since
        )
        return row is not None

    async def posted(
        self, target_id: TargetId, thread_id: int, *, since: datetime, until: datetime
    ) -> Sequence[DigestStory]:
        """What a lane got after *since*, up to *until*, or was left to the next digest; none retracted."""
        rows = await self._connection.all(
            "digests.posted", target_id=target_id, thread_id=thread_id, since=since, until=until
        )
        return [digest_story_of(row) for row in rows]

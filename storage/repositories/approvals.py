"""Approvals: posts that wait for an editor's word, and that word."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Belt, Connection, Row
from storage.records.approval import PendingPost
from storage.records.identity import DeliveryId


def _pending_of(row: Row) -> PendingPost:
    return PendingPost(
        delivery_id=DeliveryId(row["delivery_id"]),
        chat_name=row["chat_title"] or row["address"],
        payload=row["payload"],
        content_hash=row["content_hash"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )


class Approvals:
    """What editors have to decide on."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def pending(self, *, most: int, now: datetime) -> Sequence[PendingPost]:
        """At most *most* posts that wait, the most urgent and then the oldest first."""
        return [
            _pending_of(row) for row in await self._connection.all("approvals.pending", most=most, now=now)
        ]

    async def get(self, delivery_id: DeliveryId, *, now: datetime) -> PendingPost | None:
        """The post, while it waits."""
        row = await self._connection.one("approvals.pending_one", delivery_id=delivery_id, now=now)
        return None if row is None else _pending_of(row)

    async def count(self, *, now: datetime) -> int:
        """How many wait."""
        row = await self._connection.one("approvals.count", now=now)
        return 0 if row is None else int(row["posts"])

    async def approve(self, delivery_id: DeliveryId, *, content_hash: str, now: datetime) -> bool:
        """Let it go as it was read; False: it waits no more, or says something else by now. Rings."""
        row = await self._connection.one(
            "approvals.approve", delivery_id=delivery_id, content_hash=content_hash, now=now
        )
        if row is not None:
            self._connection.ring(Belt.OUTBOX)
        return row is not None

    async def dismiss(self, delivery_id: DeliveryId, *, user_id: int, now: datetime) -> bool:
        """It is not posted; False: it waits no more."""
        row = await self._connection.one(
            "approvals.dismiss", delivery_id=delivery_id, reason=f"dismissed by {user_id}", now=now
        )
        return row is not None

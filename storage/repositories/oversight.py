"""What an admin sees and decides: deliveries in doubt, the lanes of the chats, stopping and going on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.connection import Belt, Connection
from storage.records.delivery import DeliveryState, TargetId
from storage.records.identity import ChatId, DeliveryId
from storage.records.oversight import BY_HAND, Backlog, Lane, StuckDelivery


class Oversight:
    """Reading lanes and stuck deliveries, and deciding on them by hand."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def stuck(self, *, most: int, delivery_id: DeliveryId | None = None) -> Sequence[StuckDelivery]:
        """Deliveries whose outcome is unknown, then those given up; or the one that is asked for."""
        rows = await self._connection.all("oversight.stuck", most=most, delivery_id=delivery_id)
        return [
            StuckDelivery(
                delivery_id=DeliveryId(row["delivery_id"]),
                kind=row["kind"],
                state=DeliveryState(row["state"]),
                reason=row["reason"],
                attempts=row["attempts"],
                chat_name=row["chat_title"] or row["address"],
                title=row["title"],
                url=row["url"],
                since_at=row["since_at"],
                doubtful=bool(row["doubtful"]),
            )
            for row in rows
        ]

    async def send_again(self, delivery_id: DeliveryId, *, not_before: datetime) -> bool:
        """Try a stuck delivery once more from *not_before* on; False where it is not stuck (any more)."""
        row = await self._connection.one("oversight.send_again", delivery_id=delivery_id, retry_at=not_before)
        self._connection.ring(Belt.OUTBOX)
        return row is not None

    async def arrived(self, delivery_id: DeliveryId, *, now: datetime) -> bool:
        """Somebody saw it in the chat; False where nobody doubts it (any more)."""
        row = await self._connection.one("oversight.arrived", delivery_id=delivery_id, now=now)
        self._connection.ring(Belt.OUTBOX)
        return row is not None

    async def lanes(self, *, now: datetime) -> Sequence[Lane]:
        """Every chat that posts go to."""
        rows = await self._connection.all("oversight.lanes", day_ago=now - timedelta(days=1))
        return [
            Lane(
                target_id=TargetId(row["target_id"]),
                address=row["address"],
                chat_id=None if row["chat_id"] is None else ChatId(row["chat_id"]),
                chat_name=row["chat_title"] or row["address"],
                paused_reason=row["paused_reason"],
                paused_at=row["paused_at"],
                not_before_at=row["not_before_at"],
                waiting=row["waiting"],
                unknown=row["unknown"],
                sent_at=row["sent_at"],
                day_sent=row["day_sent"],
            )
            for row in rows
        ]

    async def backlog(self) -> Backlog:
        """What waits between the stations."""
        row = await self._connection.one("oversight.backlog")
        return Backlog(**row) if row is not None else Backlog(**dict.fromkeys(Backlog.__slots__, 0))

    async def pause(self, target_id: TargetId, *, now: datetime) -> bool:
        """Send nothing there; False when it is paused already."""
        row = await self._connection.one("oversight.pause", target_id=target_id, reason=BY_HAND, now=now)
        return row is not None

    async def notices(self) -> frozenset[str]:
        """The subjects that the admins were told of and that are not over."""
        return frozenset(row["subject"] for row in await self._connection.all("oversight.notices"))

    async def note(self, subject: str, *, now: datetime) -> None:
        """The admins are told of *subject*."""
        await self._connection.all("oversight.note", subject=subject, now=now)

    async def unnote(self, subject: str) -> None:
        """It is over; the next time is another one."""
        await self._connection.all("oversight.unnote", subject=subject)

    async def forget(self, chat_id: ChatId) -> None:
        """Erase every delivery to a chat, and its lane."""
        address = str(chat_id)
        await self._connection.all("oversight.forget_deliveries", chat_id=chat_id, address=address)
        await self._connection.all("oversight.forget_target", chat_id=chat_id, address=address)

    async def resume(self, target_id: TargetId) -> bool:
        """Send there again; False when it was not paused."""
        row = await self._connection.one("oversight.resume", target_id=target_id)
        self._connection.ring(Belt.OUTBOX)
        return row is not None

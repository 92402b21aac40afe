"""Targets: the chats that posts go to, as lanes: paused or not, when again, and their newest message."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Belt, Connection, Row
from storage.records.delivery import Address, ChatEffect, Target, TargetId
from storage.records.identity import ChatId, MessageId


def address_of(row: Row) -> Address:
    """The chat's number where it is known, else as it was configured."""
    if row["target_chat_id"] is not None:
        return int(row["target_chat_id"])
    address: str = row["address"]
    return address if address.startswith("@") else int(address)


def target_of(row: Row) -> Target:
    """The target in *row*."""
    return Target(
        target_id=TargetId(row["target_id"]),
        address=address_of({**row, "target_chat_id": row["chat_id"]}),
        chat_id=None if row["chat_id"] is None else ChatId(row["chat_id"]),
        paused_reason=row["paused_reason"],
        paused_at=row["paused_at"],
        not_before_at=row["not_before_at"],
        last_message_id=None if row["last_message_id"] is None else MessageId(row["last_message_id"]),
        created_at=row["created_at"],
    )


class Targets:
    """Adding, reading, pausing and moving targets."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ensure(self, address: Address, *, now: datetime) -> TargetId:
        """The target of *address*, made where there was none."""
        chat_id = address if isinstance(address, int) else None
        row = await self._connection.one("targets.by_address", address=str(address), chat_id=chat_id)
        if row is None:
            row = await self._connection.one("targets.add", address=str(address), chat_id=chat_id, now=now)
        if row is None:  # another process was faster
            row = await self._connection.one("targets.by_address", address=str(address), chat_id=chat_id)
        assert row is not None  # noqa: S101 - one of the three found it
        return TargetId(row["target_id"])

    async def by_address(self, address: Address) -> Target | None:
        """The target of *address*, or None."""
        chat_id = address if isinstance(address, int) else None
        row = await self._connection.one("targets.by_address", address=str(address), chat_id=chat_id)
        return None if row is None else target_of(row)

    async def get(self, target_id: TargetId) -> Target | None:
        """The target, or None."""
        row = await self._connection.one("targets.get", target_id=target_id)
        return None if row is None else target_of(row)

    async def all(self) -> Sequence[Target]:
        """Every target in the order of its making."""
        return [target_of(row) for row in await self._connection.all("targets.all")]

    async def learn(self, target_id: TargetId, *, chat_id: ChatId | None, message_id: MessageId) -> None:
        """An answer named the chat's number and a message in it."""
        await self._connection.one(
            "targets.learn", target_id=target_id, chat_id=chat_id, message_id=message_id
        )

    async def heard(self, message_id: MessageId) -> None:
        """A message that is not from the outbox stands in a chat that shares its ids with others."""
        await self._connection.all("targets.heard", message_id=message_id)

    async def apply(self, target_id: TargetId, effect: ChatEffect, *, now: datetime) -> None:
        """Let the chat wait, pause or move, as *effect* says."""
        if effect.not_before_at is not None:
            await self._connection.one(
                "targets.wait", target_id=target_id, not_before_at=effect.not_before_at
            )
        if effect.paused_reason is not None:
            await self._connection.one(
                "targets.pause", target_id=target_id, reason=effect.paused_reason, now=now
            )
        if effect.moved_to is not None:
            moved = await self._connection.one(
                "targets.move",
                target_id=target_id,
                moved_to=effect.moved_to,
                address=str(effect.moved_to),
            )
            if moved is None:
                await self._connection.one(
                    "targets.pause",
                    target_id=target_id,
                    reason="moved to a chat that is a target too",
                    now=now,
                )

    async def resume(self, chat_id: ChatId) -> bool:
        """The chat may be written to again; its lane wakes. True when it was paused."""
        row = await self._connection.one("targets.resume", chat_id=chat_id)
        if row is not None:
            self._connection.ring(Belt.OUTBOX)
        return row is not None

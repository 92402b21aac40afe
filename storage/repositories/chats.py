"""Chats: where the bot is, what it may do there, and what they follow."""

from collections.abc import Sequence
from datetime import datetime

from storage.connection import Connection, Row
from storage.records.chat import Chat, Standing, Subscription, SubscriptionId, Wish
from storage.records.identity import ChatId


class Chats:
    """Keeping and reading chats and their subscriptions."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(
        self,
        chat_id: ChatId,
        *,
        kind: str,
        title: str,
        standing: Standing,
        may_post: bool,
        now: datetime,
    ) -> None:
        """Note the chat as it is now."""
        await self._connection.all(
            "chats.put",
            chat_id=chat_id,
            kind=kind,
            title=title,
            standing=standing.value,
            may_post=int(may_post),
            now=now,
        )

    async def get(self, chat_id: ChatId) -> Chat | None:
        """The chat, or None where the bot never was."""
        row = await self._connection.one("chats.get", chat_id=chat_id)
        return None if row is None else _chat_of(row)

    async def all(self) -> Sequence[Chat]:
        """Every chat, the latest change first."""
        return [_chat_of(row) for row in await self._connection.all("chats.all")]

    async def forget(self, chat_id: ChatId) -> bool:
        """Erase the chat and what it follows; False where nothing was kept."""
        return await self._connection.one("chats.forget", chat_id=chat_id) is not None

    async def move(self, old_id: ChatId, new_id: ChatId, *, now: datetime) -> bool:
        """A group became a supergroup: its subscriptions go along. False where the old one is unknown."""
        if await self.get(old_id) is None:
            return False
        await self.forget(new_id)
        return await self._connection.one("chats.move", old_id=old_id, new_id=new_id, now=now) is not None

    async def follow(self, chat_id: ChatId, *, kind: Wish, term: str, shown: str, now: datetime) -> bool:
        """Add a subscription; False when the chat has it already. The chat must be known."""
        row = await self._connection.one(
            "chats.follow", chat_id=chat_id, kind=kind.value, term=term, shown=shown, now=now
        )
        return row is not None

    async def unfollow(self, chat_id: ChatId, subscription_id: SubscriptionId) -> str | None:
        """End a subscription; how its wish read, or None where there was none."""
        row = await self._connection.one("chats.unfollow", chat_id=chat_id, subscription_id=subscription_id)
        return None if row is None else str(row["shown"])

    async def unfollow_all(self, chat_id: ChatId) -> int:
        """End all subscriptions of a chat; how many there were."""
        return len(await self._connection.all("chats.unfollow_all", chat_id=chat_id))

    async def followed(self, chat_id: ChatId) -> Sequence[Subscription]:
        """What a chat follows, the oldest wish first."""
        rows = await self._connection.all("chats.followed", chat_id=chat_id)
        return [_subscription_of(row) for row in rows]

    async def followers(self) -> Sequence[Subscription]:
        """Every subscription of the chats that can be written to."""
        return [_subscription_of(row) for row in await self._connection.all("chats.followers")]


def _chat_of(row: Row) -> Chat:
    return Chat(
        chat_id=ChatId(row["chat_id"]),
        kind=row["kind"],
        title=row["title"],
        standing=Standing(row["standing"]),
        may_post=bool(row["may_post"]),
        changed_at=row["changed_at"],
    )


def _subscription_of(row: Row) -> Subscription:
    return Subscription(
        subscription_id=SubscriptionId(row["subscription_id"]),
        chat_id=ChatId(row["chat_id"]),
        kind=Wish(row["kind"]),
        term=row["term"],
        shown=row["shown"],
    )

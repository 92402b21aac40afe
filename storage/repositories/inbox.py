"""Inbox: which updates have had their effect, and the secrets of this archive."""

import secrets
from datetime import datetime, timedelta

from storage.connection import Connection

KEPT = timedelta(days=2)
"""Telegram keeps an undelivered update for 24 hours; twice that is safe."""
_KEY_BYTES = 32


class Inbox:
    """Makes the effect of an update happen once, however often the update comes."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim(self, update_id: int, *, now: datetime) -> bool:
        """Note that this transaction holds the update's effect; False when an earlier one did."""
        await self._connection.all("inbox.prune", before=now - KEPT)
        return await self._connection.one("inbox.claim", update_id=update_id, now=now) is not None

    async def key(self, name: str, *, now: datetime) -> bytes:
        """The archive's secret called *name*, made at its first use."""
        await self._connection.all(
            "inbox.add_key", name=name, secret=secrets.token_bytes(_KEY_BYTES), now=now
        )
        row = await self._connection.one("inbox.key", name=name)
        assert row is not None  # noqa: S101 - it was added above if it was not there
        return bytes(row["secret"])

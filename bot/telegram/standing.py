"""What stands in the chats beside our posts: told at once to who looks for lost ones, and its newest id kept.

    a message is heard or said | note | once a second: targets.heard

All private chats and basic groups share one box of message ids. Who looks for a post there begins at the
newest id that was known when it was sent, also after a crash, and also where another process sends.
"""

import asyncio
import logging
from typing import Final

from bot.telegram.replier import NoteOther
from storage.errors import StorageError
from storage.records.delivery import shares_box
from storage.records.identity import ChatId, MessageId
from storage.store import Store

EVERY_S: Final = 1.0
"""A look passes over some ids that nobody knows of: what is heard in a second need not be written singly."""
_log = logging.getLogger(__name__)


class Standing:
    """Hears of every message that is not from the outbox."""

    def __init__(self, store: Store, tell: NoteOther) -> None:
        self._store = store
        self._tell = tell
        self._newest = self._kept = 0

    def note(self, chat_id: ChatId, message_id: int) -> None:
        """It stands there."""
        self._tell(chat_id, message_id)
        if shares_box(chat_id):
            self._newest = max(self._newest, message_id)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the newest id until *stop* is set."""
        while not stop.is_set():
            await self.keep()
            try:
                async with asyncio.timeout(EVERY_S):
                    await stop.wait()
            except TimeoutError:
                continue

    async def keep(self) -> None:
        """Write down what is new."""
        newest = self._newest
        if newest == self._kept:
            return
        try:
            async with self._store.write() as tx:
                await tx.targets.heard(MessageId(newest))
        except StorageError as error:
            _log.warning("standing.not_kept error=%s", type(error).__name__)
        else:
            self._kept = newest

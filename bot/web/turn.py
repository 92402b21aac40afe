"""A turn in the event loop: heavy work goes in steps of a few milliseconds, and never two in a row."""

import asyncio
from types import TracebackType


class Turn:
    """``async with turn:`` one step; before anybody's next, the loop does whatever else is ready.

    Answers come in crowds: were each read as soon as it is there, and taken in beside it, the loop would do
    all of it at one go, and whoever chats with the bot would wait.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        await self._lock.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await asyncio.sleep(0)
        finally:
            self._lock.release()

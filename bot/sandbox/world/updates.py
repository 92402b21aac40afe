"""The updates that wait for one bot: numbered, confirmed by offset, forgotten after a day."""

import asyncio
from collections import deque
from dataclasses import dataclass

from bot.sandbox.json_types import JsonObject

KEPT_SECONDS = 24 * 60 * 60
FIRST_ID = 700_000_001
LIMIT = 100
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Update types that a bot gets only when it lists them in allowed_updates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedUpdate:
    """An update and when it happened (monotonic seconds)."""

    update_id: int
    kind: str
    payload: JsonObject
    at: float

    def as_json(self) -> JsonObject:
        """The Update object."""
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """One bot's waiting updates, and at most one reader that waits for more."""

    def __init__(self) -> None:
        self._waiting: deque[QueuedUpdate] = deque()
        self._next_id = FIRST_ID
        self._arrival = asyncio.Event()
        self._reader = 0
        self._dismissed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, payload: JsonObject, *, at: float) -> None:
        """Append an update and wake the reader."""
        self._waiting.append(QueuedUpdate(update_id=self._next_id, kind=kind, payload=payload, at=at))
        self._next_id += 1
        self._arrival.set()

    def poison(self, update: JsonObject, *, at: float) -> None:
        """Append an update of any shape, e.g. one that no client library can read."""
        kind = next((name for name in update if name != "update_id"), "message")
        self.add(kind, update.get(kind, {}), at=at)

    def confirm(self, offset: int) -> None:
        """Forget all before *offset*; a negative one leaves that many at the end."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0].update_id < offset:
            self._waiting.popleft()

    def pending(self, limit: int, *, now: float) -> list[QueuedUpdate]:
        """The oldest that are less than a day old."""
        while self._waiting and now - self._waiting[0].at > KEPT_SECONDS:
            self._waiting.popleft()
        return [update for update, _ in zip(self._waiting, range(limit), strict=False)]

    def clear(self) -> None:
        """Drop all."""
        self._waiting.clear()

    def take_over(self) -> int:
        """Become the only reader; whoever waited is dismissed."""
        self._dismissed.set()
        self._dismissed = asyncio.Event()
        self._reader += 1
        return self._reader

    def dismiss(self) -> None:
        """Send the waiting reader away (a webhook was set, the token was revoked, the server stops)."""
        self.take_over()

    async def wait(self, reader: int, seconds: float) -> bool:
        """Wait for an update; False when another reader has taken over."""
        if self._reader != reader:
            return False
        self._arrival.clear()
        if self._waiting or seconds <= 0:
            return True
        arrival = asyncio.ensure_future(self._arrival.wait())
        dismissed = asyncio.ensure_future(self._dismissed.wait())
        try:
            await asyncio.wait({arrival, dismissed}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
            dismissed.cancel()
        return self._reader == reader

    def state(self) -> tuple[int, tuple[QueuedUpdate, ...]]:
        """The next id and what waits, for a snapshot."""
        return self._next_id, tuple(self._waiting)

    def restore(self, next_id: int, waiting: tuple[QueuedUpdate, ...]) -> None:
        """Take up a snapshot's state."""
        self._next_id = next_id
        self._waiting = deque(waiting)

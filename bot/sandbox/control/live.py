"""The world's changes as server-sent events for the chat page, with replay after a lost connection."""

import asyncio
import json
from collections import deque

from aiohttp import web

from bot.sandbox.json_types import JsonObject
from bot.sandbox.world.world import Change, World

REMEMBERED = 2_000
WAITING = 2_000
HEARTBEAT_SECONDS = 15


class Live:
    """Numbers the changes and hands them to everyone who listens."""

    def __init__(self, world: World) -> None:
        self._past: deque[tuple[int, JsonObject]] = deque(maxlen=REMEMBERED)
        self._last = 0
        self._listeners: set[asyncio.Queue[tuple[int, JsonObject] | None]] = set()
        world.listeners.append(self.hear)

    @property
    def last(self) -> int:
        """The number of the newest change."""
        return self._last

    def hear(self, change: Change) -> None:
        """Pass a change on; a listener that does not keep up is let go and comes back by itself."""
        self._last += 1
        body: JsonObject = {"kind": change.kind, "chat_id": change.chat_id, "message_id": change.message_id}
        event = (self._last, body | (change.extra or {}))
        self._past.append(event)
        for queue in list(self._listeners):
            if queue.qsize() >= WAITING:
                self._listeners.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(event)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Serve /_sandbox/events from `Last-Event-ID` (or ?after=) on; «resync» when that is too long ago."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[tuple[int, JsonObject] | None] = asyncio.Queue()
        for event in self._missed(request):
            queue.put_nowait(event)
        self._listeners.add(queue)
        try:
            await response.write(b"retry: 1000\n\n")
            while True:
                try:
                    item = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if item is None:
                    break
                number, body = item
                await response.write(
                    f"id: {number}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n".encode()
                )
        except ConnectionError:
            pass
        finally:
            self._listeners.discard(queue)
        return response

    def _missed(self, request: web.Request) -> list[tuple[int, JsonObject]]:
        text = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
        if not text.isdigit():
            return []
        seen = int(text)
        oldest = self._past[0][0] if self._past else self._last + 1
        if seen > self._last or seen < oldest - 1:
            return [(self._last, {"kind": "resync", "chat_id": None, "message_id": None})]
        return [event for event in self._past if event[0] > seen]

    def close(self) -> None:
        """Let every listener go."""
        for queue in self._listeners:
            queue.put_nowait(None)
        self._listeners.clear()

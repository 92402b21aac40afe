"""The world on disk, so that a sandbox outlives its process."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bot.sandbox.world.records import Bot, CallbackQuery, Chat, StoredFile, User
from bot.sandbox.world.updates import QueuedUpdate
from bot.sandbox.world.world import Change, World

PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything that a World is, in a form msgspec writes and reads."""

    users: dict[int, User]
    chats: dict[int, Chat]
    bots: dict[int, Bot]
    waiting: dict[int, tuple[int, tuple[QueuedUpdate, ...]]]
    files: tuple[StoredFile, ...]
    revoked: set[str] = field(default_factory=set)
    callbacks: dict[str, CallbackQuery] = field(default_factory=dict)


class Snapshot:
    """Writes the world a moment after a change, whole or not at all."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._path = folder / "world.json"
        self._due: asyncio.TimerHandle | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def watch(self) -> None:
        """Save after changes from now on."""
        self._world.listeners.append(self._changed)

    def _changed(self, _change: Change) -> None:
        if self._due is None and not self._world.closing:
            self._due = asyncio.get_running_loop().call_later(PAUSE_SECONDS, self.save)

    def save(self) -> None:
        """Write the world beside the old one, then in its place."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        world = self._world
        kept = Kept(
            users=world.users,
            chats=world.chats,
            bots=world.bots,
            waiting={bot_id: queue.state() for bot_id, queue in world.queues.items()},
            files=world.files.all(),
            revoked=world.revoked,
            callbacks=world.callbacks,
        )
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(kept))
        fresh.replace(self._path)

    def load(self) -> None:
        """Take up what an earlier process left, if anything."""
        if not self._path.is_file():
            return
        kept = msgspec.json.decode(self._path.read_bytes(), type=Kept)
        world = self._world
        world.users.update(kept.users)
        world.chats.update(kept.chats)
        shared = (chat.last_message_id for chat in kept.chats.values() if chat.shares_box)
        world.box_message_id = max(shared, default=0)
        for bot_id in kept.bots:
            world.add_bot(bot_id)
            world.queues[bot_id].restore(*kept.waiting[bot_id])
        world.bots.update(kept.bots)
        world.files.restore(kept.files)
        world.revoked |= kept.revoked
        world.callbacks.update(kept.callbacks)

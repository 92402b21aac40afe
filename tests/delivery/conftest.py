"""Fixtures of the delivery tests: a stage with an archive, a desk, a sandbox and deliverers."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.delivery.courier import FetchImage
from bot.delivery.deliver import Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.pace import Limits, Pace
from bot.delivery.route import ChannelRule
from bot.delivery.sender import Sender
from bot.delivery.settle import Patience
from bot.telegram.sender import TelegramSender, telegram_sender
from storage.records.delivery import Delivery, DeliveryState
from storage.records.identity import ChatId, StoryId
from storage.store import Store
from tests.delivery.desk import CHANNEL, Desk
from tests.fakes import ManualClock
from tests.sandbox_control import TOKEN, SandboxControl, sandbox

__all__ = ["sandbox"]


class RunningClock(ManualClock):
    """A ManualClock that also goes on by itself: deliveries wait for real answers."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=time.monotonic() - self._begun)

    def monotonic(self) -> float:
        return self.elapsed + time.monotonic()


@pytest.fixture
def clock() -> RunningClock:
    """Takes the place of the common clock."""
    return RunningClock()


SWIFT = Patience(
    look_after=timedelta(0),
    back_off_first=timedelta(0),
    back_off_last=timedelta(0),
    margin=timedelta(0),
    fetched_within=timedelta(0),
)
UNBOUND = Limits(overall_per_second=100_000, group_per_minute=100_000, gap=0.0, breaking_reserve=0)


@dataclass
class Stage:
    """All that a story needs on its way from the desk into a channel."""

    store: Store
    clock: ManualClock
    desk: Desk
    sandbox: SandboxControl
    sender: Sender
    rules: Sequence[ChannelRule] = field(default_factory=lambda: [ChannelRule(address=CHANNEL)])

    def deliverer(
        self,
        *,
        pace: Pace | None = None,
        fetch_image: FetchImage | None = None,
        ops_chat_id: ChatId | None = None,
    ) -> Deliverer:
        """A deliverer as a fresh process would make it."""
        return Deliverer(
            self.store,
            self.sender,
            self.clock,
            pace=pace or Pace(UNBOUND),
            patience=SWIFT,
            fetch_image=fetch_image,
            ops_chat_id=ops_chat_id,
            chance=lambda: 0.5,
        )

    async def enqueue(self) -> None:
        """Take every waiting story into the outbox."""
        while await enqueue(self.store, self.clock, self.rules):
            pass

    async def run(self, *, rounds: int = 1) -> None:
        """Enqueue and deliver, by a fresh process each round, a minute apart."""
        await self.enqueue()
        for _ in range(rounds):
            await self.deliverer().drain()
            self.clock.advance(timedelta(minutes=1))

    async def texts(self, chat_id: int = CHANNEL) -> list[str]:
        """The first lines of a chat's posts."""
        messages = await self.sandbox.messages(chat_id)
        return [message.get("text", message.get("caption", "")).split("\n")[0] for message in messages]

    async def deliveries(self, story_id: StoryId) -> Sequence[Delivery]:
        """What the outbox holds of a story."""
        async with self.store.read() as tx:
            return await tx.outbox.of_story(story_id)

    async def states(self, story_id: StoryId) -> list[DeliveryState]:
        """Where its deliveries stand."""
        return [delivery.state for delivery in await self.deliveries(story_id)]


@pytest.fixture
async def sender(sandbox: SandboxControl) -> AsyncIterator[TelegramSender]:
    """The real sender, against the sandbox."""
    async with telegram_sender(TOKEN, api_base_url=sandbox.url, read_s=0.4) as sender:
        yield sender


async def _stage(store: Store, clock: ManualClock, sandbox: SandboxControl, sender: TelegramSender) -> Stage:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
    return Stage(store=store, clock=clock, desk=Desk(store, clock), sandbox=sandbox, sender=sender)


@pytest.fixture
async def stage(store: Store, clock: ManualClock, sandbox: SandboxControl, sender: TelegramSender) -> Stage:
    """A stage with one channel, on either database."""
    return await _stage(store, clock, sandbox, sender)


@pytest.fixture
async def lite(
    sqlite_store: Store, clock: ManualClock, sandbox: SandboxControl, sender: TelegramSender
) -> Stage:
    """The same on SQLite alone, where the database makes no difference."""
    return await _stage(sqlite_store, clock, sandbox, sender)

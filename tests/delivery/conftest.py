"""Fixtures of the delivery tests: a desk, a sandbox with a channel, and a Deliverer that talks to it."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from storage.store import Store

from bot.delivery.deliver import Deliverer
from bot.delivery.pace import Limits, Pace
from bot.delivery.settle import Patience
from bot.telegram.sender import TelegramSender, build_bot
from tests.delivery.desk import CHANNEL, Desk
from tests.fakes import ManualClock
from tests.sandbox_control import TOKEN, SandboxControl, sandbox

__all__ = ["sandbox"]

SWIFT = Patience(
    look_after=timedelta(0),
    back_off_first=timedelta(milliseconds=1),
    back_off_last=timedelta(milliseconds=1),
    margin=timedelta(0),
)
UNBOUND = Limits(overall_per_second=100_000, group_per_minute=100_000, gap=0.0, breaking_reserve=0)


@pytest.fixture
def desk(store: Store, clock: ManualClock) -> Desk:
    """A desk at the archive, on either database."""
    return Desk(store, clock)


@pytest.fixture
async def channel(sandbox: SandboxControl) -> int:
    """A channel that the bot may post to."""
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
    return CHANNEL


@pytest.fixture
async def sender(sandbox: SandboxControl) -> AsyncIterator[TelegramSender]:
    """The real sender, against the sandbox."""
    async with build_bot(TOKEN, api_base_url=sandbox.url, read_s=1.0) as bot:
        yield TelegramSender(bot)


@pytest.fixture
def new_deliverer(store: Store, clock: ManualClock, sender: TelegramSender) -> Callable[[], Deliverer]:
    """Makes a deliverer as a fresh process would."""

    def make() -> Deliverer:
        return Deliverer(store, sender, clock, pace=Pace(UNBOUND), patience=SWIFT, chance=lambda: 0.5)

    return make


@pytest.fixture
def deliverer(new_deliverer: Callable[[], Deliverer]) -> Deliverer:
    """The one of this test."""
    return new_deliverer()

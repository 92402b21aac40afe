"""Three simulated days of outage: what each channel gets when they are over.

    python benchmarks/catch_up.py [--seed 1]

A virtual clock and a real SQLite archive with the real stations; Telegram is made of memory. Six stories
an hour come out. In one half of the outages the bot is down and hears of all of them afterwards, in the other
it runs and Telegram cannot be reached. They end at four different hours, one of them while a digest is due
to be made up. After it every tenth transaction of the deciding stations fails before its commit, and they
start anew.

Prints JSON lines; the values are the worst of all outages and channels.
"""

import argparse
import asyncio
import json
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.delivery.catch_up import CatchUp
from bot.delivery.deliver import Deliverer
from bot.delivery.editions import Editions
from bot.delivery.enqueue import enqueue
from bot.delivery.pace import Limits, Pace
from bot.delivery.post import Post
from bot.delivery.route import ChannelRule
from bot.delivery.sender import NotSent, ProbeOutcome, SendOutcome, Sent, Unknown
from bot.delivery.settle import Patience
from storage.opening import open_store
from storage.records.delivery import Address
from storage.records.identity import ChatId, MessageId
from storage.store import Bells, Store, Transaction
from tests.delivery.desk import Desk
from tests.fakes import ManualClock

BEGIN = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
OUTAGE = timedelta(days=3)
EVERY = timedelta(minutes=10)
ENDS_H = (0, 6, 10, 18)
"""Hours by which the ends of the outages differ; the first is half an hour after the morning's slot."""
CHANNELS = (-1001, -1002, -1003)
MOST = 10
UNBOUND = Limits(overall_per_second=100_000, group_per_minute=100_000, gap=0.0, breaking_reserve=0)
STEADY = Patience(back_off_first=timedelta(minutes=1), back_off_last=timedelta(minutes=1))


class Seconds(ManualClock):
    """A clock that is moved, and whose seconds go on a little whenever it is asked: pacing waits for that."""

    def monotonic(self) -> float:
        """See Clock."""
        self.elapsed += 0.001
        return self.elapsed


class SimulatedCrashError(Exception):
    """The process dies here."""


@dataclass
class Wire:
    """Telegram while it can be reached, and while it cannot; a Sender."""

    is_up: bool = True
    chats: dict[Address, list[Post]] = field(default_factory=dict)

    async def send(self, address: Address, post: Post, **_: Any) -> SendOutcome:
        """See Sender."""
        if not self.is_up:
            return NotSent(reason="simulated")
        messages = self.chats.setdefault(address, [])
        messages.append(post)
        return Sent(message_id=MessageId(len(messages)), chat_id=ChatId(int(address)))

    async def edit(self, *_: Any, **__: Any) -> SendOutcome:
        """See Sender; nothing is edited here."""
        return Unknown(reason="not simulated")

    delete = pin = unpin = edit

    async def probe(self, *_: Any) -> ProbeOutcome:
        """See Sender; no answer is lost here, so nothing is looked for."""
        return Unknown(reason="not simulated")

    async def compare(self, *_: Any, **__: Any) -> ProbeOutcome:
        """See Sender; not used here."""
        return Unknown(reason="not simulated")


@dataclass
class Brittle:
    """A Store whose transactions fail before their commit, by chance."""

    store: Store
    dice: random.Random
    chance: float = 0.0
    crashes: int = 0

    @property
    def bells(self) -> Bells:
        """See Store."""
        return self.store.bells

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """See Store."""
        return self.store.read()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """See Store."""
        async with self.store.write() as tx:
            yield tx
            if self.dice.random() < self.chance:
                self.crashes += 1
                raise SimulatedCrashError

    async def close(self) -> None:
        """See Store."""
        await self.store.close()


@dataclass
class World:
    """One outage of one bot."""

    store: Brittle
    clock: ManualClock
    desk: Desk
    wire: Wire
    rules: tuple[ChannelRule, ...]

    async def tick(self) -> None:
        """Every station once, each as a fresh process would."""
        try:
            while await enqueue(self.store.store, self.clock, self.rules):
                pass
            await CatchUp(self.store, self.clock, self.rules).work()
            await Editions(self.store, self.clock, self.rules).work()
        except SimulatedCrashError:
            return
        deliverer = Deliverer(
            self.store.store, self.wire, self.clock, pace=Pace(UNBOUND), patience=STEADY, chance=lambda: 0.5
        )
        await deliverer.drain()

    async def publish(self, number: int, at: datetime) -> None:
        """A story comes out; every fortieth is breaking news."""
        await self.desk.story(f"خبر رقم {number}", published_at=at, breaking=number % 40 == 7)


async def live_through(
    folder: Path, *, bot_is_down: bool, end_h: int, seed: int
) -> tuple[World, Counter[str]]:
    """One outage from its beginning until two hours after its end; what every channel got after it."""
    clock = Seconds(moment=BEGIN + timedelta(hours=end_h))
    inner_store = await open_store(f"sqlite:///{folder / f'{bot_is_down}-{end_h}.db'}")
    rules = tuple(ChannelRule(address=chat, catch_up=MOST, digests=(time(8), time(20))) for chat in CHANNELS)
    store = Brittle(store=inner_store, dice=random.Random(seed))
    world = World(store=store, clock=clock, desk=Desk(inner_store, clock), wire=Wire(), rules=rules)
    for number in range(6):
        await world.publish(-number - 1, clock.now())
        await world.tick()
        clock.advance(EVERY)
    before = {chat: len(world.wire.chats[chat]) for chat in CHANNELS}
    if bot_is_down:
        started = clock.now()
        clock.advance(OUTAGE)
        for number in range(OUTAGE // EVERY):
            await world.publish(number, started + EVERY * number)
    else:
        world.wire.is_up = False
        for number in range(OUTAGE // EVERY):
            await world.publish(number, clock.now())
            if number % 3 == 0:
                await world.tick()
            clock.advance(EVERY)
        world.wire.is_up = True
    store.chance = 0.1
    for step in range(60):
        await world.tick()
        clock.advance(timedelta(seconds=30 if step < 48 else 480))
    got: Counter[str] = Counter()
    for chat in CHANNELS:
        titles = [post.body.text.split("\n")[0] for post in world.wire.chats[chat][before[chat] :]]
        digests = sum(title.startswith("📰") for title in titles)
        got["posts"] = max(got["posts"], len(titles) - digests)
        got["digests"] = max(got["digests"], digests)
        got["least"] = min(got["least"] or MOST, len(titles))
        got["doubles"] += len(titles) - len(set(titles))
    await inner_store.close()
    return world, got


async def measure(seed: int) -> None:
    """Every outage, and the worst of them."""
    worst: Counter[str] = Counter()
    crashes = 0
    with tempfile.TemporaryDirectory() as folder:
        for bot_is_down in (True, False):
            for end_h in ENDS_H:
                world, got = await live_through(
                    Path(folder), bot_is_down=bot_is_down, end_h=end_h, seed=seed + end_h
                )
                crashes += world.store.crashes
                print(f"bot_is_down={bot_is_down} end=+{end_h}h {dict(got)}", file=sys.stderr)
                worst["doubles"] += got["doubles"]
                for name in ("posts", "digests"):
                    worst[name] = max(worst[name], got[name])
    for name, unit in (
        ("posts", "at most, of 432 stories a channel"),
        ("digests", "at most"),
        ("doubles", "in all"),
    ):
        print(json.dumps({"name": f"catch_up.{name}", "value": worst[name], "unit": unit}))
    print(json.dumps({"name": "catch_up.crashes", "value": crashes, "unit": "in all"}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    logging.disable(logging.WARNING)
    asyncio.run(measure(parser.parse_args().seed))

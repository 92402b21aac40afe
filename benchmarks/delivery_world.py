"""A Telegram made of memory, and a loop whose time leaps: what the delivery benchmark simulates with."""

import asyncio
import random
import selectors
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.delivery.deliver import Deliverer
from bot.delivery.pace import Limits, Pace
from bot.delivery.post import Button, Post, fingerprint, to_json
from bot.delivery.sender import ProbeOutcome, RetryAfter, SendOutcome, Sent, Sight, Unknown
from bot.text.richtext import RichText
from storage.opening import open_store
from storage.records.delivery import Address, DeliveryKind, Draft, Priority
from storage.records.identity import ChatId, MessageId
from storage.store import Store
from tests.fakes import ManualClock

EPOCH = datetime(2026, 11, 24, tzinfo=UTC)
BATCH = 500


class _Leap(selectors.SelectSelector):
    """Nothing is waited for: time leaps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """See BaseSelector."""
        if timeout is not None and timeout > 0:
            self.now += max(timeout, 1e-6)  # less would be lost in rounding, and time stand still
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time."""

    def __init__(self) -> None:
        self._leap = _Leap()
        super().__init__(self._leap)

    def time(self) -> float:
        """Virtual seconds; to ask takes time too, else who polls for a coming moment polls for ever."""
        self._leap.now += 1e-8
        return self._leap.now


@dataclass
class MemoryTelegram:
    """Chats, ids that grow, limits of patience, and faults by chance; a Sender."""

    clock: ManualClock
    dice: random.Random
    chats: dict[Address, list[str]] = field(default_factory=dict)
    deadlines: dict[Address, datetime] = field(default_factory=dict)
    requests: int = 0
    early: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    async def send(self, address: Address, post: Post, **_: Any) -> SendOutcome:
        """See Sender: 5 % unknown, half of which arrived; 3 % 429; 1 % 5xx."""
        self.requests += 1
        now = self.clock.now()
        if now < self.deadlines.get(address, EPOCH):
            self.early += 1
        chance = self.dice.random()
        if chance < 0.03:
            seconds = self.dice.randrange(1, 30)
            self.deadlines[address] = now + timedelta(seconds=seconds)
            self.faults["429"] += 1
            return RetryAfter(seconds=seconds)
        if chance < 0.09:
            self.faults["unknown" if chance >= 0.04 else "5xx"] += 1
            if self.dice.random() < 0.5:
                self._accept(address, post)
            return Unknown(reason="simulated")
        return Sent(message_id=self._accept(address, post), chat_id=ChatId(int(address)))

    def _accept(self, address: Address, post: Post) -> MessageId:
        messages = self.chats.setdefault(address, [])
        messages.append(post.buttons[0][0].url)
        return MessageId(len(messages))

    async def probe(self, address: Address, message_id: MessageId, post: Post) -> ProbeOutcome:
        """See Sender: looks are lost now and then, too."""
        self.requests += 1
        if self.dice.random() < 0.03:
            return Unknown(reason="simulated")
        messages = self.chats.get(address, [])
        if message_id > len(messages):
            return Sight.MISSING
        return Sight.OURS if messages[message_id - 1] == post.buttons[0][0].url else Sight.FOREIGN

    async def compare(self, *_: Any, **__: Any) -> ProbeOutcome:
        """See Sender; not used here."""
        return Unknown(reason="not simulated")

    async def edit(self, *_: Any, **__: Any) -> SendOutcome:
        """See Sender; not used here."""
        return Unknown(reason="not simulated")

    delete = pin = unpin = edit


async def fill(store: Store, chats: Sequence[int], posts: int) -> None:
    """Put *posts* into the outbox, over all *chats* in turn."""
    for start in range(0, posts, BATCH):
        async with store.write() as tx:
            targets = [await tx.targets.ensure(chat, now=EPOCH) for chat in chats]
            for number in range(start, min(start + BATCH, posts)):
                button = Button(text="التفاصيل", url=f"https://news.example/{number}")
                post = Post(body=RichText(text=f"خبر رقم {number}"), buttons=((button,),))
                await tx.outbox.add(
                    Draft(
                        subject=f"bench:{number}",
                        story_id=None,
                        target_id=targets[number % len(targets)],
                        thread_id=0,
                        kind=DeliveryKind.POST,
                        version=1,
                        priority=Priority.NEWS,
                        published_at=EPOCH + timedelta(seconds=number),
                        payload=to_json(post),
                        content_hash=fingerprint(post),
                        due_at=EPOCH,
                    ),
                    now=EPOCH,
                )


async def simulate(folder: Path, *, sends: int, chats: int, seed: int) -> Mapping[str, float]:
    """Deliver *sends* posts under faults with the real code and a real archive; what came of it.

    Every 5,000th request the process is replaced: nothing may live in its memory alone.
    """
    store = await open_store(f"sqlite:///{folder}/simulated.db")
    addresses = [-1_004_000_000_000 - chat for chat in range(chats)]
    await fill(store, addresses, sends)
    clock = ManualClock(moment=EPOCH + timedelta(days=1))
    telegram = MemoryTelegram(clock=clock, dice=random.Random(seed))
    restarts = -1
    while True:
        restarts += 1
        if await _one_life(store, telegram, clock, chance=random.Random(seed + restarts)):
            break
    await store.close()
    return _tally(telegram, sends) | {"restarts": restarts, "virtual_hours": round(clock.elapsed / 3_600, 1)}


async def _one_life(
    store: Store, telegram: MemoryTelegram, clock: ManualClock, *, chance: random.Random
) -> bool:
    """One process, until everything is settled (True) or it has made its 5,000 requests."""
    limits = Limits(overall_per_second=1_000, group_per_minute=10_000, gap=0.05)

    async def leap(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    deliverer = Deliverer(store, telegram, clock, pace=Pace(limits), chance=chance.random, sleep=leap)
    enough = telegram.requests + 5_000
    await deliverer.take_over()
    renewed = clock.elapsed
    while telegram.requests < enough:
        wait = await deliverer.work()
        if await deliverer.settle_flight():
            continue
        if wait >= 2.0:
            async with store.read() as tx:
                if (
                    await tx.outbox.oldest_open(now=clock.now()) is None
                ):  # counting all would take ever longer
                    return True
        clock.advance(timedelta(seconds=max(wait, 0.01)))
        if clock.elapsed - renewed > 8:
            renewed = clock.elapsed
            await deliverer.keep_lease()
    return False


def _tally(telegram: MemoryTelegram, sends: int) -> dict[str, float]:
    urls = [url for messages in telegram.chats.values() for url in messages]
    inverted = 0
    for messages in telegram.chats.values():
        numbers = [int(url.rpartition("/")[2]) for url in dict.fromkeys(messages)]
        inverted += sum(later < earlier for earlier, later in pairwise(numbers))
    return {
        "sends": sends,
        "requests": telegram.requests,
        "unknown": telegram.faults["unknown"],
        "429": telegram.faults["429"],
        "5xx": telegram.faults["5xx"],
        "lost": sends - len(set(urls)),
        "doubled": len(urls) - len(set(urls)),
        "inverted": inverted,
        "early": telegram.early,
    }

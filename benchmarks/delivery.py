"""Delivery in figures: how much of the permitted rate is used, how soon a post is there, what faults do.

    python benchmarks/delivery.py [--sends 200000] [--skip-real]

1. Pace: 1,000 posts to 60 channels through the limiter against Telegram's published limits, in virtual time,
   next to python-telegram-bot's AIORateLimiter (needs aiolimiter; skipped with a note without it).
2. The same for real: archive, lanes, HTTP and a sandbox that enforces the limits, next to the same peer.
3. From the commit of a summary to the message accepted, one story at a time.
4. Simulated sends under 5 % unknown outcomes, 3 % 429 and 1 % 5xx: lost, doubled, out of order, too early.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import uvloop

from benchmarks.crash_stage import LaterClock, Sandbox
from benchmarks.delivery_world import EPOCH, VirtualLoop, fill, simulate
from bot.clock import SystemClock
from bot.delivery.deliver import LEAD_S, Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.pace import Limits, Pace, choose
from bot.delivery.route import ChannelRule
from bot.sandbox.traffic.pace import Limits as ServerLimits
from bot.sandbox.traffic.pace import Pace as ServerPace
from bot.telegram.sender import telegram_sender
from storage.connection import Belt
from storage.opening import open_store
from storage.records.delivery import DeliveryKind, Head, Priority, TargetId
from storage.records.identity import DeliveryId
from storage.store import Store
from tests.delivery.desk import CHANNEL, Desk
from tests.fakes import ManualClock

POSTS = 1_000
CHATS = 60
PERMITTED_S = (POSTS - 1) // 30
"""The shortest time in which the limits let the posts through: 30 at once, then 30 each second."""
TRIP_S = (0.008, 0.016)
"""A way to the server or back, in virtual time."""
TOKEN = "1:RATE"
PEER_TOKEN = "2:RATE"
OUR_CHATS = [-1_003_000_000_000 - chat for chat in range(CHATS)]
THEIR_CHATS = [-1_003_500_000_000 - chat for chat in range(CHATS)]


def emit(name: str, value: float, unit: str, *, peer: float | None = None) -> None:
    """One figure as a JSON line; the ratio is ours to the peer's."""
    ratio = None if not peer else round(value / peer, 3)
    line = {"name": f"delivery.{name}", "value": value, "unit": unit, "peer": peer, "ratio": ratio}
    print(json.dumps(line), flush=True)


class Server:
    """Telegram's limits in virtual time: a request is counted somewhere on its way."""

    def __init__(self) -> None:
        self.pace = ServerPace(ServerLimits())
        self.refused = 0
        self.accepted = 0
        self.dice = random.Random(7)

    async def request(self, chat_id: int) -> int | None:
        """Seconds to wait when it was refused."""
        await asyncio.sleep(self.dice.uniform(*TRIP_S))
        now = asyncio.get_running_loop().time()
        verdict = self.pace.ask(chat_id, private=False, cost=1, now=now)
        self.refused += verdict.retry_after is not None
        self.accepted += verdict.retry_after is None
        await asyncio.sleep(self.dice.uniform(*TRIP_S))
        return verdict.retry_after


async def ours() -> tuple[float, int]:
    """Seconds and refusals of our limiter."""
    loop, server, pace = asyncio.get_running_loop(), Server(), Pace(Limits())
    lanes = {-1_001_000 - chat: deque(range(chat, POSTS, CHATS)) for chat in range(CHATS)}
    busy: set[int] = set()
    bell = asyncio.Event()
    begun = loop.time()

    async def carry(chat: int, at: float) -> None:
        await asyncio.sleep(max(at - loop.time(), 0.0))
        refused = await server.request(chat)
        pace.finish(chat, DeliveryKind.POST, now=loop.time())
        if refused is None:
            lanes[chat].popleft()
        else:
            pace.refused(chat, seconds=refused, now=loop.time())
        busy.discard(chat)
        bell.set()

    async with asyncio.TaskGroup() as group:
        while server.accepted < POSTS:
            bell.clear()
            heads = [_head(chat, lane[0]) for chat, lane in lanes.items() if lane and chat not in busy]
            chosen, again_at = choose(heads, pace, now=loop.time(), lead=LEAD_S)
            for start in chosen:
                chat = int(start.head.address)
                busy.add(chat)
                group.create_task(carry(chat, start.at))
            try:
                async with asyncio.timeout(min(again_at - loop.time(), 5.0)):
                    await bell.wait()
            except TimeoutError:
                pass
    return loop.time() - begun, server.refused


def _head(chat: int, number: int) -> Head:
    return Head(
        delivery_id=DeliveryId(number),
        target_id=TargetId(-chat),
        address=chat,
        kind=DeliveryKind.POST,
        priority=Priority.NEWS,
        published_at=EPOCH,
        ready_at=EPOCH,
    )


async def theirs() -> tuple[float, int]:
    """Seconds and refusals of python-telegram-bot's limiter.

    Raises:
        RuntimeError: aiolimiter is not installed.
    """
    from telegram.error import RetryAfter  # noqa: PLC0415 - the peer alone needs it
    from telegram.ext import AIORateLimiter  # noqa: PLC0415 - the peer alone needs it

    loop, server = asyncio.get_running_loop(), Server()
    limiter = AIORateLimiter(max_retries=20)
    await limiter.initialize()
    begun = loop.time()

    async def send(chat: int) -> bool:
        refused = await server.request(chat)
        if refused is not None:
            raise RetryAfter(refused)
        return True

    async def lane(number: int) -> None:
        chat = -1_001_000 - number
        for _ in range(number, POSTS, CHATS):
            await limiter.process_request(send, (chat,), {}, "sendMessage", {"chat_id": chat}, None)

    async with asyncio.TaskGroup() as group:
        for number in range(CHATS):
            group.create_task(lane(number))
    return loop.time() - begun, server.refused


def virtual(work: Callable[[], Awaitable[tuple[float, int]]]) -> tuple[float, int]:
    """Run *work* in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work())
    finally:
        loop.close()


def pace_figures() -> None:
    """Part 1."""
    seconds, refused = virtual(ours)
    try:
        peer_seconds, peer_refused = virtual(theirs)
    except RuntimeError as error:
        print(f"peer skipped: {error}", file=sys.stderr)
        emit("pace.used", round(PERMITTED_S / seconds, 3), "of the permitted rate")
        emit("pace.refused", refused, "429s")
        return
    used, peer_used = round(PERMITTED_S / seconds, 3), round(PERMITTED_S / peer_seconds, 3)
    emit("pace.used", used, "of the permitted rate", peer=peer_used)
    emit("pace.refused", refused, "429s", peer=peer_refused)


async def real(url: str, folder: Path) -> float:
    """Part 2: seconds for all posts."""
    store = await open_store(f"sqlite:///{folder}/rate.db")
    await fill(store, OUR_CHATS, POSTS)
    async with telegram_sender(TOKEN, api_base_url=url) as sender:
        deliverer = Deliverer(store, sender, SystemClock(), pace=Pace(Limits()))
        begun = time.monotonic()
        await deliverer.drain()
        seconds = time.monotonic() - begun
    await store.close()
    return seconds


async def really_theirs(url: str) -> float:
    """The same number of posts by python-telegram-bot with its limiter, without an archive.

    Raises:
        RuntimeError: aiolimiter is not installed.
    """
    from telegram.ext import AIORateLimiter, ExtBot  # noqa: PLC0415 - the peer alone needs it
    from telegram.request import HTTPXRequest  # noqa: PLC0415 - the peer alone needs it

    bot = ExtBot(
        PEER_TOKEN,
        base_url=f"{url}/bot",
        request=HTTPXRequest(connection_pool_size=CHATS),
        rate_limiter=AIORateLimiter(max_retries=20),
    )

    async def lane(number: int) -> None:
        for post in range(number, POSTS, CHATS):
            await bot.send_message(THEIR_CHATS[number], f"خبر رقم {post}")

    async with bot:
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(CHATS):
                group.create_task(lane(number))
        return time.monotonic() - begun


def real_figures(sandbox: Sandbox, folder: Path) -> None:
    """Part 2."""
    for chat in (*OUR_CHATS, *THEIR_CHATS):
        sandbox.ask("chats", {"id": chat, "type": "channel", "title": "قناة"})
    used = PERMITTED_S / uvloop.run(real(sandbox.url, folder))
    peer_used = peer_refused = None
    try:
        peer_used = PERMITTED_S / uvloop.run(really_theirs(sandbox.url))
        peer_refused = _refusals(sandbox, THEIR_CHATS)
    except RuntimeError as error:
        print(f"peer skipped: {error}", file=sys.stderr)
    emit("real.used", round(used, 3), "of the permitted rate", peer=peer_used and round(peer_used, 3))
    emit("real.refused", _refusals(sandbox, OUR_CHATS), "429s", peer=peer_refused)


def _refusals(sandbox: Sandbox, chats: Sequence[int]) -> int:
    return sum(entry["error_code"] == 429 and entry["chat_id"] in chats for entry in sandbox.ask("ledger"))


async def latency(url: str, folder: Path, stories: int) -> None:
    """Part 3."""
    store = await open_store(f"sqlite:///{folder}/latency.db")
    clock = LaterClock(0)
    desk = Desk(store, ManualClock(moment=clock.now()))
    stop = asyncio.Event()
    rules = [ChannelRule(address=CHANNEL)]
    took: list[float] = []
    async with telegram_sender(TOKEN, api_base_url=url) as sender:
        pace = Pace(Limits(overall_per_second=1_000, group_per_minute=100_000, gap=0.0))
        sending = asyncio.create_task(Deliverer(store, sender, clock, pace=pace).run(stop))
        enqueuing = asyncio.create_task(_enqueue_station(store, clock, rules))
        for number in range(stories):
            begun = time.monotonic()
            story = await desk.story(f"خبر رقم {number}")
            while not await _is_sent(store, story):  # noqa: ASYNC110 - the archive's readers ring no bell
                await asyncio.sleep(0.001)
            took.append(time.monotonic() - begun)
        stop.set()
        enqueuing.cancel()
        await asyncio.gather(sending, enqueuing, return_exceptions=True)
    await store.close()
    took.sort()
    emit("latency.p50", round(took[len(took) // 2] * 1_000, 1), "ms from summary to accepted")
    emit("latency.p95", round(took[int(len(took) * 0.95)] * 1_000, 1), "ms from summary to accepted")


async def _enqueue_station(store: Store, clock: LaterClock, rules: list[ChannelRule]) -> None:
    bell = store.bells.bell(Belt.SUMMARIES)
    while True:
        await bell.wait()
        bell.clear()
        while await enqueue(store, clock, rules):
            pass


async def _is_sent(store: Store, story_id: int) -> bool:
    async with store.read() as tx:
        return any(one.message_id for one in await tx.outbox.of_story(story_id))  # type: ignore[arg-type] # a plain number will do


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sends", type=int, default=2_000)
    parser.add_argument("--skip-real", action="store_true", help="leave parts 2 and 3 out: they take 80 s")
    arguments = parser.parse_args()
    pace_figures()
    memory = Path("/dev/shm")  # the figures are the code's, not the disk's
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="khabar-delivery-", dir=place) as name:
        folder = Path(name)
        if not arguments.skip_real:
            sandbox = Sandbox(ServerLimits())
            real_figures(sandbox, folder)
            sandbox.ask("limits", {"enabled": False})
            sandbox.ask("chats", {"id": CHANNEL, "type": "channel", "title": "قناة"})
            uvloop.run(latency(sandbox.url, folder, 60))
            sandbox.stop()
        tally = uvloop.run(simulate(folder, sends=arguments.sends, chats=CHATS, seed=1))
    for figure, value in tally.items():
        emit(f"simulated.{figure}", value, "")
    return 1 if tally["lost"] or tally["doubled"] or tally["inverted"] or tally["early"] else 0


if __name__ == "__main__":
    sys.exit(main())

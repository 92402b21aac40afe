"""Khabar's polling against python-telegram-bot's own Updater: poison, a refused token, a flood, speed.

    python benchmarks/updates.py            JSON lines: name, value, unit, peer, ratio

Both talk to the sandbox over loopback HTTP in the same process. The peer is the library that Khabar builds
on, used as its documentation says; it is always installed.
"""

import asyncio
import json
import logging
import sys
import time
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from telegram import Update
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.clock import SystemClock
from bot.sandbox.server import SandboxOptions, running_sandbox
from bot.sandbox.traffic.pace import Limits
from bot.telegram.client import build_bot
from bot.telegram.flood import Gate
from bot.telegram.polling import Poller, Pulse, TokenRefusedError

TOKEN = "1:BENCH"
READER = 1001
OTHER = 1002
SPEED = 3_000
FLOOD = 10_000
PATIENCE_S = 2.0


def report(name: str, value: float, unit: str, peer: float | None, *, less_is_better: bool = False) -> None:
    """One line; *ratio* is how many times better than the peer."""
    ratio = None
    if peer:
        ratio = round(peer / value if less_is_better and value else value / peer, 3)
    line = {"name": f"updates.{name}", "value": round(value, 4), "unit": unit, "peer": peer, "ratio": ratio}
    print(json.dumps(line), flush=True)


class World:
    """A sandbox with two readers and one bot."""

    def __init__(self, sandbox: Any) -> None:
        self._sandbox = sandbox
        self.url: str = sandbox.url

    def queue(self) -> Any:
        """The bot's waiting updates."""
        [bot] = self._sandbox.world.bots.values()
        return self._sandbox.world.queues[bot.user.id]

    def write(self, count: int, *, user_id: int = READER) -> None:
        """*count* messages of one reader wait."""
        now = self._sandbox.world.clock.monotonic()
        for number in range(count):
            person = {"id": user_id, "is_bot": False, "first_name": "زينب"}
            chat = {"id": user_id, "type": "private", "first_name": "زينب"}
            body = {"message_id": number + 1, "date": 1, "chat": chat, "from": person, "text": "/latest"}
            self.queue().add("message", body, at=now)

    def poison(self) -> None:
        """An update that the library cannot read."""
        body = {"message_id": 1, "date": "أمس", "chat": {"id": READER, "type": "private"}}
        self.queue().add("message", body, at=self._sandbox.world.clock.monotonic())

    def calls(self) -> int:
        """How often getUpdates was called."""
        return int(self._sandbox.api.requests.get("getUpdates", 0))

    def revoke(self) -> None:
        """The token is valid no more."""
        self._sandbox.world.revoke(TOKEN)


class Counter:
    """Counts what it is given."""

    def __init__(self, wanted: int = sys.maxsize) -> None:
        self.taken = 0
        self._wanted = wanted
        self.done = asyncio.Event()

    async def take(self, _update: Update) -> None:
        """One update."""
        self.taken += 1
        if self.taken >= self._wanted:
            self.done.set()


async def khabar(
    world: World,
    take: Callable[[Update], Awaitable[None]],
    during: Awaitable[Any],
    *,
    gate: Gate | None = None,
) -> str:
    """Poll with Khabar while *during* lasts; how it ended."""
    async with build_bot(TOKEN, world.url) as bot:
        stop = asyncio.Event()
        poller = Poller(bot, take, SystemClock(), pulse=Pulse(), gate=gate, long_poll_s=10)
        polling = asyncio.create_task(poller.run(stop))
        lasting = asyncio.ensure_future(during)
        await asyncio.wait({polling, lasting}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        lasting.cancel()
        try:
            await polling
        except TokenRefusedError:
            return "refused"
        return "stopped"


async def peer(world: World, take: Callable[[Update], Awaitable[None]], during: Awaitable[Any]) -> None:
    """Poll with the library's own Updater while *during* lasts."""

    async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await take(update)

    application = Application.builder().token(TOKEN).base_url(f"{world.url}/bot").job_queue(None).build()
    application.add_handler(TypeHandler(Update, handle))
    await application.initialize()
    await application.start()
    assert application.updater is not None
    await application.updater.start_polling(timeout=10)
    await during
    for ending in (application.updater.stop, application.stop, application.shutdown):
        try:
            await ending()
        except Exception as error:  # noqa: BLE001 - after a poison update its stop() raises; that is a finding
            print(f"peer: {ending.__name__} raised {type(error).__name__}", file=sys.stderr)


async def in_world(work: Callable[[World], Awaitable[Any]]) -> Any:
    """Run *work* on a fresh sandbox whose bot is known."""
    async with running_sandbox(SandboxOptions(limits=Limits(enabled=False))) as sandbox:
        async with build_bot(TOKEN, sandbox.url):
            pass
        return await work(World(sandbox))


async def beside_poison(run: Callable[..., Awaitable[Any]]) -> tuple[int, int]:
    """Of 99 good updates around a poison one: how many were taken, and at how many calls."""

    async def work(world: World) -> tuple[int, int]:
        world.write(50)
        world.poison()
        world.write(49)
        counter = Counter()
        await run(world, counter.take, asyncio.sleep(PATIENCE_S))
        return counter.taken, world.calls()

    found: tuple[int, int] = await in_world(work)
    return found


async def speed(run: Callable[..., Awaitable[Any]]) -> float:
    """Updates a second, with a handler that only counts."""

    async def work(world: World) -> float:
        world.write(SPEED)
        counter = Counter(SPEED)
        begun = time.perf_counter()
        took = 0.0

        async def until_done() -> None:
            nonlocal took
            await counter.done.wait()
            took = time.perf_counter() - begun

        await run(world, counter.take, until_done())
        return SPEED / (took or time.perf_counter() - begun)

    found: float = await in_world(work)
    return found


async def refused() -> float:
    """Seconds from a revoked token to Khabar's knowing it."""

    async def work(world: World) -> float:
        begun = 0.0

        async def revoke() -> None:
            nonlocal begun
            await asyncio.sleep(0.3)
            begun = time.perf_counter()
            world.revoke()
            await asyncio.sleep(PATIENCE_S)

        ended = await khabar(world, Counter().take, revoke())
        return time.perf_counter() - begun if ended == "refused" else float("inf")

    found: float = await in_world(work)
    return found


async def flood() -> float:
    """Seconds that a reader waits who writes after somebody has sent 10,000 messages."""

    async def work(world: World) -> float:
        done = asyncio.Event()
        world.write(FLOOD)
        world.write(1, user_id=OTHER)
        begun = time.perf_counter()

        async def take(update: Update) -> None:
            user = update.effective_user
            if user is not None and user.id == OTHER:
                done.set()

        await khabar(world, take, done.wait(), gate=Gate())
        return time.perf_counter() - begun

    found: float = await in_world(work)
    return found


async def measure() -> None:
    """Every figure."""
    ours, our_calls = await beside_poison(khabar)
    theirs, their_calls = await beside_poison(peer)
    report("taken_beside_one_poison_of_100", ours, "updates", theirs)
    report("getupdates_calls_in_2_s_after_poison", our_calls, "calls", their_calls, less_is_better=True)
    report("seconds_to_notice_a_refused_token", await refused(), "s", None)
    report("per_second", await speed(khabar), "1/s", await speed(peer))
    report("reader_waits_behind_a_flood_of_10000", await flood(), "s", None)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    asyncio.run(measure())

